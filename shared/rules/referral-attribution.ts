import { DAY_MS, type Instant } from '../kernel';

/** A visit through an invite, with what its program said of it then. */
export interface InvitedVisit {
  readonly at: Instant;
  readonly program_id: string;
  readonly inviter_id: string;
  /** By the rules in force at the visit. */
  readonly window_days: number;
  readonly touch: 'first' | 'last';
}

/** Whether joining at `at` still counts as brought by a visit: to the millisecond, its end excluded. @rule R2 */
export function isWithinWindow(visit: Pick<InvitedVisit, 'at' | 'window_days'>, at: Instant): boolean {
  return visit.at <= at && at - visit.at < visit.window_days * DAY_MS;
}

/**
 * The visit whose invite binds somebody who joins: the newest that still counts, or, where that one's program goes by
 * the first touch, the oldest of the same program that still counts.
 * @rule R2
 * @param visits of the person, in the order they were made
 * @param who joins: an invite of their own never counts
 * @param isRunning whether a visit's program runs at `at`
 */
export function attributedVisit<Visit extends InvitedVisit>(
  visits: readonly Visit[],
  { member_id: memberId, at }: { readonly member_id: string; readonly at: Instant },
  isRunning: (visit: Visit) => boolean,
): Visit | null {
  const counting = visits.filter(
    (visit) => visit.inviter_id !== memberId && isWithinWindow(visit, at) && isRunning(visit),
  );
  const newest = counting[counting.length - 1];
  if (newest === undefined) return null;
  if (newest.touch === 'last') return newest;
  return counting.find(({ program_id }) => program_id === newest.program_id) ?? newest;
}
