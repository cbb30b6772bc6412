/** What is to be paid. `description` is what the payer reads (WeChat Pay takes 127 bytes; more is cut). */
export interface Prepay {
  /** Our number: 6–32 of `0-9A-Za-z_-|*`, never used again with other parameters. */
  readonly out_trade_no: string;
  readonly description: string;
  readonly total_fen: number;
  readonly openid: string;
  /** UTC epoch ms, at least a minute away; the last instant of paying, which does not close the order. */
  readonly expires_at: number;
}

/** What `wx.requestPayment` takes, as it is. */
export interface ClientParameters {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: 'RSA';
  readonly paySign: string;
}

/**
 * - `success`: paid · `refund`: paid, and since then refunded in part or whole
 * - `notpay`: open · `closed`: nobody can pay it any more · `absent`: WeChat Pay has never heard of it
 */
export type PaymentState = 'success' | 'refund' | 'notpay' | 'closed' | 'absent';

/** Money that came in, as WeChat Pay tells it: to be compared with one's own order before it is believed. */
export interface Paid {
  readonly appid: string;
  readonly mchid: string;
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly openid: string;
  readonly total_fen: number;
  /** What the payer really paid: less than the total where WeChat's own coupons were used. */
  readonly payer_total_fen: number;
  /** `CNY`. */
  readonly currency: string;
  /** UTC epoch ms. */
  readonly success_at: number;
}

/** `query`'s answer; everything of `Paid` is there once the state is `success` or `refund`. */
export type Payment = { readonly state: PaymentState } & Partial<Paid>;

export type RefundState = 'processing' | 'success' | 'closed' | 'abnormal';

export interface Refund {
  readonly out_trade_no: string;
  /** Our number of this refund. Retries must bring the same: a new number is a second refund. */
  readonly out_refund_no: string;
  readonly refund_fen: number;
  /** What was paid in all. */
  readonly total_fen: number;
  /** What the payer reads; 80 bytes, more is cut. */
  readonly reason: string;
}

/** A refund as WeChat Pay has it. */
export interface RefundSeen {
  readonly state: RefundState;
  /** When it was accepted: the instant that it bears in the trade bill. UTC epoch ms, to the second. */
  readonly accepted_at: number;
}

/** What a notice says about a refund. `success_at` only once the money has arrived. */
export interface Refunded {
  readonly mchid: string;
  readonly out_trade_no: string;
  readonly transaction_id: string;
  readonly refund_id: string;
  readonly out_refund_no: string;
  readonly state: RefundState;
  readonly total_fen: number;
  readonly refund_fen: number;
  readonly success_at: number | null;
}

/**
 * A notice that is really WeChat Pay's. The same `id` comes again and again until it is answered, and late, and out of
 * order: put it into an inbox, unique by id. `other` is of a kind that we do not ask for: answer it, do nothing.
 */
export type PayNotice =
  | { readonly id: string; readonly kind: 'payment'; readonly payment: Paid }
  | { readonly id: string; readonly kind: 'refund'; readonly refund: Refunded }
  | { readonly id: string; readonly kind: 'other'; readonly event_type: string };

export type NoticeHeaders = Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** One line of a day's trade bill. Payments have empty refund numbers and zero refunds. */
export interface BillRow {
  /** UTC epoch ms, to the second. */
  readonly at: number;
  readonly appid: string;
  readonly mchid: string;
  readonly transaction_id: string;
  readonly out_trade_no: string;
  readonly openid: string;
  readonly trade_type: string;
  /** `SUCCESS` or `REFUND`; others are WeChat Pay's to invent. */
  readonly state: string;
  readonly currency: string;
  /** Of payments; 0 on lines of refunds. */
  readonly total_fen: number;
  readonly refund_id: string;
  readonly out_refund_no: string;
  /** Of refunds; 0 on lines of payments. */
  readonly refund_fen: number;
  /** As it was when the refund was accepted; the line never changes. */
  readonly refund_state: string;
  readonly description: string;
}

/** Goods of an order picked up in a store. */
export interface Shipping {
  readonly transaction_id: string;
  /** The payer. */
  readonly openid: string;
  /** 120 characters, more is cut. */
  readonly description: string;
  /** UTC epoch ms; a later report must bring a later one. */
  readonly uploaded_at: number;
}

/**
 * WeChat Pay as features see it (design/wechat.md 1.5, 2). Nest provider token. Every method may be called again with
 * the same arguments, also after a failure: none does its work twice. What goes wrong is a `PayError`.
 */
export abstract class PaymentGateway {
  /** Whether WeChat Pay is set up; if not, every call throws `NOT_SET_UP`. */
  abstract readonly enabled: boolean;

  /** Opens the order, or finds it again; the id is good for two hours. `ORDERPAID`, `ORDER_CLOSED`: ask `query`. */
  abstract prepay(of: Prepay): Promise<{ readonly prepay_id: string }>;

  /** Signs what the mini-program needs for the payment sheet. Its success callback proves nothing. */
  abstract clientParameters(prepayId: string, now: number): ClientParameters;

  /** The truth about an order. */
  abstract query(outTradeNo: string): Promise<Payment>;

  /**
   * Closes the order. `paid`: too late, it is paid; ask `query` for the details. An order that WeChat Pay does not
   * know counts as closed, but a `prepay` still on its way may open it afterwards: late money is given back.
   */
  abstract close(outTradeNo: string): Promise<'closed' | 'paid'>;

  /** Asks for the refund, or for its state when it was asked for before. Accepted is not done. */
  abstract refund(of: Refund): Promise<RefundSeen>;

  /** The state of a refund; null when WeChat Pay does not know it. */
  abstract refundState(outRefundNo: string): Promise<RefundSeen | null>;

  /** Reads a notice from the headers (names in lower case) and the bytes as they came. `probe` and `forged`: answer 4xx. */
  abstract readNotice(headers: NoticeHeaders, rawBody: Buffer, now: number): PayNotice | 'probe' | 'forged';

  /**
   * Payments and refunds of a day (`YYYY-MM-DD`, China time), ready from ten o'clock of the next; null when there
   * were none. Throws `STATEMENT_CREATING`, which is retryable, while the bill is being made.
   */
  abstract tradeBill(day: string): Promise<readonly BillRow[] | null>;

  /**
   * Tells WeChat that the goods are handed over in a store; until then the money is frozen. Throws the retryable
   * `10060001` in the first minute after a payment: come back after 10 s, 20 s, … .
   */
  abstract uploadShipping(of: Shipping): Promise<void>;
}
