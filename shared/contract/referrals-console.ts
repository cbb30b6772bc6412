import { z } from 'zod';
import { INVITE_ENDS, INVITE_STATES, REVIEW_REASONS } from '../rules/referral-states';
import { dayText, idParams, idSchema, instantText, page, pageQuery, text } from './common';
import { programTerms } from './referral-terms';
import { defineRoutes } from './route';

const state = z.enum(['active', 'paused']);
const budget = z.int().min(0).max(10_000_000);

export const consoleProgram = z.object({
  id: idSchema('referral_program'),
  merchant_id: idSchema('merchant'),
  name: z.string(),
  starts_at: instantText,
  ends_at: instantText,
  state,
  terms: programTerms,
  /** Counts the versions of the terms; whoever was invited under one keeps it (O2). */
  terms_no: z.int(),
  /** Friends that may be rewarded: all that was ever granted less what was withdrawn, and what is promised to nobody. */
  budget_total: z.int(),
  budget_left: z.int(),
  milestones: z.array(
    z.object({ friends: z.int(), budget_total: z.int(), budget_left: z.int(), reached: z.int() }),
  ),
  joined: z.int(),
  resting: z.int(),
  confirmed: z.int(),
  in_review: z.int(),
  version: z.int(),
  created_at: instantText,
});
export type ConsoleProgram = z.infer<typeof consoleProgram>;

/** R7: an invite with what speaks against it. */
export const consoleInvite = z.object({
  id: idSchema('invite'),
  program_id: idSchema('referral_program'),
  inviter: z.object({ id: idSchema('member'), name_masked: z.string() }),
  invitee: z.object({ id: idSchema('member'), name_masked: z.string() }),
  state: z.enum(INVITE_STATES),
  joined_at: instantText,
  /** The purchase, redemption or handover that qualified the friend, and where. */
  act_id: z.string().nullable(),
  store_name: z.string().nullable(),
  qualified_at: instantText.nullable(),
  ended_reason: z.enum(INVITE_ENDS).nullable(),
  review: z.object({
    state: z.enum(['none', 'waiting', 'released', 'refused']),
    score: z.int(),
    reasons: z.array(z.object({ reason: z.enum(REVIEW_REASONS), score: z.int(), says: z.string() })),
    decided_by: z.string().nullable(),
    note: z.string().nullable(),
    at: instantText.nullable(),
  }),
  /** Whether a reward, or a milestone that fell with it, had been used before it could be taken back (R6). */
  lost: z.boolean(),
});
export type ConsoleInvite = z.infer<typeof consoleInvite>;

/** R10: one line of the numbers. Basis points where a rate; null where there is nothing to divide by. */
const numbersRow = z.object({
  /** Null for those without one (no channel, no store, no assistant). */
  id: z.string().nullable(),
  name: z.string().nullable(),
  /** Members of the group who joined in the window, the friends each brought within 30 days, and K = brought / members. */
  members: z.int(),
  brought: z.int(),
  k_bp: z.int().nullable(),
  /** One cohort: people who were no members and first opened an invite in the window, and how far they came. */
  opened: z.int(),
  joined: z.int(),
  qualified: z.int(),
  confirmed: z.int(),
  /** What was claimed for them, and for milestones reached by them, and not taken back: points, coupons and their worth. */
  points: z.int(),
  coupons: z.int(),
  coupons_fen: z.int(),
  points_per_joined: z.int().nullable(),
  fen_per_joined: z.int().nullable(),
  points_per_qualified: z.int().nullable(),
  fen_per_qualified: z.int().nullable(),
});
export type ReferralNumbers = z.infer<typeof numbersRow>;

export const consoleReferralsRoutes = defineRoutes({
  'GET /console/referral-programs': {
    summary: 'Referral programs, newest first',
    audience: 'console',
    permission: 'referrals.read',
    status: 200,
    query: pageQuery,
    response: page(consoleProgram),
    once: false,
    errors: [],
  },
  'POST /console/referral-programs': {
    summary: 'Create a referral program with its first budgets',
    audience: 'console',
    permission: 'referrals.write',
    status: 201,
    body: z.strictObject({
      merchant_id: idSchema('merchant'),
      name: text(30),
      starts_at: instantText,
      ends_at: instantText,
      terms: programTerms,
      /** Friends that may be rewarded. */
      budget,
      /** Members who may reach each milestone, in the order of the terms. */
      milestone_budgets: z.array(budget).max(5),
    }),
    response: consoleProgram,
    once: true,
    errors: ['not_found', 'reward_template_unfit'],
  },
  'PATCH /console/referral-programs/{id}': {
    summary: 'Change, pause or resume a program. What was promised stays promised (O2)',
    audience: 'console',
    permission: 'referrals.write',
    status: 200,
    params: idParams('referral_program'),
    body: z.strictObject({
      version: z.int(),
      name: text(30).optional(),
      ends_at: instantText.optional(),
      state: state.optional(),
      terms: programTerms.optional(),
    }),
    response: consoleProgram,
    once: true,
    errors: ['not_found', 'version_conflict', 'reward_template_unfit', 'milestones_fixed'],
  },
  'POST /console/referral-programs/{id}/budget-changes': {
    summary: 'Grant more or withdraw what is promised to nobody, by a delta',
    audience: 'console',
    permission: 'referrals.write',
    status: 201,
    params: idParams('referral_program'),
    body: z.strictObject({
      /** Null for the friends of the program, else the milestone of so many friends. */
      milestone: z.int().nullable(),
      delta: z.int().min(-10_000_000).max(10_000_000),
      reason: text(100),
    }),
    response: z.object({ budget_left: z.int() }),
    once: true,
    errors: ['not_found', 'budget_below_promised'],
  },
  'GET /console/invites': {
    summary: 'Invites, newest first; those in review the oldest first',
    audience: 'console',
    permission: 'referrals.read',
    status: 200,
    query: pageQuery.extend({
      program_id: idSchema('referral_program').optional(),
      inviter_id: idSchema('member').optional(),
      review: z.enum(['waiting', 'released', 'refused']).optional(),
    }),
    response: page(consoleInvite),
    once: false,
    errors: ['not_found'],
  },
  'POST /console/invites/{id}/reviews': {
    summary: 'Release an invite that waits for review, or refuse its rewards (R7)',
    audience: 'console',
    permission: 'referrals.review',
    status: 201,
    params: idParams('invite'),
    body: z.strictObject({ decision: z.enum(['release', 'refuse']), reason: text(100) }),
    response: consoleInvite,
    once: true,
    errors: ['not_found', 'review_closed'],
  },
  'GET /console/referral-numbers': {
    summary: 'K-factor, conversion of each step and cost, by what the inviter came through (R10)',
    audience: 'console',
    permission: 'referrals.read',
    status: 200,
    query: z.strictObject({
      /** Days of the program, both included; at most 366. */
      from: dayText,
      to: dayText,
      by: z.enum(['program', 'channel', 'store', 'staff']),
      program_id: idSchema('referral_program').optional(),
    }),
    response: z.object({ rows: z.array(numbersRow), total: numbersRow }),
    once: false,
    errors: ['malformed', 'not_found'],
  },
});
