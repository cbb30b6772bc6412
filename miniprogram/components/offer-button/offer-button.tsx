import { View } from '@tarojs/components';
import type { OfferCard, SaleCard } from '@shared/contract';
import { AHEAD_MAX } from '@shared/rules/orders';
import { useAction } from '@/hooks/use-action';
import { useReached } from '@/hooks/use-reached';
import { useServerNow } from '@/hooks/use-server-now';
import { go } from '@/platform/router';
import { ask, toast } from '@/platform/ui';
import { pointsText } from '@/services/format';
import { momentText } from '@/services/offers';
import { leaveWait } from '@/services/sales';
import { t } from '@/texts';
import { Button } from '../button/button';
import { Countdown } from '../countdown/countdown';
import { useClaim } from './use-claim';

const words = t.shop.claim;

interface OfferButtonProps {
  readonly sale: SaleCard;
  readonly offer: OfferCard;
  /** Reads the offer again. */
  readonly onChanged: () => void;
  readonly small?: boolean;
}

/** Those before me are counted up to a thousand. */
function placeText(ahead: number): string {
  if (ahead === 0) return words.waitingFirst;
  return (ahead < AHEAD_MAX ? words.waitingAt : words.waitingFar)(pointsText(ahead));
}

/** My place on the waiting list; a tap leaves it, after a question. @rule F5 */
function Waiting({
  wait,
  onChanged,
  small = false,
}: Pick<OfferButtonProps, 'onChanged' | 'small'> & {
  wait: NonNullable<OfferCard['my_wait']>;
}) {
  const leave = useAction(async () => {
    const sure = await ask({
      title: words.waits.leaveTitle,
      text: words.waits.leaveText,
      yes: words.waits.leaveYes,
      no: words.waits.leaveNo,
    });
    if (!sure) return;
    await leaveWait(wait.id);
    toast(words.waits.left);
    onChanged();
  });
  return (
    <Button small={small} kind="quiet" busy={leave.busy} onTap={leave.run}>
      {placeText(wait.ahead)}
    </Button>
  );
}

/** The order of it that I have not paid yet, and how long it is held. */
function MyOrder({
  order,
  onChanged,
  small = false,
}: Pick<OfferButtonProps, 'onChanged' | 'small'> & {
  order: NonNullable<OfferCard['my_order']>;
}) {
  return (
    <View className="offer-button">
      <Countdown until={Date.parse(order.hold_until_at)} onEnd={onChanged} />
      <Button small={small} onTap={() => go(order.state === 'held' ? 'pay' : 'order', { id: order.id })}>
        {words.pay}
      </Button>
    </View>
  );
}

/** Before the start; the moment it comes this is the button that claims. @rule F2 */
function Coming({ sale, small = false }: Pick<OfferButtonProps, 'sale' | 'small'>) {
  const now = useServerNow();
  return (
    <Button small={small} disabled onTap={() => undefined}>
      {words.opensAt(momentText(sale.opens_at, now))}
    </Button>
  );
}

/** What can be done with an offer of a flash sale now: one button that says what a tap will do. @rule F3 @rule F5 */
export function OfferButton({ sale, offer, onChanged, small = false }: OfferButtonProps) {
  const begun = useReached(Date.parse(sale.opens_at));
  const over = useReached(Date.parse(sale.ends_at));
  const { claim, wait, unsure } = useClaim(sale, offer, onChanged);
  const { my_wait: mine, my_order: order, status } = offer;
  const claims = (text: string) => (
    <Button small={small} busy={claim.busy} onTap={claim.run}>
      {text}
    </Button>
  );
  if (unsure) return claims(words.again);
  if (order) return <MyOrder order={order} onChanged={onChanged} small={small} />;
  if (mine?.state === 'offered') {
    return (
      <View className="offer-button">
        {mine.offered_until_at !== null && (
          <Countdown
            until={Date.parse(mine.offered_until_at)}
            {...(small ? {} : { text: words.keptForYou })}
            onEnd={onChanged}
          />
        )}
        {claims(words.grab)}
      </View>
    );
  }
  if (status === 'claimable' || status === 'not_started') {
    if (over) return <Off text={words.status.ended} small={small} />;
    return begun ? claims(words.grab) : <Coming sale={sale} small={small} />;
  }
  if (status === 'sold_out' && mine) return <Waiting wait={mine} onChanged={onChanged} small={small} />;
  if (status === 'sold_out' && !over) {
    return (
      <Button small={small} kind="quiet" busy={wait.busy || claim.busy} onTap={wait.run}>
        {words.wait}
      </Button>
    );
  }
  return <Off text={words.status[status]} small={small} />;
}

function Off({ text, small }: { text: string; small: boolean }) {
  return (
    <Button small={small} disabled onTap={() => undefined}>
      {text}
    </Button>
  );
}
