import type { Ledger } from '../../server/ledger';
import { passMilestonesOn } from '../../server/referrals';
import { createTestApp, type TestApp } from '../support/app';
import { until } from '../wire/sockets';
import { joinCustomer, listedTemplate, type Customer } from './counter.support';
import { inviteCode } from './invites.support';
import {
  appOfDays,
  buyToday,
  daysLater,
  leftOf,
  newFriends,
  openReferral,
  rewardsShown,
  settle,
  type Referral,
} from './lifecycle.support';
import { changeProgramBudget, patchProgram, programTerms } from './programs.support';
import { claimReward, earnedFriend, giveBack } from './rewards.support';

let app: TestApp;

beforeAll(async () => {
  app = await appOfDays();
});
afterAll(() => app.close());
afterEach(() => app.audit());

const milestone = { friends: 2, reward: { kind: 'points', points: 500 } as const };
const days = { qualify_days: 2, protect_days: 1, claim_days: 10 } as const;

/** Somebody else who invites to the same program. */
async function another({ program, counter }: Referral): Promise<Referral> {
  const inviter = await joinCustomer(app);
  return { program, counter, inviter, code: await inviteCode(app, inviter.token, program) };
}

async function twoFriends(referral: Referral) {
  return [await earnedFriend(app, referral), await earnedFriend(app, referral)] as const;
}

async function passOn(): Promise<number> {
  const { database, ledger, config } = app.app.core;
  return passMilestonesOn(database, ledger, config.program);
}

const milestonesOf = async ({ inviter }: { readonly inviter: Pick<Customer, 'openid'> }) =>
  (await rewardsShown(app, inviter)).filter(({ side }) => side === 'milestone');
const statesOf = async (of: Referral) => (await milestonesOf(of)).map(({ state }) => state);
const grant = async ({ program }: Referral, delta: number, friends = 2): Promise<void> => {
  expect((await changeProgramBudget(app, program, delta, friends)).status).toBe(201);
};

