import { ORDER_STATES, PAYMENT_WAYS } from '../../shared/rules';
import { SALE_KINDS } from '../flash-sales';
import { ACTOR_KINDS } from '../ledger';
import {
  choice,
  dayColumn,
  flag,
  id,
  instantColumn,
  integer,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

/** @rule F4 @rule F5 One piece of an offer, claimed by a member, at the price that it had then. Never deleted. */
export const orders = table(
  'orders',
  {
    id: id('order'),
    member_id: id('member'),
    sale_id: id('sale'),
    offer_id: id('offer'),
    sale_kind: choice(SALE_KINDS),
    kind: choice(['item', 'coupon']),
    title: text(40),
    list_price_fen: integer(1),
    price_fen: integer(0),
    price_points: integer(0),
    /** What one claim gets, and what became of it. */
    pieces: integer(1),
    pieces_handed: integer(0),
    pieces_refunded: integer(0),
    state: choice(ORDER_STATES),
    /** The pending transfers that hold the piece and the quota. */
    stock_hold_id: id('transfer'),
    quota_hold_id: id('transfer'),
    held_at: instantColumn(),
    hold_until_at: instantColumn(),
    /** When it was cancelled or lapsed. */
    closed_at: nullable(instantColumn()),
    /** Chosen at the payment (F2a); null before it. */
    way: nullable(choice(PAYMENT_WAYS)),
    coupon_id: nullable(id('coupon')),
    /** What the coupon takes off. */
    coupon_fen: integer(0),
    /** What is to be paid, or was: money after the coupon, and points. */
    pay_fen: integer(0),
    pay_points: integer(0),
    pickup_store_id: nullable(id('store')),
    /** The payment under way, or the one that paid it. */
    payment_id: nullable(id('payment')),
    /** Ten digits, the last one a check digit; the pickup code is derived from it (M7). */
    number: nullable(text(10)),
    paid_at: nullable(instantColumn()),
    /** Last instant of picking it up. */
    pickup_until_at: nullable(instantColumn()),
    extended: flag(),
  },
  {
    primary: ['id'],
    unique: { number: ['number'] },
    index: {
      mine: ['member_id', 'id'],
      due: ['state', 'hold_until_at', 'id'],
      offer: ['offer_id', 'state'],
      pickup: ['state', 'pickup_until_at', 'id'],
    },
    checks: {
      closed: "(state IN ('cancelled', 'lapsed')) = (closed_at IS NOT NULL)",
      paid: "(state IN ('paid', 'picked_up', 'refunded')) = (paid_at IS NOT NULL)",
      // staff take back what was handed over, too
      pieces: 'pieces_handed <= pieces AND pieces_refunded <= pieces',
    },
  },
);
export type OrderRow = Row<typeof orders>;

/** @rule F5 History of an order: each change with who, when and why. Rows are never changed. */
export const orderEvents = table(
  'order_events',
  {
    id: id('history'),
    order_id: id('order'),
    /** Null where a release up to 0009 wrote once more that the order came into being. */
    from_state: nullable(choice(ORDER_STATES)),
    to_state: choice(ORDER_STATES),
    actor_kind: choice(ACTOR_KINDS),
    actor_id: text(64),
    /** Version of the member's owner and position within it: the order of the history. */
    version: integer(1),
    ordinal: integer(0),
    day: dayColumn(),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { order: ['order_id', 'version', 'ordinal'] } },
);

/** @rule F7 Pieces handed over at a counter: a redemption of its own. Only its undoing changes it. */
export const handovers = table(
  'handovers',
  {
    id: id('handover'),
    order_id: id('order'),
    member_id: id('member'),
    staff_id: id('staff'),
    store_id: id('store'),
    scan_id: id('scan'),
    pieces: integer(1),
    day: dayColumn(),
    at: instantColumn(),
    undone_at: nullable(instantColumn()),
    undone_by: nullable(id('staff')),
    undo_reason: nullable(text(100)),
  },
  {
    primary: ['id'],
    unique: { scan: ['scan_id'] },
    index: {
      order: ['order_id', 'id'],
      store: ['store_id', 'day', 'at', 'id'],
      staff: ['staff_id', 'store_id', 'day', 'at', 'id'],
    },
  },
);
export type HandoverRow = Row<typeof handovers>;

export const ORDER_REFUND_REASONS = ['member', 'staff', 'operator', 'not_picked_up'] as const;

/** @rule F8 Pieces that were given back, with what went back for them. Never changed. */
export const orderRefunds = table(
  'order_refunds',
  {
    id: id('order_refund'),
    order_id: id('order'),
    member_id: id('member'),
    pieces: integer(1),
    fen: integer(0),
    points: integer(0),
    why: choice(ORDER_REFUND_REASONS),
    note: nullable(text(100)),
    /** Who follows the money; null where none goes back through WeChat Pay. */
    payment_refund_id: nullable(id('payment_refund')),
    store_id: nullable(id('store')),
    staff_id: nullable(id('staff')),
    restocked: flag(),
    coupon_returned: flag(),
    day: dayColumn(),
    at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { order: ['order_id', 'id'], store: ['store_id', 'day', 'at', 'id'] },
  },
);
export type OrderRefundRow = Row<typeof orderRefunds>;

export const WAIT_STATES = ['waiting', 'offered', 'claimed', 'passed', 'left'] as const;

/** @rule F5 A member on the waiting list of an offer. Owned by the offer: whoever changes it has locked that. */
export const waits = table(
  'waits',
  {
    id: id('wait'),
    offer_id: id('offer'),
    sale_id: id('sale'),
    member_id: id('member'),
    /** `<offer>:<member>` until it is over: a member waits once for an offer. */
    place: nullable(text(80)),
    state: choice(WAIT_STATES),
    /** Version of the offer's owner and position within it: whose turn is next. */
    version: integer(1),
    ordinal: integer(0),
    /** The piece that is kept for them, and until when. */
    hold_id: nullable(id('transfer')),
    offered_until_at: nullable(instantColumn()),
    at: instantColumn(),
    closed_at: nullable(instantColumn()),
  },
  {
    primary: ['id'],
    unique: { place: ['place'] },
    index: {
      turn: ['offer_id', 'state', 'version', 'ordinal'],
      mine: ['member_id', 'offer_id', 'id'],
      due: ['state', 'offered_until_at', 'id'],
    },
    checks: {
      offered:
        "(state = 'offered') = (offered_until_at IS NOT NULL AND hold_id IS NOT NULL AND closed_at IS NULL)",
      closed: "(state IN ('claimed', 'passed', 'left')) = (closed_at IS NOT NULL)",
      place: '(place IS NULL) = (closed_at IS NOT NULL)',
    },
  },
);
export type WaitRow = Row<typeof waits>;

export const ORDERS_TABLES = [orders, orderEvents, handovers, orderRefunds, waits] as const;
