import { addDays, type Day } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { signIn } from './console.support';

/** Two points a day; 5 for three days in a row, 20 for five; two make-ups a month. */
export const SIGN_IN_RULE = {
  active: true,
  daily_points: 2,
  steps: [
    { streak: 3, points: 5 },
    { streak: 5, points: 20 },
  ],
  make_ups_per_month: 2,
};

/** Sets the rule; signed in anew, for the clock may have gone on. */
export async function setSignInRule(app: TestApp, change: Partial<typeof SIGN_IN_RULE> = {}): Promise<void> {
  await app.asConsole();
  const token = await signIn(app);
  const { version } = await app.ok('GET /console/sign-in-rule', { token });
  await app.ok('PUT /console/sign-in-rule', { token, body: { ...SIGN_IN_RULE, ...change, version } });
}

/** Days as a set; what a run was given is remembered with each of its days. */
export class SignInModel {
  balance = 0;
  private readonly days = new Map<Day, Set<number>>();
  private readonly madeUp: Day[] = [];

  constructor(private readonly joined: Day) {}

  signIn(today: Day): number | string {
    if (this.days.has(today)) return 'already_signed_in';
    return this.add(today, SIGN_IN_RULE.daily_points);
  }

  makeUp(date: Day, today: Day): number | string {
    if (this.days.has(date)) return 'already_signed_in';
    if (date >= today || date < this.joined || date.slice(0, 7) !== today.slice(0, 7)) return 'make_up_day';
    const used = this.madeUp.filter((one) => one.slice(0, 7) === today.slice(0, 7)).length;
    if (used >= SIGN_IN_RULE.make_ups_per_month) return 'make_up_used';
    this.madeUp.push(date);
    return this.add(date, 0);
  }

  private add(date: Day, points: number): number {
    this.days.set(date, new Set());
    const run: Day[] = [];
    let from = date;
    while (this.days.has(addDays(from, -1))) from = addDays(from, -1);
    for (let at = from; this.days.has(at); at = addDays(at, 1)) run.push(at);
    const given = new Set(run.flatMap((one) => [...(this.days.get(one) ?? [])]));
    const due = SIGN_IN_RULE.steps.filter((step) => step.streak <= run.length && !given.has(step.streak));
    for (const one of run) this.days.set(one, new Set([...given, ...due.map((step) => step.streak)]));
    const bonus = due.reduce((sum, step) => sum + step.points, 0);
    this.balance += points + bonus;
    return bonus;
  }
}
