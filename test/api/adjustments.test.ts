import type { ConsoleRole } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole } from './console.support';
import {
  balanceOf,
  claim,
  joinCustomer,
  listedTemplate,
  nextStep,
  openCounter,
  scannedCoupon,
  spend,
  type Counter,
  type Customer,
} from './counter.support';

const UNKNOWN = `mem_${'0'.repeat(28)}` as const;

let app: TestApp;
let counter: Counter;
let customer: Customer;
/** Two operators, and somebody who only looks. */
let asker: string;
let second: string;
const other: Partial<Record<ConsoleRole, string>> = {};

useTestApp(async (started) => {
  app = started;
  counter = await openCounter(app);
  asker = await app.asConsole();
  second = await asRole(app, 'operator');
  other.auditor = await asRole(app, 'auditor');
});
beforeEach(async () => {
  customer = await joinCustomer(app);
});
afterEach(() => app.audit());

const ask = (
  points: number,
  change: { reason?: string; token?: string; key?: string; id?: Id<'member'> } = {},
) =>
  app.call('POST /console/members/{id}/adjustments', {
    token: change.token ?? asker,
    params: { id: change.id ?? customer.id },
    body: { points, reason: change.reason ?? '活动补发' },
    key: change.key ?? freshKey(),
  });
const decide = (what: 'approvals' | 'rejections', id: string, token: string, key = freshKey()) =>
  app.call(`POST /console/adjustments/{id}/${what}`, { token, params: { id }, key });
const lines = async () => (await app.ok('GET /me/points/transfers', { token: customer.token })).items;

