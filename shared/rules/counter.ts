import type { Id } from '../kernel/ids';
import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Day, type Instant } from '../kernel/time';

/** C7: how long the assistant who did it may undo it, and how long a manager of the store. */
export const UNDO_SELF_MS = 10 * MINUTE_MS;
export const UNDO_MANAGER_MS = 48 * HOUR_MS;
/** C7: what a coupon has at least after an undo. */
const AFTER_UNDO_MS = DAY_MS;
/** No number of undos makes a coupon outlast its own end by more; the bound that returned points have (P5). */
const OUTLASTS_MS = 30 * DAY_MS;

/**
 * Until when `actor` may undo what was done at the counter, or why not: `undo_not_allowed` when it was never
 * theirs to undo, `undo_too_late` when it no longer is. Allowed while `at` < `allowed_until`. Both the assistant
 * and the manager must (still) work at the store where it happened.
 * @rule C7, S4
 */
export function undoWindow(
  done: { readonly redeemed_at: Instant; readonly staff_id: Id<'staff'>; readonly store_id: Id<'store'> },
  actor: {
    readonly staff_id: Id<'staff'>;
    readonly role: 'clerk' | 'manager';
    readonly store_ids: readonly Id<'store'>[];
  },
  at: Instant,
): { ok: true; allowed_until: Instant } | { ok: false; refuse: 'undo_too_late' | 'undo_not_allowed' } {
  const isHere = actor.store_ids.includes(done.store_id);
  const isManager = isHere && actor.role === 'manager';
  const isSelf = isHere && actor.staff_id === done.staff_id;
  if (!isManager && !isSelf) return { ok: false, refuse: 'undo_not_allowed' };
  const until = instant(done.redeemed_at + (isManager ? UNDO_MANAGER_MS : UNDO_SELF_MS));
  return at < until ? { ok: true, allowed_until: until } : { ok: false, refuse: 'undo_too_late' };
}

/**
 * Why `actor`, who works at the store of the purchase, may not refund it, or null: whoever recorded it may on the same
 * day of the store, a manager of the store any time.
 * @rule P4, S4
 */
export function refundObstacle(
  purchase: { readonly staff_id: Id<'staff'>; readonly day: Day },
  actor: { readonly staff_id: Id<'staff'>; readonly role: 'clerk' | 'manager' },
  today: Day,
): 'refund_not_allowed' | null {
  if (actor.role === 'manager') return null;
  return actor.staff_id === purchase.staff_id && purchase.day === today ? null : 'refund_not_allowed';
}

/**
 * The end of a coupon's validity after an undo: 24 hours more if it expired in between.
 * @param ownEnd its end before any undo moved it, where the 24 hours may come again and again; null where they cannot
 * @rule C7
 */
export function validToAfterUndo(validTo: Instant, at: Instant, ownEnd: Instant | null = null): Instant {
  if (at < validTo) return validTo;
  const longer = at + AFTER_UNDO_MS;
  return instant(ownEnd === null ? longer : Math.max(validTo, Math.min(longer, ownEnd + OUTLASTS_MS)));
}
