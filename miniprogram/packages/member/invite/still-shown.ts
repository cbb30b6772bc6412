/** Anything with a name of its own. */
interface Named {
  readonly id: string;
}

/**
 * What a list of things to do goes on showing: nothing that was done in it leaves or moves, what others did leaves,
 * what is new comes at the end.
 * @param settled what was done here, by id
 */
export function stillShown<One extends Named>(
  before: readonly One[],
  now: readonly One[],
  settled: Readonly<Record<string, unknown>>,
): readonly One[] {
  const latest = new Map(now.map((one) => [one.id, one]));
  const known = new Set(before.map(({ id }) => id));
  const kept = before.filter(({ id }) => latest.has(id) || id in settled);
  return [...kept.map((one) => latest.get(one.id) ?? one), ...now.filter(({ id }) => !known.has(id))];
}
