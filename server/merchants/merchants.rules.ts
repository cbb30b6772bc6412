import type { ConsoleMerchant, PointRule } from '../../shared/contract';
import { toRfc3339 } from '../../shared/kernel';
import type { MerchantRow } from './merchants.entity';

/** @rule P1 How points of a merchant are earned. */
export function pointRuleOf(row: Pick<MerchantRow, 'rate_bp' | 'multiplier_bp' | 'daily_cap'>): PointRule {
  return {
    rate_bp: row.rate_bp,
    multiplier_bp: row.multiplier_bp,
    daily_cap: row.daily_cap,
    excluded_categories: [],
    rest_days: 0,
  };
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
