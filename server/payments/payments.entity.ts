import {
  choice,
  dayColumn,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

export const PAYMENT_STATES = ['open', 'paid', 'closed'] as const;

/**
 * @rule F6 One try to pay an order's money. An order may have several, of which at most one is open. `closed` can
 * become `paid`: money that comes late is booked before it is given back.
 */
export const payments = table(
  'payments',
  {
    id: id('payment'),
    order_id: id('order'),
    member_id: id('member'),
    way: choice(['wechat', 'counter']),
    /** Our number at WeChat Pay, never used again; null at the counter. */
    out_trade_no: nullable(text(32)),
    /** Whom it is paid to; null at the counter. */
    mchid: nullable(text(32)),
    amount_fen: integer(1),
    state: choice(PAYMENT_STATES),
    opened_at: instantColumn(),
    /** Last instant of paying. */
    expires_at: instantColumn(),
    /** When WeChat Pay is asked next, while it is open; and how often it was. */
    next_query_at: nullable(instantColumn()),
    queries: integer(0),
    transaction_id: nullable(text(32)),
    /** What really came in. */
    received_fen: nullable(integer(0)),
    paid_at: nullable(instantColumn()),
    closed_at: nullable(instantColumn()),
    /** Who confirmed the money at the counter. */
    staff_id: nullable(id('staff')),
    store_id: nullable(id('store')),
    day: dayColumn(),
  },
  {
    primary: ['id'],
    unique: { trade: ['out_trade_no'], transaction: ['transaction_id'] },
    index: {
      order: ['order_id', 'id'],
      due: ['state', 'next_query_at', 'id'],
      day: ['paid_at', 'id'],
      store: ['store_id', 'day', 'id'],
    },
    checks: {
      paid: "(state = 'paid') = (paid_at IS NOT NULL)",
      wechat: "(way = 'wechat') = (out_trade_no IS NOT NULL AND mchid IS NOT NULL)",
    },
  },
);
export type PaymentRow = Row<typeof payments>;

export const PAYMENT_REFUND_REASONS = ['pieces', 'late', 'twice', 'wrong_amount'] as const;
export const PAYMENT_REFUND_STATES = ['requested', 'processing', 'success', 'abnormal', 'settled'] as const;

/**
 * @rule F8 Money on its way back through WeChat Pay. Asked for again with the same number until it is final;
 * `abnormal` waits for an operator, who says how it was settled.
 */
export const paymentRefunds = table(
  'payment_refunds',
  {
    id: id('payment_refund'),
    payment_id: id('payment'),
    order_id: id('order'),
    member_id: id('member'),
    out_refund_no: text(64),
    amount_fen: integer(1),
    why: choice(PAYMENT_REFUND_REASONS),
    state: choice(PAYMENT_REFUND_STATES),
    attempts: integer(0),
    next_at: nullable(instantColumn()),
    /** What WeChat Pay said last when it refused. */
    problem: nullable(text(200)),
    /** How an operator settled it. */
    settled_note: nullable(text(100)),
    requested_at: instantColumn(),
    /** When WeChat Pay took it: the day of the trade bill that has it. Null until that is known. */
    accepted_at: nullable(instantColumn()),
    done_at: nullable(instantColumn()),
    day: dayColumn(),
  },
  {
    primary: ['id'],
    unique: { number: ['out_refund_no'] },
    index: {
      due: ['next_at', 'id'],
      accepted: ['accepted_at', 'id'],
      payment: ['payment_id', 'id'],
      order: ['order_id', 'id'],
    },
    checks: { done: "(state IN ('success', 'settled')) = (done_at IS NOT NULL)" },
  },
);
export type PaymentRefundRow = Row<typeof paymentRefunds>;

/** What a notice says, without anything personal. */
export interface NoticeContent {
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly appid: string | null;
  readonly mchid: string;
  readonly currency: string | null;
  readonly total_fen: number;
  readonly success_at: number | null;
  readonly out_refund_no: string | null;
  readonly refund_fen: number | null;
  readonly refund_state: string | null;
}

/** @rule F6 Inbox of what WeChat Pay tells: each notice once, whatever comes of it. */
export const payNotices = table(
  'pay_notices',
  {
    /** WeChat Pay's own id of the notice. */
    id: text(64),
    kind: choice(['payment', 'refund']),
    content: json<NoticeContent>(),
    /** `odd`: it fits nothing of ours, or says something that cannot be; an operator looks. */
    state: choice(['new', 'done', 'odd']),
    attempts: integer(0),
    next_at: nullable(instantColumn()),
    problem: nullable(text(200)),
    received_at: instantColumn(),
  },
  { primary: ['id'], index: { due: ['state', 'next_at', 'id'] } },
);
export type PayNoticeRow = Row<typeof payNotices>;

/** @rule F7 What WeChat is told of goods handed over in a store (wechat.md 1.5); until then the money is frozen. */
export const shippingReports = table(
  'shipping_reports',
  {
    payment_id: id('payment'),
    order_id: id('order'),
    description: text(120),
    state: choice(['due', 'done', 'failed']),
    attempts: integer(0),
    next_at: nullable(instantColumn()),
    problem: nullable(text(200)),
    at: instantColumn(),
  },
  { primary: ['payment_id'], index: { due: ['state', 'next_at', 'payment_id'] } },
);
export type ShippingReportRow = Row<typeof shippingReports>;

/** A day whose trade bill was compared with our books. */
export const billChecks = table(
  'bill_checks',
  {
    day: dayColumn(),
    payments: integer(0),
    refunds: integer(0),
    differences: integer(0),
    at: instantColumn(),
  },
  { primary: ['day'] },
);

export const BILL_DIFFERENCES = [
  'payment_unknown',
  'payment_missing',
  'payment_amount',
  'refund_unknown',
  'refund_missing',
  'refund_amount',
] as const;

/** One thing in which a day's trade bill and our books differ. */
export const billDifferences = table(
  'bill_differences',
  {
    id: id('history'),
    day: dayColumn(),
    kind: choice(BILL_DIFFERENCES),
    out_trade_no: text(64),
    out_refund_no: nullable(text(64)),
    transaction_id: nullable(text(32)),
    /** Null where that side has none. */
    ours_fen: nullable(integer(0)),
    theirs_fen: nullable(integer(0)),
    at: instantColumn(),
    /** When the day was compared again and this was no more. */
    gone_at: nullable(instantColumn()),
  },
  { primary: ['id'], index: { day: ['day', 'id'] } },
);
export type BillDifferenceRow = Row<typeof billDifferences>;

export const PAYMENTS_TABLES = [
  payments,
  paymentRefunds,
  payNotices,
  shippingReports,
  billChecks,
  billDifferences,
] as const;
