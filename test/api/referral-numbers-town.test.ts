import type { ReferralNumbers } from '../../shared/contract';
import { addDays, day, DAY_MS, MINUTE_MS, type Id } from '../../shared/kernel';
import { SeededRandom } from '../../server/platform/random';
import type { TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { customerOf, openCounter, type Counter, type Customer } from './counter.support';
import { arriveInvited, inviteCode } from './invites.support';
import { arrive, CONSENTS, createChannel, createTemplate, joinNew } from './joins.support';
import { appOfDays, buyToday, claimAll, settle, ticketToday } from './lifecycle.support';
import { createProgram, programTerms } from './programs.support';
import { recount, townOf, type Asked } from './referral-numbers.recount';

const DAYS = 8;
const FIRST = day('2026-11-20');
const random = new SeededRandom('a town of friends');

let app: TestApp;
let counter: Counter;
let codes: string[];
const people: Customer[] = [];
const bought: { id: Id<'purchase'>; by: Customer }[] = [];

const oneOf = <T>(list: readonly T[]): T => list[random.int(list.length)] as T;
const inOf = (n: number): boolean => random.int(n) === 0;

beforeAll(async () => {
  app = await appOfDays();
  counter = await openCounter(app);
  const programs = await openPrograms();
  const scenes = await openChannels();
  codes = [];
  for (const scene of [...scenes, undefined]) {
    const inviter = customerOf(await joinNew(app, scene));
    people.push(inviter);
    for (const id of programs) codes.push(await inviteCode(app, inviter.token, id));
  }
  for (let n = 0; n < DAYS; n += 1) {
    await liveOneDay();
    app.clock.advance(DAY_MS - 4 * 60 * MINUTE_MS);
    await settle(app);
  }
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

/** Points for the inviter and a coupon for the friend; and the other way round. */
async function openPrograms(): Promise<Id<'referral_program'>[]> {
  const template = async (title: string, value: Parameters<typeof createTemplate>[2]) => {
    const template_id = await createTemplate(app, counter.shop, { title, ...value });
    return { kind: 'coupon', template_id } as const;
  };
  const off = await template('立减 5 元', {});
  const item = await template('可颂', { value: { kind: 'exchange', item: '可颂', value_fen: 1_400 } });
  const points = { kind: 'points', points: 100 } as const;
  const times = { qualify_days: 3, protect_days: 1, claim_days: 5 };
  const milestone = <Reward>(reward: Reward) => ({
    milestones: [{ friends: 2, reward }],
  });
  const bonus = { kind: 'points', points: 40 } as const;
  const pays = [
    programTerms({ ...times, inviter_reward: points, invitee_reward: off, ...milestone(bonus) }),
    programTerms({
      ...times,
      inviter_reward: item,
      invitee_reward: points,
      touch: 'first',
      ...milestone(off),
    }),
  ];
  return [
    await createProgram(app, counter.shop, { terms: pays[0]!, milestone_budgets: [9] }),
    await createProgram(app, counter.shop, { name: '朋友同享', terms: pays[1]!, milestone_budgets: [9] }),
  ];
}

/** One with a store and an assistant, one with a store, one with neither. */
async function openChannels(): Promise<string[]> {
  const places = [
    { store_id: counter.shop.store_id, staff_id: counter.clerk.id },
    { store_id: counter.other_store_id, staff_id: null },
    { store_id: null, staff_id: null },
  ];
  const made = [];
  for (const [n, place] of places.entries())
    made.push(await createChannel(app, { name: `${n + 1} 号桌`, ...place }));
  return made.map(({ code }) => code);
}

/** People open cards, join, buy, give back, claim and use what they claimed; for four hours. */
async function liveOneDay(): Promise<void> {
  for (let n = 0; n < 6; n += 1) {
    app.clock.advance(40 * MINUTE_MS - 2);
    const comer = inOf(6) ? await arrive(app) : await arriveInvited(app, oneOf(codes));
    app.clock.advance(1);
    if (inOf(3)) await arriveInvited(app, oneOf(codes), comer.openid);
    app.clock.advance(1);
    if (inOf(5)) continue;
    const body = { consents: CONSENTS };
    const joined = await app.ok('POST /members', { token: comer.token, body });
    const member = customerOf({ ...comer, joined });
    people.push(member);
    if (inOf(4)) continue;
    bought.push({ id: await buyToday(app, counter, member, oneOf([1_900, 2_500, 4_000])), by: member });
  }
  await settle(app);
  for (const person of people) if (inOf(2)) await claimAll(app, person);
  await spendCoupon();
  const back = oneOf(bought);
  if (bought.splice(bought.indexOf(back), 1).length > 0) await giveBack(back.id);
  await settle(app);
}

/** Somebody uses a coupon that was a reward. */
async function spendCoupon(): Promise<void> {
  const [found] = await rowsOf(
    app,
    "SELECT id, member_id FROM coupons WHERE source = 'referral' AND state = 'issued' ORDER BY claimed_at, id LIMIT 1",
    [],
  );
  const holder = people.find(({ id }) => id === found?.['member_id']);
  if (!found || !holder) return;
  const { scan_id, token } = await ticketToday(app, counter, holder);
  const coupon_ids = [String(found['id']) as Id<'coupon'>] as [Id<'coupon'>];
  await app.ok('POST /staff/redemptions', {
    token,
    body: { scan_id, coupon_ids, bill: { amount_fen: 3_000 } },
  });
}

async function giveBack(id: Id<'purchase'>): Promise<void> {
  const [row] = await rowsOf(app, 'SELECT paid_fen FROM purchases WHERE id = ?', [id]);
  // a clerk gives back on the same day only
  const token = await app.asPerson(counter.manager.openid);
  const body = { amount_fen: Number(row?.['paid_fen']), reason: '顾客退货' };
  await app.ok('POST /staff/purchases/{id}/refunds', { token, params: { id }, body });
}

async function asked({ by, from, to, program_id }: Asked) {
  const query = { by, from, to, ...(program_id === undefined ? {} : { program_id }) };
  return app.ok('GET /console/referral-numbers', { token: await app.asConsole(), query });
}

/** A line without what follows from it. */
function countsOf({ id: _id, name: _name, ...row }: ReferralNumbers) {
  const { k_bp: _k, points_per_joined: _pj, fen_per_joined: _fj, ...rest } = row;
  const { points_per_qualified: _pq, fen_per_qualified: _fq, ...counts } = rest;
  return counts;
}

describe('the numbers of a town', () => {
  it('K5: everything happened that a number could get wrong', async () => {
    const states = async (sql: string) =>
      (await rowsOf(app, sql, [])).map((row) => String(row['state'])).sort();
    expect(await states('SELECT DISTINCT state FROM invites')).toEqual(
      expect.arrayContaining(['bound', 'confirmed', 'expired', 'qualified', 'taken_back']),
    );
    expect(await states('SELECT DISTINCT state FROM referral_rewards')).toEqual(
      expect.arrayContaining(['claimable', 'claimed', 'lost', 'resting', 'taken_back', 'voided']),
    );
    const milestones = await rowsOf(
      app,
      "SELECT DISTINCT kind FROM referral_rewards WHERE side = 'milestone' AND state = 'claimed' ORDER BY kind",
      [],
    );
    expect(milestones.map(({ kind }) => kind)).toEqual(['coupon', 'points']);
  });

  it('K5: each line and the total are what a walk over all records counts, by every split and on every day', async () => {
    const town = await townOf(app);
    const programs = [...new Set([...town.codes.values()].map((row) => String(row['program_id'])))];
    const last = addDays(FIRST, DAYS);
    const windows = [
      { from: FIRST, to: last },
      { from: addDays(FIRST, 2), to: addDays(FIRST, 5) },
      ...Array.from({ length: DAYS + 1 }, (_, n) => ({ from: addDays(FIRST, n), to: addDays(FIRST, n) })),
    ];
    for (const window of windows)
      for (const program_id of [undefined, ...programs])
        for (const by of ['program', 'channel', 'store', 'staff'] as const) {
          const ask: Asked = { ...window, by, ...(program_id === undefined ? {} : { program_id }) };
          const expected = recount(town, ask);
          const { rows, total } = await asked(ask);
          const lines = new Map(rows.map((row) => [row.id, countsOf(row)]));
          expect([ask, lines]).toEqual([ask, expected]);
          const whole = recount(town, { ...ask, by: 'channel' });
          const summed = [...whole.values()].reduce(
            (sum, group) => {
              for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += group[name];
              return sum;
            },
            countsOf({ ...total, ...NOTHING }),
          );
          expect([ask, countsOf(total)]).toEqual([ask, summed]);
        }
  });

  it('K5: over all days every invite and all that was claimed for one stands in the total exactly once', async () => {
    const { invites, rewards, coupons } = await townOf(app);
    const { total } = await asked({ by: 'staff', from: FIRST, to: addDays(FIRST, DAYS) });
    const of = (state: string) => invites.filter((row) => row['state'] === state).length;
    const kept = rewards.filter(({ state }) => state === 'claimed' || state === 'lost');
    expect(total).toMatchObject({
      joined: invites.length,
      qualified: of('qualified') + of('confirmed'),
      confirmed: of('confirmed'),
      points: kept.reduce((sum, row) => sum + Number(row['points']), 0),
      coupons: kept.filter(({ coupon_id }) => coupons.has(coupon_id)).length,
    });
    expect(total.joined).toBeGreaterThan(20);
  });
});

const NOTHING = {
  members: 0,
  brought: 0,
  opened: 0,
  joined: 0,
  qualified: 0,
  confirmed: 0,
  points: 0,
  coupons: 0,
  coupons_fen: 0,
};
