import type { Id } from '../kernel/ids';

/*
 * The words of a coupon. Rules stand below the contract in the import plan, so they are spelled here too; a test
 * fails to compile when the two differ.
 */

/** C1: what a coupon gives. */
export type CouponValue =
  | { kind: 'amount_off'; threshold_fen: number; amount_fen: number }
  | { kind: 'percent_off'; threshold_fen: number; percent_off_bp: number; cap_fen: number | null }
  | { kind: 'exchange'; item: string; value_fen: number };

/** C2: a fixed window (RFC 3339), or a number of calendar days from the claim. */
export type CouponValidity =
  | { kind: 'fixed'; from_at: string; to_at: string }
  | { kind: 'relative'; days: number; start_after_days: number };

/** C2: usable weekdays (1 Monday … 7 Sunday, empty: all) and minutes of the day (null: no bound). */
export interface CouponTimes {
  weekdays: number[];
  from_minute: number | null;
  to_minute: number | null;
}

/** C3: `store_ids` empty means every store of the merchant. */
export interface CouponScope {
  store_ids: Id<'store'>[];
  new_members_only: boolean;
}

/** C4: null means no limit. */
export interface CouponLimits {
  per_member: number | null;
  per_member_day: number | null;
  per_day: number | null;
  per_phone: number | null;
}

/** C5a: what was promised at the claim and stays. */
export interface CouponSnapshot {
  title: string;
  value: CouponValue;
  scope: CouponScope;
  times: CouponTimes;
  merchant_id: Id<'merchant'>;
}

/** An expected refusal: a code of the error catalogue and what fills its sentence. */
export interface RuleProblem<Code extends string> {
  readonly code: Code;
  readonly params: Readonly<Record<string, string | number>>;
}
