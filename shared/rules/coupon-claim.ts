import type { Instant } from '../kernel/time';
import type { CouponLimits, CouponScope, CouponValidity, RuleProblem } from './coupon-types';

/** What of a template decides who may claim it. */
export interface ClaimTerms {
  readonly state: 'active' | 'paused';
  readonly listed: boolean;
  readonly claim_from_at: Instant | null;
  readonly claim_to_at: Instant | null;
  readonly validity: CouponValidity;
  readonly scope: CouponScope;
  readonly limits: CouponLimits;
  readonly stock_left: number;
}

/** Who asks, and what was given before. "Today" is the day of the program. */
export interface ClaimCounts {
  /** Coupons of this template issued to anybody today. */
  readonly issued_today: number;
  readonly by_member: number;
  readonly by_member_today: number;
  /** Issued to this phone number, under whichever membership. */
  readonly by_phone: number;
  readonly has_phone: boolean;
  /** Purchases of the member that were not undone. */
  readonly purchases_count: number;
}

export type ClaimProblem = RuleProblem<
  | 'not_found'
  | 'not_started'
  | 'ended'
  | 'sold_out'
  | 'sold_out_today'
  | 'limit_reached'
  | 'limit_reached_today'
  | 'not_eligible'
  | 'phone_required'
>;

/**
 * Whether one coupon of a template may be issued now. List and command both ask here; `not_found` means that the
 * template is not on offer at all and the list leaves it out. Checked in this order: on offer, claim window (a
 * template whose fixed validity is over has ended too), stock, daily release, limits of the member, new members
 * only, phone. A new member is one without a purchase.
 * @param via `claim` from the coupon centre needs a listed template; a `gift` of a channel does not
 * @rule C3, C4
 */
export function canClaim(
  terms: ClaimTerms,
  counts: ClaimCounts,
  at: Instant,
  via: 'claim' | 'gift' = 'claim',
): { ok: true } | ({ ok: false } & ClaimProblem) {
  if (terms.state === 'paused' || (via === 'claim' && !terms.listed)) return refuse('not_found');
  return (
    outOfWindow(terms, at) ?? outOfStock(terms, counts) ?? outOfReach(terms, counts) ?? { ok: true as const }
  );
}

type Refused = { ok: false } & ClaimProblem;

function outOfWindow(terms: ClaimTerms, at: Instant): Refused | null {
  if (terms.claim_from_at !== null && at < terms.claim_from_at) return refuse('not_started');
  if (terms.claim_to_at !== null && at >= terms.claim_to_at) return refuse('ended');
  const isOver = terms.validity.kind === 'fixed' && at >= Date.parse(terms.validity.to_at);
  return isOver ? refuse('ended') : null;
}

function outOfStock({ limits, stock_left }: ClaimTerms, counts: ClaimCounts): Refused | null {
  if (stock_left <= 0) return refuse('sold_out');
  return isReached(limits.per_day, counts.issued_today) ? refuse('sold_out_today') : null;
}

function outOfReach({ limits, scope }: ClaimTerms, counts: ClaimCounts): Refused | null {
  if (isReached(limits.per_member, counts.by_member)) return limitReached('limit_reached', limits.per_member);
  if (isReached(limits.per_member_day, counts.by_member_today)) {
    return limitReached('limit_reached_today', limits.per_member_day);
  }
  if (scope.new_members_only && counts.purchases_count > 0) return refuse('not_eligible');
  if (limits.per_phone === null) return null;
  if (!counts.has_phone) return refuse('phone_required');
  return isReached(limits.per_phone, counts.by_phone)
    ? limitReached('limit_reached', limits.per_phone)
    : null;
}

function isReached(limit: number | null, count: number): limit is number {
  return limit !== null && count >= limit;
}

function limitReached(code: 'limit_reached' | 'limit_reached_today', limit: number): Refused {
  return refuse(code, { limit });
}

function refuse(code: ClaimProblem['code'], params: ClaimProblem['params'] = {}): Refused {
  return { ok: false, code, params };
}
