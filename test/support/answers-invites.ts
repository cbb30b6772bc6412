import { DAY_MS, instant, toRfc3339 } from '../../shared/kernel';
import type { ResponseOf, RouteKey, Routes } from '../../shared/contract';
import { id } from './answers-shop';

type AnswerOf<Key extends RouteKey> = ResponseOf<Routes[Key]>;
type Program = AnswerOf<'GET /referral-programs'>['items'][number];
type Friend = AnswerOf<'GET /me/invites'>['items'][number];
type Reward = AnswerOf<'GET /me/rewards'>['items'][number];

const now = instant(Date.now());
const inDays = (days: number): string => toRfc3339(instant(now + days * DAY_MS));

const points = (amount: number) => ({ kind: 'points' as const, points: amount });
const coupon = {
  kind: 'coupon' as const,
  template_id: id('tpl', 7),
  title: '新朋友见面券',
  value: { kind: 'amount_off' as const, threshold_fen: 3_000, amount_fen: 1_000 },
};

const usualProgram: Program = {
  id: id('rpg', 1),
  name: '带朋友来坐坐',
  merchant_name: '留客烘焙',
  starts_at: inDays(-10),
  ends_at: inDays(39),
  promise: {
    inviter_reward: points(300),
    invitee_reward: coupon,
    qualify: { kind: 'purchase', min_fen: 2_000 },
    window_days: 7,
    qualify_days: 30,
    protect_days: 7,
    claim_days: 30,
  },
  cap_day: 5,
  cap_total: 50,
  friends_left: 1_268,
  sharing: 'open',
  milestones: [
    { friends: 3, reward: points(500), left: 86, state: 'reached' },
    { friends: 10, reward: points(2_000), left: 37, state: 'open' },
    { friends: 30, reward: coupon, left: 0, state: 'used_up' },
  ],
  my: { joined: 7, resting: 2, confirmed: 4, to_claim: 2 },
};

/** A running program, other than usual in what is given. */
export function programWith(more: Partial<Program> = {}): Program {
  return { ...usualProgram, ...more };
}

export const PROGRAM = usualProgram.id;
export const CODE = 'aB3dE6gH';

/** A code that nothing behind the app knows. */
export const inviteCode: AnswerOf<'POST /referral-programs/{id}/codes'> = {
  code: CODE,
  path: `/pages/landing/index?invite=${CODE}`,
  url: `http://127.0.0.1/app/#/pages/landing/index?scene=i.${CODE}`,
};

/** Nobody invited yet. */
export const beginning = programWith({
  my: { joined: 0, resting: 0, confirmed: 0, to_claim: 0 },
  milestones: usualProgram.milestones.map((one) =>
    one.state === 'reached' ? { ...one, state: 'open' } : one,
  ),
});

/** A second program beside it, with a redemption and for the inviter alone. */
export const otherProgram = programWith({
  id: id('rpg', 2),
  name: '早餐搭子',
  promise: {
    ...usualProgram.promise,
    inviter_reward: coupon,
    invitee_reward: null,
    qualify: { kind: 'redemption' },
    protect_days: 0,
  },
  milestones: [],
});

const usualFriend: Friend = {
  id: id('ivt', 1),
  name_masked: '林**',
  state: 'bound',
  in_review: false,
  joined_at: inDays(-2),
  qualify_until_at: inDays(28),
  qualified_at: null,
  rests_until_at: null,
  ended_reason: null,
  unrewarded: null,
  reward: { id: id('rwd', 1), reward: points(300), state: 'promised', claim_until_at: null },
};

function friend(no: number, more: Partial<Friend>): Friend {
  const { reward } = { ...usualFriend, ...more };
  return { ...usualFriend, id: id('ivt', no), ...more, reward: reward && { ...reward, id: id('rwd', no) } };
}

const earned = { id: id('rwd', 0), reward: points(300), claim_until_at: inDays(25) };

