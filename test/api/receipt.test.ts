import { HOUR_MS } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  balanceOf,
  changeStaff,
  hire,
  joinCustomer,
  memberCode,
  openCounter,
  scanAt,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

async function receipt(amount = 2_000, assistant: Assistant = counter.clerk, at: Counter = counter) {
  const purchase = await app.ok('POST /staff/purchases', {
    token: assistant.token,
    body: { store_id: at.shop.store_id, amount_fen: amount },
  });
  return { purchase, code: purchase.receipt?.code ?? '' };
}

const collect = (customer: Customer, code: string, key?: string) =>
  app.call('POST /me/receipts', {
    token: customer.token,
    body: { code },
    ...(key === undefined ? {} : { key }),
  });

describe('collecting a receipt', () => {
  it('S3: gives whoever scans it the points of the purchase', async () => {
    const { purchase, code } = await receipt(3_500);
    expect(purchase).toMatchObject({ balance_after: null, redemption_ids: [] });
    const customer = await joinCustomer(app);
    const { next } = await app.ok('GET /me/events', { token: customer.token });
    const reply = await collect(customer, code);
    expect(reply.status).toBe(201);
    expect(reply.body).toEqual({
      purchase_id: purchase.purchase_id,
      store_name: '静安店',
      paid_fen: 3_500,
      earning: { total: 35, parts: [{ kind: 'base', points: 35 }], resting_until_at: null },
      balance_after: 35,
    });
    const { items } = await app.ok('GET /me/points/transfers', { token: customer.token });
    expect(items).toMatchObject([{ reason: 'receipt', points: 35, balance_after: 35 }]);
    const events = await app.ok('GET /me/events', {
      token: customer.token,
      query: { after: next, wait_ms: 0 },
    });
    expect(events.items.map(({ type }) => type)).toEqual(['purchase.recorded']);
  });

  it('M3: is how somebody came who joined for it, and nobody who came otherwise', async () => {
    const earlier = await joinCustomer(app);
    app.clock.advance(1_000);
    const { code } = await receipt();
    await collect(earlier, code);
    expect((await app.ok('GET /me', { token: earlier.token })).first_store).toBeNull();
    const { code: next } = await receipt();
    app.clock.advance(1_000);
    const later = await joinCustomer(app);
    await collect(later, next);
    expect((await app.ok('GET /me', { token: later.token })).first_store).toEqual({
      id: counter.shop.store_id,
      name: '静安店',
    });
  });

  it("S3: takes the code with its scene's mark too", async () => {
    const { code } = await receipt();
    expect((await collect(await joinCustomer(app), `r.${code}`)).status).toBe(201);
  });

  it('S3: once, whoever comes and however many at the same moment', async () => {
    const { code } = await receipt();
    const customers = [];
    for (let n = 0; n < 6; n += 1) customers.push(await joinCustomer(app));
    const replies = await Promise.all(customers.map((customer) => collect(customer, code)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of replies) if (status !== 201) expect(body.code).toBe('receipt_collected');
    const balances = await Promise.all(customers.map((customer) => balanceOf(app, customer)));
    expect(balances.reduce((sum, { balance }) => sum + balance, 0)).toBe(20);
  });

  it('L5: a retry is answered alike; another try by the same member is told the truth', async () => {
    const { code } = await receipt();
    const customer = await joinCustomer(app);
    const key = freshKey();
    const first = await collect(customer, code, key);
    const again = await collect(customer, code, key);
    expect([again.replayed, again.body]).toEqual([true, first.body]);
    expect((await collect(customer, code)).body.code).toBe('receipt_collected');
  });

  it('S3: unknown codes are unknown', async () => {
    const reply = await collect(await joinCustomer(app), 'no-such-receipt-at-all');
    expect([reply.status, reply.body.code]).toEqual([404, 'receipt_unknown']);
  });

  it('C6: not by whoever recorded it', async () => {
    const customer = await joinCustomer(app);
    const assistant = await hire(app, '小孙', 'clerk', [counter.shop.store_id], customer.openid);
    const { code } = await receipt(2_000, assistant);
    const own = await collect(customer, code);
    expect([own.status, own.body.code]).toEqual([403, 'own_subject']);
    expect((await collect(await joinCustomer(app), code)).status).toBe(201);
  });

  it('C6: not by whoever recorded it, also when they have left since', async () => {
    const customer = await joinCustomer(app);
    const assistant = await hire(app, '小钱', 'clerk', [counter.shop.store_id], customer.openid);
    const { code } = await receipt(2_000, assistant);
    await changeStaff(app, assistant, { state: 'left' });
    const own = await collect(customer, code);
    expect([own.status, own.body.code]).toEqual([403, 'own_subject']);
    expect((await balanceOf(app, customer)).balance).toBe(0);
  });

  it('P1: under the daily cap of the day it is collected on', async () => {
    const capped = await openCounter(app, { daily_cap: 30 });
    const customer = await joinCustomer(app);
    const { scan_id } = await scanAt(app, capped.clerk, capped.shop.store_id, memberCode(app, customer));
    await app.ok('POST /staff/purchases', {
      token: capped.clerk.token,
      body: { scan_id, store_id: capped.shop.store_id, amount_fen: 2_000 },
    });
    const { code } = await receipt(2_000, capped.clerk, capped);
    expect((await collect(customer, code)).body.earning).toEqual({
      total: 10,
      resting_until_at: null,
      parts: [
        { kind: 'base', points: 20 },
        { kind: 'daily_cap', points: -10 },
      ],
    });
  });

  // last, for console sessions do not live that long
  it('S3: within 24 hours', async () => {
    const { purchase, code } = await receipt();
    expect(Date.parse(purchase.receipt?.expires_at ?? '')).toBe(app.clock.now() + 24 * HOUR_MS);
    const { code: later } = await receipt();
    app.clock.advance(24 * HOUR_MS - 1);
    const customer = await joinCustomer(app);
    expect((await collect(customer, code)).status).toBe(201);
    app.clock.advance(1);
    const late = await collect(customer, later);
    expect([late.status, late.body.code]).toEqual([409, 'receipt_expired']);
  });
});
