import { DAY_MS, HOUR_MS, instant, type Id, type Instant } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import {
  arriveInvited,
  inviteOf,
  join,
  joinInvited,
  newInviter,
  rewardsOf,
  standingOf,
} from './invites.support';
import { createShop, left } from './joins.support';
import { createProgram, patchProgram, programTerms } from './programs.support';

let app: TestApp;
let start: Instant;
const programs = new Map<string, Id<'referral_program'>>();
const program = (name: string): Id<'referral_program'> => programs.get(name)!;

// the console's session ends long before the clocks of these tests do
useTestApp(async (started) => {
  app = started;
  const shop = await createShop(app);
  start = app.clock.now();
  const bodies = {
    window: { terms: programTerms({ window_days: 1 }) },
    short: { ends_at: '2026-11-20T02:00:01.000Z' },
    paused: {},
    capped: { terms: programTerms({ cap_day: 1, cap_total: 2 }) },
  };
  for (const [name, body] of Object.entries(bodies)) programs.set(name, await createProgram(app, shop, body));
});
afterEach(async () => {
  await app.audit();
  app.clock.set(start);
});

const after = (ms: number) => app.clock.set(instant(start + ms));
const budgetOf = (name: string) => left(app, `budget.referral:${program(name)}`);

describe('whether an invite binds', () => {
  it('R2: is up to a person who joins while the program runs, not while it is paused', async () => {
    const { code } = await newInviter(app, program('paused'));
    const [one, two] = [await arriveInvited(app, code), await arriveInvited(app, code)];
    await patchProgram(app, program('paused'), { state: 'paused' });
    expect((await join(app, one)).body.invite).toBeNull();
    expect(await budgetOf('paused')).toBe(100);
    await patchProgram(app, program('paused'), { state: 'active' });
    expect((await join(app, two)).body.invite).not.toBeNull();
  });

  it('R2: ends with the program, to the millisecond', async () => {
    const { code } = await newInviter(app, program('short'));
    const [early, late] = [await arriveInvited(app, code), await arriveInvited(app, code)];
    after(999);
    expect((await join(app, early)).body.invite).not.toBeNull();
    after(1_000);
    const { status, body } = await join(app, late);
    expect([status, body.invite]).toEqual([201, null]);
    expect(await budgetOf('short')).toBe(99);
  });

  it('R2: ends with the window, to the millisecond', async () => {
    const { code } = await newInviter(app, program('window'));
    const [early, late] = [await arriveInvited(app, code), await arriveInvited(app, code)];
    after(DAY_MS - 1);
    expect((await join(app, early)).body.invite).not.toBeNull();
    after(DAY_MS);
    const { status, body } = await join(app, late);
    expect([status, body.invite]).toEqual([201, null]);
    expect(await inviteOf(app, body.member.id)).toBeUndefined();
    expect(await budgetOf('window')).toBe(99);
  });

  it('R7: past a cap the inviter gets nothing, the friend does; a new day opens the daily one', async () => {
    const inviter = await newInviter(app, program('capped'));
    const promised = async () => {
      const { joined, member_id } = await joinInvited(app, inviter.code);
      expect(joined.invite?.reward).toEqual({ kind: 'points', points: 50 });
      const invite = await inviteOf(app, member_id);
      const rewards = await rewardsOf(app, invite?.['id']);
      return [invite?.['unrewarded'], ...rewards.map(({ side }) => side)];
    };
    expect(await promised()).toEqual([null, 'invitee', 'inviter']);
    expect(await promised()).toEqual(['cap_day', 'invitee']);
    // it began at ten in the morning in Shanghai: the day ends in fourteen hours
    after(14 * HOUR_MS - 1);
    expect(await promised()).toEqual(['cap_day', 'invitee']);
    after(14 * HOUR_MS);
    expect(await promised()).toEqual([null, 'invitee', 'inviter']);
    after(40 * HOUR_MS);
    expect(await promised()).toEqual(['cap_total', 'invitee']);
    const standing = await standingOf(app, program('capped'), inviter.member_id);
    expect(standing).toEqual({ joined: 5, rewarded: 2, rewarded_on_day: 0 });
    expect(await budgetOf('capped')).toBe(95);
  });
});
