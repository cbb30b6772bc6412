import type { ConsoleMerchant, PointRule } from '../../shared/contract';
import { toRfc3339 } from '../../shared/kernel';
import type { MerchantRow } from './merchants.entity';

/** A merchant as it is, or as a change logged before 0003 tells of it. */
type Told = Pick<MerchantRow, 'rate_bp' | 'multiplier_bp' | 'daily_cap'> &
  Partial<Pick<MerchantRow, 'excluded_categories' | 'rest_days'>>;

/** @rule P1 How points of a merchant are earned. */
export function pointRuleOf(row: Told): PointRule {
  const { rate_bp, multiplier_bp, daily_cap, excluded_categories = [], rest_days = 0 } = row;
  return { rate_bp, multiplier_bp, daily_cap, excluded_categories: [...excluded_categories], rest_days };
}

/** A merchant as the console shows it. */
export function consoleMerchantOf(row: MerchantRow): ConsoleMerchant {
  return {
    id: row.id,
    name: row.name,
    point_rule: pointRuleOf(row),
    version: row.version,
    created_at: toRfc3339(row.created_at),
  };
}
