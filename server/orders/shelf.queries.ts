import { Injectable } from '@nestjs/common';
import type { SaleCard } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { mayTakePart, opensAt } from '../../shared/rules';
import {
  flashSales,
  lapsesId,
  offers,
  offersLeft,
  TICKET_LEAD_MS,
  Tickets,
  type SaleRow,
} from '../flash-sales';
import { account } from '../ledger';
import { MemberDirectory } from '../members';
import { Clock } from '../platform/clock';
import { Database, marks, type RawRow } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { StoreDirectory } from '../stores';
import { accessOf, currentLadder, type Ladder } from '../tiers';
import { orders } from './orders.entity';
import { cardOf, type Shelf, type Visitor } from './shelf.cards';
import { openWaitsOf } from './waits.queries';

const SALES = `SELECT s.*, m.name AS merchant_name FROM flash_sales s JOIN merchants m ON m.id = s.merchant_id
  WHERE s.state = 'active'`;

/** Flash sales and malls as members see them. */
@Injectable()
export class SaleShelf {
  constructor(
    private readonly database: Database,
    private readonly members: MemberDirectory,
    private readonly stores: StoreDirectory,
    private readonly tickets: Tickets,
    private readonly clock: Clock,
  ) {}

  /**
   * Sales of a kind that are on or to come, newest first. Each status is what a claim would answer now.
   * @rule F1 @rule F3 @rule P9
   */
  async page(
    kind: SaleRow['kind'],
    memberId: Id<'member'>,
    query: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<SaleCard>> {
    const position = positionOf(query.after, ['string']);
    const rows = await this.database.read.query(
      `${SALES} AND s.kind = ? AND s.ends_at > ? ${position ? 'AND s.id < ?' : ''} ORDER BY s.id DESC LIMIT ?`,
      [kind, this.clock.now(), ...(position ?? []), query.limit + 1],
    );
    const found = rows.map((raw) => ({
      sale: flashSales.decode(raw),
      merchant: String(raw['merchant_name']),
    }));
    const shelf = await this.shelf(
      memberId,
      found.map(({ sale }) => sale),
    );
    return pageOf(
      found,
      query.limit,
      ({ sale }) => [sale.id],
      ({ sale, merchant }) => cardOf(shelf, sale, merchant),
    );
  }

  /** One sale that is not paused, also when it is over; null when there is none. */
  async detail(memberId: Id<'member'>, id: Id<'sale'>): Promise<SaleCard | null> {
    const [raw] = await this.database.read.query(`${SALES} AND s.id = ?`, [id]);
    if (!raw) return null;
    const sale = flashSales.decode(raw);
    return cardOf(await this.shelf(memberId, [sale]), sale, String(raw['merchant_name']));
  }

  /**
   * A member's ticket for a sale.
   * @rule F9
   * @throws Refusal `not_found`, `ended`, `not_eligible`, or `not_started` when it is too early for tickets
   */
  async ticket(memberId: Id<'member'>, id: Id<'sale'>): Promise<string> {
    const [raw] = await this.database.read.query(`${SALES} AND s.kind = 'flash' AND s.id = ?`, [id]);
    if (!raw) throw new Refusal('not_found');
    const sale = flashSales.decode(raw);
    const visitor = await this.visitor(memberId, await currentLadder(this.database.read));
    const at = this.clock.now();
    if (at >= sale.ends_at) throw new Refusal('ended');
    if (!mayTakePart(sale, visitor)) throw new Refusal('not_eligible');
    if (at < opensAt(sale, visitor) - TICKET_LEAD_MS) throw new Refusal('not_started');
    return this.tickets.issue(id, memberId);
  }

  private async visitor(memberId: Id<'member'>, ladder: Ladder): Promise<Visitor> {
    const member = await this.members.byId(memberId);
    const { tier_level = 0, purchases_count = 0 } = member ?? {};
    return { id: memberId, ...accessOf(ladder, tier_level), purchases_count };
  }

  private async shelf(memberId: Id<'member'>, sales: readonly SaleRow[]): Promise<Shelf> {
    const saleIds = sales.map(({ id }) => id);
    const rows = await this.byKeys("SELECT * FROM offers WHERE state = 'active' AND sale_id IN", saleIds);
    const found = rows.map((raw) => offers.decode(raw));
    const ids = found.map(({ id }) => id);
    const quotas = await this.byKeys(
      'SELECT id, debits_posted + debits_pending AS n FROM accounts WHERE id IN',
      ids.map((id) => account.quotaOffer(memberId, id).id),
    );
    const lapses = await this.byKeys(
      'SELECT id, lapsed AS n FROM sale_lapses WHERE id IN',
      saleIds.map((id) => lapsesId(id, memberId)),
    );
    const mine = await this.byKeys(
      "SELECT * FROM orders WHERE member_id = ? AND state IN ('held', 'paying') AND offer_id IN",
      ids,
      [memberId],
    );
    const ladder = await currentLadder(this.database.read);
    return {
      at: this.clock.now(),
      visitor: await this.visitor(memberId, ladder),
      ladder,
      offers: found,
      left: await offersLeft(this.database.read, ids),
      taken: countsOf(quotas),
      lapsed: countsOf(lapses),
      stores: await this.stores.all(),
      orders: mine.map((raw) => orders.decode(raw)).sort((a, b) => b.held_at - a.held_at),
      waits: await openWaitsOf(this.database.read, memberId, ids),
    };
  }

  private async byKeys(
    sql: string,
    keys: readonly string[],
    before: readonly string[] = [],
  ): Promise<RawRow[]> {
    if (keys.length === 0) return [];
    return this.database.read.query(`${sql} (${marks(keys.length)})`, [...before, ...keys]);
  }
}

function countsOf(rows: readonly RawRow[]): Map<string, number> {
  return new Map(rows.map((raw) => [String(raw['id']), Number(raw['n'])]));
}
