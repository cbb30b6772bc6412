import type { RouteKey } from '../../shared/contract';
import { PersonTokens } from '../../server/platform/auth';
import { Keyring } from '../../server/platform/crypto';
import { createTestApp, SETUP_TOKEN, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { settle } from '../support/footprint';
import {
  changeStaff,
  hire,
  joinCustomer,
  openCounter,
  type Counter,
  type Customer,
} from '../api/counter.support';
import { rowsOf } from '../api/console.support';

let app: TestApp;
/** Where requests arrive in turn: on MariaDB two servers, on SQLite there is one. */
let servers: TestApp[];
let counter: Counter;
let ann: Customer;

beforeAll(async () => {
  app = await createTestApp();
  servers = testDatabase === 'mariadb' ? [app, await app.second()] : [app];
  counter = await openCounter(app);
  ann = await joinCustomer(app);
  for (const server of servers) await settle(server);
});
afterAll(async () => {
  await app.audit();
  for (const other of servers.slice(1)) await other.close();
  await app.close();
});

/** One reading route of each audience that wants a token. */
const DOORS: readonly RouteKey[] = ['GET /me', 'GET /staff/me', 'GET /console/stores'];

async function opens(authorization: string): Promise<RouteKey[]> {
  const open: RouteKey[] = [];
  for (const door of DOORS) {
    const url = `/api/v1${door.slice(4)}`;
    const { status } = await app.raw({ method: 'GET', url, headers: { authorization } });
    if (status < 400) open.push(door);
    else if (status !== 401) throw new Error(`${door} answered ${status} to ${authorization}`);
  }
  return open;
}

describe('a token that is not quite one', () => {
  const claimOf = (token: string): string => token.slice(0, token.lastIndexOf('.'));

  it('S4: every beginning of a token, and every one that is longer, is nobody', async () => {
    const { token } = ann;
    expect(await opens(`Bearer ${token}`).catch(() => 'a member, who is no staff')).toBe(
      'a member, who is no staff',
    );
    for (let length = 0; length < token.length; length += 1) {
      expect([length, await opens(`Bearer ${token.slice(0, length)}`)]).toEqual([length, []]);
    }
    for (const more of ['.', '=', 'A', `.${token}`, '\u0000'])
      expect(await opens(`Bearer ${token}${more}`)).toEqual([]);
  });

  it('S4: with any other character in its signature it is nobody, also where bits are not used', async () => {
    const { token } = ann;
    const signed = claimOf(token);
    const signature = token.slice(signed.length + 1);
    for (let at = 0; at < signature.length; at += 1) {
      // the last character of 43 carries two bits that decoders drop
      const others = at === 42 ? 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_' : 'Az0';
      for (const other of others.replace(signature.charAt(at), '')) {
        const forged = `${signed}.${signature.slice(0, at)}${other}${signature.slice(at + 1)}`;
        expect([forged, await opens(`Bearer ${forged}`)]).toEqual([forged, []]);
      }
    }
  });

  it('S4: signed for another purpose, in another format, or for nobody we know, it is nobody', async () => {
    const keyring = app.app.nest.get(Keyring);
    const signed = claimOf(ann.token);
    const [, person = '', expiry = ''] = signed.split('.');
    const sign = (purpose: string, text: string): string => `${text}.${keyring.sign(purpose, text)}`;
    const unknown = app.app.nest.get(PersonTokens).issue(`prs_${'0'.repeat(26)}`, app.clock.now());
    const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
    const payload = { sub: person, exp: 4_000_000_000 };
    const forged = [
      ...['invitation', 'receipt', 'setup', 'setup-token', 'password-content', ''].map((purpose) =>
        sign(purpose, signed),
      ),
      ...[
        `p0.${person}.${expiry}`,
        `P1.${person}.${expiry}`,
        `p1..${expiry}`,
        `p1.${person}.`,
        `${person}.${expiry}`,
      ].map((text) => sign('person-token', text)),
      sign('person-token', `p1.${person}.Infinity`),
      sign('person-token', `p1.${ann.id}.${expiry}`),
      `${encoded({ alg: 'none' })}.${encoded(payload)}.`,
      `${encoded({ alg: 'HS256' })}.${encoded(payload)}.${keyring.sign('person-token', encoded(payload))}`,
      unknown.token,
      person,
      ann.id,
      Buffer.from(ann.secret).toString('base64url'),
      SETUP_TOKEN,
    ];
    for (const token of forged) expect([token, await opens(`Bearer ${token}`)]).toEqual([token, []]);
  });

  it('S4: what the database holds of a session opens nothing', async () => {
    await app.asConsole();
    const stored = await rowsOf(app, 'SELECT id, token_hash FROM console_sessions');
    expect(stored.length).toBeGreaterThan(0);
    for (const row of stored) {
      for (const value of Object.values(row)) expect(await opens(`Bearer ${String(value)}`)).toEqual([]);
    }
  });

  it('S4: in another place than the Authorization header, or by another scheme, it is not looked at', async () => {
    const { token } = ann;
    for (const authorization of [
      `Basic ${token}`,
      `Token ${token}`,
      token,
      `Bearer  ${token}`,
      `Bearer ${token} x`,
      `Bearer\t${token}`,
    ]) {
      expect([authorization, await opens(authorization)]).toEqual([authorization, []]);
    }
    const elsewhere: [string, Record<string, string>][] = [
      [`/api/v1/me?token=${token}`, {}],
      [`/api/v1/me?access_token=${token}`, {}],
      ['/api/v1/me', { cookie: `token=${token}; Authorization=Bearer ${token}` }],
      ['/api/v1/me', { 'x-authorization': `Bearer ${token}`, 'proxy-authorization': `Bearer ${token}` }],
    ];
    for (const [url, headers] of elsewhere) {
      expect((await app.raw({ method: 'GET', url, headers })).status).toBe(401);
    }
  });

  it('S4: of somebody who left the staff, or whose stores were taken away, does nothing at the counter', async () => {
    const leaving = await hire(app, '小郑', 'manager', [counter.shop.store_id]);
    await app.ok('GET /staff/me', { token: leaving.token });
    await changeStaff(app, leaving, { state: 'left' });
    for (const server of servers) {
      const reply = await server.call('GET /staff/me', { token: leaving.token });
      expect([reply.status, reply.body.code]).toEqual([403, 'not_staff']);
    }
  });
});
