import { instant, MINUTE_MS, type Id, type Instant } from '../../shared/kernel';
import { offerObstacle } from '../../shared/rules';
import {
  account,
  available,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type TransferSpec,
} from '../ledger';
import {
  flashSales,
  lapsesId,
  offers,
  offerTermsOf,
  saleLapses,
  type OfferRow,
  type SaleRow,
} from '../flash-sales';
import { members } from '../members';
import { accessOf, LADDER_REF, ladderUnderLock } from '../tiers';
import type { OrderRow } from './orders.entity';
import { heldParts } from './orders.states';

export interface ClaimOffer {
  readonly offer_id: Id<'offer'>;
  /** The sale that the ticket is for; null without a good one, which is said after a key that was used before. */
  readonly sale_id: Id<'sale'> | null;
  readonly member_id: Id<'member'>;
}

interface Seen {
  readonly sale_id: Id<'sale'>;
}

export interface OfferClaimed {
  readonly order_id: Id<'order'>;
  readonly offer_id: Id<'offer'>;
  readonly price_fen: number;
  readonly price_points: number;
  readonly hold_until_at: Instant;
}

/**
 * Claims a piece of an offer: all or nothing, and answered at once. Ticket and path name all it needs, so preparing
 * reads nothing. The sale is not locked: a change of it that commits in between counts for the next claim.
 * @rule F2a @rule F3 @rule F4 @rule F5
 */
export const claimOffer: Command<ClaimOffer, Seen, OfferClaimed> = {
  kind: 'order.claim',
  prepare({ offer_id, sale_id, member_id }) {
    if (sale_id === null) return { code: 'ticket_invalid' };
    return {
      subject: owner.member(member_id),
      owners: [owner.member(member_id), owner.offer(offer_id)],
      accounts: [account.stockOffer(offer_id), account.quotaOffer(member_id, offer_id)],
      rows: [
        rowsBy(members, 'id', [member_id]),
        rowsBy(offers, 'id', [offer_id]),
        rowsBy(flashSales, 'id', [sale_id]),
        rowsBy(saleLapses, 'id', [lapsesId(sale_id, member_id)]),
        LADDER_REF,
      ],
      seen: { sale_id },
    };
  },
  decide(ctx) {
    const { loaded, at } = ctx;
    const { offer_id, member_id } = ctx.input;
    const { sale_id } = ctx.seen;
    const member = loaded.get(members, member_id);
    const offer = loaded.get(offers, offer_id);
    if (!member || !offer) return { refuse: 'not_found' };
    const sale = loaded.get(flashSales, sale_id);
    if (!sale || offer.sale_id !== sale_id) return { refuse: 'ticket_invalid' };
    const quota = loaded.account(account.quotaOffer(member_id, offer_id));
    const obstacle = offerObstacle(
      offerTermsOf(sale, offer, available(loaded.account(account.stockOffer(offer_id)))),
      {
        ...accessOf(ladderUnderLock(loaded), member.tier_level),
        purchases_count: member.purchases_count,
        taken: quota.debits_posted + quota.debits_pending,
        lapsed: loaded.get(saleLapses, lapsesId(sale_id, member_id))?.lapsed ?? 0,
      },
      at,
    );
    if (obstacle === 'limit_reached') return { refuse: obstacle, params: { limit: offer.per_member } };
    if (obstacle !== null) return { refuse: obstacle };
    const order = newOrder(ctx, sale, offer, instant(at + sale.hold_minutes * MINUTE_MS));
    const held = heldParts(ctx, order);
    const { id: order_id, price_fen, price_points, hold_until_at } = order;
    return {
      accept: { order_id, offer_id, price_fen, price_points, hold_until_at },
      ...held,
      transfers: [...grant(order, offer.per_member - quota.credits_posted), ...held.transfers],
    };
  },
};

/** Opens or raises the member's limit. One that was lowered stays: what was claimed counts against the new one. */
function grant(order: OrderRow, amount: number): TransferSpec[] {
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
