/** How many numbers pass by on the way, with the first. */
export const PASSING = 6;

/**
 * The numbers that pass by from one to another, whole, evenly spread, the first included and the last not: always
 * PASSING of them, the first repeated where there are fewer to show.
 */
export function stepsBetween(from: number, to: number): number[] {
  const inside = Math.min(PASSING - 1, Math.max(0, Math.abs(to - from) - 1));
  const between = Array.from({ length: inside }, (_, i) =>
    Math.round(from + ((to - from) * (i + 1)) / (inside + 1)),
  );
  return [...new Array<number>(PASSING - inside).fill(from), ...between];
}
