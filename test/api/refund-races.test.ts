import { createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import {
  balanceOf,
  claim,
  joinCustomer,
  listedTemplate,
  openCounter,
  spend,
  type Counter,
} from './counter.support';
import { bought, buy, letArrive, refund } from './refunds.support';

let app: TestApp;
let counter: Counter;
/** Where requests arrive in turn: on MariaDB two servers, on SQLite there is one. */
let servers: TestApp[];

beforeAll(async () => {
  app = await createTestApp();
  servers = testDatabase === 'mariadb' ? [app, await app.second()] : [app];
  counter = await openCounter(app);
});

afterAll(async () => {
  await app.audit();
  for (const other of servers.slice(1)) await other.close();
  await app.close();
});

const at = (n: number): TestApp => servers[n % servers.length]!;

describe('refunds at the same moment', () => {
  it('P4: of twenty that ask for all of it one is done', async () => {
    const { customer, id } = await bought(app, counter, 9_000);
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, n) => refund(at(n), n % 2 ? counter.clerk : counter.manager, id, 9_000)),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const others = replies.filter(({ status }) => status !== 201).map(({ body }) => body.code);
    expect(new Set(others)).toEqual(new Set(['refund_too_much']));
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, debt: 0 });
  });

  it('P4: of parts all are done, and their points sum exactly', async () => {
    const { customer, id } = await bought(app, counter, 9_950);
    const replies = await Promise.all(
      Array.from({ length: 30 }, (_, n) => refund(at(n), counter.clerk, id, n < 29 ? 331 : 351)),
    );
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 201));
    expect(replies.reduce((sum, { body }) => sum + body.points.taken, 0)).toBe(99);
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, debt: 0 });
  });

  it('P3: of twenty exchanges at once of points that suffice for one, one is done', async () => {
    const { customer } = await bought(app, counter, 10_000);
    const tries = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => spend(at(n), customer, 60)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const reasons = tries.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    expect(new Set(reasons)).toEqual(new Set(['Error: could not spend: points_insufficient']));
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 40, debt: 0 });
  });

  it('P4: racing with a spend is never negative, never lost', async () => {
    for (let round = 0; round < 8; round += 1) {
      const { customer, id } = await bought(app, counter, 10_000);
      const [reply, ...spent] = await Promise.all([
        refund(at(round), counter.clerk, id, 7_000),
        ...Array.from({ length: 4 }, (_, n) =>
          spend(at(n), customer, 30).then(
            () => 30,
            () => 0,
          ),
        ),
      ]);
      const { taken, owed } = reply.body.points;
      expect([reply.status, taken + owed]).toEqual([201, 70]);
      const used = spent.reduce((sum, points) => sum + points, 0);
      const { balance, debt } = await balanceOf(app, customer);
      expect(balance).toBeGreaterThanOrEqual(0);
      expect(balance - debt).toBe(100 - used - 70);
      expect(balance === 0 || debt === 0).toBe(true);
    }
  });

  it('P4: racing with the undo one of the two is done', async () => {
    const template = await listedTemplate(app, counter);
    for (let round = 0; round < 6; round += 1) {
      const customer = await joinCustomer(app);
      const coupon = await claim(app, customer, template);
      const { purchase_id: id, redemption_ids } = await buy(app, counter, customer, {
        amount_fen: 2_500,
        coupon_ids: [coupon.id],
      });
      const [back, undo] = await Promise.all([
        refund(at(round), counter.clerk, id, 1_000),
        at(round + 1).call('POST /staff/redemptions/{id}/undo', {
          token: counter.clerk.token,
          params: { id: redemption_ids[0]! },
          body: { reason: '点错了' },
        }),
      ]);
      const outcome = [back.status, undo.status].sort().join();
      expect(outcome).toBe('201,409');
      if (back.status === 409) expect(back.body.code).toBe('purchase_undone');
      else expect(undo.body.code).toBe('purchase_refunded');
      expect((await balanceOf(app, customer)).balance).toBe(back.status === 201 ? 10 : 0);
    }
  });

  it('S3: racing with the collection of its receipt nothing is given twice or lost', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { purchase_id: id, receipt } = await app.ok('POST /staff/purchases', {
        token: counter.clerk.token,
        body: { store_id: counter.shop.store_id, amount_fen: 5_000 },
      });
      const customer = await joinCustomer(app);
      const [back, collected] = await Promise.all([
        refund(at(round), counter.clerk, id, 2_000),
        at(round + 1).call('POST /me/receipts', {
          token: customer.token,
          body: { code: receipt?.code ?? '' },
        }),
      ]);
      expect([back.status, collected.status]).toEqual([201, 201]);
      expect((await balanceOf(app, customer)).balance).toBe(30);
    }
  });

  it('P4: racing with the arrival of what rests takes it back from one place', async () => {
    const resting = await openCounter(app, { rest_days: 1 });
    const made = [];
    for (let n = 0; n < 6; n += 1) made.push(await bought(app, resting, 5_000));
    app.clock.advance(3 * 86_400_000);
    await Promise.all([
      letArrive(at(0)),
      letArrive(at(1)),
      ...made.map(async ({ id }, n) => {
        const { status, body } = await refund(at(n), resting.manager, id, 2_000);
        expect([status, body.points.taken + body.points.voided]).toEqual([201, 20]);
      }),
    ]);
    await letArrive(app);
    for (const { customer } of made) {
      expect(await balanceOf(app, customer)).toMatchObject({ balance: 30, pending: 0, debt: 0 });
    }
  });
});
