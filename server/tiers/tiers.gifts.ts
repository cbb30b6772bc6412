import type { Id } from '../../shared/kernel';

/** What levels give but features above this one keep; they bind it. Reads only. */
export abstract class TierGifts {
  /** Titles of coupon templates; those that do not exist are left out. */
  abstract titles(ids: readonly Id<'template'>[]): Promise<ReadonlyMap<Id<'template'>, string>>;
}
