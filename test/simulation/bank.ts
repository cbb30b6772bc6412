import type { Asked } from '../../sandbox/http';
import { answerControl } from '../../sandbox/control';
import type { FaultWish } from '../../sandbox/faults';
import { USUAL_MESSAGES } from '../../sandbox/messages';
import { NOTICE_FAULTS, type PayFaultKind } from '../../sandbox/pay/faults';
import { PREPAY_ID_MS } from '../../sandbox/pay/transactions';
import { merchantSettings } from '../../sandbox/pay/pay-world';
import type { NoticeOnTheWay } from '../../sandbox/pay/options';
import { PayRefusal } from '../../sandbox/pay/refusals';
import { catchUp } from '../../sandbox/pay/due';
import { payRoute } from '../../sandbox/pay/routes';
import { createWorld, type World as Sandbox } from '../../sandbox/world';
import type { Clock } from '../../server/platform/clock';
import { SeededRandom } from '../../server/platform/random';
import { PayError, PaymentGateway, type Shipping } from '../../server/wechat/pay';
import type { PayClientConfig, PayOptions } from '../../server/wechat/pay/pay.config';
import { PayNotices } from '../../server/wechat/pay/pay.notices';
import { PayOrders } from '../../server/wechat/pay/pay.orders';
import { PayRefunds } from '../../server/wechat/pay/pay.refunds';
import { platformKeys } from '../../server/wechat/pay/pay.signatures';
import { PayTransport, type PayCall, type PayReply } from '../../server/wechat/pay/pay.transport';
import type { RawRequest, Reply } from '../support/app';

type Post = (process: number, request: RawRequest) => Promise<Reply<unknown>>;

/** What happens to a call before it is carried out, by the fault that waits for it. */
const FAILURES: Readonly<Partial<Record<PayFaultKind, { code: string; status: number | null }>>> = {
  '5xx': { code: 'HTTP_502', status: 502 },
  hang: { code: 'NO_ANSWER', status: null },
  busy: { code: 'SYSTEM_ERROR', status: 500 },
  rate_limited: { code: 'FREQUENCY_LIMITED', status: 429 },
  not_enough: { code: 'NOT_ENOUGH', status: 403 },
};
/** A notice that is not answered for so many turns was not taken. */
const ANSWER_TURNS = 3_000;
const SHIPPING_PATH = 'shipping';
/** What can be called here, as faults are wished for. */
export const BANK_CALLS = [
  '/v3/pay/transactions/jsapi',
  '/v3/pay/transactions/out-trade-no/{out_trade_no}',
  '/v3/pay/transactions/out-trade-no/{out_trade_no}/close',
  '/v3/refund/domestic/refunds',
  '/v3/refund/domestic/refunds/{out_refund_no}',
  SHIPPING_PATH,
] as const;

function asked(method: string, target: string, body: string): Asked {
  const url = new URL(target, 'http://sandbox');
  return { method, path: url.pathname, target, headers: {}, query: url.searchParams, origin: null, body };
}

/**
 * WeChat Pay in this process: the sandbox's own books and rules behind the server's own client, but for the network,
 * whose answers would come in an order of their own.
 */
