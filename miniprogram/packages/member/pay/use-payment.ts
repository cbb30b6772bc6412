import { useState } from 'react';
import type { OrderDetail, OrderQuote } from '@shared/contract';
import { useAction } from '@/hooks/use-action';
import type { Resource } from '@/hooks/use-resource';
import { payByWechat } from '@/platform/pay';
import { replace } from '@/platform/router';
import { toast } from '@/platform/ui';
import type { ApiError } from '@/services/api-error';
import { serverClock } from '@/services/app';
import { payOrder, type PayChoice } from '@/services/orders';
import { t } from '@/texts';
import { useQuote, type CouponChoice } from './use-quote';

const words = t.shop.pay;

/** What refusals say that the price, or what it is made of, has changed. */
const OUT_OF_DATE = /^(?:quote_changed|points_insufficient|coupon_|way_not_offered|pickup_store_)/;
/** What refusals say that there is nothing to pay any more. */
const OVER: readonly string[] = ['order_closed', 'order_paid', 'sold_out', 'limit_reached'];
/** WeChat Pay itself: the piece is still held. */
const NOT_YET: readonly string[] = ['payment_unavailable', 'payment_refused'];

export interface PayNotice {
  readonly title: string;
  readonly text: string;
}

export interface Payment {
  readonly quote: Resource<OrderQuote>;
  readonly way: PayChoice['way'] | null;
  readonly store: OrderDetail['pickup_stores'][number] | null;
  readonly pickWay: (way: PayChoice['way']) => void;
  readonly pickStore: (id: `sto_${string}`) => void;
  /** null: without a coupon. */
  readonly pickCoupon: (id: `cpn_${string}` | null) => void;
  readonly pay: () => void;
  readonly busy: boolean;
  /** What must be read before paying again. */
  readonly notice: PayNotice | null;
}

/** What a refusal says on the page; null where a toast is enough. */
function noticeOf({ code, detail }: ApiError): PayNotice | null {
  if (code === 'quote_changed') return { title: words.changedTitle, text: words.changed };
  if (OUT_OF_DATE.test(code)) return { title: words.changedTitle, text: detail };
  return NOT_YET.includes(code) ? { title: words.notYet, text: detail } : null;
}

/**
 * Sends what was chosen, opens WeChat's sheet where there is money to pay, and shows what follows. Whether it is paid
 * only the server says, on the page of the result.
 * @returns whether the order is still to be paid
 */
async function payAndFollow(order: OrderDetail, choice: PayChoice, shown: OrderQuote): Promise<boolean> {
  const { order: begun, wechat } = await payOrder(order.id, choice, shown);
  if (wechat !== null) {
    const until = Date.parse(begun.hold_until_at);
    const outcome = await payByWechat(wechat, until - serverClock.now());
    if (outcome !== 'says_paid') {
      // when the hold has run out behind WeChat's sheet, the page itself says so
      if (serverClock.now() < until) {
        toast(outcome === 'cancelled' ? words.cancelled : words.failed);
      }
      return true;
    }
  }
  replace(choice.way === 'counter' ? 'order' : 'paid', { id: order.id });
  return false;
}

/**
 * All that the pay page knows and does.
 * @param askStore lets the member choose where to pick it up, when that is still open @rule F2a @rule F6
 */
export function usePayment(order: OrderDetail, reload: () => void, askStore: () => void): Payment {
  const [coupon, setCoupon] = useState<CouponChoice>('best');
  const [wish, setWish] = useState<PayChoice['way'] | null>(order.way);
  const [storeId, setStoreId] = useState<string | null>(order.pickup_store?.id ?? null);
  const [notice, setNotice] = useState<PayNotice | null>(null);
  const quote = useQuote(order, coupon);
  const stores = order.pickup_stores;
  const only = stores.length === 1 ? stores[0] : undefined;
  const store = stores.find(({ id }) => id === storeId) ?? only ?? null;
  const ways = quote.data?.ways ?? [];
  const way = wish !== null && ways.includes(wish) ? wish : (ways[0] ?? null);
  const item = order.kind === 'item';

  const paying = useAction(
    async () => {
      const shown = quote.data;
      if (!shown || way === null) return;
      if (item && store === null) {
        askStore();
        return;
      }
      setNotice(null);
      const pickup = item ? (store?.id ?? null) : null;
      const choice = { way, coupon_id: shown.coupon?.id ?? null, pickup_store_id: pickup };
      if (await payAndFollow(order, choice, shown)) reload();
    },
    (error) => {
      const found = noticeOf(error);
      setNotice(found);
      if (found === null) toast(error.detail);
      if (OUT_OF_DATE.test(error.code)) quote.reload();
      if (OUT_OF_DATE.test(error.code) || OVER.includes(error.code)) reload();
    },
  );
  return {
    quote,
    way,
    store,
    pickWay: setWish,
    pickStore: setStoreId,
    pickCoupon: (id) => setCoupon(id ?? 'none'),
    pay: paying.run,
    busy: paying.busy,
    notice,
  };
}
