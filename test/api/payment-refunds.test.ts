import { DAY_MS, MINUTE_MS, type Id } from '../../shared/kernel';
import { PaymentRefunds, refundMoved } from '../../server/payments';
import { createTestApp, sandboxPost, type TestApp } from '../support/app';
import { signIn } from './console.support';
import type { Customer } from './counter.support';
import { buy, openMarket, type BoughtOrder } from './order-refunds.support';
import { payFault, refundRow, sendBack, toldTo } from './payments.support';

/** As many as there are tests here. */
const TESTS = 16;
const REFUND = '/v3/refund/domestic/refunds';

let app: TestApp;
const bought: BoughtOrder[] = [];
let ann: Customer;
let payment: Id<'payment'>;
let follower: PaymentRefunds;

beforeAll(async () => {
  app = await createTestApp({ pay: true });
  // rounds are the test's own
  await app.app.background.stop();
  follower = app.app.nest.get(PaymentRefunds);
  const market = await openMarket(app);
  // before time passes, and sessions end
  while (bought.length < TESTS) bought.push(await buy(market));
});
afterAll(() => app.close());

beforeEach(() => {
  const next = bought.pop()!;
  ann = next.buyer;
  payment = next.payment!;
});

/** Rounds until nothing is due. */
async function rounds(): Promise<void> {
  while ((await follower.tick()) > 0);
}

async function end(id: Id<'payment_refund'>, outcome: string): Promise<void> {
  const { out_refund_no: number } = await refundRow(app, id);
  await sandboxPost(app.sandboxUrl, `refunds/${number}`, { outcome });
}

