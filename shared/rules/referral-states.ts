/**
 * Where an invite stands (R2, R4, R6): the friend joined (`bound`), did what the program asks for (`qualified`, the
 * rewards rest), and rested long enough (`confirmed`). It ends `expired` when the friend did not qualify in time,
 * `voided` when that was refunded, undone or refused while the rewards rested, `taken_back` when after.
 */
export const INVITE_STATES = ['bound', 'qualified', 'confirmed', 'expired', 'voided', 'taken_back'] as const;
export type InviteState = (typeof INVITE_STATES)[number];

/** Why an invite ended: what the program asks for was not done in time, fell away, or a person refused it (R7). */
export const INVITE_ENDS = ['not_in_time', 'refunded', 'undone', 'refused'] as const;
export type InviteEnd = (typeof INVITE_ENDS)[number];

export const INVITE_EDGES: Readonly<Record<InviteState, readonly InviteState[]>> = {
  bound: ['qualified', 'expired'],
  qualified: ['confirmed', 'voided'],
  confirmed: ['taken_back'],
  expired: [],
  voided: [],
  taken_back: [],
};

/** Whether an invite may go from one state to the other. */
export function isInviteEdge(from: InviteState, to: InviteState): boolean {
  return INVITE_EDGES[from].includes(to);
}

/**
 * Where a reward stands (R5, R6). `promised`: held from the budget · `resting`: the friend qualified · `claimable` until
 * its deadline · `claimed` · `voided`: never claimed, its reason fell away · `expired`: not claimed in time ·
 * `taken_back`: points by P4, an unused coupon revoked · `lost`: the coupon had been used, as long as that is not undone.
 */
export const REWARD_STATES = [
  'promised',
  'resting',
  'claimable',
  'claimed',
  'voided',
  'expired',
  'taken_back',
  'lost',
] as const;
export type RewardState = (typeof REWARD_STATES)[number];

/** A milestone is reached at once: its reward begins `claimable`. */
export const REWARD_EDGES: Readonly<Record<RewardState, readonly RewardState[]>> = {
  promised: ['resting', 'voided'],
  resting: ['claimable', 'voided'],
  claimable: ['claimed', 'expired', 'voided'],
  claimed: ['taken_back', 'lost'],
  voided: [],
  expired: [],
  taken_back: [],
  lost: ['taken_back'],
};

/** Whether a reward may go from one state to the other. */
export function isRewardEdge(from: RewardState, to: RewardState): boolean {
  return REWARD_EDGES[from].includes(to);
}

/** What speaks against an invite (R7); what each weighs is in `referral-signals.ts`. */
export const REVIEW_REASONS = [
  'risk_rank',
  'phone_seen',
  'recorded_by_inviter',
  'inviter_works_there',
  'burst_at_store',
  'friends_in_a_row',
  'refund_pattern',
] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];
