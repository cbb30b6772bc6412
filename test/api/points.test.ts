import type { PointReason } from '../../shared/contract';
import { DAY_MS, day, instant, type Day, type Id } from '../../shared/kernel';
import { audit, mergeRefs, owner, type Command } from '../../server/ledger';
import {
  creditPoints,
  pointsAuditChecks,
  pointsRefs,
  spendPoints,
  takeBackPoints,
  type PointPolicy,
} from '../../server/points';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { claimer, createShop, type Claimer, type Shop } from './coupons.support';
import { createChannel, joinNew } from './joins.support';

let app: TestApp;
let shop: Shop;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app, '静安店');
});
afterEach(() => app.audit());

interface Move {
  readonly member_id: Id<'member'>;
  readonly kind: 'earn' | 'back' | 'spend';
  readonly points: number;
  readonly reason: PointReason;
  readonly earned_on: Day;
  readonly policy: PointPolicy;
}

/** What a feature above does with points, and nothing else. */
const move: Command<Move, null, { balance_after: number }> = {
  kind: 'test.points',
  prepare: ({ member_id }) => ({
    ...mergeRefs(pointsRefs(member_id)),
    subject: owner.member(member_id),
    seen: null,
  }),
  decide: (ctx) => {
    const act = { ...ctx.input, reference: 'pur_of_test', store_id: shop.store_id };
    const done =
      act.kind === 'earn'
        ? creditPoints(ctx, act)
        : act.kind === 'back'
          ? takeBackPoints(ctx, act)
          : spendPoints(ctx, act);
    if ('missing' in done) return { refuse: 'points_insufficient', params: { missing: done.missing } };
    return { accept: { balance_after: done.balance_after }, ...done.parts };
  },
};

async function run(member: Claimer, kind: Move['kind'], amount: number, change: Partial<Move> = {}) {
  const { program } = app.app.core.config;
  const reasons = { earn: 'purchase', back: 'undo', spend: 'spend' } as const;
  const input: Move = {
    member_id: member.id,
    kind,
    points: amount,
    reason: reasons[kind],
    earned_on: day('2026-11-20'),
    policy: program,
    ...change,
  };
  return app.app.core.ledger.run(move, input, { key: freshKey(), actor: { kind: 'system', id: 'test' } });
}

function points(member: Claimer) {
  return app.ok('GET /me/points', { token: member.token });
}

function statement(member: Claimer, query: Record<string, string | number> = {}) {
  return app.ok('GET /me/points/transfers', { token: member.token, query });
}

