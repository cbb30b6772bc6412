import type { PointReason, PointsSummary } from '../../shared/contract';
import { dayIn, type Day, type Instant } from '../../shared/kernel';
import { isLive, spendable, type PointLot } from '../../shared/rules';
import { available, expiryOfAccount, graceOfAccount } from '../ledger';
import type { ProgramConfig } from '../platform/config';

/** When points expire, and in which zone their days are counted. `Config.program` is one. */
export type PointPolicy = Pick<ProgramConfig, 'point_expiry' | 'timezone'>;

/** The counters of a points account that a balance is made of; ledger rows and query rows both fit. */
export interface PointAccount {
  readonly id: string;
  readonly kind: string;
  readonly debits_posted: number;
  readonly credits_posted: number;
  readonly debits_pending: number;
  readonly credits_pending: number;
}

/** The calendar date that decides whether points still count. @rule P6 */
export function programDay(policy: PointPolicy, at: Instant): Day {
  return dayIn(at, policy.timezone);
}

/** A member's points by expiry date, those past their day included. @rule P2 */
export function lotsOf(accounts: readonly PointAccount[]): PointLot[] {
  return accounts
    .filter((row) => row.kind === 'points.member')
    .map((row) => ({
      expires_on: expiryOfAccount(row.id),
      grace_of: graceOfAccount(row.id),
      available: available(row),
    }));
}

/** What a member owes, never below 0. @rule P4 */
export function debtOf(accounts: readonly PointAccount[]): number {
  return accounts.reduce((sum, row) => (row.kind === 'points.debt' ? sum - available(row) : sum), 0);
}

/**
 * What a member has at `today` (the program's date): lots past their day do not count, whether swept or not, and
 * the balance is never negative; a debt stands beside it.
 * @rule P2 @rule P4 @rule P6
 */
export function balanceOf(accounts: readonly PointAccount[], today: Day): PointsSummary {
  const lots = lotsOf(accounts);
  const byDay = new Map<Day | null, number>();
  for (const { expires_on: on, available: left } of lots)
    if (left > 0 && isLive(on, today)) byDay.set(on, (byDay.get(on) ?? 0) + left);
  const expiries = [...byDay]
    .map(([on, points]) => ({ on, points }))
    .sort((one, other) => ((one.on ?? NEVER) < (other.on ?? NEVER) ? -1 : 1));
  const next = expiries[0];
  const pending = accounts
    .filter((row) => row.kind === 'points.member' && isLive(expiryOfAccount(row.id), today))
    .reduce((sum, row) => sum + row.credits_pending, 0);
  return {
    balance: spendable(lots, today),
    pending,
    debt: debtOf(accounts),
    next_arrival: null,
    next_expiry: next && next.on !== null ? { points: next.points, on: next.on } : null,
    expiries,
  };
}

/** Sorts after every date. */
const NEVER = '9999-99-99';

const WORDS: Readonly<Record<PointReason, string>> = {
  purchase: '消费得积分',
  receipt: '小票补领积分',
  welcome: '入会礼',
  undo: '撤销核销',
  refund: '退款收回积分',
  return: '订单退回积分',
  waiver: '欠分减免',
  sign_in: '签到',
  birthday: '生日礼',
  referral: '老带新奖励',
  referral_back: '收回老带新奖励',
  spend: '下单用积分',
  expire: '积分到期',
  adjust: '积分调整',
};

/**
 * What a line of the statement says: `消费得积分 · 静安店`, with what went to a debt.
 * @rule P10
 */
export function lineTitle(
  line: { readonly reason: PointReason; readonly debt_change: number },
  storeName: string | null,
): string {
  const title = storeName === null ? WORDS[line.reason] : `${WORDS[line.reason]} · ${storeName}`;
  if (line.debt_change < 0) return `${title}（${-line.debt_change} 分已抵欠分）`;
  return line.debt_change > 0 ? `${title}（余额不足，欠 ${line.debt_change} 分）` : title;
}
