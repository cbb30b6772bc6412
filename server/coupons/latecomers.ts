import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { canClaim, type ClaimCounts } from '../../shared/rules';
import { account } from '../ledger';
import { Clock } from '../platform/clock';
import { Database, type RawRow } from '../platform/database';
import { couponTemplates } from './coupons.entity';
import { claimTermsOf, holderId } from './coupons.rules';

/** Templates remembered as sold out; the one that was noted first is forgotten first. */
const TEMPLATES_MAX = 1_000;

/** Somebody of whom nothing is known: what is sold out is sold out for everybody. */
const ANYBODY: ClaimCounts = {
  issued_today: 0,
  by_member: 0,
  by_member_today: 0,
  by_phone: 0,
  has_phone: false,
  purchases_count: 0,
};

/**
 * Tells those who come after the sell-out that they are late, without a lock or a batch. Nothing is answered from
 * memory: what is remembered is only which templates are worth a look beforehand. The look is a plain read of what
 * is committed, begun after the request came in and shared by all who asked with it, so stock that is added on
 * whatever server counts at once. Who holds a coupon of the template, or comes with a used key, is never late here: they go to
 * the engine, where a lost winning answer comes back as a win.
 * @rule C4 @rule L5
 */
@Injectable()
export class Latecomers {
  private readonly soldOut = new Set<Id<'template'>>();
  /** What a row that several share was found to say: it is looked through once. */
  private readonly verdicts = new WeakMap<RawRow, boolean>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Notes that the engine found a template sold out. */
  note(id: Id<'template'>): void {
    if (this.soldOut.size >= TEMPLATES_MAX) {
      const [oldest] = this.soldOut;
      if (oldest !== undefined) this.soldOut.delete(oldest);
    }
    this.soldOut.add(id);
  }

  /**
   * Whether a claim of this member with this idempotency key is certain to be refused as `sold_out` now. False also where that is not certain;
   * throws nothing: when the database is away, the engine says so.
   */
  async isLate(id: Id<'template'>, memberId: Id<'member'>, key: string): Promise<boolean> {
    if (!this.soldOut.has(id)) return false;
    try {
      if (!(await this.isSoldOut(id))) return false;
      // after the stock: whoever took the last piece meanwhile is found
      const { read } = this.database;
      const [held, used] = await Promise.all([
        read.rowsOf(HOLDERS, 'id', holderId(id, memberId)),
        read.rowsOf(KEYS, 'idem', key),
      ]);
      return held.length === 0 && used.length === 0;
    } catch {
      return false;
    }
  }

  private async isSoldOut(id: Id<'template'>): Promise<boolean> {
    const [raw] = await this.database.read.rowsOf(OFFER, 'id', id, [account.stock(id).id]);
    if (!raw) return false;
    let isSoldOut = this.verdicts.get(raw);
    if (isSoldOut === undefined) {
      const terms = claimTermsOf(couponTemplates.decode(raw), Number(raw['stock_left'] ?? 0));
      const claim = canClaim(terms, ANYBODY, this.clock.now());
      isSoldOut = !claim.ok && claim.code === 'sold_out';
      this.verdicts.set(raw, isSoldOut);
      if (!isSoldOut) this.soldOut.delete(id);
    }
    return isSoldOut;
  }
}

const OFFER = `SELECT t.*, a.credits_posted - a.debits_posted - a.debits_pending AS stock_left
  FROM coupon_templates t LEFT JOIN accounts a ON a.id = ? WHERE t.id IN (?)`;
/** A key that stands for another request is refused as such, by the engine. */
const KEYS = 'SELECT idem FROM commands WHERE idem IN (?)';
const HOLDERS = 'SELECT id FROM coupon_holders WHERE id IN (?)';