/** One in every state. */
export const friends: AnswerOf<'GET /me/invites'> = {
  items: [
    friend(1, {}),
    friend(2, {
      name_masked: '周*',
      state: 'qualified',
      joined_at: inDays(-4),
      rests_until_at: inDays(4),
      reward: { ...earned, state: 'resting', claim_until_at: null },
    }),
    friend(3, {
      name_masked: '会员 3305',
      state: 'qualified',
      in_review: true,
      joined_at: inDays(-5),
      rests_until_at: inDays(3),
      reward: { ...earned, state: 'resting', claim_until_at: null },
    }),
    friend(4, {
      name_masked: '何**',
      state: 'confirmed',
      joined_at: inDays(-12),
      reward: { ...earned, state: 'claimable' },
    }),
    friend(5, {
      name_masked: '陈*',
      state: 'confirmed',
      joined_at: inDays(-20),
      reward: { ...earned, state: 'claimed' },
    }),
    friend(6, { name_masked: '吴**', joined_at: inDays(-1), unrewarded: 'cap_day', reward: null }),
    friend(7, {
      name_masked: '郑*',
      state: 'expired',
      ended_reason: 'not_in_time',
      joined_at: inDays(-40),
      reward: { ...earned, state: 'voided' },
    }),
    friend(8, {
      name_masked: '孙**',
      state: 'taken_back',
      ended_reason: 'refunded',
      joined_at: inDays(-33),
      reward: { ...earned, state: 'taken_back' },
    }),
  ],
  next: null,
};

const usualReward: Reward = {
  id: id('rwd', 4),
  program_id: PROGRAM,
  program_name: usualProgram.name,
  side: 'inviter',
  friends: null,
  friend_masked: '何**',
  reward: points(300),
  state: 'claimable',
  in_review: false,
  ended_reason: null,
  qualify_until_at: null,
  rests_until_at: null,
  claim_until_at: inDays(25),
  claimed_at: null,
  coupon_id: null,
  at: inDays(-12),
};

/** One of my rewards, other than usual in what is given. */
export function rewardWith(more: Partial<Reward> = {}): Reward {
  return { ...usualReward, ...more };
}

/** Two that can be claimed. */
export const claimable: AnswerOf<'GET /me/rewards'> = {
  items: [
    usualReward,
    rewardWith({
      id: id('rwd', 20),
      side: 'milestone',
      friends: 3,
      friend_masked: null,
      reward: points(500),
    }),
  ],
  next: null,
};

/** One in every state. */
export const rewards: AnswerOf<'GET /me/rewards'> = {
  items: [
    ...claimable.items,
    rewardWith({
      id: id('rwd', 1),
      friend_masked: '林**',
      state: 'promised',
      qualify_until_at: inDays(28),
      claim_until_at: null,
    }),
    rewardWith({
      id: id('rwd', 2),
      friend_masked: '周*',
      state: 'resting',
      rests_until_at: inDays(4),
      claim_until_at: null,
    }),
    rewardWith({
      id: id('rwd', 3),
      friend_masked: '会员 3305',
      state: 'resting',
      in_review: true,
      rests_until_at: inDays(3),
      claim_until_at: null,
    }),
    rewardWith({ id: id('rwd', 5), friend_masked: '陈*', state: 'claimed', claimed_at: inDays(-3) }),
    rewardWith({
      id: id('rwd', 21),
      side: 'invitee',
      friend_masked: null,
      reward: coupon,
      state: 'claimed',
      claimed_at: inDays(-30),
      coupon_id: id('cpn', 21),
    }),
    rewardWith({ id: id('rwd', 7), friend_masked: '郑*', state: 'voided', ended_reason: 'not_in_time' }),
    rewardWith({ id: id('rwd', 8), friend_masked: '孙**', state: 'taken_back', ended_reason: 'refunded' }),
  ],
  next: null,
};

const NAMES = ['林**', '周*', '何**', '陈*', '会员 3305', '吴**', '郑*', '孙**', '黄*', '许**'];

/** Ten on the board, me among them. */
export const board: AnswerOf<'GET /referral-programs/{id}/leaderboard'> = {
  items: NAMES.map((name, i) => ({ rank: i + 1, name_masked: name, friends: 28 - 3 * i, mine: i === 8 })),
  mine: { rank: 9, friends: 4 },
};
