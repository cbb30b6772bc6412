import { Faults } from '../faults';
import { type People } from '../people';
import { type Clock, type Random } from '../system';
import { BillPlans } from './bill-plans';
import { PayKeys } from './keys';
import { type Deliver, Notices } from './notices';
import { Orders } from './orders';

/** How the sandbox can be told to misbehave as WeChat Pay, in its answers and in its notices. */
export const PAY_FAULT_KINDS = [
  /** As ever, but late: `delay_ms`. */
  'slow',
  /** An answer: carried out, then the line is cut. A notice: never sent, as if it had been lost. */
  'drop',
  /** A signature that nobody's key has made. */
  'bad_signature',
  /** Signed well, but something else than what was sent. */
  'tampered',
  /** Signed with the platform certificate of old. */
  'old_serial',
  /** Signed ten minutes ago. */
  'clock_skew',
  /** The probe `WECHATPAY/SIGNTEST/`; a real notice follows it. */
  'signtest',
  /** Answers only: a gateway's error page; not carried out. */
  '5xx',
  /** Answers only: SYSTEM_ERROR; not carried out. */
  'busy',
  /** Answers only: FREQUENCY_LIMITED; not carried out. */
  'rate_limited',
  /** Answers only: the merchant has no money; not carried out. */
  'not_enough',
  /** Answers only: no answer; not carried out. */
  'hang',
  /** Answers only: without any signature. */
  'unsigned',
  /** Notices only: sent twice. */
  'duplicate',
  /** Notices only: sent after all others that are due. */
  'reorder',
] as const;

export type PayFaultKind = (typeof PAY_FAULT_KINDS)[number];

/** How WeChat Pay is to be played. */
export interface PayOptions {
  /** Merchant number; the sandbox's own unless said otherwise. */
  readonly mchid?: string;
  /** How long a refund is PROCESSING; 3 s unless said otherwise. */
  readonly refund_ms?: number;
  /** How long shipping does not know a payment yet (10060001); 10 s unless said otherwise. */
  readonly freeze_ms?: number;
  /** `auto` sends notices when they are due; `manual` only when the control surface says so. */
  readonly notices?: 'auto' | 'manual';
  /** Carries a notice to the server and tells the status of its answer; by HTTP unless said otherwise. */
  readonly deliver?: Deliver;
}

/** Everything that WeChat Pay knows. It is gone when the process ends. */
export interface PayWorld {
  readonly mchid: string;
  readonly appid: string;
  readonly refund_ms: number;
  readonly freeze_ms: number;
  readonly clock: Clock;
  readonly random: Random;
  readonly people: People;
  readonly keys: PayKeys;
  readonly orders: Orders;
  readonly notices: Notices;
  readonly bills: BillPlans;
  readonly faults: Faults<PayFaultKind>;
}

const MCHID = '1900000001';
const REFUND_MS = 3000;
const FREEZE_MS = 10_000;

/** A WeChat Pay with one merchant and no orders. */
export function createPayWorld(
  setting: {
    readonly appid: string;
    readonly clock: Clock;
    readonly random: Random;
    readonly people: People;
  },
  options: PayOptions,
): PayWorld {
  const { clock, random } = setting;
  const keys = new PayKeys(random);
  const faults = new Faults<PayFaultKind>();
  const notices = new Notices({ clock, random, keys, faults }, options);
  return {
    ...setting,
    mchid: options.mchid ?? MCHID,
    refund_ms: options.refund_ms ?? REFUND_MS,
    freeze_ms: options.freeze_ms ?? FREEZE_MS,
    keys,
    orders: new Orders(),
    notices,
    bills: new BillPlans(),
    faults,
  };
}

/** What the server is to be told of this merchant, as its environment variables. */
export function merchantSettings(world: PayWorld): Record<string, string> {
  const { keys, mchid } = world;
  return {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_SERIAL: keys.merchantSerial,
    WECHATPAY_PRIVATE_KEY: keys.merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    WECHATPAY_API_V3_KEY: keys.apiV3Key,
    WECHATPAY_PUBLIC_KEY_ID: keys.current.serial,
    WECHATPAY_PUBLIC_KEY: keys.current.key.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}
