import { useState } from 'react';
import { View } from '@tarojs/components';
import type { OfferCard, SaleCard } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Countdown } from '@/components/countdown/countdown';
import { useSession } from '@/hooks/use-session';
import { OfferButton } from '@/components/offer-button/offer-button';
import { go } from '@/platform/router';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import { ExchangeSheet } from './exchange-sheet';

const words = t.shop.claim;

interface MallFooterProps {
  readonly sale: SaleCard;
  readonly offer: OfferCard;
  readonly onChanged: () => void;
}

/** The way to exchange, to go on with an exchange that was interrupted, or why there is none. @rule P9 */
export function MallFooter({ sale, offer, onChanged }: MallFooterProps) {
  const [open, setOpen] = useState(false);
  const balance = useSession()?.member?.points ?? 0;
  const { my_order: order } = offer;
  if (!order && offer.status !== 'claimable') {
    return <OfferButton sale={sale} offer={offer} onChanged={onChanged} />;
  }
  // what an order is being paid with is taken already
  const missing = order?.state === 'paying' ? 0 : offer.price_points - balance;
  const start = (): void => {
    if (order?.state === 'paying') go('order', { id: order.id });
    else setOpen(true);
  };
  return (
    <>
      <View className="offer-button">
        {order && (
          <Countdown until={Date.parse(order.hold_until_at)} text={t.shop.pay.hold} onEnd={onChanged} />
        )}
        <Button disabled={missing > 0} onTap={start}>
          {missing > 0
            ? t.shop.mall.missing(pointsText(missing))
            : order
              ? words.goOnExchange
              : words.exchange}
        </Button>
      </View>
      <ExchangeSheet
        sale={sale}
        offer={offer}
        balance={balance}
        open={open}
        onClose={() => setOpen(false)}
        onChanged={onChanged}
      />
    </>
  );
}
