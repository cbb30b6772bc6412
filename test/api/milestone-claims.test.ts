import type { ProgramTerms } from '../../shared/contract';
import type { TestApp } from '../support/app';
import type { Customer } from './counter.support';
import {
  leftOf,
  openReferral,
  pointsOf,
  redeemToday,
  rewardsShown,
  settle,
  newFriend,
  undoToday,
  type Referral,
} from './lifecycle.support';
import { patchProgram, programTerms } from './programs.support';
import { claimReward, earnedFriend, giveBack, quietApp, rest, tap } from './rewards.support';

let app: TestApp;

beforeAll(async () => {
  app = await quietApp();
});
afterAll(() => app.close());
afterEach(() => app.audit());

const milestones = [{ friends: 2, reward: { kind: 'points', points: 500 } as const }];
const open = (change: Partial<ProgramTerms> = {}): Promise<Referral> =>
  openReferral(app, { milestones, claim_days: 10, ...change }, { milestone_budgets: [3] });

async function milestoneOf(member: Pick<Customer, 'openid'>) {
  const found = (await rewardsShown(app, member)).find(({ side }) => side === 'milestone');
  if (!found) throw new Error('there is no milestone');
  return found;
}

describe('claiming a milestone', () => {
  it('R6: a refund that nobody has looked at yet voids the claim, unless there are friends enough without it', async () => {
    const referral = await open();
    const ann = referral.inviter;
    const bob = await earnedFriend(app, referral);
    await earnedFriend(app, referral);
    const { id } = await milestoneOf(ann);
    expect((await (await giveBack(app, referral, bob.purchase, 1_001))()).status).toBe(201);
    expect((await claimReward(app, ann, id)).body.code).toBe('reward_void');
    expect((await pointsOf(app, ann)).balance).toBe(0);
    await settle(app);
    expect((await milestoneOf(ann)).state).toBe('voided');
    expect(await leftOf(app, referral, 2)).toBe(3);

    await earnedFriend(app, referral);
    const carl = await earnedFriend(app, referral);
    const again = await milestoneOf(ann);
    expect(again.state).toBe('claimable');
    // three friends, of whom two are left
    expect((await (await giveBack(app, referral, carl.purchase, 3_000))()).status).toBe(201);
    expect((await claimReward(app, ann, again.id)).status).toBe(201);
    await settle(app);
    expect((await milestoneOf(ann)).state).toBe('claimed');
    expect((await pointsOf(app, ann)).balance).toBe(500);
  });

  it('R6 C7: the same of a redemption that was undone; friends count by the terms they were promised', async () => {
    const referral = await open({ qualify: { kind: 'purchase', min_fen: 2_500 } });
    const { inviter: ann, counter } = referral;
    const bob = await earnedFriend(app, referral);
    const terms = programTerms({ qualify_days: 2, protect_days: 1, claim_days: 10, milestones });
    await patchProgram(app, referral.program, { terms: { ...terms, qualify: { kind: 'redemption' } } });
    const redeemed = async () => {
      const { redemption } = await redeemToday(app, counter, await newFriend(app, referral));
      await settle(app);
      await rest(app);
      return redemption;
    };
    const first = await redeemed();
    const { id } = await milestoneOf(ann);
    await undoToday(app, counter, first);
    expect((await claimReward(app, ann, id)).body.code).toBe('reward_void');
    await settle(app);
    await redeemed();
    // all of Bob's purchase that his terms ask for is still there
    expect((await (await giveBack(app, referral, bob.purchase, 500))()).status).toBe(201);
    expect((await claimReward(app, ann, (await milestoneOf(ann)).id)).status).toBe(201);
  });

  it('R6: at the same time as a refund it never leaves the milestone with a friend too few', async () => {
    const referral = await open();
    const ann = referral.inviter;
    await earnedFriend(app, referral);
    for (let round = 0; round < 4; round += 1) {
      const bob = await earnedFriend(app, referral);
      const [{ id }, token] = [await milestoneOf(ann), await app.asPerson(ann.openid)];
      const refund = await giveBack(app, referral, bob.purchase, 3_000);
      const asked =
        round % 2 === 0 ? [() => tap(app, token, id), refund] : [refund, () => tap(app, token, id)];
      const replies = await Promise.all<{ readonly status: number }>(asked.map((ask) => ask()));
      expect(replies[round % 2 === 0 ? 1 : 0]?.status).toBe(201);
      await settle(app);
      expect(['voided', 'taken_back']).toContain((await milestoneOf(ann)).state);
    }
    expect(await pointsOf(app, ann)).toEqual({ balance: 0, debt: 0 });
    expect(await leftOf(app, referral, 2)).toBe(3);
  });
});
