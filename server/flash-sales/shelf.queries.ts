import { Injectable } from '@nestjs/common';
import type { OfferCard, SaleCard } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { mayTakePart, offerObstacle, opensAt, type OfferTaker } from '../../shared/rules';
import { account } from '../ledger';
import { MemberDirectory } from '../members';
import { Clock } from '../platform/clock';
import { Database, type RawRow } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { accessOf, currentLadder } from '../tiers';
import { flashSales, offers, type OfferRow, type SaleRow } from './flash-sales.entity';
import { offersLeft } from './flash-sales.queries';
import { lapsesId, offerTermsOf } from './flash-sales.rules';
import { TICKET_LEAD_MS, Tickets } from './tickets';

/** A member as far as all sales are concerned. */
type Visitor = Omit<OfferTaker, 'taken' | 'lapsed'> & { readonly id: Id<'member'> };

/** What the cards of one page are made of; a handful of queries, however many cards. */
interface Shelf {
  readonly at: Instant;
  readonly visitor: Visitor;
  readonly offers: readonly OfferRow[];
  readonly left: ReadonlyMap<Id<'offer'>, number>;
  readonly taken: ReadonlyMap<string, number>;
  readonly lapsed: ReadonlyMap<string, number>;
}

const SALES = `SELECT s.*, m.name AS merchant_name FROM flash_sales s JOIN merchants m ON m.id = s.merchant_id
  WHERE s.state = 'active'`;

/** Flash sales as members see them. */
@Injectable()
export class SaleShelf {
  constructor(
    private readonly database: Database,
    private readonly members: MemberDirectory,
    private readonly tickets: Tickets,
    private readonly clock: Clock,
  ) {}

  /** Sales that are on or to come, newest first. Each status is what a claim would answer now. @rule F1 @rule F3 */
  async page(
    memberId: Id<'member'>,
    query: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<SaleCard>> {
    const position = positionOf(query.after, ['string']);
    const rows = await this.database.read.query(
      `${SALES} AND s.ends_at > ? ${position ? 'AND s.id < ?' : ''} ORDER BY s.id DESC LIMIT ?`,
      [this.clock.now(), ...(position ?? []), query.limit + 1],
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
    const [raw] = await this.database.read.query(`${SALES} AND s.id = ?`, [id]);
    if (!raw) throw new Refusal('not_found');
    const sale = flashSales.decode(raw);
    const visitor = await this.visitor(memberId);
    const at = this.clock.now();
    if (at >= sale.ends_at) throw new Refusal('ended');
    if (!mayTakePart(sale, visitor)) throw new Refusal('not_eligible');
    if (at < opensAt(sale, visitor) - TICKET_LEAD_MS) throw new Refusal('not_started');
    return this.tickets.issue(id, memberId);
  }

  private async visitor(memberId: Id<'member'>): Promise<Visitor> {
    const [member, ladder] = await Promise.all([
      this.members.byId(memberId),
      currentLadder(this.database.read),
    ]);
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
    return {
      at: this.clock.now(),
      visitor: await this.visitor(memberId),
      offers: found,
      left: await offersLeft(this.database.read, ids),
      taken: countsOf(quotas),
      lapsed: countsOf(lapses),
    };
  }

  private async byKeys(sql: string, keys: readonly string[]): Promise<RawRow[]> {
    if (keys.length === 0) return [];
    return this.database.read.query(`${sql} (${keys.map(() => '?').join(', ')})`, keys);
  }
}

function countsOf(rows: readonly RawRow[]): Map<string, number> {
  return new Map(rows.map((raw) => [String(raw['id']), Number(raw['n'])]));
}

function cardOf(shelf: Shelf, sale: SaleRow, merchantName: string): SaleCard {
  const { id, name, hold_minutes } = sale;
  const own = shelf.offers.filter(({ sale_id }) => sale_id === id);
  return {
    id,
    kind: sale.kind,
    name,
    merchant_name: merchantName,
    starts_at: toRfc3339(sale.starts_at),
    ends_at: toRfc3339(sale.ends_at),
    opens_at: toRfc3339(opensAt(sale, shelf.visitor)),
    hold_minutes,
    offers: own.map((offer) => offerCardOf(shelf, sale, offer)),
  };
}

function offerCardOf(shelf: Shelf, sale: SaleRow, offer: OfferRow): OfferCard {
  const { id, kind, title, pieces, list_price_fen, price_fen, price_points, per_member } = offer;
  const { stock_total, pickup_days, counter_allowed, waiting } = offer;
  const { visitor, at } = shelf;
  const stockLeft = shelf.left.get(id) ?? 0;
  const taken = shelf.taken.get(account.quotaOffer(visitor.id, id).id) ?? 0;
  const lapsed = shelf.lapsed.get(lapsesId(sale.id, visitor.id)) ?? 0;
  const obstacle = offerObstacle(offerTermsOf(sale, offer, stockLeft), { ...visitor, taken, lapsed }, at);
  return {
    ...{ id, kind, title, pieces, list_price_fen, price_fen, price_points, per_member, stock_total },
    ...{ pickup_days, counter_allowed, waiting },
    pickup_stores: [],
    my_order: null,
    my_wait: null,
    taken_by_me: taken,
    stock_left: stockLeft,
    // `not_found` cannot come: the queries ask for what is on offer only
    status: obstacle === null ? 'claimable' : obstacle === 'not_found' ? 'ended' : obstacle,
  };
}
