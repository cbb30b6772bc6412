import {
  routes,
  type BodyInputOf,
  type ResponseOf,
  type RouteKey,
  type Routes,
} from '../../../shared/contract';
import { DAY_MS } from '../../../shared/kernel';
import type { App } from '../../app';
import type { TestClock } from '../../platform/clock';

/** Tokens last a week; people of the story log in anew before that. */
const LOGIN_AFTER_MS = 3 * DAY_MS;

export interface SeedCall<Key extends RouteKey> {
  readonly token?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: BodyInputOf<Routes[Key]>;
}

/** Calls the API of an app in this process, so that the demo is made by the very commands people use. */
export class SeedClient {
  private serial = 0;
  private readonly tokens = new Map<string, { token: string; at: number }>();

  constructor(
    private readonly app: App,
    private readonly sandboxUrl: string,
    private readonly clock: TestClock,
  ) {}

  /** Answers the body; throws with the problem when refused. */
  async call<Key extends RouteKey>(key: Key, call: SeedCall<Key> = {}): Promise<ResponseOf<Routes[Key]>> {
    // nothing is made in the same instant, so lists keep the order things were made in
    this.clock.advance(5);
    const [method = '', path = ''] = key.split(' ');
    const headers: Record<string, string> = {};
    if (call.token !== undefined) headers['authorization'] = `Bearer ${call.token}`;
    this.serial += 1;
    if (routes[key].once) headers['idempotency-key'] = `seed-${String(this.serial).padStart(8, '0')}`;
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const answer = await this.app.nest.inject({
      method: method as 'GET',
      url: `/api/v1${path.replace(/\{(\w+)\}/g, (_, name: string) => call.params?.[name] ?? '')}`,
      headers,
      ...(call.body === undefined ? {} : { payload: JSON.stringify(call.body) }),
    });
    if (answer.statusCode >= 400) throw new Error(`${key} answered ${answer.statusCode}: ${answer.payload}`);
    return (answer.payload === '' ? undefined : JSON.parse(answer.payload)) as ResponseOf<Routes[Key]>;
  }

  /** Does what is done beside the requests, as at the end of a day. */
  settle(): Promise<void> {
    return this.app.background.drain();
  }

  /** A valid token of a person of the sandbox. */
  async tokenOf(openid: string): Promise<string> {
    const known = this.tokens.get(openid);
    if (known && this.clock.now() - known.at < LOGIN_AFTER_MS) return known.token;
    return (await this.login(openid)).token;
  }

  /** Logs a person of the sandbox in. */
  async login(openid: string): Promise<ResponseOf<Routes['POST /auth/wechat']>> {
    const url = `${this.sandboxUrl}/_control/people/${openid}/login-codes`;
    const answer = await fetch(url, { method: 'POST' });
    if (!answer.ok) throw new Error(`the sandbox gave no login code (${answer.status})`);
    const { js_code: code } = (await answer.json()) as { js_code: string };
    const session = await this.call('POST /auth/wechat', { body: { js_code: code } });
    this.tokens.set(openid, { token: session.token, at: this.clock.now() });
    return session;
  }
}
