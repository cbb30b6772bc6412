import { z } from 'zod';
import { amountFen, idSchema, instantText } from './common';
import { couponValue } from './coupons';

/** R5: what somebody gets, as an operator sets it. */
export const rewardTerms = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('points'), points: z.int().min(1).max(1_000_000) }),
  z.strictObject({ kind: z.literal('coupon'), template_id: idSchema('template') }),
]);
export type RewardTerms = z.infer<typeof rewardTerms>;

/** The same as a person reads it. */
export const rewardShown = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('points'), points: z.int() }),
  z.object({
    kind: z.literal('coupon'),
    template_id: idSchema('template'),
    title: z.string(),
    value: couponValue,
  }),
]);
export type RewardShown = z.infer<typeof rewardShown>;

/** R4: what the friend must do: never a share, an opened card, a visit or a bare registration. */
export const qualification = z.discriminatedUnion('kind', [
  /** A purchase of at least so much, after what was refunded of it: recorded in a store. An order that is paid is none. */
  z.strictObject({ kind: z.literal('purchase'), min_fen: amountFen }),
  /** A coupon used, or pieces of an order handed over, at a counter. */
  z.strictObject({ kind: z.literal('redemption') }),
]);
export type Qualification = z.infer<typeof qualification>;

export const milestoneTerms = z.strictObject({
  /** Friends whose reward has been earned. */
  friends: z.int().min(2).max(1000),
  reward: rewardTerms,
});
export type MilestoneTerms = z.infer<typeof milestoneTerms>;

/** Times of a program, as everybody may read them. */
const times = {
  /** R4: so long after joining the friend may qualify. */
  qualify_days: z.int().min(1).max(365),
  /** R6: a reward rests so long after what qualified the friend. */
  protect_days: z.int().min(0).max(90),
  /** R6: and can then be claimed so long. */
  claim_days: z.int().min(1).max(365),
};

/** R2–R7: the rules of a program. There is one level, and nothing here could make a second (R3). */
export const programTerms = z
  .strictObject({
    /** R2: how long after the visit joining still counts as invited. */
    window_days: z.int().min(1).max(90),
    /** R2: whose invite counts when somebody was invited by several. */
    touch: z.enum(['first', 'last']),
    qualify: qualification,
    ...times,
    inviter_reward: rewardTerms.nullable(),
    invitee_reward: rewardTerms.nullable(),
    /** By friends, rising. */
    milestones: z
      .array(milestoneTerms)
      .max(5)
      .refine(
        (all) => all.every(({ friends }, i) => friends > (all[i - 1]?.friends ?? 0)),
        '里程碑的人数要逐个增加',
      ),
    /** R7: for how many friends a member is rewarded, per day of the program and in all; null means no limit. */
    cap_day: z.int().min(1).max(1000).nullable(),
    cap_total: z.int().min(1).max(100_000).nullable(),
  })
  .refine((terms) => terms.inviter_reward !== null || terms.invitee_reward !== null, {
    error: '至少要给一方奖励',
    path: ['inviter_reward'],
  });
export type ProgramTerms = z.infer<typeof programTerms>;

/** What a person may read of a program's rules before sharing or joining. */
export const promise = z.object({
  inviter_reward: rewardShown.nullable(),
  invitee_reward: rewardShown.nullable(),
  qualify: qualification,
  window_days: z.int(),
  ...times,
});
export type Promised = z.infer<typeof promise>;

/** Who invited: a nickname and picture that passed WeChat's check (M6a); null where there is none. */
export const inviterShown = z.object({
  nickname: z.string().nullable(),
  /** `/pictures/{id}` with its query, below `/api/v1`. */
  avatar_url: z.string().nullable(),
});
export type InviterShown = z.infer<typeof inviterShown>;

/** What the landing page of an invite says. */
export const invitation = z.object({
  /**
   * `open`: joining binds and both are promised their rewards · `used_up`: the budget is used up, nothing is promised ·
   * `capped`: the inviter gets nothing for one more, the friend does · `ended`: the program is over or paused ·
   * `member`: I am a member already, invites are for new ones (my own invite among them).
   */
  state: z.enum(['open', 'used_up', 'capped', 'ended', 'member']),
  inviter: inviterShown,
  program_name: z.string(),
  merchant_name: z.string(),
  ends_at: instantText,
  /** The promise that joining now would bind. */
  promise,
});
export type Invitation = z.infer<typeof invitation>;
