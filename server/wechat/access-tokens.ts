import { type WechatConfig } from './wechat.config';
import { errorIn, type WechatHttp } from './wechat.http';
import { UNAVAILABLE, type WechatResult } from './wechat.result';

/** Tells the time in UTC epoch milliseconds. */
export interface WechatClock {
  now(): number;
}

interface HeldToken {
  readonly token: string;
  readonly expires_at: number;
}

const PATH = '/cgi-bin/stable_token';
const ANSWER_BYTES_MAX = 16 * 1024;
const SECOND_MS = 1000;
/** WeChat hands out a new token in the last five minutes; one minute later it surely does. */
const RENEW_BEFORE_MS = 4 * 60_000;
/** After a failed renewal the token still good is used on, and WeChat is left alone for so long. */
const RENEW_AGAIN_MS = 30_000;

/**
 * The app's access token, shared by all callers in this process: one call to WeChat at a time, however many ask.
 * Several processes need no lock between them: in its normal mode stable_token gives them all the same token.
 */
export class AccessTokens {
  private held: HeldToken | undefined;
  private flight: Promise<WechatResult<string>> | undefined;
  private renewNotBefore = -Infinity;

  constructor(
    private readonly http: WechatHttp,
    private readonly config: WechatConfig,
    private readonly clock: WechatClock,
  ) {}

  /** A token good for some minutes at least, as far as this process knows. */
  async get(): Promise<WechatResult<string>> {
    const { held } = this;
    const now = this.clock.now();
    const left = held ? held.expires_at - now : 0;
    if (held && left > RENEW_BEFORE_MS) return { ok: true, value: held.token };
    if (held && left > 0 && now < this.renewNotBefore) return { ok: true, value: held.token };
    const fresh = await this.fetchOnce(false);
    if (fresh.ok || !held || held !== this.held || this.clock.now() >= held.expires_at) return fresh;
    this.renewNotBefore = this.clock.now() + RENEW_AGAIN_MS;
    return { ok: true, value: held.token };
  }

  /**
   * Another token than `stale`, which WeChat has just refused (40001, 42001). Asks in the normal mode first;
   * only if that gives the same one is a new one forced (20 a day, 30 s apart, and it kills the old one for all).
   */
  async renew(stale: string): Promise<WechatResult<string>> {
    this.drop(stale);
    const normal = await this.get();
    if (!normal.ok || normal.value !== stale) return normal;
    this.drop(stale);
    return this.held ? { ok: true, value: this.held.token } : this.fetchOnce(true);
  }

  private drop(stale: string): void {
    if (this.held?.token === stale) this.held = undefined;
  }

  /** Joins the call that is under way, or makes one. */
  private fetchOnce(force: boolean): Promise<WechatResult<string>> {
    this.flight ??= this.fetch(force).finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }

  private async fetch(force: boolean): Promise<WechatResult<string>> {
    // Counted from before the call, so that a slow answer does not make the token look younger than it is.
    const askedAt = this.clock.now();
    const reply = await this.http.call({
      method: 'POST',
      path: PATH,
      body: {
        grant_type: 'client_credential',
        appid: this.config.appid,
        secret: this.config.secret,
        force_refresh: force,
      },
      retry: force ? 'if_not_done' : 'always',
      max_bytes: ANSWER_BYTES_MAX,
    });
    if (reply.kind !== 'json') return UNAVAILABLE;
    const error = errorIn(reply.body);
    if (error) return this.http.refuse(PATH, error);
    const { access_token: token, expires_in: lifeSeconds } = reply.body;
    if (typeof token !== 'string' || token === '' || typeof lifeSeconds !== 'number') return UNAVAILABLE;
    this.held = { token, expires_at: askedAt + lifeSeconds * SECOND_MS };
    return { ok: true, value: token };
  }
}
