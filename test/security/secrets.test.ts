import { Writable } from 'node:stream';
import { TABLES } from '../../server/tables';
import { createLogger } from '../../server/platform/logging';
import { Config } from '../../server/platform/config';
import {
  CONSOLE_PASSWORD,
  createTestApp,
  phoneCode,
  requestOf,
  sandboxPost,
  type Reply,
  SETUP_TOKEN,
  type TestApp,
} from '../support/app';
import {
  claim,
  couponCode,
  customerOf,
  listedTemplate,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  wrongCode,
} from '../api/counter.support';
import { CONSENTS, freshPhone, freshOpenid, type Shop } from '../api/joins.support';
import { rowsOf, signIn } from '../api/console.support';
import { arriveInvited, inviteCode } from '../api/invites.support';
import { createProgram } from '../api/programs.support';

/** A key that says more than a client should put into one. */
const TELLING_KEY = 'join-13912345678-zhang';
const WRONG_PASSWORD = 'my other password 7731';
const NEW_PASSWORD = 'the password of the analyst';

let app: TestApp;
const lines: string[] = [];
/** Everything that must be nowhere, with a word on each. */
const secrets = new Map<string, string>();
/** Texts of refusals. */
const refusals: string[] = [];

function secret(what: string, value: string): string {
  secrets.set(value, what);
  return value;
}

/** The same, with its refusals kept. */
function overheard<Rest extends unknown[]>(
  send: (...rest: Rest) => Promise<Reply<unknown>>,
): (...rest: Rest) => Promise<Reply<unknown>> {
  return async (...rest) => {
    const reply = await send(...rest);
    if (reply.status >= 400) refusals.push(JSON.stringify(reply.body));
    return reply;
  };
}

