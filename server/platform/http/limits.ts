import { Injectable } from '@nestjs/common';
import type { RouteKey } from '../../../shared/contract';
import { Clock } from '../clock';
import { Config } from '../config';
import { networkOf } from './network';
import { Refusal } from './refusal';

/** Requests a minute. A shop's Wi-Fi is one address for everybody in it, so addresses get room. */
export const LIMITS = {
  /** Any public route, per network. */
  public_per_network: 3_000,
  /** Per network, instead of the above. */
  per_network: {
    'POST /auth/wechat': 600,
    'GET /invite-codes/{code}/code.png': 300,
    'POST /console/setup': 30,
    'POST /console/sessions': 30,
  } as Readonly<Partial<Record<RouteKey, number>>>,
  /** Everything that changes something, per person or console account. */
  writes_per_caller: 300,
  /** Per person, besides the above: more than a thumb asks for in a rush, less than a script would. */
  per_caller: {
    'POST /offers/{id}/claims': 60,
    'GET /flash-sales/{id}/ticket': 60,
    // these wait for the same pieces as everybody's claims
    'POST /offers/{id}/waits': 60,
    'POST /me/waits/{id}/cancellations': 60,
    'POST /me/orders/{id}/cancellations': 60,
    // each is a row that is kept
    'POST /visits': 60,
    // these ask WeChat, which counts for the whole app what any one member asks
    'POST /me/orders/{id}/payments': 60,
    'POST /members': 20,
    'POST /me/phone': 20,
    'PATCH /me': 20,
    'PUT /me/avatar': 20,
  } as Readonly<Partial<Record<RouteKey, number>>>,
} as const;

const WINDOW_MS = 60_000;
/** How often windows that are over are forgotten. */
const FORGET_EVERY_MS = 1_000;

/** Requests of each key in windows of a minute, which begins with the first of them. */
class Windows {
  /** In the order in which they end. */
  private readonly windows = new Map<string, { ends_at: number; count: number }>();
  private forgotAt = 0;

  /** Counts a request at `now`: how many it makes, and when the window ends. Times in ms. */
  count(key: string, now: number): { readonly ends_at: number; readonly count: number } {
    const window = this.windows.get(key);
    if (window && window.ends_at > now) {
      window.count += 1;
      return window;
    }
    if (now - this.forgotAt >= FORGET_EVERY_MS) this.forget(now);
    // to the end of the row
    this.windows.delete(key);
    const begun = { ends_at: now + WINDOW_MS, count: 1 };
    this.windows.set(key, begun);
    return begun;
  }

  private forget(now: number): void {
    this.forgotAt = now;
    for (const [key, { ends_at: endsAt }] of this.windows) {
      if (endsAt > now) return;
      this.windows.delete(key);
    }
  }
}

/** Counts requests in memory, in windows of a minute, and refuses what is too much. Off with `rate_limits`. */
@Injectable()
export class RateLimits {
  private readonly counted = new Map<string, Windows>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Counts a request to a public route. Throws Refusal `too_many_requests`. */
  network(route: RouteKey, address: string): void {
    const own = LIMITS.per_network[route];
    this.count(own === undefined ? 'public' : route, own ?? LIMITS.public_per_network, networkOf(address));
  }

  /** Counts a request of somebody who is known. Throws Refusal `too_many_requests`. @rule F9 */
  caller(route: RouteKey, callerId: string): void {
    const own = LIMITS.per_caller[route];
    if (own !== undefined) this.count(route, own, callerId);
    if (!route.startsWith('GET ')) this.count('write', LIMITS.writes_per_caller, callerId);
  }

  private count(what: string, most: number, key: string): void {
    if (!this.config.rate_limits) return;
    let windows = this.counted.get(what);
    if (!windows) {
      windows = new Windows();
      this.counted.set(what, windows);
    }
    const now = this.clock.elapsed();
    const { count, ends_at: endsAt } = windows.count(key, now);
    if (count <= most) return;
    throw new Refusal('too_many_requests', {}, { retry_after_s: Math.ceil((endsAt - now) / 1000) });
  }
}
