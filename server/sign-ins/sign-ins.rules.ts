import type { SignInMonth, SignInRule } from '../../shared/contract';
import { addDays, type Day, type Id } from '../../shared/kernel';
import { monthOf } from '../../shared/rules';
import type { SignInRow, SignInRuleRow } from './sign-ins.entity';

/** What stands while nobody has set a rule: closed, with values to begin from. */
const NO_RULE: SignInRule = {
  active: false,
  daily_points: 1,
  steps: [
    { streak: 3, points: 5 },
    { streak: 7, points: 20 },
  ],
  make_ups_per_month: 1,
  version: 0,
};

export function signInRuleOf(row: SignInRuleRow | undefined): SignInRule {
  if (!row) return NO_RULE;
  const { active, daily_points, steps, make_ups_per_month, version } = row;
  return { active, daily_points, steps: [...steps], make_ups_per_month, version };
}

/** Key of the row of a member and a day. */
export function signInId(memberId: Id<'member'>, day: Day): string {
  return `${memberId}:${day}`;
}

/** The dates from `from` to `to`, both among them. */
export function daysFrom(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let at = from; at <= to; at = addDays(at, 1)) days.push(at);
  return days;
}

export function firstOfMonth(day: Day): Day {
  return `${monthOf(day)}-01` as Day;
}

/**
 * Whether a member may make up for a day that has no row: one of this month, before today, and not before they joined.
 * @rule P8
 */
export function canMakeUp(day: Day, today: Day, joinedOn: Day): boolean {
  return day >= firstOfMonth(today) && day < today && day >= joinedOn;
}

export interface MonthView {
  readonly rule: SignInRule;
  readonly today: Day;
  readonly joined_on: Day;
  /** `2026-11` */
  readonly month: string;
  /** Of the month that is looked at. */
  readonly rows: readonly SignInRow[];
  /** Of this month and the day before it: what the streak and what can be made up for follow from. */
  readonly current: readonly SignInRow[];
}

/** What a member sees of a month. @rule P8 */
export function signInMonthOf({ rule, today, joined_on, month, rows, current }: MonthView): SignInMonth {
  const byDay = new Map(current.map((row) => [row.day, row]));
  const isSigned = byDay.has(today);
  const streak = (isSigned ? byDay.get(today) : byDay.get(addDays(today, -1)))?.streak ?? 0;
  const used = current.filter((row) => row.made_up && monthOf(row.day) === monthOf(today)).length;
  const missed = daysFrom(firstOfMonth(today), today).filter(
    (day) => !byDay.has(day) && canMakeUp(day, today, joined_on),
  );
  const left = Math.max(0, rule.make_ups_per_month - used);
  return {
    active: rule.active,
    today,
    month,
    signed_today: isSigned,
    streak,
    days: rows.map(({ day, made_up }) => ({ day, made_up })),
    daily_points: rule.daily_points,
    steps: rule.steps.map((step) => ({ ...step, reached: step.streak <= streak })),
    make_up: { left, days: left > 0 ? missed : [] },
  };
}
