import { Injectable } from '@nestjs/common';
import { instant, type Id } from '../../shared/kernel';
import { offerObstacle, type OfferTaker } from '../../shared/rules';
import { lapsesId, offers, type SaleRow } from '../flash-sales';
import { account, Latecomers } from '../ledger';
import { Clock } from '../platform/clock';
import { Database, type RawRow } from '../platform/database';
import { placeOf } from './waits.queries';

/** Somebody who may have whatever there is: what is sold out is sold out for everybody. */
const ANYBODY: OfferTaker = {
  level: Number.MAX_SAFE_INTEGER,
  early_access_minutes: 0,
  purchases_count: 0,
  taken: 0,
  lapsed: 0,
  kept: false,
};

const OFFER = `SELECT o.*, s.kind AS sale_kind, s.state AS sale_state, s.starts_at, s.ends_at, s.min_tier_level,
    s.new_members_only, a.credits_posted - a.debits_posted - a.debits_pending AS stock_left
  FROM offers o JOIN flash_sales s ON s.id = o.sale_id LEFT JOIN accounts a ON a.id = ? WHERE o.id IN (?)`;
/** A limit that was opened: they have claimed the offer before. */
const LIMITS = 'SELECT id FROM accounts WHERE id IN (?)';
const LAPSES = 'SELECT id FROM sale_lapses WHERE id IN (?)';
const KEPT = "SELECT place FROM waits WHERE state = 'offered' AND place IN (?)";

/**
 * Latecomers to an offer. Who ever claimed it, let a hold of the sale lapse or has a piece kept is none; nor is who may
 * not take part, which their ticket says: it is given only to those who may.
 * @rule F10 @rule L5
 */
@Injectable()
export class OfferLatecomers extends Latecomers<Id<'offer'>> {
  constructor(
    database: Database,
    private readonly clock: Clock,
  ) {
    super(database);
  }

  /** @param saleId the sale that the request's ticket is for; null without a good one */
  isTooLate(
    id: Id<'offer'>,
    memberId: Id<'member'>,
    saleId: Id<'sale'> | null,
    key: string,
  ): Promise<boolean> {
    return this.isLate(id, memberId, key, (raw) =>
      saleId === null ? isForEverybody(raw) : raw['sale_id'] === saleId,
    );
  }

  protected async look(id: Id<'offer'>): Promise<RawRow | undefined> {
    return (await this.database.read.rowsOf(OFFER, 'id', id, [account.stockOffer(id).id]))[0];
  }

  protected isSoldOut(raw: RawRow): boolean {
    const { state, per_member, waiting } = offers.decode(raw);
    const terms = {
      sale_kind: raw['sale_kind'] as SaleRow['kind'],
      sale_state: raw['sale_state'] as SaleRow['state'],
      offer_state: state,
      starts_at: instant(Number(raw['starts_at'])),
      ends_at: instant(Number(raw['ends_at'])),
      min_tier_level: 0,
      new_members_only: false,
      per_member,
      stock_left: Number(raw['stock_left'] ?? 0),
      waiting,
    };
    return offerObstacle(terms, ANYBODY, this.clock.now()) === 'sold_out';
  }

  protected traces(id: Id<'offer'>, raw: RawRow, memberId: Id<'member'>): Promise<RawRow[]>[] {
    const saleId = raw['sale_id'] as SaleRow['id'];
    const { read } = this.database;
    return [
      read.rowsOf(LIMITS, 'id', account.quotaOffer(memberId, id).id),
      read.rowsOf(LAPSES, 'id', lapsesId(saleId, memberId)),
      read.rowsOf(KEPT, 'place', placeOf(id, memberId)),
    ];
  }
}

/** Whether an offer can be claimed without a ticket by whoever comes. */
function isForEverybody(raw: RawRow): boolean {
  return (
    raw['sale_kind'] === 'mall' &&
    Number(raw['min_tier_level']) === 0 &&
    Number(raw['new_members_only']) === 0
  );
}