async function readAll(member: Claimer, query: Record<string, string | number>) {
  const items: Awaited<ReturnType<typeof statement>>['items'] = [];
  let after: string | undefined;
  do {
    const page = await statement(member, { ...query, ...(after === undefined ? {} : { after }) });
    items.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return items;
}

describe('points', () => {
  it('P2: nobody begins with any', async () => {
    const member = await claimer(app);
    expect(await points(member)).toEqual({
      balance: 0,
      pending: 0,
      debt: 0,
      next_arrival: null,
      next_expiry: null,
      expiries: [],
    });
    expect(await statement(member)).toEqual({ items: [], next: null });
  });

  it('P10: a welcome gift is a line of its own', async () => {
    const channel = await createChannel(app, { gift_points: 20, store_id: shop.store_id });
    const { token } = await joinNew(app, channel.code);
    const { items } = await app.ok('GET /me/points/transfers', { token });
    expect(items).toMatchObject([{ reason: 'welcome', points: 20, balance_after: 20, day: '2026-11-20' }]);
    expect(items[0]!.title).toMatch(/^入会礼/);
  });

  it('P4: debt stands apart, the balance is never negative', async () => {
    const member = await claimer(app);
    await run(member, 'earn', 10);
    await run(member, 'spend', 8);
    await run(member, 'back', 10);
    expect(await points(member)).toMatchObject({ balance: 0, debt: 8 });
    expect(await run(member, 'spend', 1)).toEqual({
      ok: false,
      refusal: { code: 'points_insufficient', params: { missing: 1 } },
    });
    await run(member, 'earn', 12);
    expect(await points(member)).toMatchObject({ balance: 4, debt: 0 });
    const { items } = await statement(member);
    expect(items.map((line) => [line.title, line.points, line.balance_after, line.store_name])).toEqual([
      ['消费得积分 · 静安店（8 分已抵欠分）', 12, 4, '静安店'],
      ['撤销核销 · 静安店（余额不足，欠 8 分）', -10, 0, '静安店'],
      ['下单用积分 · 静安店', -8, 2, '静安店'],
      ['消费得积分 · 静安店', 10, 10, '静安店'],
    ]);
  });

  it('P10: newest first, by key, filtered by in and out', async () => {
    const member = await claimer(app);
    const moves = Array.from({ length: 60 }, (_, i) =>
      i % 3 === 2 ? (['spend', 2] as const) : (['earn', 5] as const),
    );
    // at once: the engine decides them in one order, and that is the statement's
    await run(member, 'earn', 100);
    await Promise.all(moves.map(([kind, amount]) => run(member, kind, amount)));
    const all = await readAll(member, { limit: 7 });
    expect(all).toHaveLength(61);
    expect(new Set(all.map(({ id }) => id)).size).toBe(61);
    all.forEach((line, i) => {
      expect(line.balance_after - line.points).toBe(all[i + 1]?.balance_after ?? 0);
    });
    expect(all[0]!.balance_after).toBe((await points(member)).balance);
    const into = await readAll(member, { limit: 7, direction: 'in' });
    const out = await readAll(member, { limit: 7, direction: 'out' });
    expect([into.length, out.length]).toEqual([41, 20]);
    expect(into.every((line) => line.points > 0) && out.every((line) => line.points < 0)).toBe(true);
    expect(into).toEqual(all.filter((line) => line.points > 0));
  });

  it('P3: 100 who spend at once never spend more than there is', async () => {
    const member = await claimer(app);
    await run(member, 'earn', 50);
    const results = await Promise.all(Array.from({ length: 100 }, () => run(member, 'spend', 1)));
    expect(results.filter(({ ok }) => ok)).toHaveLength(50);
    expect((await points(member)).balance).toBe(0);
  });

  it('refuses a cursor that it never gave', async () => {
    const member = await claimer(app);
    const { status, body } = await app.call('GET /me/points/transfers', {
      token: member.token,
      query: { after: '1.2' },
    });
    expect([status, body.code]).toEqual([400, 'malformed']);
  });

  it('L7: the audit names a statement that does not add up', async () => {
    const member = await claimer(app);
    await run(member, 'earn', 5);
    const { database } = app.db;
    const add = (delta: number) =>
      database.transaction((session) =>
        session.execute(
          'UPDATE point_lines SET points = points + ?, balance_after = balance_after + ? WHERE member_id = ?',
          [delta, delta, member.id],
        ),
      );
    await add(1);
    const { drift } = await audit(database, pointsAuditChecks);
    expect(drift.map((each) => [each.check, Number(each.expected), Number(each.actual)])).toEqual([
      ["a member's statement adds up to the points accounts", 5, 6],
      ['the last balance of a statement is what the accounts hold', 5, 6],
    ]);
    await add(-1);
  });

  // last: it moves the clock past the life of tokens
  it('P6: counts to the end of the last day, soonest first, and not a millisecond longer', async () => {
    const member = await claimer(app);
    const policy: PointPolicy = { point_expiry: { kind: 'months', months: 1 }, timezone: 'Asia/Shanghai' };
    await run(member, 'earn', 30, { policy });
    app.clock.set(instant(Date.UTC(2026, 11, 2)));
    await run(member, 'earn', 5, { policy });
    Object.assign(member, { token: await app.asPerson(member.openid) });
    expect(await points(member)).toEqual({
      balance: 35,
      pending: 0,
      debt: 0,
      next_arrival: null,
      next_expiry: { points: 30, on: '2026-12-31' },
      expiries: [
        { on: '2026-12-31', points: 30 },
        { on: '2027-01-31', points: 5 },
      ],
    });
    const end = Date.UTC(2026, 11, 31, 16);
    app.clock.set(instant(end - 1));
    Object.assign(member, { token: await app.asPerson(member.openid) });
    expect((await points(member)).balance).toBe(35);
    app.clock.set(instant(end));
    expect(await points(member)).toMatchObject({ balance: 5, next_expiry: { points: 5, on: '2027-01-31' } });
    await run(member, 'spend', 5);
    app.clock.advance(DAY_MS);
    expect((await points(member)).balance).toBe(0);
  });
});
