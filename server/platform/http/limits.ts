import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RouteKey } from '../../../shared/contract';
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

const WINDOW_S = 60;

/** Counts requests in memory, in windows of a minute, and refuses what is too much. Off with `rate_limits`. */
@Injectable()
export class RateLimits {
  private readonly limiters = new Map<string, RateLimiterMemory>();

  constructor(private readonly config: Config) {}

  /** Counts a request to a public route. Throws Refusal `too_many_requests`. */
  async network(route: RouteKey, address: string): Promise<void> {
    const own = LIMITS.per_network[route];
    await this.count(
      own === undefined ? 'public' : route,
      own ?? LIMITS.public_per_network,
      networkOf(address),
    );
  }

  /** Counts a request of somebody who is known. Throws Refusal `too_many_requests`. @rule F9 */
  async caller(route: RouteKey, callerId: string): Promise<void> {
    const own = LIMITS.per_caller[route];
    if (own !== undefined) await this.count(route, own, callerId);
    if (!route.startsWith('GET ')) await this.count('write', LIMITS.writes_per_caller, callerId);
  }

  private async count(what: string, points: number, key: string): Promise<void> {
    if (!this.config.rate_limits) return;
    let limiter = this.limiters.get(what);
    if (!limiter) {
      limiter = new RateLimiterMemory({ keyPrefix: what, points, duration: WINDOW_S });
      this.limiters.set(what, limiter);
    }
    try {
      await limiter.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      throw new Refusal('too_many_requests', {}, { retry_after_s: Math.ceil(refused.msBeforeNext / 1000) });
    }
  }
}
