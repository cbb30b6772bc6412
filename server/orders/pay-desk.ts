import { Injectable } from '@nestjs/common';
import type { WechatPayment } from '../../shared/contract';
import { instant, type Id } from '../../shared/kernel';
import { accepted, asRefusal, Ledger, type Actor, type Accepted, type RunResult } from '../ledger';
import { MemberDirectory } from '../members';
import { paymentById, type PaymentRow } from '../payments';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { Refusal } from '../platform/http';
import { Log } from '../platform/logging';
import { PaymentGateway, PayError, type Paid, type Payment } from '../wechat/pay';
import { cancelOrder, overBy } from './give-up.commands';
import type { OrderRow } from './orders.entity';
import { orderById } from './orders.queries';
import { payOrder, type OrderPaying } from './pay.command';
import type { PayOrder } from './pay.terms';
import { settleOrder, type PaymentSettled } from './settle.command';

/** A member who is logged in: whose openid pays. */
export interface Payer {
  readonly member_id: Id<'member'>;
  readonly person_id: Id<'person'>;
}

/** How often what was closed or paid meanwhile is looked at anew before somebody is told to come back. */
const ROUNDS = 3;

type Choice = Omit<PayOrder, 'member_id' | 'closed'>;

/** Where the commands on an order meet WeChat Pay: nothing is released that could still be paid. */
@Injectable()
export class PayDesk {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly gateway: PaymentGateway,
    private readonly members: MemberDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly log: Log,
  ) {}

  /** Whether members can pay through WeChat Pay. */
  get hasWechat(): boolean {
    return this.gateway.enabled;
  }

  /**
   * Settles how an order is paid, and what the phone needs to pay it.
   * @rule F6
   * @throws Refusal as the command says, `payment_unavailable`, `payment_refused`
   */
  async pay(
    payer: Payer,
    choice: Choice,
    key: string,
  ): Promise<{
    readonly order: OrderRow;
    readonly wechat: WechatPayment | null;
    readonly replayed: boolean;
  }> {
    const { answer, replayed } = await this.closing((closed) => this.run(payer, choice, key, closed));
    let { order, payment } = answer;
    for (let round = 0; round < ROUNDS && payment; round += 1) {
      const wechat = await this.sheet(payer, order, payment);
      if (wechat) return { order, wechat, replayed };
      // closed at WeChat Pay while we thought it open: a new payment, on the same terms
      ({ order, payment } = await this.reopened(payer, choice, payment));
    }
    if (payment) throw new Refusal('payment_unavailable');
    return { order, wechat: null, replayed };
  }

  /**
   * Gives an unpaid order up: its member, or the shop with a reason.
   * @rule F5
   * @throws Refusal as the command says, `payment_unavailable`
   */
  async cancel(
    orderId: Id<'order'>,
    by: { readonly member_id: Id<'member'> } | { readonly reason: string },
    { key, actor }: { readonly key: string; readonly actor: Actor },
  ): Promise<Accepted<{ order_id: Id<'order'> }>> {
    const content = { order_id: orderId, ...by };
    const command = cancelOrder(this.config.program);
    const input = { order_id: orderId, member_id: null, reason: null, ...by };
    return this.closing((closed) => this.ledger.run(command, { ...input, closed }, { key, actor, content }));
  }

  /**
   * Asks WeChat Pay to close a payment; one that is paid by now is booked.
   * @returns whether nobody can pay it any more
   * @throws PayError when WeChat Pay does not say
   */
  async close(payment: PaymentRow): Promise<boolean> {
    const { out_trade_no: number } = payment;
    if (number === null) throw new Error(`payment ${payment.id} is none of WeChat Pay's`);
    if ((await this.gateway.close(number)) === 'closed') return true;
    await this.learn(payment);
    return false;
  }

  /**
   * Asks WeChat Pay what became of a payment, and books it if it is paid.
   * @throws PayError when WeChat Pay does not say
   */
  async learn(payment: PaymentRow): Promise<Payment['state']> {
    const { out_trade_no: number } = payment;
    if (number === null) throw new Error(`payment ${payment.id} is none of WeChat Pay's`);
    const told = await this.gateway.query(number);
    if (isPaid(told)) {
      const result = await this.settle(payment.id, told);
      if (!result.ok)
        this.log.error({ payment_id: payment.id, code: result.refusal.code }, 'money that fits no payment');
    }
    return told.state;
  }

  /** Books money, once. @rule F6 */
  settle(
    paymentId: Id<'payment'>,
    paid: Pick<Paid, 'transaction_id' | 'appid' | 'mchid' | 'currency' | 'total_fen' | 'success_at'>,
  ): Promise<RunResult<PaymentSettled>> {
    const { transaction_id, appid, mchid, currency, total_fen, success_at } = paid;
    const settings = { program: this.config.program, appid: this.config.pay?.appid ?? null };
    const money = { transaction_id, appid, mchid, currency, total_fen, success_at: instant(success_at) };
    return this.ledger.run(
      settleOrder(settings),
      { payment_id: paymentId, ...money },
      {
        key: `settle:${paymentId}:${transaction_id}`,
        actor: { kind: 'system', id: 'wechat.pay' },
        // notice and query need not agree on anything else to be the same money
        content: { payment_id: paymentId, transaction_id },
      },
    );
  }

  private run(
    { member_id }: Payer,
    choice: Choice,
    key: string,
    closed: Id<'payment'> | null,
  ): Promise<RunResult<OrderPaying>> {
    const mchid = this.gateway.enabled ? (this.config.pay?.mchid ?? null) : null;
    return this.ledger.run(
      payOrder({ program: this.config.program, mchid }),
      { ...choice, member_id, closed },
      { key, actor: { kind: 'member', id: member_id }, content: { ...choice } },
    );
  }

  /** Runs a command that may not go past a payment still open at WeChat Pay: closes that first, and runs it again. */
  private async closing<Output>(
    run: (closed: Id<'payment'> | null) => Promise<RunResult<Output>>,
  ): Promise<Accepted<Output>> {
    let closed: Id<'payment'> | null = null;
    for (let round = 0; round < ROUNDS; round += 1) {
      try {
        return await accepted(run(closed));
      } catch (error) {
        const open = openIn(error);
        if (open === null) throw error;
        closed = await this.closedNow(open);
      }
    }
    throw new Refusal('payment_unavailable');
  }

  private async closedNow(id: Id<'payment'>): Promise<Id<'payment'> | null> {
    const payment = await paymentById(this.database.read, id);
    if (payment?.state !== 'open') return null;
    return (await this.answered(this.close(payment))) ? id : null;
  }

  /** The payment sheet of a payment; null when it was closed at WeChat Pay while it is open with us. */
  private async sheet(payer: Payer, order: OrderRow, payment: PaymentRow): Promise<WechatPayment | null> {
    const { out_trade_no, amount_fen: total_fen, expires_at } = payment;
    if (out_trade_no === null) throw new Error(`payment ${payment.id} is none of WeChat Pay's`);
    const openid = await this.members.openidOf(payer.person_id);
    const asked = { out_trade_no, description: order.title, total_fen, openid, expires_at };
    try {
      const { prepay_id: prepayId } = await this.gateway.prepay(asked);
      return this.gateway.clientParameters(prepayId, this.clock.now());
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      this.log.warn({ payment_id: payment.id, code: error.code }, 'WeChat Pay did not take a payment');
      if (error.retryable) throw new Refusal('payment_unavailable', {}, { retry_after_s: 1 });
      const state = await this.answered(this.learn(payment));
      if (state === 'success' || state === 'refund') throw new Refusal('order_paid');
      if (state !== 'closed') throw new Refusal('payment_refused');
      await this.notOver(order);
      return null;
    }
  }

  /** @throws Refusal when the order is over */
  private async notOver({ id }: OrderRow): Promise<void> {
    const order = await orderById(this.database.read, id);
    const over = order && overBy(order, this.clock.now());
    if (over) throw new Refusal(over);
  }

  /** @throws Refusal `quote_changed` when the order is being paid in another way meanwhile */
  private async reopened(payer: Payer, choice: Choice, { id }: PaymentRow): Promise<OrderPaying> {
    try {
      return (await accepted(this.run(payer, choice, `reopen:${id}`, id))).answer;
    } catch (error) {
      throw openIn(error) === null ? error : new Refusal('quote_changed');
    }
  }

  /** @throws Refusal `payment_unavailable` when WeChat Pay does not say; as `accepted` when its word cannot be booked */
  private async answered<Answer>(call: Promise<Answer>): Promise<Answer> {
    try {
      return await call;
    } catch (error) {
      if (!(error instanceof PayError)) throw asRefusal(error);
      this.log.warn({ code: error.code }, 'WeChat Pay does not answer');
      throw new Refusal('payment_unavailable', {}, { retry_after_s: 1 });
    }
  }
}

function openIn(error: unknown): Id<'payment'> | null {
  if (!(error instanceof Refusal) || error.code !== 'payment_unavailable') return null;
  return (error.params['payment'] as Id<'payment'> | undefined) ?? null;
}

function isPaid(told: Payment): told is Payment & Paid {
  return (told.state === 'success' || told.state === 'refund') && told.transaction_id !== undefined;
}
