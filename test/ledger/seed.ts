/**
 * Settings of a property on the database. A failure prints its seed; `LIUKE_SEED=<seed>` runs the same histories
 * again, and `LIUKE_RUNS=<n>` runs more of them.
 */
export function seeded(runs: number): { numRuns: number; seed?: number } {
  const { LIUKE_SEED: seed, LIUKE_RUNS: more } = process.env;
  return { numRuns: more ? Number(more) : runs, ...(seed ? { seed: Number(seed) } : {}) };
}
