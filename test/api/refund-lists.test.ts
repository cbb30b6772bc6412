import type { Id } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { joinCustomer, openCounter, type Counter } from './counter.support';
import { bought, buy, refund, ticket } from './refunds.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

describe('finding a purchase', () => {
  const list = (
    query: { receipt_no?: string; scan_id?: Id<'scan'>; limit?: number; after?: string },
    by = counter.clerk,
  ) =>
    app.call('GET /staff/purchases', {
      token: by.token,
      query: { store_id: counter.shop.store_id, ...query },
    });

  it('S4: by receipt number or by the member who shows a code, newest first, in pages', async () => {
    const customer = await joinCustomer(app);
    const ids: string[] = [];
    for (const receipt of ['R-1', 'R-2', 'R-3']) {
      ids.unshift(
        (await buy(app, counter, customer, { amount_fen: 1_000, receipt_no: receipt })).purchase_id,
      );
    }
    expect((await list({ receipt_no: 'R-2' })).body.items).toMatchObject([
      { id: ids[1], receipt_no: 'R-2', state: 'recorded', obstacle: null, staff_name: '小陈', points: 10 },
    ]);
    expect((await list({ receipt_no: 'R-9' })).body.items).toEqual([]);
    const scanId = await ticket(app, counter, customer);
    expect((await list({ scan_id: scanId })).body.items.map(({ id }) => id)).toEqual(ids);
    const first = (await list({ scan_id: scanId, limit: 2 })).body;
    const rest = (await list({ scan_id: scanId, limit: 2, after: first.next ?? '' })).body;
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(ids);
    expect(rest.next).toBeNull();
    const newest = (await list({ limit: 2 })).body;
    const older = (await list({ limit: 2, after: newest.next ?? '' })).body;
    expect([...newest.items, ...older.items].slice(0, 3).map(({ id }) => id)).toEqual(ids);
  });

  it('S4: shows a colleague why they cannot, and nothing to other stores', async () => {
    const { id } = await bought(app, counter, { amount_fen: 1_000, receipt_no: 'R-7' });
    const [shown] = (await list({ receipt_no: 'R-7' }, counter.colleague)).body.items;
    expect(shown).toMatchObject({ id, obstacle: { code: 'refund_not_allowed' } });
    expect((await list({ receipt_no: 'R-7' }, counter.elsewhere)).body.code).toBe('wrong_store');
    const one = await app.call('GET /staff/purchases/{id}', {
      token: counter.elsewhere.token,
      params: { id },
    });
    expect([one.status, one.body.code]).toEqual([403, 'wrong_store']);
  });

  it('C6: a ticket shows its member to whoever opened it, while it lasts', async () => {
    const { customer } = await bought(app, counter, 1_000);
    const scanId = await ticket(app, counter, customer);
    expect((await list({ scan_id: scanId }, counter.colleague)).body.code).toBe('not_found');
    app.clock.advance(10 * 60_000);
    expect((await list({ scan_id: scanId })).body.code).toBe('scan_expired');
  });
});

describe('the records of the day', () => {
  it('S4: list refunds and count them', async () => {
    const here = await openCounter(app);
    const { id } = await bought(app, here, { amount_fen: 5_000, receipt_no: 'Z-1' });
    const { body } = await refund(app, here.manager, id, 2_000);
    const records = (by: Counter['clerk']) =>
      app.ok('GET /staff/records', { token: by.token, query: { store_id: here.shop.store_id } });
    const { items, totals } = await records(here.manager);
    expect(
      items.map(({ kind, purchase_id, title, paid_fen, points, mine }) => [
        kind,
        purchase_id,
        title,
        paid_fen,
        points,
        mine,
      ]),
    ).toEqual([
      ['refund', id, '退款 · 小票 Z-1', 2_000, 20, true],
      ['purchase', id, '消费登记 · 小票 Z-1', 5_000, 50, false],
    ]);
    expect(items[0]).toMatchObject({ id: body.refund_id, undo_until_at: null, undone: null });
    expect(totals).toMatchObject({ purchases: 1, paid_fen: 5_000, refunded_fen: 2_000, points: 30 });
    // a clerk sees what the clerk did
    expect((await records(here.clerk)).totals).toMatchObject({
      paid_fen: 5_000,
      refunded_fen: 0,
      points: 50,
    });
  });
});
