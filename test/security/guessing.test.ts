import type { Problem } from '../../shared/contract';
import { createTestApp, type Reply, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { footprintOf, settle } from '../support/footprint';
import { SeededRandom } from '../../server/platform/random';
import {
  claim,
  couponCode,
  hire,
  joinCustomer,
  listedTemplate,
  MINUTE_MS,
  openCounter,
  wrongCode,
  type Assistant,
  type Counter,
} from '../api/counter.support';
import { arrive } from '../api/joins.support';

/**
 * Guessing what is short. Member codes, and the count of an assistant's failures, are api/code-lock.test.ts; passwords of
 * the console are api/sign-in-lock.test.ts, addresses platform/http-system.test.ts.
 */
let app: TestApp;
/** On MariaDB two servers, which count together; on SQLite there is one. */
let servers: TestApp[];
let counter: Counter;

beforeAll(async () => {
  app = await createTestApp();
  servers = testDatabase === 'mariadb' ? [app, await app.second()] : [app];
  counter = await openCounter(app);
  for (const server of servers) await settle(server);
});
afterAll(async () => {
  await app.audit();
  for (const other of servers.slice(1)) await other.close();
  await app.close();
});

const scan = (assistant: Assistant, code: string, i = 0) =>
  (servers[i % servers.length] ?? app).call('POST /staff/scans', {
    token: assistant.token,
    body: { code, store_id: counter.shop.store_id },
  });

describe('the code of a coupon', () => {
  it('M7: forty guesses at once, by four assistants on every server, are looked at five times at most', async () => {
    const ann = await joinCustomer(app);
    const coupon = await claim(app, ann, await listedTemplate(app, counter));
    const clerks = await Promise.all(
      ['甲', '乙', '丙', '丁'].map((name) => hire(app, name, 'clerk', [counter.shop.store_id])),
    );
    const right = couponCode(app, ann, coupon);
    const guesses = Array.from({ length: 40 }, (_, n) =>
      scan(clerks[n % clerks.length]!, wrongCode(right, n + 1), n),
    );
    const codes = (await Promise.all(guesses)).map(({ body }) => String(body.code));
    expect([...new Set(codes)].filter((code) => !['code_unknown', 'code_locked'].includes(code))).toEqual([]);
    expect(codes.filter((code) => code === 'code_unknown').length).toBeLessThanOrEqual(5);
    // whoever was not among the five at once may have the rest of them, one after another
    for (let n = 0; n < 5; n += 1) await scan(clerks[n % 4]!, wrongCode(right, 100 + n), n);
    for (const [i] of servers.entries()) {
      expect((await scan(counter.manager, couponCode(app, ann, coupon), i)).body.code).toBe('code_locked');
    }
    // its owner is not locked out for ever, however often they were told to wait
    app.clock.advance(10 * MINUTE_MS);
    expect((await scan(counter.manager, couponCode(app, ann, coupon))).status).toBe(201);
  });
});

describe('a long code', () => {
  const random = new SeededRandom('guesses');
  const LONG = 60;

  /** Codes of what was told to so many guesses. */
  async function told(
    ask: (guess: string) => Promise<Reply<Partial<Problem>>>,
    length: number,
  ): Promise<string[]> {
    const replies = await Promise.all(Array.from({ length: LONG }, () => ask(random.text(length))));
    return [...new Set(replies.map(({ status, body }) => `${status} ${body.code ?? ''}`))];
  }

  it('S1 S3 O1: is told apart from no other, and guessing it writes nothing', async () => {
    const { token } = await joinCustomer(app);
    await app.ok('POST /console/staff', {
      token: await app.asConsole(),
      body: { name: '小孙', role: 'manager', store_ids: [] },
    });
    await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 1_000 },
    });
    const before = await footprintOf(app);
    expect(await told((code) => app.call('POST /me/receipts', { token, body: { code } }), 22)).toEqual([
      '404 receipt_unknown',
    ]);
    expect(
      await told((invitation) => app.call('POST /staff/bindings', { token, body: { invitation } }), 16),
    ).toEqual(['409 invitation_invalid']);
    expect(
      await told(
        (guess) =>
          app.call('POST /console/setup', {
            body: { token: guess, name: 'me', password: 'my own password' },
          }),
        24,
      ),
    ).not.toContain('201 ');
    expect(await footprintOf(app)).toEqual(before);
  });

  it('A3: of a channel leads to the same page as none', async () => {
    const landings = await Promise.all(Array.from({ length: 10 }, () => arrive(app, random.text(8))));
    const pages = new Set(landings.map(({ landing }) => JSON.stringify(landing)));
    expect([pages.size, landings[0]?.landing.outcome, landings[0]?.landing.gift]).toEqual([
      1,
      'unknown',
      null,
    ]);
  });
});