describe('a milestone that had run out', () => {
  it('R5: reaches those whom it passed over when more is granted, who was there first before others', async () => {
    const ann = await openReferral(app, { milestones: [milestone], ...days }, { milestone_budgets: [0] });
    const [ben, cat] = [await another(ann), await another(ann)];
    await twoFriends(cat);
    await twoFriends(ann);
    // a third friend makes Cat no later: she had two before Ann had
    await earnedFriend(app, cat);
    await earnedFriend(app, ben);
    expect(await passOn()).toBe(0);
    await grant(ann, 1);
    expect(await passOn()).toBe(1);
    expect([await statesOf(ann), await statesOf(ben), await statesOf(cat)]).toEqual([[], [], ['claimable']]);
    expect(await passOn()).toBe(0);
    await grant(ann, 5);
    expect(await passOn()).toBe(1);
    expect([await statesOf(ann), await statesOf(ben)]).toEqual([['claimable'], []]);
    expect(await leftOf(app, ann, 2)).toBe(4);
    const [own] = await milestonesOf(ann);
    expect((await claimReward(app, ann.inviter, own?.id ?? '')).body).toMatchObject({ points: 500 });
    expect(await passOn()).toBe(0);
  });

  it("R5 R6: goes to the next one when somebody's falls away, or is not claimed in time", async () => {
    const ann = await openReferral(app, { milestones: [milestone], ...days }, { milestone_budgets: [1] });
    const [ben, cat] = [await another(ann), await another(ann)];
    const [first] = await twoFriends(ann);
    await twoFriends(ben);
    await twoFriends(cat);
    expect(await passOn()).toBe(0);
    expect((await (await giveBack(app, ann, first.purchase, 3_000))()).status).toBe(201);
    await settle(app);
    expect(await passOn()).toBe(1);
    expect([await statesOf(ann), await statesOf(ben), await statesOf(cat)]).toEqual([
      ['voided'],
      ['claimable'],
      [],
    ]);
    daysLater(app, 11);
    await settle(app);
    expect(await passOn()).toBe(1);
    expect([await statesOf(ben), await statesOf(cat)]).toEqual([['expired'], ['claimable']]);
    // who has let it pass does not get it once more
    await grant(ann, 3);
    expect(await passOn()).toBe(0);
  });

  it('R5 O2: that is added to a program reaches those who have friends enough already', async () => {
    const ann = await openReferral(app, { ...days });
    await twoFriends(ann);
    await patchProgram(app, ann.program, { terms: programTerms({ ...days, milestones: [milestone] }) });
    expect(await passOn()).toBe(0);
    await grant(ann, 1);
    expect(await passOn()).toBe(1);
    expect(await statesOf(ann)).toEqual(['claimable']);
  });

  it('R5 C4: reaches nobody while its coupon has run out, and who was first when there is one again', async () => {
    const kept = {} as { template: `tpl_${string}` };
    const ann = await openReferral(
      app,
      async (counter) => {
        kept.template = await listedTemplate(app, counter, { stock: 0 });
        const reward = { kind: 'coupon', template_id: kept.template } as const;
        return { milestones: [{ friends: 2, reward }], ...days };
      },
      { milestone_budgets: [5] },
    );
    const ben = await another(ann);
    await twoFriends(ben);
    await twoFriends(ann);
    expect(await passOn()).toBe(0);
    await app.ok('POST /console/coupon-templates/{id}/stock-changes', {
      token: await app.asConsole(),
      params: { id: kept.template },
      body: { delta: 1, reason: '加量' },
    });
    expect(await passOn()).toBe(1);
    expect([await statesOf(ann), await statesOf(ben)]).toEqual([[], ['claimable']]);
    expect(await leftOf(app, ann, 2)).toBe(4);
  });

  it('R5: is passed on once by two servers at once', async () => {
    const ann = await openReferral(app, { milestones: [milestone], ...days }, { milestone_budgets: [0] });
    const ben = await another(ann);
    await twoFriends(ann);
    await twoFriends(ben);
    await grant(ann, 1);
    const given = await Promise.all([passOn(), passOn(), passOn()]);
    expect(given.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect([await statesOf(ann), await statesOf(ben)]).toEqual([['claimable'], []]);
  });

  it.each(['refused', 'failed', 'answered from before'] as const)(
    'R5: reaches those behind somebody who cannot be given theirs: %s',
    async (how) => {
      const ann = await openReferral(app, { milestones: [milestone], ...days }, { milestone_budgets: [0] });
      const ben = await another(ann);
      for (const one of [ann, ben]) await twoFriends(one);
      await grant(ann, 1);
      const { database, ledger, config } = app.app.core;
      const ledgerBut: Pick<Ledger, 'run'> = {
        run: async (command, input, options) => {
          if (!options.key.includes(ann.inviter.id)) return ledger.run(command, input, options);
          if (how === 'failed') throw new Error('always');
          return how === 'refused'
            ? { ok: false, refusal: { code: 'not_started' } }
            : { ok: true, answer: input as never, replayed: true };
        },
      };
      const done = passMilestonesOn(database, ledgerBut, config.program);
      // what failed is told, after the others were served
      await (how === 'failed' ? expect(done).rejects.toThrow('always') : done);
      expect([await statesOf(ann), await statesOf(ben)]).toEqual([[], ['claimable']]);
      expect(await leftOf(app, ann, 2)).toBe(0);
    },
  );
});

describe('the server by itself', () => {
  it('R5: passes a milestone on once more is granted', async () => {
    const running = await createTestApp();
    const terms = { milestones: [milestone], protect_days: 0, claim_days: 10 };
    const ann = await openReferral(running, terms, { milestone_budgets: [0] });
    for (const friend of await newFriends(running, ann, 2))
      await buyToday(running, ann.counter, friend, 3_000);
    running.clock.advance(2 * 60_000);
    const shown = async () => {
      const { items } = await running.ok('GET /referral-programs', {
        token: await running.asPerson(ann.inviter.openid),
      });
      return items.find(({ id }) => id === ann.program);
    };
    await until(async () => (await shown())?.my.confirmed === 2);
    expect((await shown())?.milestones).toMatchObject([{ state: 'used_up' }]);
    expect((await changeProgramBudget(running, ann.program, 1, 2)).status).toBe(201);
    await until(async () => (await shown())?.milestones[0]?.state === 'reached');
    await running.audit();
    await running.close();
  });
});
