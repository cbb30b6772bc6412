/** P8: points for a run of days that reaches `streak`. */
export interface StreakStep {
  readonly streak: number;
  readonly points: number;
}

/**
 * Points for the steps that a run reaches when a day joins what is before and after it: those longer than either part
 * and no longer than the whole. The parts' own steps were given when they reached them; on the next day of a run
 * `after` is 0, and only the step of exactly the new length is given.
 * @rule P8
 * @param joined lengths of the run that ends the day before, and of the one that begins the day after; 0 for none
 */
export function streakBonus(
  steps: readonly StreakStep[],
  joined: { readonly before: number; readonly after: number },
): number {
  const known = Math.max(joined.before, joined.after);
  const whole = joined.before + 1 + joined.after;
  return steps.reduce(
    (sum, { streak, points }) => (streak > known && streak <= whole ? sum + points : sum),
    0,
  );
}

/** The next step that a run has before it, or null. */
export function nextStep(steps: readonly StreakStep[], streak: number): StreakStep | null {
  const ahead = steps.filter((step) => step.streak > streak);
  return ahead.reduce<StreakStep | null>(
    (next, step) => (next === null || step.streak < next.streak ? step : next),
    null,
  );
}
