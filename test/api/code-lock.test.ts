import { nextMinuteText } from '../../server/counter/counter.rules';
import { instant } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import {
  hire,
  joinCustomer,
  memberCode,
  MINUTE_MS,
  nextStep,
  openCounter,
  wrongCode,
  type Assistant,
  type Counter,
} from './counter.support';
import { countRows } from './joins.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

const scan = (assistant: Assistant, code: string, on: TestApp = app) =>
  on.call('POST /staff/scans', { token: assistant.token, body: { code, store_id: counter.shop.store_id } });

const newClerk = (): Promise<Assistant> => hire(app, '新店员', 'clerk', [counter.shop.store_id]);

describe('guessing codes', () => {
  it('M7: five failures lock a number for everybody, also for the right code, until ten minutes have passed', async () => {
    const customer = await joinCustomer(app);
    const began = app.clock.now();
    for (let n = 1; n <= 5; n += 1) {
      const guess = await scan(
        n % 2 ? counter.clerk : counter.colleague,
        wrongCode(memberCode(app, customer), n),
      );
      expect(guess.body.code).toBe('code_unknown');
      nextStep(app);
    }
    const right = await scan(counter.manager, memberCode(app, customer));
    expect([right.status, right.body.code]).toEqual([429, 'code_locked']);
    const waitMs = 1_000 * Number(right.headers['retry-after']);
    expect(waitMs).toBe(10 * MINUTE_MS - 5 * 61_000);
    // until a minute that the assistant can read off the wall, and not before it is true
    const until = nextMinuteText(instant(app.clock.now() + waitMs), 'Asia/Shanghai');
    expect(right.body.params).toEqual({ until });
    expect(right.body.detail).toContain(`这个码试错的次数太多，${until} 后`);
    // being told so does not make it longer
    app.clock.set((began + 10 * MINUTE_MS - 1) as never);
    expect((await scan(counter.manager, memberCode(app, customer))).body.code).toBe('code_locked');
    app.clock.set((began + 10 * MINUTE_MS) as never);
    expect((await scan(counter.manager, memberCode(app, customer))).status).toBe(201);
  });

  it('M7: other numbers are not locked with it, and success is no failure', async () => {
    const [customer, other] = [await joinCustomer(app), await joinCustomer(app)];
    for (let n = 1; n <= 5; n += 1) await scan(counter.clerk, wrongCode(memberCode(app, customer), n));
    expect((await scan(counter.clerk, memberCode(app, customer))).body.code).toBe('code_locked');
    for (let n = 1; n <= 7; n += 1) {
      expect((await scan(counter.colleague, memberCode(app, other))).status).toBe(201);
      nextStep(app);
    }
  });

  it('M7: a code that has run out counts, one that was used does not', async () => {
    const customer = await joinCustomer(app);
    const old = memberCode(app, customer, 5 * MINUTE_MS);
    const code = memberCode(app, customer);
    expect((await scan(counter.colleague, code)).status).toBe(201);
    for (let n = 0; n < 6; n += 1) expect((await scan(counter.colleague, code)).body.code).toBe('code_used');
    for (let n = 0; n < 5; n += 1)
      expect((await scan(counter.colleague, old)).body.code).toBe('code_expired');
    expect((await scan(counter.colleague, old)).body.code).toBe('code_locked');
  });

  it('M7: twenty failures lock an assistant whatever the numbers, and nobody else', async () => {
    const clerk = await newClerk();
    const customers = [];
    for (let n = 0; n < 5; n += 1) customers.push(await joinCustomer(app));
    for (let n = 0; n < 20; n += 1) {
      const customer = customers[Math.floor(n / 4)]!;
      expect((await scan(clerk, wrongCode(memberCode(app, customer), n + 1))).body.code).toBe('code_unknown');
    }
    const fresh = await joinCustomer(app);
    const told = await scan(clerk, memberCode(app, fresh));
    expect([told.status, told.body.code]).toEqual([429, 'staff_locked']);
    expect(told.body.detail).toMatch(/^我这里试错的次数太多，\d\d:\d\d 后才能再扫/);
    expect((await scan(counter.manager, memberCode(app, fresh))).status).toBe(201);
  });

  it('M7: unknown numbers are counted like known ones', async () => {
    const clerk = await newClerk();
    const nobody = '660000000000123456';
    for (let n = 0; n < 5; n += 1)
      expect((await scan(clerk, wrongCode(nobody, n))).body.code).toBe('code_unknown');
    expect((await scan(clerk, nobody)).body.code).toBe('code_locked');
  });

  it('M7: of thirty guesses at the same moment no more than five are looked at', async () => {
    const customer = await joinCustomer(app);
    const right = memberCode(app, customer);
    const clerks = [await newClerk(), await newClerk(), await newClerk()];
    const guesses = Array.from({ length: 30 }, (_, n) => scan(clerks[n % 3]!, wrongCode(right, n + 1)));
    const codes = (await Promise.all(guesses)).map(({ body }) => body.code);
    expect(codes.every((code) => code === 'code_unknown' || code === 'code_locked')).toBe(true);
    expect(codes.filter((code) => code === 'code_unknown').length).toBeLessThanOrEqual(5);
    const left = await countRows(app, 'SELECT COUNT(*) AS n FROM code_failures WHERE subject = ?', [
      right.slice(0, 12),
    ]);
    expect(left).toBe(codes.filter((code) => code === 'code_unknown').length);
  });

  it('M7: failures are forgotten when they no longer count', async () => {
    const customer = await joinCustomer(app);
    await scan(counter.clerk, wrongCode(memberCode(app, customer)));
    app.clock.advance(21 * MINUTE_MS);
    await scan(counter.clerk, wrongCode(memberCode(app, customer)));
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM code_failures')).toBe(1);
  });

  if (testDatabase === 'mariadb') {
    it('M7: servers count together', async () => {
      const second = await app.second();
      try {
        const customer = await joinCustomer(app);
        for (let n = 1; n <= 5; n += 1) {
          await scan(counter.clerk, wrongCode(memberCode(app, customer), n), n % 2 ? app : second);
        }
        for (const on of [app, second]) {
          expect((await scan(counter.manager, memberCode(app, customer), on)).body.code).toBe('code_locked');
        }
      } finally {
        await second.close();
      }
    });
  }
});
