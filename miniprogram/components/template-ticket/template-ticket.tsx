import { View } from '@tarojs/components';
import type { TemplateCard } from '@shared/contract';
import { t } from '@/texts';
import { ClaimButton, stockHint } from '../claim-button/claim-button';
import { CouponTicket } from '../coupon-ticket/coupon-ticket';
import { Progress } from '../progress/progress';

const words = t.coupons.centre;

interface TemplateTicketProps {
  readonly template: TemplateCard;
  /** Below the title; the merchant if left out. */
  readonly line?: string | undefined;
  /** A friend's card led to this one. */
  readonly picked?: boolean;
  readonly onClaimed: () => void;
}

/** What is over, for somebody who has none of it. */
function stampOf({ status, claimed_by_me: mine }: TemplateCard): string | null {
  if (mine > 0) return null;
  return status === 'sold_out' || status === 'ended' ? words.status[status] : null;
}

/** A coupon in the centre: what it is worth, how many are left, and the way to get it. */
export function TemplateTicket({ template, line, picked = false, onClaimed }: TemplateTicketProps) {
  const stamp = stampOf(template);
  const { stock_total: total, stock_left: left } = template;
  const action = (
    <View className="template-ticket__side">
      <ClaimButton template={template} onClaimed={onClaimed} />
      {template.status === 'claimable' && (
        <Progress done={total - left} of={total} text={stockHint(template)} />
      )}
    </View>
  );
  return (
    <CouponTicket
      value={template.value}
      title={template.title}
      merchant={line ?? template.merchant_name}
      hint={template.rules[2] ?? stockHint(template)}
      picked={picked}
      {...(stamp === null ? { action } : { stamp })}
    />
  );
}
