import { DAY_MS, instant, MINUTE_MS, type Instant } from '../kernel/time';
import type { InviteState } from './referral-states';
import { REVIEW_FROM } from './referral-signals';

/** Where the review of an invite stands. @rule R7 */
export type ReviewState = 'none' | 'waiting' | 'released' | 'refused';

/** An invite as the rule sees it. */
export interface AdvancingInvite {
  readonly state: InviteState;
  readonly review: ReviewState;
  readonly joined_at: Instant;
  readonly qualify_until_at: Instant;
  readonly rests_until_at: Instant | null;
  readonly due_at: Instant | null;
}

/** What else decides where an invite goes. */
export interface AdvancingFacts {
  /** Of the terms it was promised. */
  readonly protect_days: number;
  readonly claim_days: number;
  /** While it is bound: when the friend first did what counts. */
  readonly acted_at: Instant | null;
  /** Afterwards: why that does not count any more, or null while it does. */
  readonly fallen: 'refunded' | 'undone' | null;
  /** What speaks against it; asked for only where it is looked at. */
  readonly score: number;
  /** Until when anything of it can still be claimed. */
  readonly claim_until_at: Instant | null;
}

/** What becomes of an invite now. */
export type AdvanceStep =
  | { readonly to: 'stays' }
  /** `waits`: for a person. */
  | {
      readonly to: 'qualified';
      readonly qualified_at: Instant;
      readonly rests_until_at: Instant;
      readonly waits: boolean;
    }
  | { readonly to: 'expired' }
  | { readonly to: 'voided'; readonly reason: 'refunded' | 'undone' }
  | { readonly to: 'waits' }
  | { readonly to: 'confirmed'; readonly claim_until_at: Instant }
  | { readonly to: 'taken_back'; readonly reason: 'refunded' | 'undone' }
  /** Nothing but when there is something to look at again. */
  | { readonly to: 'looked_at'; readonly due_at: Instant | null };

/**
 * A reward rests at least so long, whatever the program says: what else happened in the same minute must be known
 * before anything is given (R7).
 */
export const REST_MIN_MS = MINUTE_MS;
/** How long until an invite is looked at again whose coupon is locked by an open order. */
export const LOOK_AGAIN_MS = 5 * MINUTE_MS;

/**
 * Whether a deadline has passed: it counts itself, to the millisecond. The same for qualifying and for claiming.
 * @rule R4 @rule R6
 */
export function isPast(until: Instant, at: Instant): boolean {
  return at > until;
}

/** The instant so many days of 24 hours later, whatever clocks are set to in between. */
export function daysAfter(at: Instant, days: number): Instant {
  return instant(at + days * DAY_MS);
}

/** Whether an act counts for a friend: between joining and the end of their time, both included. @rule R4 */
export function isInTime(
  { joined_at, qualify_until_at }: Pick<AdvancingInvite, 'joined_at' | 'qualify_until_at'>,
  at: Instant,
): boolean {
  return joined_at <= at && !isPast(qualify_until_at, at);
}

/**
 * What becomes of an invite, one step at a time. It follows from the records alone: an event or a deadline only says
 * that there is something to look at, and looking twice finds nothing new.
 * @rule R4 @rule R6 @rule R7
 */
export function advanceStep(invite: AdvancingInvite, facts: AdvancingFacts, now: Instant): AdvanceStep {
  switch (invite.state) {
    case 'bound':
      return stepOfBound(invite, facts, now);
    case 'qualified':
      return stepOfQualified(invite, facts, now);
    case 'confirmed':
      return stepOfConfirmed(invite, facts, now);
    case 'expired':
    case 'voided':
    case 'taken_back':
      return STAYS;
  }
}

const STAYS: AdvanceStep = { to: 'stays' };

function stepOfBound(
  invite: AdvancingInvite,
  { acted_at: actedAt, protect_days, score }: AdvancingFacts,
  now: Instant,
): AdvanceStep {
  if (actedAt !== null && isInTime(invite, actedAt)) {
    const rests = Math.max(daysAfter(actedAt, protect_days), actedAt + REST_MIN_MS);
    return {
      to: 'qualified',
      qualified_at: actedAt,
      rests_until_at: instant(rests),
      waits: score >= REVIEW_FROM,
    };
  }
  return isPast(invite.qualify_until_at, now) ? { to: 'expired' } : STAYS;
}

function stepOfQualified(
  { review, rests_until_at: restsUntil }: AdvancingInvite,
  { fallen, score, claim_days }: AdvancingFacts,
  now: Instant,
): AdvanceStep {
  if (fallen !== null) return { to: 'voided', reason: fallen };
  if (review === 'waiting' || restsUntil === null || now < restsUntil) return STAYS;
  if (review === 'none' && score >= REVIEW_FROM) return { to: 'waits' };
  return { to: 'confirmed', claim_until_at: daysAfter(now, claim_days) };
}

function stepOfConfirmed(
  { due_at: due }: AdvancingInvite,
  { fallen, claim_until_at: until }: AdvancingFacts,
  now: Instant,
): AdvanceStep {
  if (fallen !== null) return { to: 'taken_back', reason: fallen };
  if (due === null || due > now) return STAYS;
  return { to: 'looked_at', due_at: until !== null && until > now ? until : null };
}

/** A milestone of a program as the rule sees it: whether its reward stands for the member. */
export interface MilestoneView<State extends string = string> {
  readonly friends: number;
  /** Of the reward that holds the milestone's key; null where there is none. */
  readonly state: State | null;
}

/** Milestones that so many confirmed friends reach and that are not rewarded yet. @rule R5 */
export function milestonesReached<View extends MilestoneView>(
  confirmed: number,
  milestones: readonly View[],
): View[] {
  return milestones.filter(({ friends, state }) => friends <= confirmed && state === null);
}

/** Milestones whose reward is given or on offer and that so many confirmed friends do not reach any more. @rule R6 */
export function milestonesFallen<View extends MilestoneView>(
  confirmed: number,
  milestones: readonly View[],
): View[] {
  return milestones.filter(
    ({ friends, state }) => friends > confirmed && (state === 'claimable' || state === 'claimed'),
  );
}
