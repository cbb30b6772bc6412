import { Injectable } from '@nestjs/common';
import { errorText, type OrderCoupon, type OrderQuote } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { couponsForOrder, type CouponRow } from '../coupons';
import { memberPoints, programDay } from '../points';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal, type Language } from '../platform/http';
import { StoreDirectory } from '../stores';
import { overBy } from './give-up.commands';
import type { OrderRow } from './orders.entity';
import { soldAs } from './orders.queries';
import { couponFen, pickupStoresOf, waysOf, type Obstacle, type UsePoint } from './orders.rules';
import { PayDesk } from './pay-desk';

/** A coupon and what it would do to an order. */
interface Priced {
  readonly coupon: CouponRow;
  readonly fen: number;
  readonly obstacle: Obstacle | null;
}

/** What orders cost, by the pricing that the payment uses. */
@Injectable()
export class OrderQuotes {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly desk: PayDesk,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * What an order costs with a coupon or without, and how it can be paid. Changes nothing.
   * @rule C7a @rule F2a
   * @throws Refusal `order_closed`, `order_paid`, `not_found` for a coupon that is not among the member's
   */
  async of(
    order: OrderRow,
    choice: {
      readonly coupon_id?: Id<'coupon'> | undefined;
      readonly pickup_store_id?: Id<'store'> | undefined;
    },
    language: Language,
  ): Promise<OrderQuote> {
    const at = this.clock.now();
    const over = overBy(order, at);
    if (over !== null) throw new Refusal(over);
    const { read } = this.database;
    const { program } = this.config;
    const { offer, sale } = await soldAs(read, order);
    const wanted = await this.pointsOfUse(order, choice.pickup_store_id, { offer, sale });
    const [mine, { balance }] = await Promise.all([
      couponsForOrder(read, order, sale.merchant_id, at),
      memberPoints(read, order.member_id, programDay(program, at)),
    ]);
    const priced = mine.map((coupon) => pricedAt(coupon, order, wanted, at)).sort(byWorth);
    const chosen =
      choice.coupon_id === undefined ? null : priced.find(({ coupon }) => coupon.id === choice.coupon_id);
    if (chosen === undefined) throw new Refusal('not_found');
    const payFen = order.price_fen - (chosen?.fen ?? 0);
    // what a payment under way has taken is there for it
    const owed = order.state === 'held' ? order.price_points : 0;
    return {
      price_fen: order.price_fen,
      price_points: order.price_points,
      coupon: chosen && spoken(chosen, language),
      pay_fen: payFen,
      pay_points: order.price_points,
      points_balance: balance,
      points_missing: Math.max(0, owed - balance),
      ways: waysOf(payFen, offer, this.desk.hasWechat),
      coupons: priced.map((one) => spoken(one, language)),
    };
  }

  /** Where a coupon could be used: the store that was chosen, or any that can be. */
  private async pointsOfUse(
    order: OrderRow,
    chosen: Id<'store'> | undefined,
    { offer, sale }: Awaited<ReturnType<typeof soldAs>>,
  ): Promise<UsePoint[]> {
    if (order.kind === 'coupon')
      return [{ merchant_id: sale.merchant_id, timezone: this.config.program.timezone }];
    const all = pickupStoresOf(order, offer, sale, await this.stores.all());
    const named = chosen === undefined ? all : all.filter(({ id }) => id === chosen);
    if (chosen !== undefined && named.length === 0) throw new Refusal('pickup_store_wrong');
    return named;
  }
}

function pricedAt(coupon: CouponRow, order: OrderRow, where: readonly UsePoint[], at: Instant): Priced {
  let obstacle: Obstacle = { code: 'coupon_not_usable', params: {} };
  for (const point of [...where].reverse()) {
    const result = couponFen(coupon, order, point, at);
    if (result.ok) return { coupon, fen: result.fen, obstacle: null };
    ({ obstacle } = result);
  }
  return { coupon, fen: 0, obstacle };
}

/** What takes off most first; of two alike the one that ends sooner. */
function byWorth(a: Priced, b: Priced): number {
  return b.fen - a.fen || a.coupon.valid_to_at - b.coupon.valid_to_at;
}

function spoken({ coupon, fen, obstacle }: Priced, language: Language): OrderCoupon {
  return {
    id: coupon.id,
    title: coupon.snapshot.title,
    discount_fen: fen,
    obstacle: obstacle && {
      code: obstacle.code,
      detail: errorText(obstacle.code, obstacle.params, language),
    },
  };
}
