import { Injectable } from '@nestjs/common';
import type { TierName } from '../../shared/contract';
import { dayIn, type Day, type Id, type Instant } from '../../shared/kernel';
import { walletCounts } from '../coupons';
import { MemberCounts } from '../members';
import { Config } from '../platform/config';
import { Database } from '../platform/database';
import { memberPoints } from '../points';
import { currentLadder, tierNameOf } from '../tiers';

/** Counts for profiles, out of points, coupons and levels. */
@Injectable()
export class CountsOfFeatures extends MemberCounts {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {
    super();
  }

  async of(memberId: Id<'member'>, at: Instant): Promise<{ points: number; coupons_usable: number }> {
    const today = dayIn(at, this.config.program.timezone);
    const [points, wallet] = await Promise.all([
      this.points(memberId, today),
      walletCounts(this.database.read, memberId, at),
    ]);
    return { points, coupons_usable: wallet.usable };
  }

  async points(memberId: Id<'member'>, today: Day): Promise<number> {
    return (await memberPoints(this.database.read, memberId, today)).balance;
  }

  async tier(level: number): Promise<TierName | null> {
    return tierNameOf(await currentLadder(this.database.read), level);
  }
}
