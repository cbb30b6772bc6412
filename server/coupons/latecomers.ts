import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { canClaim, type ClaimCounts } from '../../shared/rules';
import { account, Latecomers } from '../ledger';
import { Clock } from '../platform/clock';
import { Database, type RawRow } from '../platform/database';
import { couponTemplates } from './coupons.entity';
import { claimTermsOf, holderId } from './coupons.rules';

/** Somebody of whom nothing is known: what is sold out is sold out for everybody. */
const ANYBODY: ClaimCounts = {
  issued_today: 0,
  by_member: 0,
  by_member_today: 0,
  by_phone: 0,
  has_phone: false,
  purchases_count: 0,
};

const TEMPLATE = `SELECT t.*, a.credits_posted - a.debits_posted - a.debits_pending AS stock_left
  FROM coupon_templates t LEFT JOIN accounts a ON a.id = ? WHERE t.id IN (?)`;
const HOLDERS = 'SELECT id FROM coupon_holders WHERE id IN (?)';

/** Latecomers to the coupon centre. Who holds a coupon of the template is none. @rule C4 @rule L5 */
@Injectable()
export class CouponLatecomers extends Latecomers<Id<'template'>> {
  constructor(
    database: Database,
    private readonly clock: Clock,
  ) {
    super(database);
  }

  protected async look(id: Id<'template'>): Promise<RawRow | undefined> {
    return (await this.database.read.rowsOf(TEMPLATE, 'id', id, [account.stock(id).id]))[0];
  }

  protected isSoldOut(raw: RawRow): boolean {
    const terms = claimTermsOf(couponTemplates.decode(raw), Number(raw['stock_left'] ?? 0));
    const claim = canClaim(terms, ANYBODY, this.clock.now());
    return !claim.ok && claim.code === 'sold_out';
  }

  protected traces(id: Id<'template'>, _raw: RawRow, memberId: Id<'member'>): Promise<RawRow[]>[] {
    return [this.database.read.rowsOf(HOLDERS, 'id', holderId(id, memberId))];
  }
}
