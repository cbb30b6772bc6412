import { serveBooks } from './rival-http';
import { claimCoupon } from './tutorial-coupons';
import { claimOffer } from './tutorial-offers';

/**
 * The tutorial's design keeping the same books as we: one transaction for each request, the template or offer locked
 * with SELECT … FOR UPDATE, and every row that our engine writes for a claim written into our own tables, by hand and
 * in as few statements as come naturally. Only the owner of the template or offer is left out, which is our lock: it
 * locks the row itself. Nor does it look at what no claim of the bench fails on, such as times, levels and tickets.
 */
serveBooks('TUTORIAL_SECRET', {
  who: 'SELECT id AS member_id FROM members WHERE person_id = ?',
  coupon: claimCoupon,
  offer: claimOffer,
});
