import { useCallback, useEffect, useRef } from 'react';
import type { OrderDetail, OrderQuote } from '@shared/contract';
import { useResource, type Resource } from '@/hooks/use-resource';
import { call } from '@/services/app';

/** A coupon, none, or at first the best there is. */
export type CouponChoice = `cpn_${string}` | 'none' | 'best';

/** The price with the coupon that was chosen; read anew when the order itself has changed. @rule C7a */
export function useQuote(order: OrderDetail, coupon: CouponChoice): Resource<OrderQuote> {
  const { id } = order;
  const held = order.coupon?.id;
  const load = useCallback(async () => {
    const ask = (coupon_id: `cpn_${string}` | undefined) =>
      call('GET /me/orders/{id}/quote', { params: { id }, query: { coupon_id } });
    if (coupon !== 'best') return ask(coupon === 'none' ? undefined : coupon);
    // an order that is being paid already has its coupon
    if (held !== undefined) return ask(held);
    const plain = await ask(undefined);
    const best = plain.coupons.find((one) => one.obstacle === null && one.discount_fen > 0);
    return best && plain.coupon === null ? ask(best.id) : plain;
  }, [id, coupon, held]);
  const quote = useResource(load);
  const terms = `${order.price_fen}/${order.price_points}`;
  const before = useRef(terms);
  const { reload } = quote;
  useEffect(() => {
    if (before.current !== terms) reload();
    before.current = terms;
  }, [terms, reload]);
  return quote;
}
