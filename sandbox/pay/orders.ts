import { BoundedMap } from '../bounded-map';

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';

/** A refund of an order. */
export interface PayRefund {
  readonly out_refund_no: string;
  readonly refund_id: string;
  /** What it was asked for with; a retry must be the same. */
  readonly asked: string;
  readonly order: PayOrder;
  readonly refund: number;
  readonly reason: string | null;
  readonly notify_url: string | null;
  readonly created_at: number;
  /** What it will come to once its time is over. */
  outcome: Exclude<RefundStatus, 'PROCESSING'>;
  status: RefundStatus;
  success_at: number | null;
}

/** One order of the merchant's. */
export interface PayOrder {
  readonly out_trade_no: string;
  /** What it was made with; a further prepay must be the same. */
  readonly asked: string;
  readonly description: string;
  readonly total: number;
  readonly openid: string;
  readonly notify_url: string;
  readonly attach: string | null;
  readonly created_at: number;
  readonly expires_at: number;
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND';
  closed_at: number | null;
  /** Of the latest prepay_id. */
  prepaid_at: number;
  transaction_id: string | null;
  paid_at: number | null;
  shipped_at: number | null;
  readonly refunds: PayRefund[];
}

const ORDERS_MAX = 100_000;

/** All orders and refunds, by every number they have. */
export class Orders {
  private readonly byNumber = new BoundedMap<string, PayOrder>(ORDERS_MAX);
  private readonly byPrepayId = new BoundedMap<string, PayOrder>(ORDERS_MAX);
  private readonly byTransaction = new BoundedMap<string, PayOrder>(ORDERS_MAX);
  private readonly refundsByNumber = new BoundedMap<string, PayRefund>(ORDERS_MAX);
  private readonly open = new Set<PayRefund>();
  private readonly late = new Set<PayOrder>();
  private readonly paid: PayOrder[] = [];

  get(outTradeNo: string): PayOrder | undefined {
    return this.byNumber.get(outTradeNo);
  }

  /** By our number or by a prepay_id, which is all that the mini-program knows. */
  find(name: string): PayOrder | undefined {
    return this.get(name) ?? this.byPrepayId.get(name);
  }

  withTransaction(id: string): PayOrder | undefined {
    return this.byTransaction.get(id);
  }

  add(order: PayOrder): void {
    this.byNumber.set(order.out_trade_no, order);
  }

  prepaid(order: PayOrder, prepayId: string, at: number): void {
    order.prepaid_at = at;
    this.byPrepayId.set(prepayId, order);
  }

  pay(order: PayOrder, transactionId: string, at: number): void {
    order.state = 'SUCCESS';
    order.transaction_id = transactionId;
    order.paid_at = at;
    this.late.delete(order);
    this.byTransaction.set(transactionId, order);
    this.paid.push(order);
    if (this.paid.length > ORDERS_MAX) this.paid.shift();
  }

  /** The payer has paid, and their bank holds the money back. */
  holdBack(order: PayOrder): void {
    this.late.add(order);
  }

  isHeldBack(order: PayOrder): boolean {
    return this.late.has(order);
  }

  /** Orders whose money a bank holds back, the earliest first. */
  heldBack(): readonly PayOrder[] {
    return [...this.late];
  }

  refund(outRefundNo: string): PayRefund | undefined {
    return this.refundsByNumber.get(outRefundNo);
  }

  addRefund(refund: PayRefund): void {
    this.refundsByNumber.set(refund.out_refund_no, refund);
    refund.order.refunds.push(refund);
    refund.order.state = 'REFUND';
    this.open.add(refund);
  }

  settled(refund: PayRefund): void {
    this.open.delete(refund);
  }

  /** Refunds that are not final yet, the oldest first. */
  openRefunds(): readonly PayRefund[] {
    return [...this.open];
  }

  /** Everything that was paid, the oldest first. */
  paidOrders(): readonly PayOrder[] {
    return this.paid;
  }
}
