import { instant } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import {
  claim,
  joinCustomer,
  listedTemplate,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  scannedCoupon,
  type Counter,
} from './counter.support';
import { buy, setLadder, tier, tierOf } from './tiers.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});
afterEach(() => app.audit());

const LEVELS = [
  tier('普卡', 0),
  tier('银卡', 100, { multiplier_bp: 12_000 }),
  tier('金卡', 300, { multiplier_bp: 15_000 }),
];

describe('growth', () => {
  it('M4: is none while the program has no levels', async () => {
    const customer = await joinCustomer(app);
    expect((await buy(app, counter, customer, 500)).tier).toBeNull();
    expect(await rowsOf(app, 'SELECT * FROM growth_months')).toEqual([]);
  });

  it('M4: raises the level in the purchase itself; its multiplier is for the next one, as the quote says', async () => {
    await setLadder(app, { tiers: LEVELS });
    const customer = await joinCustomer(app);
    const first = await buy(app, counter, customer, 99);
    expect(first.tier).toEqual({
      level: 1,
      name: '普卡',
      growth: 99,
      risen: false,
      next: { name: '银卡', missing: 1 },
    });
    nextStep(app);
    const { scan_id, preview } = await scanAt(
      app,
      counter.clerk,
      counter.shop.store_id,
      memberCode(app, customer),
    );
    expect(preview).toMatchObject({ member: { tier: { level: 1, name: '普卡' } } });
    const quote = await app.ok('GET /staff/scans/{id}/quote', {
      token: counter.clerk.token,
      params: { id: scan_id },
      query: { amount_fen: 5_050 },
    });
    const second = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 5_050, scan_id },
    });
    expect(second.tier).toEqual({
      level: 2,
      name: '银卡',
      growth: 149,
      risen: true,
      next: { name: '金卡', missing: 151 },
    });
    expect(second.earning).toMatchObject({ total: 50, parts: [{ kind: 'base', points: 50 }] });
    expect([quote.tier, quote.earning]).toEqual([second.tier, second.earning]);

    const third = await buy(app, counter, customer, 51);
    expect(third.earning).toMatchObject({
      total: 61,
      parts: [
        { kind: 'base', points: 51 },
        { kind: 'tier', points: 10 },
      ],
    });
    expect(third.tier).toMatchObject({ level: 2, growth: 200, risen: false });
    expect(await tierOf(app, customer)).toMatchObject({
      tier: { level: 2, name: '银卡' },
      growth: 200,
      next: { level: 3, missing: 100 },
      // the window of that day begins with December
      review: { on: '2027-11-20', missing: 100 },
    });
    const events = await rowsOf(
      app,
      "SELECT data FROM outbox WHERE type = 'member.tier_changed' AND owner_key = ?",
      [`1.member:${customer.id}`],
    );
    expect(events.map(({ data }) => JSON.parse(String(data)) as unknown)).toEqual([
      { member_id: customer.id, from: 0, to: 1, growth: 99, review_on: null },
      { member_id: customer.id, from: 1, to: 2, growth: 149, review_on: '2027-11-20' },
    ]);
  });

  it('M4: may raise by several levels at once, and a replay answers the same', async () => {
    const customer = await joinCustomer(app);
    nextStep(app);
    const { scan_id } = await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer));
    const call = {
      token: counter.clerk.token,
      key: freshKey(),
      body: { store_id: counter.shop.store_id, amount_fen: 99_999, scan_id },
    };
    const reply = await app.call('POST /staff/purchases', call);
    expect(reply.body.tier).toEqual({ level: 3, name: '金卡', growth: 999, risen: true, next: null });
    await setLadder(app, { tiers: LEVELS.map((one) => ({ ...one, name: `${one.name}会员` })) });
    expect(await app.call('POST /staff/purchases', call)).toMatchObject({ replayed: true, body: reply.body });
    await setLadder(app, { tiers: LEVELS });
  });

  it('M4: comes with a receipt that is collected, in the month of collecting', async () => {
    const customer = await joinCustomer(app);
    const bought = await app.ok('POST /staff/purchases', {
      token: counter.clerk.token,
      body: { store_id: counter.shop.store_id, amount_fen: 12_000 },
    });
    expect(bought.tier).toBeNull();
    await app.ok('POST /me/receipts', { token: customer.token, body: { code: bought.receipt?.code ?? '' } });
    expect(await tierOf(app, customer)).toMatchObject({ tier: { level: 2 }, growth: 120 });
  });

  it('M4: an undone purchase takes it back, and lowers no level at once', async () => {
    const customer = await joinCustomer(app);
    const template = await listedTemplate(app, counter);
    const coupon = await claim(app, customer, template);
    nextStep(app);
    const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
    const done = await app.ok('POST /staff/redemptions', {
      token: counter.clerk.token,
      body: { scan_id, bill: { amount_fen: 20_000 } },
    });
    expect(done.tier).toMatchObject({ level: 2, risen: true, growth: Math.floor(done.paid_fen / 100) });
    await app.ok('POST /staff/redemptions/{id}/undo', {
      token: counter.clerk.token,
      params: { id: done.redemption_id },
      body: { reason: '点错了' },
    });
    expect(await tierOf(app, customer)).toMatchObject({
      tier: { level: 2 },
      growth: 0,
      review: { missing: 100 },
    });
    expect((await buy(app, counter, customer, 10)).tier).toMatchObject({
      level: 2,
      growth: 10,
      risen: false,
    });
  });

  it('M4: of purchases at the same moment is all counted, and one of them raises', async () => {
    const customer = await joinCustomer(app);
    const scans: string[] = [];
    for (let n = 0; n < 6; n += 1) {
      nextStep(app);
      const scan = await scanAt(app, counter.clerk, counter.shop.store_id, memberCode(app, customer));
      scans.push(scan.scan_id);
    }
    const replies = await Promise.all(
      scans.map((scan_id) =>
        app.ok('POST /staff/purchases', {
          token: counter.clerk.token,
          body: { store_id: counter.shop.store_id, amount_fen: 2_000, scan_id: scan_id as never },
        }),
      ),
    );
    expect(replies.map(({ tier: now }) => now?.growth).sort((a, b) => (a ?? 0) - (b ?? 0))).toEqual([
      20, 40, 60, 80, 100, 120,
    ]);
    expect(replies.filter(({ tier: now }) => now?.risen)).toHaveLength(1);
  });

  it('M4: leaves the window with its month, to the last millisecond', async () => {
    await setLadder(app, { tiers: LEVELS, window_months: 1 });
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 60);
    app.clock.set(instant(Date.parse('2026-11-30T15:59:59.999Z')));
    expect((await tierOf(app, customer)).growth).toBe(60);
    app.clock.set(instant(Date.parse('2026-11-30T16:00:00.000Z')));
    expect((await tierOf(app, customer)).growth).toBe(0);
    expect((await buy(app, counter, customer, 60)).tier).toMatchObject({ level: 1, growth: 60 });
  });
});
