import type { MyTier, TierCard, TierName, TierProgress, TierWrite } from '../../shared/contract';
import { WHOLE_BP, type Day, type Id } from '../../shared/kernel';
import { growthMissing, growthWithin, levelOf, levelOn, type GrowthMonth } from '../../shared/rules';
import type { LadderRow } from './tiers.entity';

/** The ladder as it is now; version 0 before there was one. */
export type Ladder = Omit<LadderRow, 'id'>;

const NO_LADDER: Ladder = { tiers: [], window_months: 12, growth_rate_bp: WHOLE_BP, version: 0 };

export function ladderOf(row: LadderRow | undefined): Ladder {
  if (!row) return NO_LADDER;
  const { tiers, window_months, growth_rate_bp, version } = row;
  return { tiers, window_months, growth_rate_bp, version };
}

/** The name of a stored level as others see it; null while there are no levels. */
export function tierNameOf(ladder: Ladder, stored: number): TierName | null {
  const level = levelOn(ladder.tiers, stored);
  const tier = ladder.tiers[level - 1];
  return tier ? { level, name: tier.name } : null;
}

/** What a stored level may do in a flash sale. @rule F1 @rule M4 */
export function accessOf(
  ladder: Ladder,
  stored: number,
): { readonly level: number; readonly early_access_minutes: number } {
  const level = levelOn(ladder.tiers, stored);
  return { level, early_access_minutes: ladder.tiers[level - 1]?.early_access_minutes ?? 0 };
}

/** Where a member stands before an act. @rule M4 */
export interface Standing {
  readonly ladder: Ladder;
  /** 0 while there are no levels. */
  readonly level: number;
  /** What the level multiplies points by, in basis points. @rule P1 */
  readonly multiplier_bp: number;
  /** Of the window up to today. */
  readonly growth: number;
}

export function standingIn(
  ladder: Ladder,
  storedLevel: number,
  grown: readonly GrowthMonth[],
  today: Day,
): Standing {
  const level = levelOn(ladder.tiers, storedLevel);
  return {
    ladder,
    level,
    multiplier_bp: ladder.tiers[level - 1]?.multiplier_bp ?? WHOLE_BP,
    growth: growthWithin(grown, today, ladder.window_months),
  };
}

/** What a level does to an earning. @rule P1 @rule M4 */
export interface TierTerms {
  /** Basis points; 10,000 is ×1. */
  readonly multiplier_bp: number;
  /** Growth per yuan in basis points; 0 for none. */
  readonly growth_rate_bp: number;
}

/** Of somebody unknown, and of a program without levels. */
export const NO_TIER: TierTerms = { multiplier_bp: WHOLE_BP, growth_rate_bp: 0 };

/** What the level that a member has before an act does to it. Nothing grows while there are no levels. */
export function tierTermsOf({ ladder, level, multiplier_bp }: Standing): TierTerms {
  return level === 0 ? NO_TIER : { multiplier_bp, growth_rate_bp: ladder.growth_rate_bp };
}

/**
 * Where growth of `gained` brings a member: at once up, never down.
 * @rule M4
 * @returns null while there are no levels
 */
export function progressAfter(standing: Standing, gained: number): TierProgress | null {
  const { ladder, level: before } = standing;
  const growth = Math.max(0, standing.growth + gained);
  const level = gained > 0 ? Math.max(before, levelOf(ladder.tiers, growth)) : before;
  const tier = ladder.tiers[level - 1];
  const next = ladder.tiers[level];
  if (!tier) return null;
  return {
    level,
    name: tier.name,
    growth,
    risen: level > before,
    next: next ? { name: next.name, missing: growthMissing(ladder.tiers, level + 1, growth) } : null,
  };
}

/** Growth that counts at a review: of the window that ends there, and whatever came since. @rule M4 */
export function growthAtReview(ladder: Ladder, grown: readonly GrowthMonth[], reviewOn: Day): number {
  return growthWithin(grown, reviewOn, ladder.window_months);
}

/** What a member sees of their level. `titles`: of the coupons that levels give. @rule M4 */
export function myTierOf(
  standing: Standing,
  grown: readonly GrowthMonth[],
  reviewOn: Day | null,
  titles: ReadonlyMap<Id<'template'>, string>,
): MyTier {
  const { ladder, level, growth } = standing;
  const next = ladder.tiers[level];
  const atReview = reviewOn === null ? 0 : growthAtReview(ladder, grown, reviewOn);
  return {
    tier: tierNameOf(ladder, level),
    growth,
    window_months: ladder.window_months,
    next:
      level > 0 && next
        ? {
            level: level + 1,
            name: next.name,
            growth_from: next.growth_from,
            missing: growthMissing(ladder.tiers, level + 1, growth),
          }
        : null,
    review:
      level > 1 && reviewOn !== null
        ? { on: reviewOn, missing: growthMissing(ladder.tiers, level, atReview) }
        : null,
    ladder: ladder.tiers.map((tier, i) => tierCardOf(tier, i + 1, titles)),
  };
}

function tierCardOf(tier: TierWrite, level: number, titles: ReadonlyMap<Id<'template'>, string>): TierCard {
  const { name, growth_from, multiplier_bp } = tier;
  return { level, name, growth_from, multiplier_bp, benefits: benefitLines(tier, level, titles) };
}

/** Each benefit in a short line. */
function benefitLines(tier: TierWrite, level: number, titles: ReadonlyMap<Id<'template'>, string>): string[] {
  const gifts = tier.gift_template_ids.flatMap((id) => titles.get(id) ?? []);
  const birthdayCoupons = birthdayTemplate(tier).flatMap((id) => titles.get(id) ?? []);
  const birthday = [
    ...(tier.birthday_points > 0 ? [`${tier.birthday_points} 积分`] : []),
    ...birthdayCoupons,
  ];
  return [
    ...(tier.multiplier_bp > WHOLE_BP ? [`积分 ${tier.multiplier_bp / WHOLE_BP} 倍`] : []),
    // everybody begins at the first level: its gift comes with the first growth
    ...gifts.map((title) => (level === 1 ? `首次消费礼：${title}` : `升级礼：${title}`)),
    ...(birthday.length > 0 ? [`生日礼：${birthday.join('、')}`] : []),
    ...(tier.early_access_minutes > 0 ? [`限时抢购提前 ${tier.early_access_minutes} 分钟`] : []),
  ];
}

/** Every coupon that a ladder gives. */
export function templatesOf(tiers: readonly TierWrite[]): Id<'template'>[] {
  const ids = tiers.flatMap((tier) => [...tier.gift_template_ids, ...birthdayTemplate(tier)]);
  return [...new Set(ids)];
}

function birthdayTemplate({ birthday_template_id: id }: TierWrite): Id<'template'>[] {
  return id === null ? [] : [id];
}
