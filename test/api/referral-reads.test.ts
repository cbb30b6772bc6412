import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { joinCustomer, listedTemplate, openCounter, type Customer } from './counter.support';
import { inviteCode } from './invites.support';
import { daysLater, newFriend, openReferral, rewardsShown, settle, type Friend } from './lifecycle.support';
import { createProgram, patchProgram, programBody, programTerms } from './programs.support';
import { buyToday } from './lifecycle.support';
import { claimNewest, claimReward, earnedFriend, giveBack, quietApp } from './rewards.support';

let app: TestApp;

beforeAll(async () => {
  app = await quietApp();
});
afterAll(() => app.close());
afterEach(() => app.audit());

const programsOf = async ({ openid }: Pick<Customer, 'openid'>) =>
  (await app.ok('GET /referral-programs', { token: await app.asPerson(openid) })).items;
const programOf = async (member: Pick<Customer, 'openid'>, id: Id<'referral_program'>) =>
  (await programsOf(member)).find((program) => program.id === id);
const boardOf = async ({ openid }: Pick<Customer, 'openid'>, id: string) =>
  app.ok('GET /referral-programs/{id}/leaderboard', { token: await app.asPerson(openid), params: { id } });
const friendsOf = async (
  { openid }: Pick<Customer, 'openid'>,
  query: { readonly limit?: number; readonly after?: string; readonly program_id?: string } = {},
) => app.ok('GET /me/invites', { token: await app.asPerson(openid), query });
const rename = async ({ openid }: Pick<Customer, 'openid'>, nickname: string) =>
  app.ok('PATCH /me', { token: await app.asPerson(openid), body: { nickname } });

describe('programs as a member sees them', () => {
  it('R5: says what is promised, what is left and how far I am', async () => {
    const reward = { kind: 'points', points: 500 } as const;
    const referral = await openReferral(
      app,
      async (counter) => {
        const template_id = await listedTemplate(app, counter, { stock: 5 });
        const invitee_reward = { kind: 'coupon', template_id } as const;
        return {
          invitee_reward,
          milestones: [
            { friends: 2, reward },
            { friends: 3, reward },
          ],
        };
      },
      { budget: 10, milestone_budgets: [1, 0] },
    );
    const ann = referral.inviter;
    const before = await programOf(ann, referral.program);
    const shownCoupon = { kind: 'coupon', title: '新人立减 5 元' };
    expect(before).toMatchObject({
      name: '老友带新',
      merchant_name: '好茶',
      promise: {
        inviter_reward: { kind: 'points', points: 100 },
        invitee_reward: shownCoupon,
        window_days: 7,
      },
      // five coupons, though the budget is for ten
      ...{ friends_left: 5, sharing: 'open' },
      milestones: [
        { friends: 2, reward, left: 1, state: 'open' },
        { friends: 3, reward, left: 0, state: 'used_up' },
      ],
      my: { joined: 0, resting: 0, confirmed: 0, to_claim: 0 },
    });
    await earnedFriend(app, referral);
    await earnedFriend(app, referral);
    await newFriend(app, referral);
    const after = await programOf(ann, referral.program);
    expect(after).toMatchObject({
      friends_left: 2,
      milestones: [{ left: 0, state: 'reached' }, { state: 'used_up' }],
      // two friends and a milestone
      my: { joined: 3, resting: 0, confirmed: 2, to_claim: 3 },
    });
    const claimable = (await rewardsShown(app, ann)).find(({ state }) => state === 'claimable');
    expect((await claimReward(app, ann, claimable?.id ?? '')).status).toBe(201);
    expect((await programOf(ann, referral.program))?.my.to_claim).toBe(2);
  });

  it('R5: says before sharing that nothing is left, and that a limit is reached', async () => {
    const referral = await openReferral(app, { cap_day: 1, cap_total: 2 }, { budget: 3 });
    const ann = referral.inviter;
    const sharing = async () => (await programOf(ann, referral.program))?.sharing;
    expect(await sharing()).toBe('open');
    await newFriend(app, referral);
    expect(await sharing()).toBe('cap_day');
    daysLater(app, 1);
    expect(await sharing()).toBe('open');
    await newFriend(app, referral);
    expect(await sharing()).toBe('cap_total');
    await newFriend(app, referral);
    const shown = await programOf(ann, referral.program);
    expect(shown).toMatchObject({ sharing: 'used_up', friends_left: 0 });
    await newFriend(app, referral);
    const { items } = await friendsOf(ann);
    expect(items.map(({ unrewarded }) => unrewarded)).toEqual(['budget', 'cap_total', null, null]);
    expect(items.map(({ reward }) => reward?.state ?? null)).toEqual([null, null, 'promised', 'promised']);
  });

  it('R1: shows those that run, and no other', async () => {
    const counter = await openCounter(app);
    const of = (change: Partial<ReturnType<typeof programBody>>) =>
      createProgram(app, counter.shop, { ends_at: '2027-11-20T00:00:00.000Z', ...change });
    const running = await of({});
    const paused = await of({});
    await patchProgram(app, paused, { state: 'paused' });
    const later = await of({ starts_at: '2027-10-01T00:00:00.000Z' });
    const over = await of({ ends_at: new Date(app.clock.now() + 1).toISOString() });
    const ann = await joinCustomer(app);
    app.clock.advance(1);
    const ids = (await programsOf(ann)).map(({ id }) => id);
    expect([running, paused, later, over].map((id) => ids.includes(id))).toEqual([true, false, false, false]);
    expect((await boardOf(ann, over)).items).toEqual([]);
  });
});

