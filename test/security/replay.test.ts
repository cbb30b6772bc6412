import type { Id } from '../../shared/kernel';
import { FAILURES_PER_NUMBER } from '../../server/counter/code-guard';
import { createTestApp, freshKey, sandboxPost, SETUP_TOKEN, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { footprintOf, settle } from '../support/footprint';
import {
  claim,
  couponCode,
  hire,
  joinCustomer,
  listedTemplate,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  type Counter,
  type Customer,
} from '../api/counter.support';
import { arrive, countRows, freshOpenid } from '../api/joins.support';
import { rowsOf } from '../api/console.support';

let app: TestApp;
/** Where requests arrive in turn: on MariaDB two servers, on SQLite there is one. */
let servers: TestApp[];
let counter: Counter;
let ann: Customer;
let ben: Customer;

beforeAll(async () => {
  app = await createTestApp();
  servers = testDatabase === 'mariadb' ? [app, await app.second()] : [app];
  counter = await openCounter(app);
  ann = await joinCustomer(app);
  ben = await joinCustomer(app);
  for (const server of servers) await settle(server);
});
afterAll(async () => {
  await app.audit();
  for (const other of servers.slice(1)) await other.close();
  await app.close();
});

const on = (i: number): TestApp => servers[i % servers.length] ?? app;

/** How many of what was sent at the same moment got through, and the codes of the rest. */
async function race<Body extends { code?: unknown }>(
  sent: Promise<{ status: number; body: Body }>[],
): Promise<{ accepted: Body[]; codes: string[] }> {
  const replies = await Promise.all(sent);
  const refused = replies.filter(({ status }) => status >= 400);
  return {
    accepted: replies.filter(({ status }) => status < 300).map(({ body }) => body),
    codes: [...new Set(refused.map(({ body }) => String(body.code)))].sort(),
  };
}

describe('the key of another', () => {
  it('L5: gives nobody the answer to another’s request', async () => {
    const template = await listedTemplate(app, counter);
    const key = freshKey();
    const person = (token: string): string => token.split('.')[1] ?? '';
    await app.ok('POST /coupon-templates/{id}/claims', { token: ann.token, key, params: { id: template } });
    const [{ idem } = { idem: '' }] = await rowsOf(app, 'SELECT idem FROM commands WHERE idem LIKE ?', [
      `%${key}`,
    ]);
    // the whole key as it is kept, and ways to write it so that it might come to the same
    const keys = [key, String(idem), `${person(ann.token)}:${key}`, `../${key}`, `:${key}`].filter(
      (each) => each.length <= 64,
    );
    for (const each of keys) {
      const reply = await app.call('POST /coupon-templates/{id}/claims', {
        token: ben.token,
        key: each,
        params: { id: template },
      });
      expect([each, reply.status, reply.replayed]).toEqual([each, 201, false]);
    }
    const owners = await rowsOf(app, 'SELECT member_id FROM coupons WHERE template_id = ? ORDER BY id', [
      template,
    ]);
    expect(owners.filter(({ member_id: id }) => id === ann.id)).toHaveLength(1);
  });

  it('L5: in another audience it is another key, for one and the same person', async () => {
    const both = await joinCustomer(app);
    const assistant = await hire(app, '小冯', 'clerk', [counter.shop.store_id], both.openid);
    const key = freshKey();
    const template = await listedTemplate(app, counter);
    const claimed = await app.call('POST /coupon-templates/{id}/claims', {
      token: both.token,
      key,
      params: { id: template },
    });
    const visit = await app.call('POST /visits', { token: both.token, key, body: {} });
    const purchase = await app.call('POST /staff/purchases', {
      token: assistant.token,
      key,
      body: { store_id: counter.shop.store_id, amount_fen: 100 },
    });
    const replies = [claimed, visit, purchase];
    expect(replies.map(({ status, replayed }) => [status, replayed])).toEqual([
      [201, false],
      [201, false],
      [201, false],
    ]);
  });
});

describe('what is good once', () => {
  it('M1: a login code signs in one request of many at the same moment, and none later', async () => {
    const path = `people/${freshOpenid()}/login-codes`;
    const { js_code } = await sandboxPost<{ js_code: string }>(app.sandboxUrl, path);
    const login = (i: number) => on(i).call('POST /auth/wechat', { body: { js_code } });
    const { accepted, codes } = await race(Array.from({ length: 8 }, (_, i) => login(i)));
    expect([accepted.length, codes]).toEqual([1, ['wechat_login_failed']]);
    expect((await login(1)).body.code).toBe('wechat_login_failed');
  });

  it('S1: an invitation binds one of many people at the same moment', async () => {
    const invited = await app.ok('POST /console/staff', {
      token: await app.asConsole(),
      body: { name: '小孙', role: 'manager', store_ids: [counter.shop.store_id] },
    });
    const people = await Promise.all(Array.from({ length: 6 }, () => arrive(app)));
    const body = { invitation: invited.invitation.code };
    const bind = (token: string, i: number) => on(i).call('POST /staff/bindings', { token, body });
    const { accepted, codes } = await race(people.map(({ token }, i) => bind(token, i)));
    expect([accepted.length, codes]).toEqual([1, ['invitation_invalid']]);
    const standing = await Promise.all(people.map(({ token }) => app.call('GET /staff/me', { token })));
    expect(standing.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('M7: a shown code opens one ticket, whoever scans it, wherever, at the same moment', async () => {
    nextStep(app);
    const code = memberCode(app, ann);
    const staff = [counter.clerk, counter.colleague, counter.manager];
    const scan = (i: number) =>
      on(i).call('POST /staff/scans', {
        token: staff[i % staff.length]?.token,
        body: { code, store_id: counter.shop.store_id },
      });
    // attempts under way count as failures until they are found to be right: one more at once, and all may have to wait
    const { accepted, codes } = await race(Array.from({ length: FAILURES_PER_NUMBER }, (_, i) => scan(i)));
    expect([accepted.length, codes]).toEqual([1, ['code_used']]);
  });

  it('C6: a ticket is for whoever opened it, and for one act', async () => {
    nextStep(app);
    const [first, second] = [
      await claim(app, ben, await listedTemplate(app, counter)),
      await claim(app, ben, await listedTemplate(app, counter)),
    ];
    const { scan_id } = await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, ben));
    const redeem = (token: string, coupon: Id<'coupon'>, i = 0) =>
      on(i).call('POST /staff/redemptions', {
        token,
        body: { scan_id, coupon_ids: [coupon], bill: { amount_fen: 3_000 } },
      });
    const before = await footprintOf(app);
    for (const thief of [counter.colleague, counter.manager, counter.elsewhere]) {
      expect((await redeem(thief.token, first.id)).body.code).toBe('not_found');
    }
    expect(await footprintOf(app)).toEqual(before);
    const { accepted, codes } = await race(
      Array.from({ length: 6 }, (_, i) => redeem(counter.clerk.token, i % 2 ? first.id : second.id, i)),
    );
    expect([accepted.length, codes]).toEqual([1, ['scan_used']]);
    // nor does the code of a coupon that is spent open another
    const spent = accepted[0]?.coupon_id === first.id ? first : second;
    nextStep(app);
    const again = await app.call('POST /staff/scans', {
      token: counter.colleague.token,
      body: { code: couponCode(app, ben, spent), store_id: counter.shop.store_id },
    });
    expect(again.body.code).toBe('coupon_redeemed');
  });

  it('S3: a receipt is collected by one of two people at the same moment', async () => {
    const { receipt } = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 10_000 },
    });
    const collect = (token: string, i: number) =>
      on(i).call('POST /me/receipts', { token, body: { code: receipt?.code ?? '' } });
    const people = [ann, ben, ann, ben, ann, ben];
    const { accepted, codes } = await race(people.map(({ token }, i) => collect(token, i)));
    expect([accepted.length, codes]).toEqual([1, ['receipt_collected']]);
    const lines = "SELECT COUNT(*) AS n FROM point_lines WHERE reason = 'receipt'";
    expect(await countRows(app, lines)).toBe(1);
  });

  it('O1: the set-up link makes one operator, however many follow it at the same moment', async () => {
    const fresh = await createTestApp();
    try {
      const setUp = (i: number) =>
        fresh.call('POST /console/setup', {
          body: { token: SETUP_TOKEN, name: `owner-${i}`, password: 'correct horse battery' },
        });
      const { accepted, codes } = await race([0, 1, 2, 3].map(setUp));
      expect([accepted.length, codes]).toEqual([1, ['setup_closed']]);
      expect(await countRows(fresh, 'SELECT COUNT(*) AS n FROM console_accounts')).toBe(1);
    } finally {
      await fresh.close();
    }
  });
});
