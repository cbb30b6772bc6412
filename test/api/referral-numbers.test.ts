import type { ReferralNumbers } from '../../shared/contract';
import { DAY_MS, instant } from '../../shared/kernel';
import { CONSOLE_PASSWORD, useTestApp, type TestApp } from '../support/app';
import { openCounter, type Counter } from './counter.support';
import { inviteCode, arriveInvited, join, joinInvited } from './invites.support';
import { arrive, createChannel, joinNew } from './joins.support';
import { createProgram } from './programs.support';

/** Ten in the morning of 20 November in Shanghai. */
const START = instant(Date.parse('2026-11-20T02:00:00.000Z'));
const DAY = '2026-11-20';

let app: TestApp;
let counter: Counter;

useTestApp(
  async (started) => {
    app = started;
    counter = await openCounter(app);
  },
  { life: 'test' },
);

type By = 'program' | 'channel' | 'store' | 'staff';
/** By a session of its own: days pass between two reports. */
const ask = async (query: { by: By; from: string; to: string; program_id?: string }) => {
  const { token } = await app.ok('POST /console/sessions', {
    body: { name: 'owner', password: CONSOLE_PASSWORD },
  });
  return app.call('GET /console/referral-numbers', { token, query });
};
const report = async (by: By, from: string, to = from, program_id?: string) => {
  const { status, body } = await ask({ by, from, to, ...(program_id === undefined ? {} : { program_id }) });
  expect([status, status < 300 ? null : body]).toEqual([200, null]);
  return body;
};
const steps = ({ id, name, opened, joined, members, brought }: ReferralNumbers) => ({
  ...{ id, name, opened, joined, members, brought },
});

