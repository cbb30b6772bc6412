import type { TierName } from '../../shared/contract';
import type { Day, Id, Instant } from '../../shared/kernel';

/** What stands in a member's profile but is kept by features above this one; they bind it. Reads only. */
export abstract class MemberCounts {
  /** Spendable points and coupons that count as usable at `at`. */
  abstract of(
    memberId: Id<'member'>,
    at: Instant,
  ): Promise<{ readonly points: number; readonly coupons_usable: number }>;
  /** Spendable points on `today`, the program's day. */
  abstract points(memberId: Id<'member'>, today: Day): Promise<number>;
  /** The name of a level as it is stored; null while the program has no levels. */
  abstract tier(level: number): Promise<TierName | null>;
}
