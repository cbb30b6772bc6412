import type { ConsoleTemplate, FieldError } from '../../shared/contract';
import { toRfc3339, type Instant } from '../../shared/kernel';
import type { CouponLimits, CouponScope, CouponTimes, CouponValidity, CouponValue } from '../../shared/rules';
import { instantFault } from '../platform/http';
import type { TemplateRow } from './coupons.entity';

/** What an operator writes into a template. */
export interface TemplateTerms {
  readonly title: string;
  readonly value: CouponValue;
  readonly validity: CouponValidity;
  readonly times: CouponTimes;
  readonly scope: CouponScope;
  readonly limits: CouponLimits;
  readonly claim_from_at: Instant | null;
  readonly claim_to_at: Instant | null;
  readonly listed: boolean;
}

/** What cannot be, field by field; the contract has checked each value for itself. */
export function termFaults(terms: TemplateTerms): FieldError[] {
  const { validity, times, claim_from_at: from, claim_to_at: to } = terms;
  const faults: FieldError[] = [];
  if (validity.kind === 'fixed') {
    for (const field of ['from_at', 'to_at'] as const) {
      const problem = instantFault(validity[field]);
      if (problem !== null) faults.push({ field: `validity.${field}`, problem });
    }
  }
  if (validity.kind === 'fixed' && Date.parse(validity.from_at) >= Date.parse(validity.to_at)) {
    faults.push({ field: 'validity.to_at', problem: '结束时间要晚于开始时间' });
  }
  if (from !== null && to !== null && from >= to) {
    faults.push({ field: 'claim_to_at', problem: '结束时间要晚于开始时间' });
  }
  if (times.from_minute !== null && times.from_minute === times.to_minute) {
    faults.push({ field: 'times.to_minute', problem: '不能与开始时刻相同' });
  }
  return faults;
}

/** From when on nothing of a template can be claimed; null: never. */
export function endsAt(terms: Pick<TemplateTerms, 'validity' | 'claim_to_at'>): Instant | null {
  const { validity, claim_to_at: claimTo } = terms;
  const validTo = validity.kind === 'fixed' ? (Date.parse(validity.to_at) as Instant) : null;
  if (claimTo === null || validTo === null) return claimTo ?? validTo;
  return claimTo < validTo ? claimTo : validTo;
}

/** What is not in the template's own row: from its accounts. */
export interface TemplateCounts {
  readonly stock_left: number;
  /** Kept for rewards that are promised: neither left nor issued. */
  readonly reserved: number;
  readonly redeemed: number;
}

/** A template as the console shows it. `issued` counts every coupon there is of it. */
export function consoleTemplateOf(row: TemplateRow, counts: TemplateCounts): ConsoleTemplate {
  return {
    id: row.id,
    merchant_id: row.merchant_id,
    title: row.title,
    value: row.value,
    validity: row.validity,
    times: row.times,
    scope: row.scope,
    limits: row.limits,
    claim_from_at: row.claim_from_at === null ? null : toRfc3339(row.claim_from_at),
    claim_to_at: row.claim_to_at === null ? null : toRfc3339(row.claim_to_at),
    listed: row.listed,
    state: row.state,
    stock_total: row.stock_total,
    stock_left: counts.stock_left,
    reserved: counts.reserved,
    issued: row.stock_total - counts.stock_left - counts.reserved,
    redeemed: counts.redeemed,
    version: row.version,
    created_at: toRfc3339(row.created_at),
  };
}
