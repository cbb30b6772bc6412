/** Something begun shows a little, something unfinished never looks finished. */
const LEAST = 2;
const MOST = 98;

/** `done` of `of` in percent to draw, 0–100: both ends only when they are true. Odd input counts as nothing done. */
export function shareOf(done: number, of: number): number {
  if (!(of > 0) || !(done > 0)) return 0;
  if (done >= of) return 100;
  return Math.min(MOST, Math.max(LEAST, Math.round((done / of) * 100)));
}
