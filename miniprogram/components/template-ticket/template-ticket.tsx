import { Text, View } from '@tarojs/components';
import type { TemplateCard } from '@shared/contract';
import { useReached } from '@/hooks/use-reached';
import { serverClock } from '@/services/app';
import { momentText } from '@/services/offers';
import { t } from '@/texts';
import { ClaimButton, stockHint } from '../claim-button/claim-button';
import { CouponTicket } from '../coupon-ticket/coupon-ticket';
import { Progress } from '../progress/progress';
import { isOver } from './order';

const words = t.coupons.centre;

interface TemplateTicketProps {
  readonly template: TemplateCard;
  /** Below the title; the merchant if left out. */
  readonly line?: string | undefined;
  /** A friend's card led to this one. */
  readonly picked?: boolean;
  readonly onClaimed: () => void;
}

function Ticket({ template, line, picked = false, onClaimed }: TemplateTicketProps) {
  const { status } = template;
  const stamp = isOver(template) ? words.status[status] : null;
  const { stock_total: total, stock_left: left, claim_from_at: from } = template;
  const action = (
    <View className="template-ticket__side">
      <ClaimButton template={template} onClaimed={onClaimed} />
      {status === 'claimable' && <Progress done={total - left} of={total} text={stockHint(template)} />}
      {status === 'not_started' && from !== null && (
        <Text className="template-ticket__from">{momentText(from, serverClock.now())}</Text>
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

/** Before it can be claimed; the moment that comes it can. @rule F2 */
function ComingTicket(props: TemplateTicketProps & { readonly from: string }) {
  const { template, from } = props;
  const begun = useReached(Date.parse(from));
  return <Ticket {...props} template={begun ? { ...template, status: 'claimable' } : template} />;
}

/** A coupon in the centre: what it is worth, how many are left or from when on there are, and the way to get it. */
export function TemplateTicket(props: TemplateTicketProps) {
  const { status, claim_from_at: from } = props.template;
  const comes = status === 'not_started' && from !== null;
  return comes ? <ComingTicket {...props} from={from} /> : <Ticket {...props} />;
}
