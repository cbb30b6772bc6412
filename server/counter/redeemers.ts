import { Injectable } from '@nestjs/common';
import type { ErrorParams } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { loadCoupons } from '../coupons';
import { accepted, type Accepted, type RunResult } from '../ledger';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal } from '../platform/http';
import { StaffDirectory } from '../staff';
import { StoreDirectory } from '../stores';
import { redemptions } from './counter.entity';
import { spokenTime } from './counter.rules';

/** Who redeemed what, for those who come too late. */
@Injectable()
export class Redeemers {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly staff: StaffDirectory,
    private readonly config: Config,
  ) {}

  /** When, where and by whom a coupon was redeemed last, as the sentence of `coupon_redeemed` says it. @rule C6 */
  async paramsOf(couponId: Id<'coupon'>): Promise<ErrorParams> {
    const [raw] = await this.database.read.query(
      'SELECT * FROM redemptions WHERE coupon_id = ? ORDER BY at DESC, id DESC LIMIT 1',
      [couponId],
    );
    if (!raw) return this.byOrder(couponId);
    const row = redemptions.decode(raw);
    const [store, names] = await Promise.all([
      this.stores.byId(row.store_id),
      this.staff.nameOf([row.staff_id]),
    ]);
    if (!store) throw new Error(`redemption ${row.id} names no store`);
    return {
      at: spokenTime(row.at, store.timezone),
      store: store.name,
      staff: names.get(row.staff_id) ?? '店员',
    };
  }

  /** A coupon that an order used up by being paid. */
  private async byOrder(couponId: Id<'coupon'>): Promise<ErrorParams> {
    const [coupon] = await loadCoupons(this.database.read, [couponId]);
    if (!coupon?.redeemed_at) throw new Error(`coupon ${couponId} was never redeemed`);
    const at = coupon.redeemed_store_id;
    const store = at === null ? null : await this.stores.byId(at);
    const zone = store?.timezone ?? this.config.program.timezone;
    return { at: spokenTime(coupon.redeemed_at, zone), store: '网上订单', staff: '会员本人' };
  }

  /** Awaits a run that may lose the race for a coupon: the loser is told who won. @rule C6 */
  async accepted<Output>(
    run: Promise<RunResult<Output>>,
    couponOf: () => Promise<Id<'coupon'> | null>,
  ): Promise<Accepted<Output>> {
    try {
      return await accepted(run);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'coupon_redeemed') throw error;
      const couponId = await couponOf();
      if (couponId === null) throw error;
      throw new Refusal('coupon_redeemed', await this.paramsOf(couponId));
    }
  }
}
