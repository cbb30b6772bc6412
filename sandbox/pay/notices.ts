import { createCipheriv } from 'node:crypto';
import { type Faults } from '../faults';
import { type Clock, type Random } from '../system';
import { base62, hex } from '../text';
import { chinaTime } from './formats';
import { type PayKeys, signatureOf } from './keys';
import { NOTICE_FAULTS, type PayFaultKind } from './faults';
import { type Deliver, type NoticeOnTheWay, type PayOptions } from './options';

/** One delivery, and what came of it. */
export interface Delivered {
  readonly id: string;
  readonly event_type: string;
  readonly attempt: number;
  readonly at: number;
  readonly fault: PayFaultKind | null;
  readonly status: number | null;
}

interface Pending {
  readonly id: string;
  readonly event_type: string;
  readonly url: string;
  readonly body: string;
  attempt: number;
  due_at: number;
}

interface NoticeSetting {
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: PayKeys;
  readonly faults: Faults<PayFaultKind>;
}

const S = 1000;
const M = 60 * S;
const H = 60 * M;
/** How long after a refused delivery the next one follows. */
export const RETRY_STEPS_MS = [
  15 * S,
  15 * S,
  30 * S,
  3 * M,
  10 * M,
  20 * M,
  30 * M,
  30 * M,
  30 * M,
  60 * M,
  3 * H,
  3 * H,
  3 * H,
  6 * H,
  6 * H,
];
const ANSWER_MS_MAX = 5000;
const SKEW_S = 600;
const KEPT_MAX = 1000;
const POLL_MS = 500;
const NONCE_CHARACTERS = 32;
const SEAL_NONCE_CHARACTERS = 12;

/** Posts a notice as WeChat Pay does. */
function post(closing: AbortSignal): Deliver {
  return async ({ url, headers, body }) => {
    try {
      const signal = AbortSignal.any([closing, AbortSignal.timeout(ANSWER_MS_MAX)]);
      return (await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal })).status;
    } catch {
      return null;
    }
  };
}

/** Notices of payments and refunds: sealed, signed, and sent again along the official steps until they are answered. */
export class Notices {
  private readonly pending: Pending[] = [];
  private readonly kept: Delivered[] = [];
  private readonly closing = new AbortController();
  private readonly deliverOne: Deliver;
  private running: Promise<unknown> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private readonly isAuto: boolean;
  private prepare: () => void = () => undefined;

  constructor(
    private readonly setting: NoticeSetting,
    options: PayOptions,
  ) {
    this.deliverOne = options.deliver ?? post(this.closing.signal);
    this.isAuto = options.notices !== 'manual';
  }

  /** A new notice, due at once. */
  add(eventType: string, originalType: string, url: string, content: object): void {
    const { clock, random, keys } = this.setting;
    const id = `EV-${hex(random, 16)}`;
    const nonce = base62(random, SEAL_NONCE_CHARACTERS);
    const cipher = createCipheriv('aes-256-gcm', keys.apiV3Key, nonce).setAAD(Buffer.from(originalType));
    const sealed = [cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()];
    const body = JSON.stringify({
      id,
      create_time: chinaTime(clock.now()),
      resource_type: 'encrypt-resource',
      event_type: eventType,
      summary: eventType,
      resource: {
        original_type: originalType,
        algorithm: 'AEAD_AES_256_GCM',
        ciphertext: Buffer.concat(sealed).toString('base64'),
        associated_data: originalType,
        nonce,
      },
    });
    this.pending.push({ id, event_type: eventType, url, body, attempt: 0, due_at: clock.now() });
    this.watch();
  }

  /** Sends by itself what is due now, and what comes to be due later; not where the control surface says when. */
  watch(): void {
    if (!this.isAuto || this.closing.signal.aborted) return;
    this.timer ??= setInterval(() => void this.deliver().catch(() => undefined), POLL_MS).unref();
    // After the answer that this notice is about has gone out.
    setImmediate(() => void this.deliver().catch(() => undefined));
  }