export class Bank {
  /** Numbers of all orders that were ever opened here, in their order. */
  readonly opened: string[] = [];
  private readonly world: Sandbox;
  private readonly random: SeededRandom;
  private now: () => number = () => 0;
  private post: Post = () => Promise.reject(new Error('the bank is not open'));
  private delivering = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(`bank:${seed}`);
    this.world = createWorld({
      appid: 'wx-sandbox-app',
      secret: 'sandbox-secret',
      clock: { now: () => this.now() },
      random: this.random,
      publishedPages: null,
      codeText: ({ scene }) => scene,
      pushUrl: null,
      messages: USUAL_MESSAGES,
      pay: { notices: 'manual', deliver: (notice) => this.carry(notice) },
    });
  }

  /** Who has the money and who has it back. */
  get books(): Sandbox['pay'] {
    return this.world.pay;
  }

  /** The settings of the sandbox's merchant. */
  settings(): Record<string, string> {
    return { ...merchantSettings(this.books), LIUKE_SANDBOX_URL: 'http://sandbox' };
  }

  /** Tells the bank the time, and how notices reach a server. */
  open(clock: Clock, post: Post): void {
    this.now = () => clock.now();
    this.post = post;
  }

  /** The gateway of one server. */
  gateway(config: PayClientConfig): PaymentGateway {
    return new BankGateway(config, this, this.random);
  }

  wish(wish: FaultWish<PayFaultKind>): void {
    this.books.faults.add(wish);
  }

  /** Nothing goes wrong any more. */
  clear(): void {
    for (const path of [NOTICE_FAULTS, ...BANK_CALLS]) while (this.books.faults.take(path)) continue;
  }

  knows(openid: string): void {
    this.world.people.ensure({ openid });
  }

  /** What the payer does with the payment sheet. Answers whether it could be done. */
  async pays(outTradeNo: string, action: 'pay' | 'pay_late' | 'pay_twice'): Promise<boolean> {
    const body = JSON.stringify({ action });
    const { status } = await answerControl(
      this.world,
      asked('POST', `/_control/payments/${outTradeNo}`, body),
    );
    return status === 200;
  }

  /** Whether the sheet of an order could still be opened. */
  isPayable(outTradeNo: string): boolean {
    const now = this.now();
    const order = this.books.orders.get(outTradeNo)!;
    return order.state === 'NOTPAY' && now < order.expires_at && now < order.prepaid_at + PREPAY_ID_MS;
  }

  /** Sends the notices that are due, through one of the servers. Answers how many were taken. */
  async deliver(process: number): Promise<number> {
    this.delivering = process;
    const all = await this.books.notices.deliver();
    return all.filter(({ status }) => status !== null && status < 300).length;
  }

  /** A call of the server's, carried out by the sandbox. @throws PayError */
  async call({ method, target, body }: PayCall): Promise<PayReply> {
    await this.moment();
    const { pathname } = new URL(target, 'http://sandbox');
    const match = payRoute(method, pathname);
    if (!match) throw new Error(`no route ${method} ${target}`);
    const fault = this.books.faults.take(match.route.path)?.kind;
    const failure = fault && FAILURES[fault];
    if (failure) throw new PayError({ ...failure, request_id: null });
    catchUp(this.books);
    const answer = this.carriedOut(() =>
      match.route.handle(this.books, asked(method, target, JSON.stringify(body ?? {})), match.name),
    );
    if (pathname.endsWith('/jsapi')) this.note((body as { out_trade_no: string }).out_trade_no);
    await this.moment();
    if (fault === 'drop') throw new PayError({ code: 'NO_ANSWER', status: null, request_id: null });
    return { raw: Buffer.from(answer.body), request_id: null };
  }

  /** @throws PayError */
  async ship({ transaction_id: id }: Shipping): Promise<void> {
    await this.moment();
    const fault = this.books.faults.take(SHIPPING_PATH)?.kind;
    const failure = fault && FAILURES[fault];
    if (failure) throw new PayError({ ...failure, request_id: null });
    const order = this.books.orders.withTransaction(id);
    if (!order?.paid_at || this.now() < order.paid_at + this.books.freeze_ms)
      throw new PayError({ code: '10060001', status: null, request_id: null }, true);
    order.shipped_at = this.now();
  }

  private note(number: string): void {
    if (!this.opened.includes(number)) this.opened.push(number);
  }

  private carriedOut<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof PayRefusal)) throw error;
      throw new PayError({ code: error.code, status: error.status, request_id: null });
    }
  }

  /** A few turns of the event loop. */
  private moment(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 1 + this.random.int(6)));
  }

  private async carry({ url, headers, body }: NoticeOnTheWay): Promise<number | null> {
    const request = { method: 'POST', url: new URL(url).pathname, headers: { ...headers }, payload: body };
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), ANSWER_TURNS));
    const answer = this.post(this.delivering, request).then(
      ({ status }) => status,
      () => null,
    );
    return Promise.race([answer, late]);
  }
}

/** The server's own client on the bank's line. */
class BankLine extends PayTransport {
  constructor(
    config: PayClientConfig,
    private readonly bank: Bank,
    options: PayOptions,
  ) {
    super(config, platformKeys(config.keys), options);
  }

  override call(call: PayCall): Promise<PayReply> {
    return this.bank.call(call);
  }
}

class BankGateway extends PaymentGateway {
  readonly enabled = true;
  private readonly orders: PayOrders;
  private readonly refunds: PayRefunds;
  private readonly notices: PayNotices;

  constructor(
    config: PayClientConfig,
    private readonly bank: Bank,
    random: SeededRandom,
  ) {
    super();
    const options = { clock: { now: () => 0 }, random, sleep: () => Promise.resolve() };
    const line = new BankLine(config, bank, options);
    this.orders = new PayOrders(line, config, random);
    this.refunds = new PayRefunds(line, config);
    this.notices = new PayNotices(config, platformKeys(config.keys), undefined);
  }

  prepay: PaymentGateway['prepay'] = (of) => this.orders.prepay(of);
  clientParameters: PaymentGateway['clientParameters'] = (id, now) => this.orders.clientParameters(id, now);
  query: PaymentGateway['query'] = (number) => this.orders.query(number);
  close: PaymentGateway['close'] = (number) => this.orders.close(number);
  refund: PaymentGateway['refund'] = (of) => this.refunds.refund(of);
  refundState: PaymentGateway['refundState'] = (number) => this.refunds.refundState(number);
  readNotice: PaymentGateway['readNotice'] = (headers, raw, now) => this.notices.read(headers, raw, now);
  uploadShipping: PaymentGateway['uploadShipping'] = (of) => this.bank.ship(of);
  /** Bills are packed beside the event loop, in no certain number of turns; they have tests of their own. */
  tradeBill: PaymentGateway['tradeBill'] = () =>
    Promise.reject(new PayError({ code: 'STATEMENT_CREATING', status: 400, request_id: null }));
}
