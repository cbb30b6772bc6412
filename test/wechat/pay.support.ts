import { loadConfig } from '../../server/platform/config';
import { createWechat } from '../../server/wechat';
import {
  createPaymentGateway,
  PayError,
  type PaymentGateway,
  type PayOptions,
} from '../../server/wechat/pay';
import {
  type Deliver,
  type NoticeOnTheWay,
  PayKeys,
  type PayOptions as SandboxPay,
  RETRY_STEPS_MS,
} from '../../sandbox';
import { type PayConfig } from '../../server/platform/config';
import { ask, closeAll, countingRandom, HandClock, type Seen, startWorld, type World } from './support';

export { RETRY_STEPS_MS };
export const PAYER = 'o-somebody-0001';
export const NOTIFY_URL = 'https://vip.example.com/api/v1/wechat/pay/notices';
export const DAY_MS = 86_400_000;
export const ORDERS = '/v3/pay/transactions';
export const PREPAY = `${ORDERS}/jsapi`;
export const QUERY = `${ORDERS}/out-trade-no/{out_trade_no}`;
export const CLOSE = `${QUERY}/close`;
export const REFUND = '/v3/refund/domestic/refunds';

/** What the server would make of the sandbox's variables. */
export function configOf(variables: Record<string, string>, sandboxUrl: string): PayConfig {
  const config = loadConfig({
    LIUKE_SECRET_KEY: 's'.repeat(32),
    LIUKE_HASH_KEY: 'h'.repeat(32),
    LIUKE_SANDBOX_URL: sandboxUrl,
    WECHATPAY_NOTIFY_URL: NOTIFY_URL,
    ...variables,
  });
  if (config.pay === null) throw new Error('WeChat Pay is not set up');
  return config.pay;
}

/** A gateway, what it logged, and the pauses it took. */
export interface Client {
  readonly pay: PaymentGateway;
  readonly config: PayConfig;
  readonly logged: string[];
  readonly pauses: number[];
}

export function clientOf(config: PayConfig, clock: HandClock, more: Partial<PayOptions> = {}): Client {
  const logged: string[] = [];
  const pauses: number[] = [];
  const options = {
    clock,
    random: countingRandom(),
    sleep: async (ms: number) => void pauses.push(ms),
    log: {
      warn: (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`),
    },
    ...more,
  };
  const app = { base_url: config.base_url, appid: config.appid, secret: 'sandbox-secret' };
  const { shipping } = createWechat(app, options);
  return { pay: createPaymentGateway(config, { ...options, shipping }), config, logged, pauses };
}

/** Of every sandbox of a test file: making RSA keys takes longer than most tests. */
const keys = new PayKeys();

/** A sandbox with one payer, a client of its merchant, and everything the sandbox sent as notices. */
export class PayWorld {
  readonly sent: NoticeOnTheWay[] = [];
  /** What the server answers to notices. */
  answer: (notice: NoticeOnTheWay) => number | null = () => 204;

  private constructor(
    readonly world: World,
    readonly client: Client,
  ) {}

  static async start(more: Partial<SandboxPay> = {}): Promise<PayWorld> {
    const here: { made?: PayWorld } = {};
    const deliver: Deliver = (notice) => {
      here.made?.sent.push(notice);
      return Promise.resolve(here.made?.answer(notice) ?? null);
    };
    const by = more.notices === 'auto' ? {} : { notices: 'manual' as const, deliver };
    const world = await startWorld({ pay: { keys, ...by, ...more } });
    await world.control('/people', { openid: PAYER });
    const config = configOf(world.sandbox.merchant(), world.sandbox.url);
    const made = new PayWorld(world, clientOf(config, world.clock));
    here.made = made;
    return made;
  }

  get pay(): PaymentGateway {
    return this.client.pay;
  }

  get clock(): HandClock {
    return this.world.clock;
  }

  /** Opens an order of `total` fen that can be paid for ten minutes. */
  prepay(outTradeNo: string, total = 1990, more: object = {}): Promise<{ readonly prepay_id: string }> {
    return this.pay.prepay({
      out_trade_no: outTradeNo,
      description: '桂花乌龙',
      total_fen: total,
      openid: PAYER,
      expires_at: this.clock.now() + 600_000,
      ...more,
    });
  }

  act(name: string, action: string): Promise<Seen> {
    return this.world.control(`/payments/${name}`, { action });
  }

  async paid(outTradeNo: string, total = 1990): Promise<void> {
    await this.prepay(outTradeNo, total);
    const answer = await this.act(outTradeNo, 'pay');
    if (answer.status !== 200) throw new Error(`not paid: ${JSON.stringify(answer.body)}`);
  }

  refund(outRefundNo: string, fen: number, outTradeNo: string, total = 1990) {
    const reason = '门店退款';
    return this.pay.refund({
      out_trade_no: outTradeNo,
      out_refund_no: outRefundNo,
      refund_fen: fen,
      total_fen: total,
      reason,
    });
  }

  /** Sends what is due within `withinMs`, and tells the statuses of these deliveries. */
  async deliver(withinMs = 0): Promise<(number | null)[]> {
    const { body } = await this.world.control('/notices/deliver', { within_ms: withinMs });
    const { delivered } = body as unknown as { delivered: { status: number | null }[] };
    return delivered.map(({ status }) => status);
  }

  async show(outTradeNo: string): Promise<Record<string, unknown>> {
    const { body } = await ask(`${this.world.sandbox.url}/_control/payments/${outTradeNo}`);
    return body as unknown as Record<string, unknown>;
  }

  /** What the gateway makes of a notice. */
  read(notice: NoticeOnTheWay | undefined, changes: Record<string, string | undefined> = {}, body?: string) {
    if (!notice) throw new Error('no notice');
    const headers = { ...notice.headers, ...changes };
    return this.pay.readNotice(headers, Buffer.from(body ?? notice.body), this.clock.now());
  }
}

/** The error of a call that must fail with one. */
export async function failure(call: Promise<unknown>): Promise<PayError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof PayError) return error;
    throw error;
  }
  throw new Error('it went well');
}

export { closeAll };
