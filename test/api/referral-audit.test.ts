import { referralBooksAuditChecks, referralsAuditChecks } from '../../server/referrals';
import { audit } from '../../server/ledger';
import type { TestApp } from '../support/app';
import { listedTemplate } from './counter.support';
import { newFriend, openReferral, rewardsShown, settle, type Referral } from './lifecycle.support';
import { claimReward, earnedFriend, giveBack, quietApp } from './rewards.support';

const CHECKS = [...referralsAuditChecks, ...referralBooksAuditChecks];

let app: TestApp;
/** What stands for the ids in the statements below. */
let ids: Readonly<Record<string, string>>;

/**
 * Bob's reward and his inviter's are claimed, Carl's can be claimed and reached a milestone, Eve's was claimed and taken
 * back, and Dora has just joined.
 */
beforeAll(async () => {
  app = await quietApp();
  const reward = { kind: 'points', points: 500 } as const;
  const referral: Referral = await openReferral(
    app,
    async (counter) => ({
      invitee_reward: { kind: 'coupon', template_id: await listedTemplate(app, counter) },
      milestones: [{ friends: 2, reward }],
      claim_days: 30,
    }),
    { milestone_budgets: [3] },
  );
  const ann = referral.inviter;
  const claimOf = async (member: { readonly openid: string }, side: string): Promise<void> => {
    const own = (await rewardsShown(app, member)).find((each) => each.side === side);
    expect((await claimReward(app, member, own?.id ?? '')).status).toBe(201);
  };
  const eve = await earnedFriend(app, referral);
  await claimOf(ann, 'inviter');
  await claimOf(eve, 'invitee');
  expect((await (await giveBack(app, referral, eve.purchase, 3_000))()).status).toBe(201);
  await settle(app);
  const bob = await earnedFriend(app, referral);
  await claimOf(ann, 'inviter');
  await claimOf(bob, 'invitee');
  const carl = await earnedFriend(app, referral);
  const dora = await newFriend(app, referral);
  ids = {
    program: referral.program,
    ann: ann.id,
    dora: dora.id,
    of_bob: bob.invite_id,
    of_carl: carl.invite_id,
    of_dora: dora.invite_id,
    of_eve: eve.invite_id,
    code: referral.code,
  };
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

const run = (sql: string): Promise<number> =>
  app.db.database.transaction((session) =>
    session.execute(
      sql.replace(/:([a-z]\w*)/g, (_, name: string) => `'${ids[name] ?? name}'`),
      [],
    ),
  );

const VISIT = 'an invite is of a visit by the code of its inviter, who was a member before';
const CIRCLE = 'nobody was brought by a friend of theirs';
const TERMS = 'an invite keeps rules that its program had, and a program is at its newest';
const TIMES = "an invite's times say what its state says";
const BELONGS = 'a reward is for an invite or a milestone of its member';
const PROMISED = 'an invite promises what it says it does';
const AS_FAR = 'a reward is as far as its invite';
const REWARD_TIMES = "a reward's times and coupon say what its state says";
const MILESTONE = 'a milestone is rewarded once at a time, to whoever has so many friends';
const STANDING = 'how far a member is equals a recount of their friends';
const ON_DAY = 'what was promised on the last day is counted';
const BOARD = 'the leaderboard is in the order of the friends';
const TOTAL = 'a budget is all that was granted, less what was withdrawn';
const UNIT =
  'a friend or milestone has its unit of the budget as long as something of it is, or can be, claimed';
const ONE = 'every unit that is held is of one friend or milestone';
const STOCK = 'a coupon is kept for a reward until it is issued or falls away';
const POINTS = 'points that were claimed and taken back are in the statement';
const COUPON =
  "a coupon that was claimed as a reward is its member's, and one that was taken back cannot be used";

const REWARDS = 'UPDATE referral_rewards SET';

describe('the audit of referrals', () => {
  it.each([
    [
      'a visit by the code of somebody else',
      "UPDATE visits SET invite = 'zzzzzzzz' WHERE id = (SELECT visit_id FROM invites WHERE id = :of_bob)",
      'UPDATE visits SET invite = :code WHERE id = (SELECT visit_id FROM invites WHERE id = :of_bob)',
      [VISIT],
    ],
    [
      'an inviter who joined after the friend',
      'UPDATE members SET joined_at = joined_at + 99999999999 WHERE id = :ann',
      'UPDATE members SET joined_at = joined_at - 99999999999 WHERE id = :ann',
      [VISIT],
    ],
    [
      'somebody who was brought by a friend of theirs',
      'UPDATE invites SET inviter_id = :dora WHERE id = :of_bob',
      'UPDATE invites SET inviter_id = :ann WHERE id = :of_bob',
      [VISIT, CIRCLE, BELONGS, STANDING],
    ],
    [
      'rules that there never were',
      'UPDATE invites SET terms_no = 2 WHERE id = :of_dora',
      'UPDATE invites SET terms_no = 1 WHERE id = :of_dora',
      [TERMS],
    ],
    [
      'a program at rules that there are not',
      'UPDATE referral_programs SET terms_no = 2 WHERE id = :program',
      'UPDATE referral_programs SET terms_no = 1 WHERE id = :program',
      // whose milestones nobody knows
      [TERMS, TOTAL],
    ],
    [
      'a friend who counts without having done anything',
      "UPDATE invites SET state = 'confirmed' WHERE id = :of_dora",
      "UPDATE invites SET state = 'bound' WHERE id = :of_dora",
      [TIMES, AS_FAR, STANDING],
    ],
    [
      'an act after the time for it',
      'UPDATE invites SET qualified_at = qualify_until_at + 1 WHERE id = :of_carl',
      'UPDATE invites SET qualified_at = rests_until_at - 86400000 WHERE id = :of_carl',
      [TIMES],
    ],
    [
      'a reward for somebody else',
      `${REWARDS} member_id = :dora WHERE invite_id = :of_carl AND side = 'inviter'`,
      `${REWARDS} member_id = :ann WHERE invite_id = :of_carl AND side = 'inviter'`,
      [BELONGS],
    ],
    [
      'a reward for nothing',
      `${REWARDS} invite_id = NULL WHERE invite_id = :of_dora AND side = 'inviter'`,
      `${REWARDS} invite_id = :of_dora WHERE invite_id IS NULL AND side = 'inviter'`,
      [BELONGS, PROMISED, STANDING, ON_DAY],
    ],
    [
      'a promise that the invite denies',
      "UPDATE invites SET unrewarded = 'cap_day' WHERE id = :of_dora",
      'UPDATE invites SET unrewarded = NULL WHERE id = :of_dora',
      [PROMISED],
    ],
    [
      'a reward that can be claimed before its friend did anything',
      `${REWARDS} state = 'claimable', claim_until_at = at WHERE invite_id = :of_dora AND side = 'invitee'`,
      `${REWARDS} state = 'promised', claim_until_at = NULL WHERE invite_id = :of_dora AND side = 'invitee'`,
      [AS_FAR],
    ],
    [
      'a claim after the deadline',
      `${REWARDS} claimed_at = claim_until_at + 1 WHERE invite_id = :of_bob AND side = 'inviter'`,
      `${REWARDS} claimed_at = claim_until_at WHERE invite_id = :of_bob AND side = 'inviter'`,
      [REWARD_TIMES],
    ],
    [
      'a milestone for more friends than there are',
      `${REWARDS} friends = 3, milestone_key = CONCAT(:program, ':', :ann, ':3') WHERE side = 'milestone'`,
      `${REWARDS} friends = 2, milestone_key = CONCAT(:program, ':', :ann, ':2') WHERE side = 'milestone'`,
      // whose unit is of another budget
      [MILESTONE, UNIT],
    ],
    [
      'a milestone that could be reached once more',
      `${REWARDS} milestone_key = NULL WHERE side = 'milestone'`,
      `${REWARDS} milestone_key = CONCAT(:program, ':', :ann, ':2') WHERE side = 'milestone'`,
      [MILESTONE],
    ],
    [
      'friends whom nobody brought',
      'UPDATE referral_standings SET joined = joined + 1',
      'UPDATE referral_standings SET joined = joined - 1',
      [STANDING],
    ],
    [
      'a limit that counted too little',
      'UPDATE referral_standings SET rewarded_on_day = rewarded_on_day - 1',
      'UPDATE referral_standings SET rewarded_on_day = rewarded_on_day + 1',
      [ON_DAY],
    ],
    [
      'a better place on the board',
      'UPDATE referral_standings SET board_order = board_order - 1',
      'UPDATE referral_standings SET board_order = board_order + 1',
      [BOARD],
    ],
    [
      'an earlier time on the board',
      'UPDATE referral_standings SET confirmed_at = confirmed_at - 1',
      'UPDATE referral_standings SET confirmed_at = confirmed_at + 1',
      [BOARD],
    ],
    [
      'a budget that nobody granted',
      'UPDATE referral_programs SET budget_total = budget_total + 1',
      'UPDATE referral_programs SET budget_total = budget_total - 1',
      [TOTAL],
    ],
    [
      'an invite with the unit of another',
      'UPDATE invites SET hold_id = CONCAT(hold_id, 0) WHERE id = :of_dora',
      'UPDATE invites SET hold_id = SUBSTR(hold_id, 1, 32) WHERE id = :of_dora',
      [UNIT, ONE],
    ],
    [
      'a unit that was given back though a reward was claimed',
      "UPDATE transfers SET corrects_id = (SELECT hold_id FROM invites WHERE id = :of_bob) WHERE code = 'referral.returned'",
      "UPDATE transfers SET corrects_id = (SELECT hold_id FROM invites WHERE id = :of_eve) WHERE code = 'referral.returned'",
      [UNIT],
    ],
    [
      'a reward whose coupon nobody keeps',
      `${REWARDS} stock_hold_id = NULL WHERE invite_id = :of_dora AND side = 'invitee'`,
      `${REWARDS} stock_hold_id = (SELECT id FROM holds WHERE code = 'coupon.reserved' AND state = 'open' AND reference = referral_rewards.id)
       WHERE invite_id = :of_dora AND side = 'invitee'`,
      [STOCK],
    ],
    [
      'points that were given twice as much',
      `${REWARDS} points = 50 WHERE invite_id = :of_bob AND side = 'inviter'`,
      `${REWARDS} points = 100 WHERE invite_id = :of_bob AND side = 'inviter'`,
      [POINTS],
    ],
    [
      'points that were taken back for nothing',
      "UPDATE point_lines SET points = points - 1 WHERE reason = 'referral_back'",
      "UPDATE point_lines SET points = points + 1 WHERE reason = 'referral_back'",
      [POINTS],
    ],
    [
      'a coupon that can still be used though it was taken back',
      "UPDATE coupons SET state = 'issued' WHERE state = 'revoked'",
      `UPDATE coupons SET state = 'revoked' WHERE id = (SELECT coupon_id FROM referral_rewards WHERE state = 'taken_back' AND kind = 'coupon')`,
      [COUPON],
    ],
    [
      'a coupon that was no reward',
      `UPDATE coupons SET source_id = NULL WHERE source = 'referral' AND state = 'issued'`,
      `UPDATE coupons SET source_id = (SELECT id FROM referral_rewards WHERE coupon_id = coupons.id) WHERE source = 'referral' AND source_id IS NULL`,
      [COUPON],
    ],
  ])('L7: finds %s', async (_name, damage, repair, names) => {
    expect((await audit(app.db.database, CHECKS)).drift).toEqual([]);
    expect(await run(damage)).toBe(1);
    const { drift } = await audit(app.db.database, CHECKS);
    expect(await run(repair)).toBe(1);
    expect([...new Set(drift.map(({ check }) => check))]).toEqual(names);
  });
});