describe('friends and rewards', () => {
  it('R8: lists my friends newest first, masked, page by page, of one program or of all', async () => {
    const referral = await openReferral(app);
    const ann = referral.inviter;
    const second = await createProgram(app, referral.counter.shop, {
      ends_at: '2027-11-20T00:00:00.000Z',
      terms: programTerms({ inviter_reward: null }),
    });
    const code = await inviteCode(app, await app.asPerson(ann.openid), second);
    const friends: Friend[] = [];
    for (let n = 0; n < 5; n += 1) friends.push(await newFriend(app, n === 2 ? { code } : referral));
    await rename(friends[0]!, '🍓小莓');
    await rename(friends[1]!, '小满');
    const seen = [];
    for (let after: string | undefined; ;) {
      const page = await friendsOf(ann, { limit: 2, ...(after === undefined ? {} : { after }) });
      seen.push(...page.items);
      if (page.next === null) break;
      after = page.next;
    }
    expect(seen.map(({ id }) => id)).toEqual(friends.map(({ invite_id }) => invite_id).reverse());
    expect(seen.map(({ name_masked }) => name_masked)).toEqual(['会员', '会员', '会员', '小**', '🍓**']);
    expect(seen[2]).toMatchObject({
      unrewarded: 'no_reward',
      reward: null,
      state: 'bound',
      in_review: false,
    });
    const only = await friendsOf(ann, { program_id: second });
    expect(only.items.map(({ id }) => id)).toEqual([friends[2]!.invite_id]);
    expect((await friendsOf(friends[0]!)).items).toEqual([]);
    expect(JSON.stringify(seen)).not.toContain('小莓');
  });

  it('R8: follows each friend from joining to the reward', async () => {
    const referral = await openReferral(app);
    const ann = referral.inviter;
    const bob = await newFriend(app, referral);
    const shown = async () => (await friendsOf(ann)).items[0];
    expect(await shown()).toMatchObject({
      state: 'bound',
      qualified_at: null,
      reward: { state: 'promised' },
    });
    const purchase = await buyToday(app, referral.counter, bob, 3_000);
    await settle(app);
    const resting = await shown();
    expect(resting).toMatchObject({ state: 'qualified', reward: { state: 'resting', claim_until_at: null } });
    expect(Date.parse(resting?.rests_until_at ?? '')).toBeGreaterThan(app.clock.now());
    const [mine] = await rewardsShown(app, bob);
    expect(mine).toMatchObject({
      ...{ side: 'invitee', friend_masked: null, program_name: '老友带新', state: 'resting' },
      ...{ rests_until_at: resting?.rests_until_at, qualify_until_at: null, claim_until_at: null },
    });
    daysLater(app, 1);
    await settle(app);
    expect(await shown()).toMatchObject({ state: 'confirmed', reward: { state: 'claimable' } });
    expect((await claimNewest(app, ann)).status).toBe(201);
    expect(await shown()).toMatchObject({ reward: { state: 'claimed' } });
    expect((await (await giveBack(app, referral, purchase, 3_000))()).status).toBe(201);
    await settle(app);
    expect(await shown()).toMatchObject({ state: 'taken_back', reward: { state: 'taken_back' } });
    expect(await rewardsShown(app, bob)).toMatchObject([{ state: 'voided' }]);
  });

  it('R8: refuses a cursor of another list', async () => {
    const ann = await joinCustomer(app);
    for (const route of ['GET /me/invites', 'GET /me/rewards'] as const)
      expect((await app.call(route, { token: ann.token, query: { after: 'bm8' } })).body.code).toBe(
        'malformed',
      );
  });
});
