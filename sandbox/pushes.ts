import { setTimeout as wait } from 'node:timers/promises';
import { envelopeOf, type MessageSetting } from './messages';
import { type Clock, type Random } from './system';

/** One delivery of a message, and what came of it. */
export interface Push {
  readonly event: string;
  /** Null when the server could not be reached. */
  readonly status: number | null;
  readonly answer: string;
}

/** How a message is to be delivered. */
export interface Delivery {
  /** As often as this, each time under a new timestamp, as WeChat does when it hears no answer. */
  readonly copies: number;
  /** Signed by somebody who does not know the token. */
  readonly forged: boolean;
}

const TIMEOUT_MS = 5000;
const AGAIN_MAX = 3;
const AGAIN_MS = 1000;
const KEPT_MAX = 1000;
const ANSWER_MAX = 200;
const OUR_ACCOUNT = 'gh_sandbox';
const SECOND_MS = 1000;

export interface PushSetting {
  readonly appid: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly messages: MessageSetting;
}

/** Message pushes to the mini-program's server: signed, sealed, and sent again until it says `success`. */
export class Pushes {
  private readonly kept: Push[] = [];
  private readonly closing = new AbortController();

  /** @param target where messages go; null as long as nobody has entered an address */
  constructor(
    private readonly setting: PushSetting,
    public target: string | null,
  ) {}

  /** Delivers an event about a person, and sends it three times more while it is not taken. */
  async deliver(
    openid: string,
    event: string,
    fields: Readonly<Record<string, unknown>>,
    { copies, forged }: Delivery,
  ): Promise<void> {
    const message = {
      ToUserName: OUR_ACCOUNT,
      FromUserName: openid,
      CreateTime: Math.floor(this.setting.clock.now() / SECOND_MS),
      MsgType: 'event',
      Event: event,
      ...fields,
    };
    for (let copy = 0; copy < copies; copy += 1) {
      for (let again = 0; again <= AGAIN_MAX; again += 1) {
        if (again > 0) await wait(AGAIN_MS, undefined, { signal: this.closing.signal, ref: false });
        if (await this.send(event, message, openid, forged)) break;
      }
    }
  }

  /** Every delivery so far, the latest last. */
  list(): readonly Push[] {
    return this.kept;
  }

  close(): void {
    this.closing.abort();
  }

  private async send(
    event: string,
    message: Readonly<Record<string, unknown>>,
    openid: string,
    forged: boolean,
  ): Promise<boolean> {
    if (this.target === null) return true;
    const { appid, clock, random, messages } = this.setting;
    const signing = forged ? { ...messages, token: `not${messages.token}` } : messages;
    const { query, body } = envelopeOf(message, signing, { appid, at: clock.now(), random });
    const url = `${this.target}?${new URLSearchParams({ ...query, openid }).toString()}`;
    const push = await this.post(url, body, event);
    this.kept.push(push);
    if (this.kept.length > KEPT_MAX) this.kept.shift();
    return push.status === 200 && push.answer === 'success';
  }

  private async post(url: string, body: string, event: string): Promise<Push> {
    try {
      const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body, redirect: 'error', signal });
      const answer = (await response.text()).slice(0, ANSWER_MAX);
      return { event, status: response.status, answer };
    } catch {
      return { event, status: null, answer: '' };
    }
  }
}
