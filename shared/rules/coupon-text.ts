import { formatDiscount, formatYuan } from '../kernel/format';
import { fen, WHOLE_BP } from '../kernel/money';
import { instant, type Instant } from '../kernel/time';
import type { WallClock } from '../kernel/zone';
import type { CouponScope, CouponTimes, CouponValidity, CouponValue } from './coupon-types';

/** A coupon's worth in two short texts for its card: the big one and the condition below it. */
export function describeValue(value: CouponValue): { amount: string; condition: string } {
  switch (value.kind) {
    case 'amount_off':
      return { amount: yuan(value.amount_fen), condition: condition(value.threshold_fen) };
    case 'percent_off':
      return {
        amount: discount(value.percent_off_bp),
        condition: condition(value.threshold_fen) + cap(value.cap_fen),
      };
    case 'exchange':
      return { amount: '免费兑换', condition: `${value.item} 1 份` };
  }
}

/** What the three lines are made of. A claimed coupon gives its window as `fixed`. */
export interface RuleSubject {
  readonly value: CouponValue;
  readonly validity: CouponValidity;
  readonly times: CouponTimes;
  readonly scope: CouponScope;
}

/**
 * The rules of a coupon in three short lines: what and from how much, until when, where and at what times.
 * @param storeNames names of the stores in `scope.store_ids`
 * @param wallOf the clock on the wall of the program's zone
 * @param hasBegun of a coupon in somebody's hands: only the end of its window is of interest
 */
export function ruleLines(
  subject: RuleSubject,
  storeNames: readonly string[],
  wallOf: (at: Instant) => WallClock,
  hasBegun = false,
): string[] {
  const what = whatLine(subject.value) + (subject.scope.new_members_only ? '，限新会员' : '');
  return [what, untilLine(subject.validity, wallOf, hasBegun), whereLine(subject, storeNames)];
}

function whatLine(value: CouponValue): string {
  switch (value.kind) {
    case 'amount_off':
      return `${floor(value.threshold_fen)}减 ${yuan(value.amount_fen)}`;
    case 'percent_off': {
      const verb = value.percent_off_bp === WHOLE_BP ? '' : '打 ';
      return `${floor(value.threshold_fen)}${verb}${discount(value.percent_off_bp)}${cap(value.cap_fen)}`;
    }
    case 'exchange':
      return `免费兑换「${value.item}」1 份`;
  }
}

function untilLine(validity: CouponValidity, wallOf: (at: Instant) => WallClock, hasBegun: boolean): string {
  if (validity.kind === 'relative') {
    const { days, start_after_days: after } = validity;
    const start = after === 0 ? '领取当日' : after === 1 ? '领取次日' : `领取后第 ${after} 天`;
    if (days === 1) return `${start}可用`;
    return `${after === 0 ? '领取日起' : `${start}起`} ${days} 天内可用`;
  }
  const from = wallOf(instant(Date.parse(validity.from_at)));
  const last = wallOf(instant(Date.parse(validity.to_at) - 1));
  const begins = from.minute_of_day === 0 ? '' : ` ${clock(from.minute_of_day)}`;
  const ends = last.minute_of_day === 1439 ? '' : ` ${clock(last.minute_of_day + 1)}`;
  if (hasBegun) return `可用至 ${date(last.day)}${ends}`;
  if (from.day === last.day) {
    if (!begins && !ends) return `${date(from.day)}当天可用`;
    return `${date(from.day)} ${clock(from.minute_of_day)}–${clock(last.minute_of_day + 1)} 可用`;
  }
  const isSameYear = from.day.slice(0, 4) === last.day.slice(0, 4);
  const until = isSameYear ? date(last.day).slice(5) : date(last.day);
  return `${date(from.day)}${begins}${begins && ' '}至${until}${ends}${ends && ' '}可用`;
}

function whereLine({ scope, times }: RuleSubject, storeNames: readonly string[]): string {
  const isEverywhere = scope.store_ids.length === 0;
  const isShort = storeNames.length > 0 && storeNames.length <= 2;
  const named = isShort ? storeNames.join('、') : `指定的 ${scope.store_ids.length} 家门店`;
  const where = isEverywhere ? '全部门店' : `限${named}`;
  const when = timesText(times);
  if (when) return `${where}，${when}${/[0-9]$/.test(when) ? ' ' : ''}可用`;
  return isEverywhere ? `${where}可用` : `${where}使用`;
}

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const;

/** `周一至周五 14:00–17:00`; empty when a coupon can always be used. */
function timesText(times: CouponTimes): string {
  const days = weekdaysText(times.weekdays);
  const from = times.from_minute ?? 0;
  const to = times.to_minute ?? 1440;
  if (from === 0 && to === 1440) return days;
  const hours = `${clock(from)}–${from < to ? '' : '次日 '}${clock(to)}`;
  return `${days || '每天'} ${hours}`;
}

/** Three or more days in a row are joined by 至; every day is the empty text. */
function weekdaysText(weekdays: readonly number[]): string {
  const used = WEEKDAYS.map((_, i) => weekdays.includes(i + 1));
  if (weekdays.length === 0 || used.every(Boolean)) return '';
  const parts: string[] = [];
  for (let i = 0; i < 7; i += 1) {
    if (!used[i]) continue;
    let end = i;
    while (used[end + 1]) end += 1;
    if (end - i >= 2) {
      parts.push(`${WEEKDAYS[i] ?? ''}至${WEEKDAYS[end] ?? ''}`);
      i = end;
    } else {
      parts.push(WEEKDAYS[i] ?? '');
    }
  }
  return parts.join('、');
}

function yuan(amount: number): string {
  return `¥${formatYuan(fen(amount))}`;
}

function condition(threshold: number): string {
  return threshold === 0 ? '无门槛' : `满 ${yuan(threshold)} 可用`;
}

function floor(threshold: number): string {
  return threshold === 0 ? '无门槛' : `满 ${yuan(threshold)} `;
}

function cap(amount: number | null): string {
  return amount === null ? '' : `，最多减 ${yuan(amount)}`;
}

function discount(percentOffBp: number): string {
  return percentOffBp === WHOLE_BP ? '免单' : formatDiscount(percentOffBp);
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** `2026-12-05` as `2026年12月5日`. */
function date(day: string): string {
  return `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;
}
