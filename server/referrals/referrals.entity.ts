import type { ProgramTerms } from '../../shared/contract';
import { INVITE_ENDS, INVITE_STATES, REWARD_STATES, type SignalFinding } from '../../shared/rules';
import {
  choice,
  dayColumn,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

/** @rule R1 @rule O2 A referral program; its rules stand in `referral_terms`, the newest version by `terms_no`. */
export const referralPrograms = table(
  'referral_programs',
  {
    id: id('referral_program'),
    merchant_id: id('merchant'),
    name: text(30),
    starts_at: instantColumn(),
    ends_at: instantColumn(),
    state: choice(['active', 'paused']),
    terms_no: integer(1),
    /** @rule R5 Friends that may be rewarded: all that was ever granted, less what was withdrawn. */
    budget_total: integer(0),
    /** The same of each milestone, in the order of the terms. */
    milestone_totals: json<readonly number[]>(),
    version: integer(1),
    created_at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { running: ['state', 'ends_at', 'id'] },
    checks: { window: 'starts_at < ends_at' },
  },
);
export type ProgramRow = Row<typeof referralPrograms>;

/** @rule O2 One version of a program's rules; never changed. Whoever was invited under one keeps it. */
export const referralTerms = table(
  'referral_terms',
  {
    /** `<program>:<number>` */
    id: text(48),
    program_id: id('referral_program'),
    no: integer(1),
    terms: json<ProgramTerms>(),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { no: ['program_id', 'no'] } },
);
export type TermsRow = Row<typeof referralTerms>;

/** @rule R1 A member's invite code for a program. */
export const inviteCodes = table(
  'invite_codes',
  {
    /** `<program>:<member>` */
    id: text(80),
    program_id: id('referral_program'),
    member_id: id('member'),
    code: text(8),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { code: ['code'] }, index: { member: ['member_id'] } },
);
export type InviteCodeRow = Row<typeof inviteCodes>;

/**
 * @rule R2 @rule R3 @rule R4 @rule R6 @rule R7 One person brought by another. There is one inviter, and no column in
 * which an inviter's inviter could be stored. Changed under the locks of both members.
 */
export const invites = table(
  'invites',
  {
    id: id('invite'),
    program_id: id('referral_program'),
    terms_no: integer(1),
    inviter_id: id('member'),
    invitee_id: id('member'),
    /** The visit that brought them. */
    visit_id: id('visit'),
    /** How the inviter came (M3), copied for the numbers (R10). */
    channel_id: nullable(id('channel')),
    store_id: nullable(id('store')),
    staff_id: nullable(id('staff')),
    state: choice(INVITE_STATES),
    /** Why nothing is promised to the inviter; `budget`: to nobody. Null where something is. */
    unrewarded: nullable(choice(['budget', 'cap_day', 'cap_total', 'no_reward'])),
    /** The hold of one friend from the program's budget (R5); null where nothing is promised to anybody. */
    hold_id: nullable(id('transfer')),
    /** WeChat's user risk rank when they joined, 0–4; null where it was not to be had (R7). */
    risk_rank: nullable(integer(0)),
    joined_at: instantColumn(),
    /** The program's day. */
    joined_day: dayColumn(),
    qualify_until_at: instantColumn(),
    /** The purchase, redemption or handover that qualified the friend (R4), and where it was. */
    act_id: nullable(text(40)),
    /** The coupon that a redemption used up; null for anything else. */
    act_coupon_id: nullable(id('coupon')),
    /** The order of which pieces were handed over; null for anything else. */
    act_order_id: nullable(id('order')),
    act_store_id: nullable(id('store')),
    qualified_at: nullable(instantColumn()),
    rests_until_at: nullable(instantColumn()),
    confirmed_at: nullable(instantColumn()),
    ended_at: nullable(instantColumn()),
    ended_reason: nullable(choice(INVITE_ENDS)),
    review: choice(['none', 'waiting', 'released', 'refused']),
    review_score: integer(0),
    review_findings: json<readonly SignalFinding[]>(),
    reviewed_by: nullable(id('account')),
    review_note: nullable(text(100)),
    reviewed_at: nullable(instantColumn()),
    /** When there is something to do whatever happens; null: only an event or a person moves it. */
    due_at: nullable(instantColumn()),
    /** Version of the inviter's owner and position within it: the order of their friends. */
    version: integer(1),
    ordinal: integer(0),
  },
  {
    primary: ['id'],
    unique: { invitee: ['invitee_id'], order: ['inviter_id', 'version', 'ordinal'] },
    index: {
      program: ['program_id', 'joined_day', 'id'],
      progress: ['program_id', 'state'],
      friends: ['inviter_id', 'program_id', 'version', 'ordinal'],
      due: ['due_at', 'id'],
      act: ['act_id'],
      review: ['review', 'id'],
      burst: ['act_store_id', 'qualified_at'],
    },
    checks: { not_self: 'inviter_id <> invitee_id' },
  },
);
export type InviteRow = Row<typeof invites>;

/** @rule R5 @rule R6 What somebody gets for a friend, for having been brought, or for a milestone. */
export const referralRewards = table(
  'referral_rewards',
  {
    id: id('reward'),
    program_id: id('referral_program'),
    member_id: id('member'),
    side: choice(['inviter', 'invitee', 'milestone']),
    /** Null for a milestone. */
    invite_id: nullable(id('invite')),
    /** Of a milestone: how many friends it is for. */
    friends: nullable(integer(2)),
    /** Of a milestone: `<program>:<member>:<friends>`, null once it fell away unused: it is reached once at a time. */
    milestone_key: nullable(text(80)),
    kind: choice(['points', 'coupon']),
    /** 0 for a coupon. */
    points: integer(0),
    template_id: nullable(id('template')),
    state: choice(REWARD_STATES),
    /** The hold `coupon.reserved` that keeps a piece of the template's stock; null for points. */
    stock_hold_id: nullable(id('transfer')),
    /** Of a milestone: its own hold from the budget; a friend's is the invite's. */
    hold_id: nullable(id('transfer')),
    claim_until_at: nullable(instantColumn()),
    claimed_at: nullable(instantColumn()),
    coupon_id: nullable(id('coupon')),
    ended_at: nullable(instantColumn()),
    at: instantColumn(),
    /** Version of the member's owner and position within it: the order of their rewards. */
    version: integer(1),
    ordinal: integer(0),
  },
  {
    primary: ['id'],
    unique: {
      order: ['member_id', 'version', 'ordinal'],
      side: ['invite_id', 'side'],
      milestone: ['milestone_key'],
    },
    index: {
      mine: ['member_id', 'state', 'version', 'ordinal'],
      due: ['state', 'claim_until_at', 'id'],
      program: ['program_id', 'side', 'state'],
    },
  },
);
export type RewardRow = Row<typeof referralRewards>;

/** Confirmed friends of the best there could be; the board is ordered by what is missing to it. */
export const BOARD_TOP = 1_000_000_000;

/** @rule R7 @rule R8 How far a member is in a program: what caps, milestones and the leaderboard look at. */
export const referralStandings = table(
  'referral_standings',
  {
    /** `<program>:<member>` */
    id: text(80),
    program_id: id('referral_program'),
    member_id: id('member'),
    /** Friends who joined. */
    joined: integer(0),
    /** Friends for whom something is or was promised to the member and did not fall away unclaimed: counts for `cap_total`. */
    rewarded: integer(0),
    /** The program's day of the last friend, and how many of that day something was promised for: counts for `cap_day`. */
    day: dayColumn(),
    rewarded_on_day: integer(0),
    /** Friends who qualified and whose rewards rest. */
    resting: integer(0),
    /** Friends whose reward was earned. */
    confirmed: integer(0),
    /** `BOARD_TOP` − confirmed, and since when: the order of the leaderboard. */
    board_order: integer(0),
    confirmed_at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { board: ['program_id', 'board_order', 'confirmed_at', 'member_id'], member: ['member_id'] },
  },
);
export type StandingRow = Row<typeof referralStandings>;

export const REFERRALS_TABLES = [
  referralPrograms,
  referralTerms,
  inviteCodes,
  invites,
  referralRewards,
  referralStandings,
] as const;
