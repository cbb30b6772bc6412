import { z } from 'zod';
import { INVITE_ENDS, INVITE_STATES, REWARD_STATES } from '../rules/referral-states';
import { idParams, idSchema, instantText, page, pageQuery } from './common';
import { promise, rewardShown } from './referral-terms';
import { defineRoutes } from './route';

/** R1: eight base-62 characters; `i.` and the code fit WeChat's 32-character `scene`. */
export const INVITE_CODE = /^[0-9A-Za-z]{8}$/;

/** A running program as a member sees it before sharing (R5). */
export const memberProgram = z.object({
  id: idSchema('referral_program'),
  name: z.string(),
  merchant_name: z.string(),
  starts_at: instantText,
  ends_at: instantText,
  promise,
  cap_day: z.int().nullable(),
  cap_total: z.int().nullable(),
  /** How many more friends can be rewarded, whoever brings them. */
  friends_left: z.int(),
  /** What one more friend would bring me now. */
  sharing: z.enum(['open', 'used_up', 'cap_day', 'cap_total']),
  milestones: z.array(
    z.object({
      friends: z.int(),
      reward: rewardShown,
      /** "The first N": how many members can still reach it. */
      left: z.int(),
      state: z.enum(['open', 'used_up', 'reached']),
    }),
  ),
  /** My friends: all who joined, those of them who bought and whose reward rests, those whose reward was earned. */
  my: z.object({ joined: z.int(), resting: z.int(), confirmed: z.int(), to_claim: z.int() }),
});
export type MemberProgram = z.infer<typeof memberProgram>;

/** One of my rewards. */
export const reward = z.object({
  id: idSchema('reward'),
  program_id: idSchema('referral_program'),
  program_name: z.string(),
  /** For bringing a friend, for being brought, or for having brought so many. */
  side: z.enum(['inviter', 'invitee', 'milestone']),
  friends: z.int().nullable(),
  /** The friend, masked; null unless it is for bringing one. */
  friend_masked: z.string().nullable(),
  reward: rewardShown,
  state: z.enum(REWARD_STATES),
  /** Whether it waits for a person to look at the invite (R7). */
  in_review: z.boolean(),
  /** Why the invite it is for ended, if it did; null for a milestone, which falls away with the number of friends. */
  ended_reason: z.enum(INVITE_ENDS).nullable(),
  /** While it is promised: until when the friend (or I) may qualify. */
  qualify_until_at: instantText.nullable(),
  /** While it rests: until when. */
  rests_until_at: instantText.nullable(),
  claim_until_at: instantText.nullable(),
  claimed_at: instantText.nullable(),
  coupon_id: idSchema('coupon').nullable(),
  at: instantText,
});
export type Reward = z.infer<typeof reward>;

/** R8: a friend of mine and how far they are, masked. */
export const friend = z.object({
  id: idSchema('invite'),
  name_masked: z.string(),
  state: z.enum(INVITE_STATES),
  in_review: z.boolean(),
  joined_at: instantText,
  qualify_until_at: instantText,
  qualified_at: instantText.nullable(),
  rests_until_at: instantText.nullable(),
  /** Why it ended, if it did. */
  ended_reason: z.enum(INVITE_ENDS).nullable(),
  /** Why nothing is promised to me for this friend, where nothing is. */
  unrewarded: z.enum(['budget', 'cap_day', 'cap_total', 'no_reward']).nullable(),
  reward: z
    .object({
      id: idSchema('reward'),
      reward: rewardShown,
      state: z.enum(REWARD_STATES),
      claim_until_at: instantText.nullable(),
    })
    .nullable(),
});
export type Friend = z.infer<typeof friend>;

const place = z.object({
  rank: z.int().min(1),
  name_masked: z.string(),
  friends: z.int(),
  /** Whether that is me. */
  mine: z.boolean(),
});

export const referralsRoutes = defineRoutes({
  'GET /referral-programs': {
    summary: 'Programs that run now, with what they promise, what is left and how far I am (R5, R8)',
    audience: 'member',
    permission: 'member',
    status: 200,
    response: z.object({ items: z.array(memberProgram) }),
    once: false,
    errors: [],
  },
  'POST /referral-programs/{id}/codes': {
    summary: 'My invite code for a program; the same one every time (R1)',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('referral_program'),
    response: z.object({
      code: z.string(),
      /** Page of the mini-program that a share card opens, with its query. */
      path: z.string(),
      /** The same in the H5 build. */
      url: z.string(),
    }),
    once: true,
    errors: ['not_found', 'not_started', 'ended'],
  },
  'GET /invite-codes/{code}/code.png': {
    summary:
      'The picture of an invite code for a poster: a mini-program code with WeChat credentials, else a plain QR (R1)',
    audience: 'public',
    permission: 'public',
    status: 200,
    params: z.strictObject({ code: z.string().regex(INVITE_CODE, '不是邀请码') }),
    query: z.strictObject({
      width: z.coerce.number().int().min(280).max(1280).default(430),
      /** `plain` draws the QR code of the H5 page, for a poster that is saved from a browser. */
      form: z.enum(['auto', 'plain']).default('auto'),
    }),
    response: null,
    produces: 'image/png',
    once: false,
    errors: ['not_found', 'wechat_unavailable'],
  },
  'GET /me/invites': {
    summary: 'Friends I brought, newest first, masked (R8)',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery.extend({ program_id: idSchema('referral_program').optional() }),
    response: page(friend),
    once: false,
    errors: ['not_found'],
  },
  'GET /me/rewards': {
    summary: 'My rewards, newest first; of all programs, also those that are over',
    audience: 'member',
    permission: 'member',
    status: 200,
    query: pageQuery.extend({ state: z.enum(['claimable', 'all']).default('all') }),
    response: page(reward),
    once: false,
    errors: [],
  },
  'POST /me/rewards/{id}/claims': {
    summary: 'Claim a reward, once (R6)',
    audience: 'member',
    permission: 'member',
    status: 201,
    params: idParams('reward'),
    response: z.object({
      reward_id: idSchema('reward'),
      points: z.int(),
      coupon_id: idSchema('coupon').nullable(),
      balance_after: z.int(),
    }),
    once: true,
    errors: ['not_found', 'reward_not_yet', 'reward_claimed', 'reward_over', 'reward_void', 'reward_lost'],
  },
  'GET /referral-programs/{id}/leaderboard': {
    summary: 'The first fifty by friends, masked, ties by who was there first (R8)',
    audience: 'member',
    permission: 'member',
    status: 200,
    params: idParams('referral_program'),
    response: z.object({
      items: z.array(place),
      /** Mine; `rank` null beyond the board or without a friend. */
      mine: z.object({ rank: z.int().nullable(), friends: z.int() }),
    }),
    once: false,
    errors: ['not_found'],
  },
});
