import { instant, MINUTE_MS, type Instant } from '../kernel/time';

/** What of a sale and an offer decides who may claim a piece. */
export interface OfferTerms {
  readonly sale_kind: 'flash' | 'mall';
  readonly sale_state: 'active' | 'paused';
  readonly offer_state: 'active' | 'paused';
  readonly starts_at: Instant;
  readonly ends_at: Instant;
  readonly min_tier_level: number;
  readonly new_members_only: boolean;
  readonly per_member: number;
  /** What nobody holds, keeps or has bought. */
  readonly stock_left: number;
  /** Members whose turn on the waiting list has not come: what is left is theirs. */
  readonly waiting: number;
}

/** Who wants to claim it. */
export interface OfferTaker {
  /** Level on the ladder as it is now; 0 while there are no levels. */
  readonly level: number;
  readonly early_access_minutes: number;
  readonly purchases_count: number;
  /** Pieces of the offer that they hold or bought. */
  readonly taken: number;
  /** Holds of theirs in this sale that lapsed unpaid. */
  readonly lapsed: number;
  /** Whether a piece is kept for them because it is their turn on the waiting list. */
  readonly kept: boolean;
}

/** Lapsed holds that bar a member from the sale. @rule F5 */
export const LAPSES_MAX = 2;

export type OfferObstacle =
  'not_found' | 'not_started' | 'ended' | 'not_eligible' | 'barred' | 'limit_reached' | 'sold_out';

/** When the sale begins for a member of a level with early access. @rule F1 */
export function opensAt(
  { starts_at }: Pick<OfferTerms, 'starts_at'>,
  { early_access_minutes }: Pick<OfferTaker, 'early_access_minutes'>,
): Instant {
  return instant(Math.max(0, starts_at - early_access_minutes * MINUTE_MS));
}

/** Whether somebody may take part in a sale at all. @rule F1 */
export function mayTakePart(
  { min_tier_level, new_members_only }: Pick<OfferTerms, 'min_tier_level' | 'new_members_only'>,
  { level, purchases_count }: Pick<OfferTaker, 'level' | 'purchases_count'>,
): boolean {
  return level >= min_tier_level && !(new_members_only && purchases_count > 0);
}

/**
 * Why a member cannot claim a piece at `at`, or null. List and command ask the same. Whoever has a piece kept for
 * them has it for its whole time, also when the sale ends before that; a mall bars nobody (P9).
 * @rule F1 @rule F3 @rule F5 @rule P9
 */
export function offerObstacle(terms: OfferTerms, taker: OfferTaker, at: Instant): OfferObstacle | null {
  if (terms.sale_state !== 'active' || terms.offer_state !== 'active') return 'not_found';
  if (at >= terms.ends_at && !taker.kept) return 'ended';
  if (!mayTakePart(terms, taker)) return 'not_eligible';
  if (at < opensAt(terms, taker)) return 'not_started';
  if (terms.sale_kind === 'flash' && taker.lapsed >= LAPSES_MAX) return 'barred';
  if (taker.taken >= terms.per_member) return 'limit_reached';
  return taker.kept || (terms.waiting === 0 && terms.stock_left > 0) ? null : 'sold_out';
}
