import { Faults } from '../faults';
import { type People } from '../people';
import { type Clock, type Random } from '../system';
import { BillPlans } from './bill-plans';
import { PayKeys } from './keys';
import { type PayFaultKind } from './faults';
import { Notices } from './notices';
import { type PayOptions } from './options';
import { Orders } from './orders';

/** Everything that WeChat Pay knows. It is gone when the process ends. */
export interface PayWorld {
  readonly mchid: string;
  readonly appid: string;
  readonly refund_ms: number;
  readonly freeze_ms: number;
  readonly late_ms: number;
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
const LATE_MS = 10_000;

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
  const keys = options.keys ?? new PayKeys(random);
  const faults = new Faults<PayFaultKind>();
  const notices = new Notices({ clock, random, keys, faults }, options);
  return {
    ...setting,
    mchid: options.mchid ?? MCHID,
    refund_ms: options.refund_ms ?? REFUND_MS,
    freeze_ms: options.freeze_ms ?? FREEZE_MS,
    late_ms: options.late_ms ?? LATE_MS,
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
