/** What is promised for friends, and how much of it there is. */
export interface ReferralFurnishing {
  /** Friends of each program. */
  readonly budgets: readonly number[];
  /** Of two friends, and of three, in the first program. */
  readonly milestones: readonly number[];
  readonly protect_days: number;
  readonly cap_day: number | null;
  readonly cap_total: number | null;
}
