import type { ProgramTerms } from '../../shared/contract';
import { instant, toRfc3339, type Id } from '../../shared/kernel';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { rowsOf } from './console.support';
import { arriveInvited, inviteOf, join, newInviter, standingOf, type Inviter } from './invites.support';
import { countRows, createShop, createTemplate, freshOpenid, left, type Shop } from './joins.support';
import { createProgram, patchProgram, programTerms } from './programs.support';

/** Goal: however many friends join at once, on however many servers, no more is promised than there is. */

const CROWD = 500;
const BUDGET = 100;
const AT_ONCE = 50;

let app: TestApp;
/** A second server process on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
afterEach(() => app.audit());

const serverOf = (n: number): TestApp => (n % 2 ? other : app);
const opened = (terms: Partial<ProgramTerms> = {}, budget = BUDGET) =>
  createProgram(app, shop, { terms: programTerms(terms), budget });

type Friend = Awaited<ReturnType<typeof arriveInvited>>;

/** Friends who have opened an invite and not joined yet. */
async function friends(count: number, codeOf: (n: number) => string): Promise<Friend[]> {
  const all: Friend[] = [];
  for (let from = 0; from < count; from += AT_ONCE) {
    const part = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, n) =>
      arriveInvited(serverOf(n), codeOf(from + n)),
    );
    all.push(...(await Promise.all(part)));
  }
  return all;
}

const joinAll = (all: readonly Friend[]) =>
  Promise.all(all.map((friend, n) => join(serverOf(n), friend, freshKey())));

const count = (column: string, program: Id<'referral_program'>, value: string) =>
  countRows(app, `SELECT COUNT(*) AS n FROM invites WHERE program_id = ? AND ${column} = ?`, [
    program,
    value,
  ]);
const held = (program: Id<'referral_program'>) =>
  countRows(
    app,
    "SELECT COUNT(*) AS n FROM transfers WHERE code = 'referral.held' AND kind = 'pending' AND debit_account = ?",
    [`budget.referral:${program}`],
  );
const rewards = (program: Id<'referral_program'>, side: string) =>
  countRows(app, 'SELECT COUNT(*) AS n FROM referral_rewards WHERE program_id = ? AND side = ?', [
    program,
    side,
  ]);

describe('a crowd of friends', () => {
  it('R5: five hundred who join at once hold exactly the hundred that the budget has; all others are told', async () => {
    const program = await opened();
    const inviters: Inviter[] = await Promise.all(Array.from({ length: 10 }, () => newInviter(app, program)));
    const crowd = await friends(CROWD, (n) => inviters[n % inviters.length]!.code);
    // before: there is one for everybody who looks
    expect(new Set(crowd.map(({ landing }) => landing.invite?.state))).toEqual(new Set(['open']));
    const replies = await joinAll(crowd);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    const says = replies.map(({ body: { invite } }) => (invite?.reward ? 'promised' : invite?.missed));
    expect(says.filter((word) => word === 'promised')).toHaveLength(BUDGET);
    expect(says.filter((word) => word === 'budget')).toHaveLength(CROWD - BUDGET);
    expect(await held(program)).toBe(BUDGET);
    expect(await left(app, `budget.referral:${program}`)).toBe(0);
    expect([await rewards(program, 'inviter'), await rewards(program, 'invitee')]).toEqual([BUDGET, BUDGET]);
    expect([await count('state', program, 'bound'), await count('unrewarded', program, 'budget')]).toEqual([
      CROWD,
      CROWD - BUDGET,
    ]);
    const standings = await Promise.all(inviters.map(({ member_id }) => standingOf(app, program, member_id)));
    expect(standings.map((row) => row?.joined)).toEqual(inviters.map(() => CROWD / inviters.length));
    expect(standings.reduce((sum, row) => sum + (row?.rewarded ?? 0), 0)).toBe(BUDGET);
    // after: whoever looks now is told before joining
    const late = await arriveInvited(app, inviters[0]!.code);
    expect(late.landing.invite?.state).toBe('used_up');
  });

  it('R5: a coupon for each side: as many pairs as there are pieces of stock', async () => {
    const template = await createTemplate(app, shop, { stock: 21 });
    const reward = { kind: 'coupon', template_id: template } as const;
    const program = await opened({ inviter_reward: reward, invitee_reward: reward });
    const { code } = await newInviter(app, program);
    const replies = await joinAll(await friends(40, () => code));
    expect(replies.filter(({ body }) => body.invite?.reward)).toHaveLength(10);
    expect(await left(app, `stock.available:${template}`)).toBe(1);
    expect([await held(program), await rewards(program, 'inviter')]).toEqual([10, 10]);
  });

  it('R7: caps of a day and in all hold in a burst; every friend gets theirs', async () => {
    for (const [cap, terms] of [
      ['cap_day', { cap_day: 7, cap_total: 9 }],
      ['cap_total', { cap_day: null, cap_total: 5 }],
    ] as const) {
      const program = await opened(terms);
      const inviter = await newInviter(app, program);
      const replies = await joinAll(await friends(40, () => inviter.code));
      expect(replies.filter(({ body }) => body.invite?.reward)).toHaveLength(40);
      const most = terms.cap_day ?? terms.cap_total;
      expect([await rewards(program, 'inviter'), await rewards(program, 'invitee')]).toEqual([most, 40]);
      expect(await count('unrewarded', program, cap)).toBe(40 - most);
      expect(await standingOf(app, program, inviter.member_id)).toEqual({
        joined: 40,
        rewarded: most,
        rewarded_on_day: most,
      });
    }
  });
});

