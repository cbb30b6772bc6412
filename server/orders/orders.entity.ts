import { ORDER_STATES } from '../../shared/rules';
import { ACTOR_KINDS } from '../ledger';
import {
  choice,
  dayColumn,
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
    title: text(40),
    list_price_fen: integer(1),
    price_fen: integer(0),
    price_points: integer(0),
    state: choice(ORDER_STATES),
    /** The pending transfers that hold the piece and the quota. */
    stock_hold_id: id('transfer'),
    quota_hold_id: id('transfer'),
    held_at: instantColumn(),
    hold_until_at: instantColumn(),
    /** When it was cancelled or lapsed. */
    closed_at: nullable(instantColumn()),
  },
  {
    primary: ['id'],
    index: {
      mine: ['member_id', 'id'],
      due: ['state', 'hold_until_at', 'id'],
      offer: ['offer_id', 'state'],
    },
    checks: { closed: "(state IN ('cancelled', 'lapsed')) = (closed_at IS NOT NULL)" },
  },
);
export type OrderRow = Row<typeof orders>;

/** @rule F5 History of an order: each change with who, when and why. Rows are never changed. */
export const orderEvents = table(
  'order_events',
  {
    id: id('history'),
    order_id: id('order'),
    /** Null where the order came into being. */
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

export const ORDERS_TABLES = [orders, orderEvents] as const;
