import { HOUR_MS, type Id } from '../../shared/kernel';
import { ShippingReports } from '../../server/payments';
import { shippingReports } from '../../server/payments/payments.entity';
import { useTestApp, type TestApp } from '../support/app';
import { tradeOf } from './order-payments.support';
import { buy, openMarket } from './order-refunds.support';
import { handOver, payFault } from './payments.support';

const UPLOAD = '/wxa/sec/order/upload_shipping_info';

let app: TestApp;
let payment: Id<'payment'>;
let number: string;
let reports: ShippingReports;

useTestApp(
  async (started) => {
    app = started;
    // rounds are the test's own
    await app.app.background.stop();
    reports = app.app.nest.get(ShippingReports);
    const bought = await buy(await openMarket(app));
    payment = bought.payment!;
    number = await tradeOf(app, bought.order);
  },
  { pay: true, life: 'test' },
);

async function report() {
  const [raw] = await app.db.database.read.query('SELECT * FROM shipping_reports WHERE payment_id = ?', [
    payment,
  ]);
  return raw && shippingReports.decode(raw);
}

async function shipped(): Promise<unknown> {
  const answer = await fetch(`${app.sandboxUrl}/_control/payments/${number}`);
  return ((await answer.json()) as { shipped_at: unknown }).shipped_at;
}

describe('F7: goods handed over', () => {
  it('are reported again and again until WeChat knows the payment', async () => {
    await handOver(app, payment);
    expect(await reports.tick()).toBe(1);
    expect(await report()).toMatchObject({
      state: 'due',
      attempts: 1,
      problem: '10060001',
      next_at: app.clock.now() + 10_000,
    });
    expect(await reports.tick()).toBe(0);
    for (let tries = 0; tries < 5; tries += 1) {
      app.clock.advance(10_000 * 2 ** tries);
      await reports.tick();
    }
    expect(await report()).toMatchObject({ state: 'done', problem: null, next_at: null });
    expect(await shipped()).toEqual(expect.any(Number));
    expect(await reports.tick()).toBe(0);
  });

  it('are given up after so many tries, and stay visible', async () => {
    await handOver(app, payment);
    app.clock.advance(HOUR_MS);
    await payFault(app, UPLOAD, '5xx', 1_000);
    await app.db.database.transaction((session) =>
      session.execute('UPDATE shipping_reports SET attempts = 22', []),
    );
    expect(await reports.tick()).toBe(1);
    expect(await report()).toMatchObject({ state: 'due', attempts: 23, problem: 'NO_ANSWER' });
    app.clock.advance(HOUR_MS);
    await reports.tick();
    expect(await report()).toMatchObject({ state: 'failed', attempts: 24, next_at: null });
    app.clock.advance(HOUR_MS);
    expect(await reports.tick()).toBe(0);
  });

  it('are reported once, however many processes do', async () => {
    await handOver(app, payment);
    app.clock.advance(HOUR_MS);
    await Promise.all([reports.tick(), reports.tick()]);
    expect(await report()).toMatchObject({ state: 'done', attempts: 1 });
  });
});
