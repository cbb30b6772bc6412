import { instant, MINUTE_MS, type Id, type Instant } from '../../shared/kernel';
import { offerObstacle } from '../../shared/rules';
import {
  account,
  mergeParts,
  NOTHING,
  owner,
  type Command,
  type DecideContext,
  type Decision,
  type TransferSpec,
} from '../ledger';
import { offers, type OfferRow, type SaleRow } from '../flash-sales';
import type { Reader } from '../platform/database';
import type { OrderRow } from './orders.entity';
import { heldParts } from './orders.states';
import { takerOf, takerRefs } from './waits.commands';
import { openWait, placeOf } from './waits.queries';
import { isKept, overParts } from './waits.states';

export interface ClaimOffer {
  readonly offer_id: Id<'offer'>;
  /** The sale that the ticket is for; null without a good one. */
  readonly sale_id: Id<'sale'> | null;
  readonly member_id: Id<'member'>;
}

interface Seen {
  readonly sale_id: Id<'sale'>;
  /** The piece that was kept for the member on the waiting list, as far as anybody looked. */
  readonly kept_id: Id<'transfer'> | null;
}

export interface OfferClaimed {
  readonly order_id: Id<'order'>;
  readonly offer_id: Id<'offer'>;
  readonly price_fen: number;
  readonly price_points: number;
  readonly hold_until_at: Instant;
}

/**
 * Claims a piece of an offer: all or nothing, and answered at once. Ticket and path name all it needs, so the first
 * preparation reads nothing; only where there is no ticket, or it is the member's turn on the waiting list, is more
 * looked up. The sale is not locked: a change of it that commits in between counts for the next claim. Made anew for
 * each claim.
 * @rule F2a @rule F3 @rule F4 @rule F5 @rule F9 @rule P9
 */
export function claimOffer(): Command<ClaimOffer, Seen, OfferClaimed> {
  let isFirst = true;
  return {
    kind: 'order.claim',
    async prepare({ offer_id, sale_id, member_id }, { read }) {
      const wait = isFirst ? null : await openWait(read, offer_id, member_id);
      isFirst = false;
      const sale = sale_id ?? (await saleWithoutTicket(read, offer_id, member_id));
      if (typeof sale !== 'string') return sale;
      return {
        ...takerRefs(member_id, offer_id, sale),
        holds: wait?.hold_id ? [wait.hold_id] : [],
        subject: owner.member(member_id),
        seen: { sale_id: sale, kept_id: wait?.hold_id ?? null },
      };
    },
    decide,
  };
}

/** The sale of an offer that can be claimed without a ticket: a mall, or whose piece is kept for the member. */
async function saleWithoutTicket(
  read: Reader,
  offerId: Id<'offer'>,
  memberId: Id<'member'>,
): Promise<Id<'sale'> | { readonly code: 'not_found' | 'ticket_invalid' }> {
  const [found] = await read.query<{ id: Id<'sale'>; kind: string; wait: string | null }>(
    `SELECT s.id, s.kind, w.state AS wait FROM offers o JOIN flash_sales s ON s.id = o.sale_id
     LEFT JOIN waits w ON w.place = ? WHERE o.id = ?`,
    [placeOf(offerId, memberId), offerId],
  );
  if (!found) return { code: 'not_found' };
  return found.kind === 'mall' || found.wait === 'offered' ? found.id : { code: 'ticket_invalid' };
}

function decide(ctx: DecideContext<ClaimOffer, Seen>): Decision<OfferClaimed> {
  const { input, seen, at, loaded } = ctx;
  const { offer_id, member_id } = input;
  const offered = loaded.get(offers, offer_id);
  if (offered && offered.sale_id !== seen.sale_id) return { refuse: 'ticket_invalid' };
  const found = takerOf(ctx, member_id, offer_id);
  if (!found) return { refuse: 'not_found' };
  const { offer, sale, quota, wait, taker, terms } = found;
  const kept = isKept(wait, at) ? wait : null;
  if (kept && kept.hold_id !== seen.kept_id) return { stale: true };
  const obstacle = offerObstacle(terms, taker, at);
  if (obstacle === 'limit_reached') return { refuse: obstacle, params: { limit: offer.per_member } };
  if (obstacle !== null) return { refuse: obstacle };
  const order = newOrder(ctx, sale, offer, instant(at + sale.hold_minutes * MINUTE_MS));
  const { id: order_id, price_fen, price_points, hold_until_at } = order;
  // what was kept is free before it is held
  const parts = mergeParts(
    kept ? overParts(ctx, { ...kept, state: 'offered' }, offer, 'claimed') : NOTHING,
    { ...NOTHING, transfers: grantLimit(order, offer.per_member - quota.credits_posted) },
    heldParts(order),
  );
  return { accept: { order_id, offer_id, price_fen, price_points, hold_until_at }, ...parts };
}

/** Opens or raises the member's limit. One that was lowered stays: what was claimed counts against the new one. */
export function grantLimit(order: OrderRow, amount: number): TransferSpec[] {
  if (amount <= 0) return [];
  const credit = account.quotaOffer(order.member_id, order.offer_id);
  const of = { debit: account.quotaGranted, credit, amount, reference: order.id };
  return [{ kind: 'single', code: 'quota.offer_granted', ...of }];
}

/** What is chosen at the payment. */
const NEW_ORDER = {
  pieces_handed: 0,
  pieces_refunded: 0,
  way: null,
  coupon_id: null,
  coupon_fen: 0,
  pay_fen: 0,
  pay_points: 0,
  pickup_store_id: null,
  payment_id: null,
  number: null,
  paid_at: null,
  pickup_until_at: null,
  extended: false,
} as const;

function newOrder(
  ctx: DecideContext<ClaimOffer, Seen>,
  sale: SaleRow,
  offer: OfferRow,
  holdUntil: Instant,
): OrderRow {
  const { kind, title, list_price_fen, price_fen, price_points, pieces } = offer;
  const { offer_id, member_id } = ctx.input;
  const { sale_id } = ctx.seen;
  return {
    id: ctx.newId('order'),
    member_id,
    sale_id,
    offer_id,
    sale_kind: sale.kind,
    ...{ kind, title, list_price_fen, price_fen, price_points, pieces },
    ...NEW_ORDER,
    state: 'held',
    stock_hold_id: ctx.newId('transfer'),
    quota_hold_id: ctx.newId('transfer'),
    held_at: ctx.at,
    hold_until_at: holdUntil,
    closed_at: null,
  };
}