describe('the numbers of referral programs', () => {
  it('R10: who first opened an invite stands in one cohort, by how whoever invites came', async () => {
    const program = await createProgram(app, counter.shop);
    const channel = await createChannel(app, {
      name: '柜台',
      store_id: counter.shop.store_id,
      staff_id: counter.clerk.id,
    });
    const ann = await joinNew(app, channel.code);
    const code = await inviteCode(app, ann.token, program);
    const ben = await joinNew(app);
    const other = await inviteCode(app, ben.token, program);
    // opens Ann's card twice and joins by it; opens Ann's, then joins by Ben's; only looks
    const first = await arriveInvited(app, code);
    app.clock.advance(1);
    await arriveInvited(app, code, first.openid);
    await join(app, first);
    const second = await arriveInvited(app, code);
    app.clock.advance(1);
    await join(app, await arriveInvited(app, other, second.openid));
    await arriveInvited(app, other);
    // a member who opens a card, a card of nobody, and one who came by themselves: no cohort
    await app.ok('POST /visits', { token: ben.token, body: { invite: code } });
    await arriveInvited(app, 'noBody00');
    await arrive(app);
    const none = { id: null, name: null };
    const anns = { opened: 2, joined: 2, members: 1, brought: 1 };
    const bens = { ...none, opened: 1, joined: 0, members: 3, brought: 1 };
    const all = { ...none, opened: 3, joined: 2, members: 4, brought: 2 };
    for (const [by, id, name] of [
      ['channel', channel.id, '柜台'],
      ['store', counter.shop.store_id, '静安店'],
      ['staff', counter.clerk.id, '小陈'],
    ] as const) {
      const { rows, total } = await report(by, DAY);
      expect([by, rows.map(steps)]).toEqual([by, [{ id, name, ...anns }, bens]]);
      expect(steps(total)).toEqual(all);
      expect(rows[0]?.k_bp).toBe(10_000);
    }
    const { rows, total } = await report('program', DAY);
    expect(rows.map(steps)).toEqual([{ ...all, id: program, name: '老友带新' }]);
    expect(steps(total)).toEqual(all);
    expect(total.k_bp).toBe(5_000);
  });

  it('R10: of two programs, an invite of each is opened for the first time once; in all, once', async () => {
    const [one, two] = [await createProgram(app, counter.shop), await createProgram(app, counter.shop)];
    const ann = await joinNew(app);
    const codes = [await inviteCode(app, ann.token, one), await inviteCode(app, ann.token, two)] as const;
    const friend = await arriveInvited(app, codes[0]);
    app.clock.advance(DAY_MS);
    await join(app, await arriveInvited(app, codes[1], friend.openid));
    const whole = await report('program', DAY, '2026-11-21');
    const counted = (rows: readonly ReferralNumbers[]) =>
      Object.fromEntries(rows.map(({ id, opened, joined, brought }) => [id, [opened, joined, brought]]));
    expect(counted(whole.rows)).toEqual({ [one]: [1, 0, 0], [two]: [1, 1, 1] });
    expect([whole.total.opened, whole.total.joined, whole.total.brought]).toEqual([1, 1, 1]);
    // alone, the second program's cohort is that of the second day
    for (const [program, from, expected] of [
      [one, DAY, [1, 0]],
      [two, DAY, [0, 0]],
      [one, '2026-11-21', [0, 0]],
      [two, '2026-11-21', [1, 1]],
    ] as const) {
      const { total } = await report('channel', from, from, program);
      expect([program, from, [total.opened, total.joined]]).toEqual([program, from, expected]);
    }
    expect((await report('channel', DAY)).total).toMatchObject({ opened: 1, joined: 1 });
    expect((await report('channel', '2026-11-21')).total).toMatchObject({ opened: 0, joined: 0 });
  });

  it('R10: a day begins and ends in the program’s zone, to the millisecond', async () => {
    const program = await createProgram(app, counter.shop, { starts_at: '2026-11-19T00:00:00.000Z' });
    const ann = await joinNew(app);
    const code = await inviteCode(app, ann.token, program);
    const midnight = Date.parse('2026-11-20T16:00:00.000Z');
    app.clock.set(instant(midnight - 1));
    await joinInvited(app, code);
    app.clock.set(instant(midnight));
    await joinInvited(app, code);
    const seen = async (day: string) => {
      const { opened, joined, members } = (await report('channel', day)).total;
      return [opened, joined, members];
    };
    expect(await seen(DAY)).toEqual([1, 1, 2]);
    expect(await seen('2026-11-21')).toEqual([1, 1, 1]);
    expect(await seen('2026-11-22')).toEqual([0, 0, 0]);
    expect((await report('channel', '2026-11-22')).rows).toEqual([]);
  });

  it('R10: what a member brings counts for K within thirty days of joining, to the millisecond', async () => {
    const program = await createProgram(app, counter.shop);
    const ann = await joinNew(app);
    const code = await inviteCode(app, ann.token, program);
    for (const late of [-1, 0]) {
      app.clock.set(instant(START + 30 * DAY_MS + late));
      await joinInvited(app, code);
    }
    const { total } = await report('channel', DAY);
    expect([total.members, total.brought, total.k_bp]).toEqual([1, 1, 10_000]);
  });

  it('R10: a window that runs backwards, is too long or names a program that is none is refused', async () => {
    for (const [from, to] of [
      ['2026-11-21', '2026-11-20'],
      ['2025-11-20', '2026-11-21'],
    ] as const) {
      const refused = await ask({ by: 'store', from, to });
      expect([refused.status, refused.body.code]).toEqual([400, 'malformed']);
      expect(refused.body.fields?.map(({ field }) => field)).toEqual(['to']);
    }
    for (const on of ['0001-01-01', '9999-12-31'] as const) {
      const { status, body } = await ask({ by: 'store', from: on, to: on });
      expect([on, status, body.code]).toEqual([on, 400, 'malformed']);
    }
    const program_id = `rpg_${'0'.repeat(28)}`;
    const unknown = await ask({ by: 'program', from: DAY, to: DAY, program_id });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
  });
});
