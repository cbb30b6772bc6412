import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Sandbox, startSandbox, type SandboxOptions } from '../../sandbox';
import { createWechat, type Wechat, type WechatHttpOptions } from '../../server/wechat';

export const APPID = 'wx-sandbox-app';
export const SECRET = 'sandbox-secret';
export const LOGIN = '/sns/jscode2session';
export const STABLE = '/cgi-bin/stable_token';
export const PLAIN = '/cgi-bin/token';
export const PHONE = '/wxa/business/getuserphonenumber';
export const CODE = '/wxa/getwxacodeunlimit';
export const RISK = '/wxa/getuserriskrank';

/** Shortly after nine in the morning in China. */
export const START_AT = Date.UTC(2026, 10, 22, 1, 0, 0);

/** A clock that stands until it is moved. */
export class HandClock {
  constructor(private at = START_AT) {}
  now(): number {
    return this.at;
  }
  advance(ms: number): void {
    this.at += ms;
  }
}

/** Bytes from a counter: enough to be different, the same in every run. */
export function countingRandom(): { bytes(count: number): Uint8Array } {
  let state = 1;
  return {
    bytes: (count) =>
      Uint8Array.from({ length: count }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state >>> 24;
      }),
  };
}

/** Every field that an answer may have; a test looks at the ones it expects. */
export interface WireBody {
  openid: string;
  unionid: string | null;
  js_code: string;
  code: string;
  access_token: string;
  expires_in: number;
  errcode: number;
  errmsg: string;
  phone_info: object;
  error: string;
  calls: { method: string; path: string; status: number | null; errcode: number | null; body: unknown }[];
  total: number;
}

/** An answer as a test looks at it. */
export interface Seen {
  status: number;
  type: string;
  body: WireBody;
  bytes: Buffer;
  headers: Headers;
}

function readJson(bytes: Buffer): unknown {
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Asks by HTTP; an object as body is sent as JSON, a text as it is. */
export async function ask(
  url: string,
  more: { method?: string; body?: object | string; headers?: Record<string, string> } = {},
): Promise<Seen> {
  const { method = more.body === undefined ? 'GET' : 'POST', headers = {} } = more;
  const sent = typeof more.body === 'object' ? JSON.stringify(more.body) : more.body;
  const response = await fetch(url, { method, headers, ...(sent === undefined ? {} : { body: sent }) });
  const bytes = Buffer.from(await response.arrayBuffer());
  const type = response.headers.get('content-type') ?? '';
  const body = (/json|text/.test(type) ? readJson(bytes) : undefined) as WireBody;
  return { status: response.status, type, body, bytes, headers: response.headers };
}

/** A sandbox on a free port, its clock, and short ways to its control surface. */
export class World {
  constructor(
    readonly sandbox: Sandbox,
    readonly clock: HandClock,
    readonly lines: string[],
  ) {}

  at(path: string, query: Record<string, string> = {}): string {
    return `${this.sandbox.url}${path}?${new URLSearchParams(query).toString()}`;
  }

  control(path: string, body: object | string = {}): Promise<Seen> {
    return ask(`${this.sandbox.url}/_control${path}`, { body });
  }

  async loginCode(openid = 'o-somebody-0001'): Promise<string> {
    return (await this.control(`/people/${openid}/login-codes`)).body.js_code;
  }

  async phoneCode(phone = '13800138000', openid = 'o-somebody-0001'): Promise<string> {
    return (await this.control(`/people/${openid}/phone-codes`, { phone })).body.code;
  }

  async fault(path: string, kind: string, times = 1, delay?: number): Promise<void> {
    const more = delay === undefined ? {} : { delay_ms: delay };
    const answer = await this.control('/faults', { path, kind, times, ...more });
    if (answer.status !== 200) throw new Error(`no such fault: ${JSON.stringify(answer.body)}`);
  }

  /** How often `path` was called. */
  async calls(path: string): Promise<number> {
    return (await this.bodies(path)).length;
  }

  /** What `path` was called with. */
  async bodies(path: string): Promise<unknown[]> {
    const { calls } = (await ask(`${this.sandbox.url}/_control/calls?path=${path}`)).body;
    return calls.map(({ body }) => body);
  }

  async token(): Promise<string> {
    return (await this.stable()).body.access_token;
  }

  stable(more: object = {}): Promise<Seen> {
    const body = { grant_type: 'client_credential', appid: APPID, secret: SECRET, ...more };
    return ask(`${this.sandbox.url}${STABLE}`, { body });
  }

  login(code: string, more: Record<string, string> = {}): Promise<Seen> {
    const query = { appid: APPID, secret: SECRET, js_code: code, grant_type: 'authorization_code', ...more };
    return ask(this.at(LOGIN, query));
  }

  async phone(code: unknown, token?: string, more: object = {}): Promise<Seen> {
    return ask(this.at(PHONE, { access_token: token ?? (await this.token()) }), { body: { code, ...more } });
  }

  async draw(body: object, token?: string): Promise<Seen> {
    return ask(this.at(CODE, { access_token: token ?? (await this.token()) }), { body });
  }
}

const open: { close(): Promise<void> }[] = [];

/** Ends everything that this file has started; to be called in afterEach. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map((each) => each.close()));
}

export async function startWorld(more: Partial<SandboxOptions> = {}): Promise<World> {
  const clock = new HandClock();
  const lines: string[] = [];
  const log = (line: string): void => void lines.push(line);
  const sandbox = await startSandbox({ port: 0, appid: APPID, secret: SECRET, clock, log, ...more });
  open.push(sandbox);
  return new World(sandbox, clock, lines);
}

/** Real clients that talk to `baseUrl`, with everything they logged and every pause they took. */
export interface Clients extends Wechat {
  readonly clock: HandClock;
  readonly logged: string[];
  readonly pauses: number[];
}

export function clientsOf(
  baseUrl: string,
  more: Partial<WechatHttpOptions> & { clock?: HandClock; secret?: string; appid?: string } = {},
): Clients {
  const { clock = new HandClock(), secret = SECRET, appid = APPID, ...options } = more;
  const logged: string[] = [];
  const pauses: number[] = [];
  const { login, phone, codes, safety, shipping, risk } = createWechat(
    { base_url: baseUrl, appid, secret },
    {
      clock,
      random: countingRandom(),
      sleep: async (ms) => void pauses.push(ms),
      log: { warn: (fields, message) => void logged.push(`${message} ${JSON.stringify(fields)}`) },
      ...options,
    },
  );
  return { login, phone, codes, safety, shipping, risk, clock, logged, pauses };
}

export type ScriptedAnswer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server that gives these answers one after the other (the last for ever), whatever is asked. */
export async function startScript(
  answers: ScriptedAnswer[],
): Promise<{ url: string; asked: { url: string; body: string }[] }> {
  const asked: { url: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const answer = answers[Math.min(asked.length, answers.length - 1)]!;
      asked.push({ url: request.url ?? '', body });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  open.push({
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** One scripted JSON answer. */
export function says(value: object | string): ScriptedAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(typeof value === 'string' ? value : JSON.stringify(value));
  };
}
