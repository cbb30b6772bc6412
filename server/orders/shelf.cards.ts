import type { OfferCard, SaleCard } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { offerObstacle, opensAt, type OfferTaker } from '../../shared/rules';
import { lapsesId, offerTermsOf, pickupStoresOf, type OfferRow, type SaleRow } from '../flash-sales';
import { account } from '../ledger';
import type { StoreEntry } from '../stores';
import type { Ladder } from '../tiers';
import type { OrderRow } from './orders.entity';
import type { OpenWait } from './waits.queries';

/** A member as far as all sales are concerned. */
export type Visitor = Omit<OfferTaker, 'taken' | 'lapsed' | 'kept'> & { readonly id: Id<'member'> };

/** What the cards of one page are made of; a handful of queries, however many cards. */
export interface Shelf {
  readonly at: Instant;
  readonly visitor: Visitor;
  readonly ladder: Ladder;
  readonly offers: readonly OfferRow[];
  readonly stores: readonly StoreEntry[];
  readonly left: ReadonlyMap<Id<'offer'>, number>;
  /** By the ids of accounts of quotas, and of rows of lapses. */
  readonly taken: ReadonlyMap<string, number>;
  readonly lapsed: ReadonlyMap<string, number>;
  /** The visitor's own that are not paid, newest first. */
  readonly orders: readonly Pick<OrderRow, 'id' | 'offer_id' | 'state' | 'hold_until_at'>[];
  readonly waits: readonly OpenWait[];
}

/** A sale with its offers, as the visitor sees it. */
export function cardOf(shelf: Shelf, sale: SaleRow, merchantName: string): SaleCard {
  const { id, kind, name, new_members_only, hold_minutes } = sale;
  return {
    ...{ id, kind, name, new_members_only, hold_minutes },
    merchant_name: merchantName,
    starts_at: toRfc3339(sale.starts_at),
    ends_at: toRfc3339(sale.ends_at),
    opens_at: toRfc3339(opensAt(sale, shelf.visitor)),
    min_tier_name: minTierName(shelf.ladder, sale.min_tier_level),
    offers: shelf.offers
      .filter(({ sale_id }) => sale_id === id)
      .map((offer) => offerCardOf(shelf, sale, offer)),
  };
}

/** The level that a sale asks for; null where everybody has it. @rule F1 */
function minTierName({ tiers }: Ladder, level: number): string | null {
  return level <= 1 ? null : (tiers[level - 1]?.name ?? null);
}

function offerCardOf(shelf: Shelf, sale: SaleRow, offer: OfferRow): OfferCard {
  const { id, kind, title, pieces, list_price_fen, price_fen, price_points, per_member } = offer;
  const { stock_total, pickup_days, counter_allowed, waiting } = offer;
  const { visitor, at } = shelf;
  const left = shelf.left.get(id) ?? 0;
  const taken = shelf.taken.get(account.quotaOffer(visitor.id, id).id) ?? 0;
  const lapsed = shelf.lapsed.get(lapsesId(sale.id, visitor.id)) ?? 0;
  const wait = openAt(shelf.waits, id, at);
  const taker = { ...visitor, taken, lapsed, kept: wait?.state === 'offered' };
  const obstacle = offerObstacle(offerTermsOf(sale, offer, left), taker, at);
  return {
    ...{ id, kind, title, pieces, list_price_fen, price_fen, price_points, per_member, stock_total },
    ...{ pickup_days, counter_allowed, waiting },
    pickup_stores: pickupStoresOf(sale, offer, shelf.stores),
    my_order: orderOf(shelf, id),
    my_wait: wait && {
      id: wait.id,
      state: wait.state,
      ahead: wait.ahead,
      offered_until_at: wait.offered_until_at === null ? null : toRfc3339(wait.offered_until_at),
    },
    taken_by_me: taken,
    // what is there while others wait is on its way to them
    stock_left: waiting > 0 ? 0 : left,
    // `not_found` cannot come: the queries ask for what is on offer only
    status: obstacle === null ? 'claimable' : obstacle === 'not_found' ? 'ended' : obstacle,
  };
}

/** A hold past its deadline has lapsed, whether somebody has noticed yet or not; a payment under way ends by itself. */
function orderOf({ orders, at }: Shelf, offerId: Id<'offer'>): OfferCard['my_order'] {
  const order = orders.find(
    ({ offer_id, state, hold_until_at }) =>
      offer_id === offerId && (state === 'paying' || hold_until_at > at),
  );
  if (!order) return null;
  const { id, state, hold_until_at } = order;
  return { id, state, hold_until_at: toRfc3339(hold_until_at) };
}

function openAt(waits: readonly OpenWait[], offerId: Id<'offer'>, at: Instant): OpenWait | null {
  const wait = waits.find(({ offer_id }) => offer_id === offerId);
  return wait && (wait.offered_until_at ?? at + 1) > at ? wait : null;
}
