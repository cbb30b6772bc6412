import { HOUR_MS } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { balanceOf, changeStaff, hire, joinCustomer, openCounter, type Counter } from './counter.support';
import { countRows } from './joins.support';
import { bought, buy, refund } from './refunds.support';

let app: TestApp;
let counter: Counter;

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
});

const LINES = [
  { name: '拿铁', quantity: 2, amount_fen: 6_000 },
  { name: '饼干', quantity: 1, amount_fen: 3_000 },
];

const quote = (id: string, query: { amount_fen?: number; lines?: string }, assistant = counter.clerk) =>
  app.call('GET /staff/purchases/{id}/refund-quote', { token: assistant.token, params: { id }, query });

describe('who may refund', () => {
  it('S4: nobody who has left, and nobody who works nowhere', async () => {
    const { id } = await bought(app, counter, 5_000);
    const boss = await hire(app, '老吕', 'manager', [counter.shop.store_id]);
    await changeStaff(app, boss, { store_ids: [] });
    expect((await refund(app, boss, id, 100)).body.code).toBe('staff_without_store');
    await changeStaff(app, boss, { state: 'left' });
    expect((await refund(app, boss, id, 100)).body.code).toBe('not_staff');
  });

  it('C6: nobody refunds what they bought themselves', async () => {
    const customer = await joinCustomer(app);
    const boss = await hire(app, '老郑', 'manager', [counter.shop.store_id], customer.openid);
    const { purchase_id: id } = await buy(app, counter, customer, { amount_fen: 5_000 });
    expect((await refund(app, boss, id, 100)).body.code).toBe('own_subject');
    const shown = await app.ok('GET /staff/purchases/{id}', { token: boss.token, params: { id } });
    expect(shown.obstacle?.code).toBe('own_subject');
  });
});

describe('a refund that cannot be', () => {
  it.each<[string, object, string]>([
    ['neither amount nor lines', {}, 'amount_fen'],
    ['both', { amount_fen: 1, lines: [{ index: 0, amount_fen: 1 }] }, 'lines'],
    [
      'a line twice',
      {
        lines: [
          { index: 0, amount_fen: 1 },
          { index: 0, amount_fen: 2 },
        ],
      },
      'lines.1.index',
    ],
    ['nothing of a line', { lines: [{ index: 0, amount_fen: 0 }] }, 'lines.0.amount_fen'],
    ['no lines', { lines: [] }, 'lines'],
    ['a fraction', { amount_fen: 0.5 }, 'amount_fen'],
    ['less than nothing', { amount_fen: -1 }, 'amount_fen'],
    ['no reason', { amount_fen: 1, reason: ' ' }, 'reason'],
  ])('P4: %s is malformed', async (_, ask, field) => {
    const { id } = await bought(app, counter, { amount_fen: 9_000, lines: LINES });
    const reply = await refund(app, counter.clerk, id, ask);
    expect([reply.status, reply.body.code]).toEqual([400, 'malformed']);
    expect(reply.body.fields?.map((each) => each.field)).toEqual([field]);
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM refunds WHERE purchase_id = ?', [id])).toBe(0);
  });

  it.each<[string, object, string]>([
    ['more than was paid', { amount_fen: 9_001 }, 'refund_too_much'],
    ['more than the line cost', { lines: [{ index: 1, amount_fen: 3_001 }] }, 'refund_too_much'],
    ['a line that is not there', { lines: [{ index: 2, amount_fen: 1 }] }, 'refund_line_unknown'],
  ])('P4: %s is refused, and the quote says the same', async (_, ask, code) => {
    const { customer, id } = await bought(app, counter, { amount_fen: 9_000, lines: LINES });
    const reply = await refund(app, counter.clerk, id, ask);
    expect(reply.body.code).toBe(code);
    const query =
      'lines' in ask
        ? {
            lines: (ask.lines as { index: number; amount_fen: number }[])
              .map((l) => `${l.index}:${l.amount_fen}`)
              .join(),
          }
        : ask;
    const shown = await quote(id, query);
    expect(shown.body).toMatchObject({ stays_fen: 9_000, points: { taken: 0, owed: 0 }, balance_after: 90 });
    expect(shown.body.obstacle).toEqual({ code, detail: reply.body.detail });
    expect((await balanceOf(app, customer)).balance).toBe(90);
  });

  it('P4: of a purchase that nobody made is not found', async () => {
    const { id } = await bought(app, counter, 100);
    const nobody = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
    expect((await refund(app, counter.clerk, nobody, 1)).body.code).toBe('not_found');
    expect((await quote(nobody, { amount_fen: 1 })).body.code).toBe('not_found');
  });

  it('L5: the same key refunds once', async () => {
    const { id } = await bought(app, counter, 5_000);
    const key = freshKey();
    const first = await refund(app, counter.clerk, id, 1_000, key);
    const replay = await refund(app, counter.clerk, id, 1_000, key);
    expect([replay.status, replay.replayed, replay.body]).toEqual([201, true, first.body]);
    expect((await refund(app, counter.clerk, id, 1_001, key)).body.code).toBe('idempotency_key_reused');
    const again = await refund(app, counter.clerk, id, 1_000);
    expect(again.body).toMatchObject({ stays_fen: 3_000 });
  });
});

// last: the sessions of the console end with the day
describe('a day later', () => {
  it('S4: whoever recorded it on the same day of the store, a manager of the store any time', async () => {
    const { id } = await bought(app, counter, 5_000);
    expect((await refund(app, counter.colleague, id, 100)).body.code).toBe('refund_not_allowed');
    expect((await refund(app, counter.elsewhere, id, 100)).body.code).toBe('wrong_store');
    expect((await refund(app, counter.manager, id, 100)).status).toBe(201);
    expect((await refund(app, counter.clerk, id, 100)).status).toBe(201);
    app.clock.advance(20 * HOUR_MS);
    expect((await refund(app, counter.clerk, id, 100)).body.code).toBe('refund_not_allowed');
    expect((await refund(app, counter.manager, id, 100)).status).toBe(201);
  });
});