describe('one friend', () => {
  it('R2: who joins twenty times at once under two invites has one inviter', async () => {
    const program = await opened();
    const [one, two] = [await newInviter(app, program), await newInviter(app, program)];
    const openid = freshOpenid();
    const visits = [await arriveInvited(app, one.code, openid), await arriveInvited(other, two.code, openid)];
    const replies = await joinAll(Array.from({ length: 20 }, (_, n) => visits[n % 2]!));
    const joined = replies.filter(({ status }) => status === 201);
    expect(joined).toHaveLength(1);
    const rows = await rowsOf(app, 'SELECT inviter_id FROM invites WHERE program_id = ?', [program]);
    expect(rows).toEqual([{ inviter_id: two.member_id }]);
    expect(await left(app, `budget.referral:${program}`)).toBe(BUDGET - 1);
  });

  it('R2: opens one invite while joining by another: the one that counts is one of the two, and only one', async () => {
    const program = await opened();
    const [one, two] = [await newInviter(app, program), await newInviter(app, program)];
    const all = await friends(20, () => one.code);
    const replies = await Promise.all(
      all.flatMap((friend, n) => [
        join(serverOf(n), friend, freshKey()),
        serverOf(n + 1).call('POST /visits', { token: friend.token, body: { invite: two.code } }),
      ]),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    const inviters = await rowsOf(app, 'SELECT inviter_id, invitee_id FROM invites WHERE program_id = ?', [
      program,
    ]);
    expect(inviters).toHaveLength(20);
    const both: unknown[] = [one.member_id, two.member_id];
    expect(inviters.filter(({ inviter_id }) => !both.includes(inviter_id))).toEqual([]);
    expect(await left(app, `budget.referral:${program}`)).toBe(BUDGET - 20);
  });

  it('R1: makes one code however often it is asked for at once', async () => {
    const program = await opened();
    const { token, code } = await newInviter(app, program);
    const second = await opened();
    const codes = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const params = { id: n % 3 === 0 ? program : second };
        return (await serverOf(n).ok('POST /referral-programs/{id}/codes', { token, params })).code;
      }),
    );
    expect(new Set(codes).size).toBe(2);
    expect(codes).toContain(code);
  });
});

describe('a program that stops', () => {
  it('R2: while friends join: whoever is bound has a promise, whoever came too late has none', async () => {
    const program = await opened();
    const { code } = await newInviter(app, program);
    const all = await friends(40, () => code);
    const [replies] = await Promise.all([joinAll(all), patchProgram(app, program, { state: 'paused' })]);
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    const bound = replies.filter(({ body }) => body.invite !== null).length;
    expect(replies.filter(({ body }) => body.invite?.reward)).toHaveLength(bound);
    expect(await held(program)).toBe(bound);
    const late = await join(app, await arriveInvited(app, code));
    expect([late.status, late.body.invite]).toEqual([201, null]);
  });

  it('R2: to the millisecond, for everybody in the crowd', async () => {
    const start = app.clock.now();
    const ends = instant(start + 1_000);
    const program = await createProgram(app, shop, { ends_at: toRfc3339(ends) });
    const { code } = await newInviter(app, program);
    const all = await friends(40, () => code);
    app.clock.set(instant(ends - 1));
    const early = await joinAll(all.slice(0, 20));
    app.clock.set(ends);
    const late = await joinAll(all.slice(20));
    app.clock.set(start);
    expect(early.filter(({ body }) => body.invite !== null)).toHaveLength(20);
    expect(late.map(({ body }) => body.invite)).toEqual(late.map(() => null));
    for (const { body } of late) expect(await inviteOf(app, body.member.id)).toBeUndefined();
    expect(await held(program)).toBe(20);
  });
});