beforeAll(async () => {
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  app = await createTestApp({ log: createLogger({ log_level: 'trace' }, sink) });
  app = { ...app, raw: overheard(app.raw), call: overheard(app.call) as TestApp['call'] };
  const config = app.app.nest.get(Config);
  secret('the secret key', config.secret_key);
  secret('the hash key', config.hash_key);
  secret('the secret of the mini-program', config.wechat.secret);
  secret('the set-up token', SETUP_TOKEN);
  secret('a password', CONSOLE_PASSWORD);
  secret('a wrong password', WRONG_PASSWORD);
  secret('the password of an account', NEW_PASSWORD);
  secret('an idempotency key', TELLING_KEY);
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

/** Somebody who joins with a phone number, as a phone does it. */
async function joinWithPhone() {
  const openid = secret('an openid', freshOpenid());
  const phone = secret('a phone number', freshPhone());
  const { js_code } = await sandboxPost<{ js_code: string }>(app.sandboxUrl, `people/${openid}/login-codes`);
  secret('a login code', js_code);
  const { token } = await app.ok('POST /auth/wechat', { body: { js_code } });
  secret('a token', token);
  const code = secret('a phone code', await phoneCode(app, openid, phone));
  const body = {
    phone_code: code,
    nickname: secret('a nickname', `小明${openid.slice(-4)}`),
    consents: CONSENTS,
  };
  const joined = await app.ok('POST /members', { token, key: TELLING_KEY, body });
  secret('a code secret', joined.code_secret);
  return { ...customerOf({ openid, token, joined } as never), phone, js_code };
}

/** Somebody who was invited joins: WeChat is told from where, and nobody else. @rule R7 */
async function joinInvited(shop: Shop, inviter: string): Promise<void> {
  const code = await inviteCode(app, inviter, await createProgram(app, shop));
  const { token, visit_id } = await arriveInvited(app, code, secret('an openid', freshOpenid()));
  secret('a token', token);
  const joining = requestOf('POST /members', { token, body: { visit_id, consents: CONSENTS } });
  const remoteAddress = secret('an address', '203.0.113.77');
  expect((await app.raw({ ...joining, remoteAddress })).status).toBe(201);
  const answer = await fetch(`${app.sandboxUrl}/_control/calls?path=/wxa/getuserriskrank`);
  expect(await answer.text()).toContain(remoteAddress);
}

async function story(): Promise<void> {
  const counter = await openCounter(app);
  for (const { token, openid } of [counter.clerk, counter.colleague, counter.manager]) {
    secret('a token of the staff', token);
    secret('an openid of the staff', openid);
  }
  const [ann, ben] = [await joinWithPhone(), await joinWithPhone()];
  const { store_id } = counter.shop;
  const template = await listedTemplate(app, counter);
  const coupons = [await claim(app, ann, template), await claim(app, ann, template)] as const;
  for (const code of [memberCode(app, ann), couponCode(app, ann, coupons[0])]) {
    secret('a shown code', code);
    await app.call('POST /staff/scans', {
      token: counter.colleague.token,
      body: { code: secret('a guessed code', wrongCode(code)), store_id },
    });
    await scanAt(app, counter.clerk, store_id, code);
  }
  nextStep(app);
  const code = secret('a shown code', memberCode(app, ann));
  const { scan_id } = await scanAt(app, counter.clerk, store_id, code);
  const bill = { amount_fen: 3_000 };
  const { redemption_id } = await app.ok('POST /staff/redemptions', {
    token: counter.clerk.token,
    body: { scan_id, bill, coupon_ids: [coupons[1].id] },
  });
  await app.ok('POST /staff/redemptions/{id}/undo', {
    token: counter.clerk.token,
    params: { id: redemption_id },
    body: { reason: '点错了' },
  });
  const purchase = { token: counter.clerk.token, body: { store_id, amount_fen: 5_000 } };
  const receipt = secret(
    'a receipt code',
    (await app.ok('POST /staff/purchases', purchase)).receipt?.code ?? '',
  );
  await app.ok('POST /visits', { token: ben.token, body: { scene: `r.${receipt}` } });
  await app.ok('POST /me/receipts', { token: ben.token, body: { code: receipt } });
  await joinInvited(counter.shop, ann.token);
  await atConsole();
  await refused(ann, ben.phone, store_id, counter.clerk.token);
}

async function atConsole(): Promise<void> {
  const token = secret('a token of the console', await signIn(app));
  await app.ok('POST /console/accounts', {
    token,
    body: { name: 'hidden', password: NEW_PASSWORD, role: 'analyst' },
  });
  const staff = await app.ok('POST /console/staff', {
    token,
    body: { name: '小孙', role: 'clerk', store_ids: [] },
  });
  secret('an invitation', staff.invitation.code);
  await app.call('POST /console/sessions', { body: { name: 'owner', password: WRONG_PASSWORD } });
  await app.call('POST /console/sessions', { body: { name: WRONG_PASSWORD, password: 'x' } });
  await app.call('POST /console/setup', {
    body: { token: SETUP_TOKEN, name: 'another', password: CONSOLE_PASSWORD },
  });
}

type Ann = Awaited<ReturnType<typeof joinWithPhone>>;

/** Refusals of requests that hold secrets, in their places and out of them. */
async function refused(ann: Ann, phone: string, store_id: string, clerk: string): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const post = (url: string, body: object, headers: Record<string, string> = {}) =>
    app.raw({
      method: 'POST',
      url: `/api/v1${url}`,
      headers: { ...json, ...headers },
      payload: JSON.stringify(body),
    });
  const mine = { authorization: `Bearer ${ann.token}`, 'idempotency-key': TELLING_KEY };
  await post('/auth/wechat', { js_code: ann.js_code });
  await post('/auth/wechat', { js_code: [ann.js_code], phone: ann.phone });
  await post('/members', { phone_code: 7, nickname: { of: phone }, consents: ann.token }, mine);
  await post('/me/phone', { phone_code: 'not-a-code' }, mine);
  await post('/me/receipts', { code: ann.token.slice(0, 60) }, mine);
  await post('/staff/scans', { code: ann.openid, store_id }, { ...mine, authorization: `Bearer ${clerk}` });
  await post('/staff/bindings', { invitation: ann.token.slice(0, 30) }, mine);
  await post('/console/sessions', { name: 'owner', password: [CONSOLE_PASSWORD] });
  await post(`/nowhere/${ann.phone}?token=${ann.token}`, {}, mine);
  await app.raw({ method: 'GET', url: `/api/v1/me?token=${ann.token}`, headers: mine });
}

/** What is in `texts` and should not be; each secret is told once. */
function found(texts: readonly string[], except: readonly string[] = []): string[] {
  const text = texts.join('\n');
  return [...secrets]
    .filter(([value, what]) => !except.some((word) => what.includes(word)) && text.includes(value))
    .map(
      ([value, what]) =>
        `${what}: …${text.slice(Math.max(0, text.indexOf(value) - 120), text.indexOf(value))}`,
    );
}

describe('a day with a log of everything', () => {
  it('O2: leaves no secret in the log, in refusals or in figures', async () => {
    await story();
    await app.app.background.drain();
    expect(secrets.size).toBeGreaterThan(20);
    expect(refusals.length).toBeGreaterThan(10);
    expect(lines.length).toBeGreaterThan(50);
    expect(found(lines)).toEqual([]);
    expect(found(refusals)).toEqual([]);
    const metrics = await app.raw({ method: 'GET', url: '/metrics' });
    expect(found([String(metrics.body)])).toEqual([]);
    const readiness = await app.raw({ method: 'GET', url: '/readyz' });
    expect(found([JSON.stringify(readiness.body)])).toEqual([]);
  });

  it('M1 M7: leaves in the database what it is found by, and nothing that lets a reader in', async () => {
    for (const { name } of TABLES) {
      const rows = await rowsOf(app, `SELECT * FROM ${name}`);
      // people are found by their openid, names are shown, a key is kept as it was sent, and its command with it
      const kept: Readonly<Record<string, string[]>> = {
        people: ['openid'],
        members: ['nickname'],
        commands: ['idempotency key'],
      };
      expect([name, found([JSON.stringify(rows)], kept[name] ?? [])]).toEqual([name, []]);
    }
  });

  it('leaves none when the database fails, whatever its driver says', async () => {
    const { database } = app.app.core;
    const openid = secret('an openid', freshOpenid());
    lines.length = 0;
    refusals.length = 0;
    database.injectFaults(({ sql, phase }) => {
      if (phase !== 'before' || !sql.includes('people')) return;
      throw Object.assign(new Error(`Truncated incorrect DOUBLE value: '${openid}'`), {
        code: 'ER_TRUNCATED_WRONG_VALUE',
        errno: 1292,
        sql: `INSERT INTO people VALUES ('${openid}')`,
        parameters: [openid, [...secrets.keys()]],
      });
    });
    const { js_code } = await sandboxPost<{ js_code: string }>(
      app.sandboxUrl,
      `people/${openid}/login-codes`,
    );
    secret('a login code', js_code);
    const reply = await app.call('POST /auth/wechat', { body: { js_code } });
    database.injectFaults(undefined);
    expect(reply.status).toBeGreaterThanOrEqual(500);
    expect(refusals).toHaveLength(1);
    expect(found(refusals)).toEqual([]);
    expect(lines.some((line) => line.includes('"level":"error"'))).toBe(true);
    expect(found(lines)).toEqual([]);
  });
});