describe('F8: money on its way back', () => {
  it('is asked for, and asked about until it has arrived', async () => {
    const refund = await sendBack(app, payment, 330);
    await rounds();
    expect(await refundRow(app, refund)).toMatchObject({ state: 'processing', attempts: 1, done_at: null });
    expect(await follower.tick()).toBe(0);
    app.clock.advance(30_000);
    await rounds();
    const at = app.clock.now();
    expect(await refundRow(app, refund)).toMatchObject({ state: 'success', next_at: null, done_at: at });
    expect(await toldTo(app, ann, 'refund.settled')).toMatchObject([{ refund_id: refund, fen: 330 }]);
    app.clock.advance(DAY_MS);
    expect(await follower.tick()).toBe(0);
  });

  it.each(['drop', '5xx', 'unsigned', 'busy', 'rate_limited', 'bad_signature', 'not_enough'])(
    'goes back once, under one number, through answers that are %s',
    async (kind) => {
      const refund = await sendBack(app, payment, 330);
      await payFault(app, REFUND, kind, 5);
      const states = [];
      for (let minutes = 0; minutes < 60; minutes += 2) {
        await rounds();
        states.push((await refundRow(app, refund)).state);
        app.clock.advance(2 * MINUTE_MS);
      }
      expect(states[0]).toBe('requested');
      expect(states.at(-1)).toBe('success');
      expect(await refundRow(app, refund)).toMatchObject({ problem: null });
      const seen = await shown();
      expect(seen.refunds).toMatchObject([{ refund_fen: 330, status: 'SUCCESS' }]);
    },
  );

  it('says why it waits', async () => {
    const refund = await sendBack(app, payment, 330);
    await payFault(app, REFUND, 'not_enough', 1);
    await rounds();
    expect(await refundRow(app, refund)).toMatchObject({
      state: 'requested',
      attempts: 1,
      problem: 'NOT_ENOUGH',
      next_at: app.clock.now() + 30_000,
    });
  });

  it.each(['CLOSED', 'ABNORMAL'])('is stuck when WeChat Pay ends it %s', async (outcome) => {
    const refund = await sendBack(app, payment, 330);
    await rounds();
    await end(refund, outcome);
    app.clock.advance(30_000);
    await rounds();
    expect(await refundRow(app, refund)).toMatchObject({
      state: 'abnormal',
      problem: outcome,
      next_at: null,
    });
    expect(await toldTo(app, ann, 'refund.settled')).toEqual([]);
  });

  it('that is stuck is settled by an operator, once, who says how; O2: the change log knows', async () => {
    const token = await signIn(app);
    const refund = await sendBack(app, payment, 330);
    const settle = (key: string) =>
      app.call('POST /console/payment-refunds/{id}/settlements', {
        token,
        params: { id: refund },
        body: { note: '银行转账' },
        key,
      });
    await rounds();
    expect((await settle('settle-key-1')).body.code).toBe('refund_not_stuck');
    await end(refund, 'ABNORMAL');
    app.clock.advance(30_000);
    await rounds();
    const query = { state: 'abnormal' } as const;
    const { items } = await app.ok('GET /console/payment-refunds', { token, query });
    expect(items[0]).toMatchObject({ id: refund, problem: 'ABNORMAL', amount_fen: 330 });
    const done = await settle('settle-key-2');
    expect(done).toMatchObject({ status: 201, body: { state: 'settled', settled_note: '银行转账' } });
    expect(await settle('settle-key-2')).toMatchObject({ replayed: true, body: done.body });
    expect((await settle('settle-key-3')).body.code).toBe('refund_not_stuck');
    expect(await toldTo(app, ann, 'refund.settled')).toMatchObject([{ refund_id: refund, fen: 330 }]);
    const log = await app.db.database.read.query(
      "SELECT actor_kind FROM changes WHERE subject_kind = 'payment_refund' AND subject_id = ?",
      [refund],
    );
    expect(log).toEqual([{ actor_kind: 'console' }]);
  });

  it('is stuck when WeChat Pay refuses it for good', async () => {
    const now = app.clock.now();
    app.clock.advance(366 * DAY_MS);
    const refund = await sendBack(app, payment, 330);
    await rounds();
    expect(await refundRow(app, refund)).toMatchObject({ state: 'abnormal', problem: 'INVALID_REQUEST' });
    app.clock.set(now);
  });

  it('is one refund, however many processes ask', async () => {
    const refund = await sendBack(app, payment, 330);
    await Promise.all([follower.tick(), follower.tick(), follower.tick()]);
    expect(await refundRow(app, refund)).toMatchObject({ state: 'processing', attempts: 1 });
    expect((await shown()).refunds).toHaveLength(1);
  });

  it('is moved by a notice, once, in whatever order they come', async () => {
    const refund = await sendBack(app, payment, 330);
    await rounds();
    const { out_refund_no } = await refundRow(app, refund);
    const notice = (state: 'success' | 'processing' | 'abnormal', fen = 330) => {
      const input = { out_refund_no, refund_fen: fen, state };
      const actor = { kind: 'system', id: 'test' } as const;
      return app.app.core.ledger.run(refundMoved, input, { key: `notice:${refund}:${state}:${fen}`, actor });
    };
    expect(await notice('success', 331)).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    expect(await notice('abnormal')).toMatchObject({ ok: true, answer: { state: 'abnormal' } });
    expect(await notice('processing')).toMatchObject({ ok: true, answer: { state: 'abnormal' } });
    expect(await notice('success')).toMatchObject({ ok: true, answer: { state: 'success' } });
    expect(await notice('abnormal')).toMatchObject({ ok: true, replayed: true });
    expect(await refundRow(app, refund)).toMatchObject({ state: 'success', problem: null });
    expect(await toldTo(app, ann, 'refund.settled')).toHaveLength(1);
  });

  it('is asked about once more when only a notice told of it: since when, for the trade bill', async () => {
    const refund = await sendBack(app, payment, 330);
    await payFault(app, REFUND, 'drop', 5);
    await rounds();
    const since = app.clock.now();
    const { out_refund_no } = await refundRow(app, refund);
    app.clock.advance(10_000);
    const actor = { kind: 'system', id: 'test' } as const;
    const input = { out_refund_no, refund_fen: 330, state: 'success' as const };
    await app.app.core.ledger.run(refundMoved, input, { key: `notice:${refund}`, actor });
    expect(await refundRow(app, refund)).toMatchObject({ state: 'success', accepted_at: null });
    for (let minutes = 0; minutes < 5; minutes += 1) {
      app.clock.advance(MINUTE_MS);
      await rounds();
    }
    expect(await refundRow(app, refund)).toMatchObject({
      state: 'success',
      accepted_at: Math.floor(since / 1_000) * 1_000,
      next_at: null,
      problem: null,
    });
    expect(await toldTo(app, ann, 'refund.settled')).toHaveLength(1);
  });
});

async function shown(): Promise<{ refunds: object[] }> {
  const [row] = await app.db.database.read.query<{ out_trade_no: string }>(
    'SELECT out_trade_no FROM payments WHERE id = ?',
    [payment],
  );
  const answer = await fetch(`${app.sandboxUrl}/_control/payments/${row?.out_trade_no ?? ''}`);
  return (await answer.json()) as { refunds: object[] };
}