describe('an adjustment by hand', () => {
  it('P7: up to the threshold is done at once, with its reason, and replayed', async () => {
    const key = freshKey();
    const given = await ask(1_000, { key });
    expect(given).toMatchObject({
      status: 201,
      body: {
        member_id: customer.id,
        points: 1_000,
        reason: '活动补发',
        state: 'done',
        asked_by: 'owner',
        decided_by: null,
        balance_after: 1_000,
      },
    });
    expect(await ask(1_000, { key })).toMatchObject({ replayed: true, body: given.body });
    expect((await ask(-400)).body).toMatchObject({ state: 'done', balance_after: 600 });
    expect((await balanceOf(app, customer)).balance).toBe(600);
    expect((await lines()).map(({ reason, points }) => [reason, points])).toEqual([
      ['adjust', -400],
      ['adjust', 1_000],
    ]);
  });

  it('P7: needs a reason, a role, a member and an amount', async () => {
    expect((await ask(5, { reason: '   ' })).body.code).toBe('malformed');
    expect((await ask(0)).body.code).toBe('malformed');
    expect((await ask(10_000_001)).body.code).toBe('malformed');
    expect(await ask(5, { token: other.auditor ?? '' })).toMatchObject({
      status: 403,
      body: { code: 'forbidden' },
    });
    expect((await ask(5, { id: UNKNOWN })).body.code).toBe('not_found');
    expect((await balanceOf(app, customer)).balance).toBe(0);
  });

  it('P7: takes no more than the balance', async () => {
    await ask(300);
    expect(await ask(-301)).toMatchObject({
      status: 409,
      body: { code: 'points_insufficient', params: { missing: 1 } },
    });
    expect((await ask(-5_000)).body.code).toBe('points_insufficient');
    expect((await ask(-300)).body).toMatchObject({ state: 'done', balance_after: 0 });
  });

  it('P7: above the threshold waits for a second person, and moves nothing before', async () => {
    const waiting = await ask(1_001);
    expect(waiting.body).toMatchObject({ state: 'waiting', decided_at: null, balance_after: null });
    const { id } = waiting.body;
    expect((await balanceOf(app, customer)).balance).toBe(0);
    expect(await decide('approvals', id, asker)).toMatchObject({
      status: 403,
      body: { code: 'second_person_required' },
    });
    expect((await decide('approvals', id, other.auditor ?? '')).body.code).toBe('forbidden');
    const key = freshKey();
    const approved = await decide('approvals', id, second, key);
    expect(approved.body).toMatchObject({
      state: 'done',
      asked_by: 'owner',
      decided_by: 'operator-of-test',
      balance_after: 1_001,
    });
    expect(await decide('approvals', id, second, key)).toMatchObject({ replayed: true, body: approved.body });
    expect((await decide('approvals', id, second)).body.code).toBe('already_decided');
    expect((await decide('rejections', id, second)).body.code).toBe('already_decided');
    expect((await balanceOf(app, customer)).balance).toBe(1_001);
  });

  it('P7: a replay of asking answers what was answered, also when it was decided since', async () => {
    const key = freshKey();
    const waiting = await ask(2_000, { key });
    await decide('approvals', waiting.body.id, second);
    expect(await ask(2_000, { key })).toMatchObject({ replayed: true, body: waiting.body });
  });

  it('P7: who asked may take it back, anybody else may reject it', async () => {
    for (const token of [asker, second]) {
      const { body } = await ask(5_000);
      const rejected = await decide('rejections', body.id, token);
      expect(rejected.body).toMatchObject({ state: 'rejected', balance_after: null });
      expect((await decide('approvals', body.id, second)).body.code).toBe('already_decided');
    }
    expect((await balanceOf(app, customer)).balance).toBe(0);
    expect(await lines()).toEqual([]);
  });

  it('P7: what the member has spent meanwhile cannot be taken by an approval', async () => {
    await ask(1_000);
    await ask(1_000);
    const { body } = await ask(-1_500);
    expect(body.state).toBe('waiting');
    await spend(app, customer, 600);
    expect(await decide('approvals', body.id, second)).toMatchObject({
      body: { code: 'points_insufficient', params: { missing: 100 } },
    });
    await ask(100);
    expect((await decide('approvals', body.id, second)).body).toMatchObject({ balance_after: 0 });
  });

  it('P7: of approvals and rejections at once one wins', async () => {
    const { body } = await ask(3_000);
    const replies = await Promise.all(
      Array.from({ length: 12 }, (_, n) => decide(n % 2 ? 'rejections' : 'approvals', body.id, second)),
    );
    const won = replies.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect(replies.filter((reply) => reply.body.code === 'already_decided')).toHaveLength(11);
    const expected = won[0]?.body.state === 'done' ? 3_000 : 0;
    expect((await balanceOf(app, customer)).balance).toBe(expected);
  });

  it('P7: of takings at once none goes below nothing', async () => {
    await ask(500);
    const replies = await Promise.all(Array.from({ length: 10 }, () => ask(-200)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(2);
    expect((await balanceOf(app, customer)).balance).toBe(100);
  });

  it('P7: is listed, newest first, by state', async () => {
    app.clock.advance(5);
    const { body: first } = await ask(4_000);
    app.clock.advance(5);
    const { body: last } = await ask(10);
    const all = await app.ok('GET /console/adjustments', { token: other.auditor, query: { limit: 2 } });
    expect(all.items.map(({ id }) => id)).toEqual([last.id, first.id]);
    const rest = await app.ok('GET /console/adjustments', {
      token: second,
      query: { limit: 1, after: all.next ?? '' },
    });
    expect(rest.items).toHaveLength(1);
    expect([first.id, last.id]).not.toContain(rest.items[0]?.id);
    const waiting = await app.ok('GET /console/adjustments', {
      token: second,
      query: { state: 'waiting', limit: 1 },
    });
    expect(waiting.items).toMatchObject([{ id: first.id, state: 'waiting', decided_by: null }]);
  });
});

describe('a debt', () => {
  /** Owes 100 points: they were spent before the purchase was undone. */
  async function owing(): Promise<void> {
    const coupon = await claim(app, customer, await listedTemplate(app, counter));
    nextStep(app);
    const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
    const { token } = counter.clerk;
    const { redemption_id: id } = await app.ok('POST /staff/redemptions', {
      token,
      body: { scan_id, bill: { amount_fen: 10_500 } },
    });
    await spend(app, customer, 100);
    await app.ok('POST /staff/redemptions/{id}/undo', { token, params: { id }, body: { reason: '点错了' } });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 0, debt: 100 });
  }
  const waive = (points: number, key = freshKey(), token = asker) =>
    app.call('POST /console/members/{id}/debt-waivers', {
      token,
      params: { id: customer.id },
      body: { points, reason: '系统故障补偿' },
      key,
    });

  it('P4: is waived in part or whole, no more, and stands on the statement', async () => {
    await owing();
    const key = freshKey();
    expect(await waive(101)).toMatchObject({
      status: 409,
      body: { code: 'debt_smaller', params: { debt: 100 } },
    });
    const part = await waive(30, key);
    expect(part).toMatchObject({
      status: 201,
      body: { member_id: customer.id, balance: 0, pending: 0, debt: 70 },
    });
    expect((await waive(70)).body).toMatchObject({ debt: 0 });
    expect(await waive(30, key)).toMatchObject({ replayed: true, body: part.body });
    expect((await waive(1)).body).toMatchObject({ code: 'debt_smaller', params: { debt: 0 } });
    expect((await lines()).slice(0, 2)).toMatchObject([
      { reason: 'waiver', points: 70, balance_after: 0 },
      { reason: 'waiver', points: 30, balance_after: 0 },
    ]);
    expect((await waive(1, freshKey(), other.auditor)).body.code).toBe('forbidden');
  });

  it('P4: is paid first by what is given by hand', async () => {
    await owing();
    expect((await ask(130)).body).toMatchObject({ balance_after: 30 });
    expect(await balanceOf(app, customer)).toMatchObject({ balance: 30, debt: 0 });
  });

  it('P4: of waivers at once no more than the debt is waived', async () => {
    await owing();
    const replies = await Promise.all(Array.from({ length: 8 }, () => waive(40)));
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(2);
    expect((await balanceOf(app, customer)).debt).toBe(20);
  });
});
