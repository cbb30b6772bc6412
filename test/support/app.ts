import {
  routes,
  type BodyInputOf,
  type Problem,
  type ResponseOf,
  type RouteKey,
  type Routes,
} from '../../shared/contract';
import { type Deliver, PayKeys, startSandbox } from '../../sandbox';
import { createApp, type App } from '../../server/app';
import { AUDIT_CHECKS } from '../../server/features';
import { audit } from '../../server/ledger';
import { TestClock, type Clock } from '../../server/platform/clock';
import { loadConfig } from '../../server/platform/config';
import type { Settings } from '../../server/platform/config';
import type { Log } from '../../server/platform/logging';
import { SeededRandom } from '../../server/platform/random';
import { createTestDatabase, type TestDatabase } from './database';

export const SETUP_TOKEN = 'test-setup-token';
export const CONSOLE_PASSWORD = 'correct horse battery';

export interface Reply<Content> {
  readonly status: number;
  readonly body: Content;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  /** Whether it was the stored answer of an earlier request. */
  readonly replayed: boolean;
}

export interface CallOptions<Key extends RouteKey> {
  readonly token?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: BodyInputOf<Routes[Key]>;
  /** Idempotency key; a fresh one for `once` routes unless given; null sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

type Body<Key extends RouteKey> = ResponseOf<Routes[Key]>;

/** Whoever can ask a server: one inside this process, or one that listens somewhere. */
export interface Client {
  readonly sandboxUrl: string;
  /** The clock of whoever shows codes. */
  readonly clock: Clock;
  /** Calls a route of the contract; never throws on a refusal. */
  call<Key extends RouteKey>(
    key: Key,
    options?: CallOptions<Key>,
  ): Promise<Reply<Body<Key> & Partial<Problem>>>;
  /** The same, failing the test unless it succeeds. */
  ok<Key extends RouteKey>(key: Key, options?: CallOptions<Key>): Promise<Body<Key>>;
  /** A raw request, for what the contract would not let through. */
  raw(request: RawRequest): Promise<Reply<unknown>>;
  /** Token of the first operator (set up once per app). */
  asConsole(): Promise<string>;
  /** Token of a WeChat login of the sandbox's person `openid`. */
  asPerson(openid: string): Promise<string>;
}

export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly headers?: Record<string, string>;
  readonly payload?: string | Buffer;
  /** Where it comes from; this machine unless said. */
  readonly remoteAddress?: string;
}

/** The whole server on a database of its own, with the real sandbox behind it. */
export interface TestApp extends Client {
  readonly app: App;
  readonly db: TestDatabase;
  readonly clock: TestClock;
  /** A further server process' worth of app on the same database (MariaDB; on SQLite it throws). */
  second(): Promise<TestApp>;
  /** Fails unless the books balance. */
  audit(): Promise<void>;
  close(): Promise<void>;
}

/** Of every sandbox of a test file: making RSA keys takes longer than most tests. */
const payKeys = new PayKeys();
let serial = 0;

/** A key that no other call of this test file used. */
export function freshKey(): string {
  serial += 1;
  return `test-key-${String(serial).padStart(8, '0')}`;
}

export interface TestAppOptions {
  readonly settings?: Partial<Settings>;
  readonly clock?: Clock;
  readonly log?: Log;
  /** Sets WeChat Pay up with the sandbox's merchant. Notices wait to be delivered. */
  readonly pay?: boolean;
}

/** Starts an app for a test file. The clock stands at 2026-11-20 10:00 in Shanghai until it is moved. */
export async function createTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const clock = new TestClock();
  // The app does not listen: notices of WeChat Pay go in by the same door as every other request.
  const deliver: Deliver = async ({ url, headers, body }) => {
    const request = { method: 'POST', url: new URL(url).pathname, headers: { ...headers }, payload: body };
    return (await injectInto(app, request)).status;
  };
  const sandbox = await startSandbox({
    port: 0,
    appid: 'wx-sandbox-app',
    secret: 'sandbox-secret',
    clock,
    pay: { notices: 'manual', deliver, keys: payKeys },
  });
  const db = await createTestDatabase();
  const merchant = options.pay === true ? sandbox.merchant() : {};
  const open = (): Promise<App> => openApp(db, clock, { url: sandbox.url, merchant }, options);
  const app = await open();
  const close = async (): Promise<void> => {
    await app.close();
    await sandbox.close();
    await db.drop();
  };
  return surface({ app, db, clock, sandboxUrl: sandbox.url, close, open });
}

/**
 * Starts an app for all tests of a file or a `describe` (or for each of them, with `life: 'test'`), and audits and
 * closes it after them.
 * @param begun is given the app, and makes what the tests stand on
 */
export function useTestApp(
  begun: (app: TestApp) => void | Promise<void>,
  { life = 'file', ...options }: TestAppOptions & { readonly life?: 'file' | 'test' } = {},
): void {
  let app: TestApp | undefined;
  const start = async (): Promise<void> => {
    app = await createTestApp(options);
    await begun(app);
  };
  const end = async (): Promise<void> => {
    try {
      await app?.audit();
    } finally {
      await app?.close();
      app = undefined;
    }
  };
  if (life === 'test') {
    beforeEach(start);
    afterEach(end);
  } else {
    beforeAll(start);
    afterAll(end);
  }
}

