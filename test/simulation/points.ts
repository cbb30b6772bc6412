import type { Earning } from '../../shared/contract';
import type { Furnishing } from './story';
import { count, must, type Merchant, type Person, type PointRule, type Purchase } from './books';

/** Until when points earned on `day` count. */
export function lotOf(policy: Furnishing['point_expiry'], day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  if (policy === 'never') return 'never';
  if (policy === 'next_year_end') return `${year + 1}-12-31`;
  return new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10);
}

/** What of somebody's points still counts. */
export function balanceOf(person: Person, today: string): number {
  let sum = 0;
  for (const [lot, points] of person.lots) if (lot >= today) sum += points;
  return sum;
}

/** Points came (above 0) or were taken back (below 0): at most one line of the statement. */
export function move(person: Person, lot: string, points: number): void {
  if (points === 0) return;
  const left = count(person.lots, lot, points);
  must(left >= 0, `${person.name} had more points taken back than there were`);
  person.lines.push(points);
}

/** An earning as it was said must add up. */
export function checkParts(earning: Earning): void {
  const sum = earning.parts.reduce((all, { points }) => all + points, 0);
  must(sum === earning.total, `an earning of ${earning.total} has parts ${JSON.stringify(earning.parts)}`);
  must(earning.total >= 0, `an earning of ${earning.total}`);
}

/** The rules of which one gave an earning; none where the cap cut it. */
export function rulesOf(earning: Earning, merchant: Merchant): readonly PointRule[] {
  return earning.parts.some(({ kind }) => kind === 'daily_cap') ? [] : merchant.rules;
}

/** It must be what one of the rules in force gives. */
export function checkEarning(earning: Earning, paidFen: number, merchant: Merchant): void {
  const isCut = earning.parts.some(({ kind }) => kind === 'daily_cap');
  const isRight = merchant.rules.some((rule) => {
    const whole = earned(paidFen, rule);
    return isCut ? rule.daily_cap !== null && earning.total < whole : earning.total === whole;
  });
  const rules = JSON.stringify(merchant.rules);
  must(isRight, `${paidFen} fen earned ${earning.total} points under ${rules}`);
}

/** What is left of a purchase after refunds must be what its rule gives for what stays paid. */
export function checkRefunded(purchase: Purchase): void {
  const { id, points, points_back: back, paid_fen: paid, refunded_fen: refunded, rules } = purchase;
  must(refunded < paid || back === points, `${id} is refunded whole, and ${points - back} points are left`);
  const isRight = rules.some(
    (rule) => earned(paid, rule) === points && earned(paid - refunded, rule) === points - back,
  );
  must(
    isRight || rules.length === 0,
    `${id}: ${points - back} of ${points} points are left for ${paid - refunded} of ${paid} fen`,
  );
}

function earned(paidFen: number, rule: PointRule): number {
  return Number((BigInt(paidFen) * BigInt(rule.rate_bp) * BigInt(rule.multiplier_bp)) / 10_000_000_000n);
}
