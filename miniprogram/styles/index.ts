/* The styles of all components, once and in one order: imported page by page, the order would depend on the page. */
import './tokens.css';
import '@/components/amount-pad/amount-pad.css';
import '@/components/art/shop.css';
import '@/components/button/button.css';
import '@/components/code-image/code-image.css';
import '@/components/coupon-ticket/coupon-ticket.css';
import '@/components/feedback/feedback.css';
import '@/components/icon/icon.css';
import '@/components/join-footer/join-footer.css';
import '@/components/member-bar/member-bar.css';
import '@/components/page/page.css';
import '@/components/parts/parts.css';
import '@/components/sheet/sheet.css';
import '@/components/store-chip/store-chip.css';
import '@/components/tab-bar/tab-bar.css';