function openApp(
  db: TestDatabase,
  clock: TestClock,
  sandbox: { readonly url: string; readonly merchant: Readonly<Record<string, string>> },
  options: TestAppOptions,
): Promise<App> {
  const config = loadConfig({
    NODE_ENV: 'test',
    LIUKE_DATA_DIR: db.dataDir,
    LIUKE_SANDBOX_URL: sandbox.url,
    ...sandbox.merchant,
    LIUKE_SETUP_TOKEN: SETUP_TOKEN,
    LIUKE_PREVIEW: 'off',
    LIUKE_LOG_LEVEL: process.env['LIUKE_LOG_LEVEL'] ?? 'fatal',
    ...(db.url === null ? {} : { DATABASE_URL: db.url }),
  }).with({ rate_limits: false, ...options.settings });
  serial += 1;
  return createApp(config, {
    clock: options.clock ?? clock,
    random: new SeededRandom(`${db.dataDir}:${serial}`),
    ...(options.log && { log: options.log }),
  });
}

interface Parts {
  readonly app: App;
  readonly db: TestDatabase;
  readonly clock: TestClock;
  readonly sandboxUrl: string;
  readonly close: () => Promise<void>;
  readonly open: () => Promise<App>;
}

function surface(parts: Parts): TestApp {
  const { app, db, clock, sandboxUrl } = parts;
  return {
    ...clientOf((request) => injectInto(app, request), sandboxUrl, clock),
    app,
    db,
    clock,
    second: async () => {
      if (db.url === null) throw new Error('an embedded database has one process');
      const other = await parts.open();
      return surface({ ...parts, app: other, close: () => other.close() });
    },
    audit: async () => {
      const { drift } = await audit(db.database, AUDIT_CHECKS);
      if (drift.length > 0) throw new Error(`the books do not balance: ${JSON.stringify(drift, null, 2)}`);
    },
    close: parts.close,
  };
}

/** The calls of the contract over a way to send requests. */
export function clientOf(raw: Client['raw'], sandboxUrl: string, clock: Clock): Client {
  let consoleToken: Promise<string> | undefined;
  const call: Client['call'] = async (key, options = {}) => (await raw(requestOf(key, options))) as never;
  const ok: Client['ok'] = async (key, options = {}) => {
    const reply = await call(key, options);
    if (reply.status >= 400) throw new Error(`${key} answered ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  return {
    sandboxUrl,
    clock,
    raw,
    call,
    ok,
    asConsole: () => {
      consoleToken ??= ok('POST /console/setup', {
        body: { token: SETUP_TOKEN, name: 'owner', password: CONSOLE_PASSWORD },
      }).then(({ token }) => token);
      return consoleToken;
    },
    asPerson: async (openid) => {
      const code = await sandboxPost<{ js_code: string }>(sandboxUrl, `people/${openid}/login-codes`);
      return (await ok('POST /auth/wechat', { body: { js_code: code.js_code } })).token;
    },
  };
}

/** A request without a network, through everything else that a request goes through. */
export async function injectInto(app: App, request: RawRequest): Promise<Reply<unknown>> {
  const answer = await app.nest.inject(request as never);
  const json = String(answer.headers['content-type'] ?? '').includes('json');
  return {
    status: answer.statusCode,
    body: json && answer.payload !== '' ? (JSON.parse(answer.payload) as unknown) : answer.rawPayload,
    headers: answer.headers,
    replayed: answer.headers['idempotency-replayed'] === 'true',
  };
}

/** The request that a call of a route is. */
export function requestOf<Key extends RouteKey>(key: Key, options: CallOptions<Key>): RawRequest {
  const space = key.indexOf(' ');
  const path = key
    .slice(space + 1)
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(options.params?.[name] ?? ''));
  const query = new URLSearchParams(
    Object.entries(options.query ?? {}).map(([name, value]) => [name, String(value)]),
  );
  const headers: Record<string, string> = { ...options.headers };
  if (options.token !== undefined) headers['authorization'] = `Bearer ${options.token}`;
  if (routes[key].once && options.key !== null) headers['idempotency-key'] = options.key ?? freshKey();
  const request = {
    method: key.slice(0, space),
    url: `/api/v1${path}${query.size > 0 ? `?${query.toString()}` : ''}`,
    headers,
  };
  if (options.body === undefined) return request;
  headers['content-type'] = 'application/json';
  return { ...request, payload: JSON.stringify(options.body) };
}

/** A call of the sandbox's control surface. */
export async function sandboxPost<Answer>(url: string, path: string, body: object = {}): Promise<Answer> {
  const answer = await fetch(`${url}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`sandbox ${path} answered ${answer.status}`);
  return (await answer.json()) as Answer;
}

/** A phone code of the sandbox, as the phone button gives one. */
export async function phoneCode(app: TestApp, openid: string, phone: string): Promise<string> {
  return (await sandboxPost<{ code: string }>(app.sandboxUrl, `people/${openid}/phone-codes`, { phone }))
    .code;
}