  /** Sends what is due now or within `withinMs`, each once and in its order; one round at a time. */
  deliver(withinMs = 0): Promise<readonly Delivered[]> {
    const round = this.running.then(() => this.round(withinMs));
    this.running = round.catch(() => undefined);
    return round;
  }

  /** What is to be done before each round: what is due by then brings notices. */
  beforeEachRound(prepare: () => void): void {
    this.prepare = prepare;
  }

  /** Deliveries so far, the latest last. */
  delivered(): readonly Delivered[] {
    return this.kept;
  }

  /** What is still to be sent, and when. */
  waiting(): readonly { id: string; event_type: string; attempt: number; due_at: number }[] {
    return this.pending.map(({ id, event_type: type, attempt, due_at: dueAt }) => ({
      id,
      event_type: type,
      attempt,
      due_at: dueAt,
    }));
  }

  close(): void {
    this.closing.abort();
    clearInterval(this.timer);
  }

  private async round(withinMs: number): Promise<readonly Delivered[]> {
    this.prepare();
    const until = this.setting.clock.now() + withinMs;
    const due = this.pending.filter((one) => one.due_at <= until).sort((a, b) => a.due_at - b.due_at);
    const done: Delivered[] = [];
    const late: Pending[] = [];
    for (const one of due) {
      const fault = this.setting.faults.take(NOTICE_FAULTS);
      if (fault?.kind === 'slow') one.due_at = this.setting.clock.now() + fault.delay_ms;
      else if (fault?.kind === 'reorder') late.push(one);
      else done.push(...(await this.attempt(one, fault?.kind ?? null)));
    }
    for (const one of late) done.push(...(await this.attempt(one, 'reorder')));
    return done;
  }

  private async attempt(one: Pending, fault: PayFaultKind | null): Promise<readonly Delivered[]> {
    const first = await this.send(one, fault);
    const all = [first];
    if (fault === 'duplicate') all.push(await this.send(one, null));
    // The probe is a test of the server beside the delivery, not the delivery.
    if (fault === 'signtest') all.push(await this.send(one, null));
    const taken = all.some(({ status }) => status !== null && status >= 200 && status < 300);
    const step = RETRY_STEPS_MS[one.attempt];
    one.attempt += 1;
    if (taken || step === undefined) this.pending.splice(this.pending.indexOf(one), 1);
    else one.due_at = this.setting.clock.now() + step;
    return all;
  }

  private async send(one: Pending, fault: PayFaultKind | null): Promise<Delivered> {
    const status = fault === 'drop' ? null : await this.deliverOne(this.signed(one, fault));
    const { id, event_type: type, attempt } = one;
    const delivered = { id, event_type: type, attempt, at: this.setting.clock.now(), fault, status };
    this.kept.push(delivered);
    if (this.kept.length > KEPT_MAX) this.kept.shift();
    return delivered;
  }

  private signed(one: Pending, fault: PayFaultKind | null): NoticeOnTheWay {
    const headers = signedHeaders(this.setting, one.body, fault);
    const body = fault === 'tampered' ? one.body.replace('"id":"EV-', '"id":"EX-') : one.body;
    return { url: one.url, headers: { ...headers, 'content-type': 'application/json' }, body };
  }
}

/** The four headers over a body, with a fault in them if there is to be one. */
export function signedHeaders(
  { clock, random, keys }: Pick<NoticeSetting, 'clock' | 'random' | 'keys'>,
  body: string | Buffer,
  fault: PayFaultKind | null,
  isOld = false,
): Record<string, string> {
  const seconds = Math.floor(clock.now() / S) - (fault === 'clock_skew' ? SKEW_S : 0);
  const [timestamp, nonce] = [String(seconds), base62(random, NONCE_CHARACTERS)];
  const signer = isOld || fault === 'old_serial' ? keys.certificate : keys.current;
  const good = signatureOf(signer, timestamp, nonce, body);
  const reversed = Buffer.from(good, 'base64').reverse().toString('base64');
  const signature =
    fault === 'signtest' ? `WECHATPAY/SIGNTEST/${good}` : fault === 'bad_signature' ? reversed : good;
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': signer.serial,
    'wechatpay-signature': signature,
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}
