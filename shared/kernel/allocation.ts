import { assertInteger } from './brand';
import { mulDivFloor } from './money';

/**
 * Splits `total` over `weights` by largest remainder: parts are proportional, integers, and sum exactly to
 * `total`; of equal remainders the earlier line gets the unit. A part never exceeds its weight while
 * `total` ≤ sum(weights).
 * @rule C7a
 * @param total non-negative integer
 * @param weights non-negative integers, at least one above zero unless `total` is 0
 */
export function allocate(total: number, weights: readonly number[]): number[] {
  assertInteger(total, 'total');
  for (const weight of weights) assertInteger(weight, 'weight');
  const sum = weights.reduce((a, b) => a + b, 0);
  if (total < 0 || weights.some((weight) => weight < 0)) throw new RangeError('allocate: negative amount');
  if (sum === 0) {
    if (total !== 0) throw new RangeError('allocate: nothing to allocate to');
    return weights.map(() => 0);
  }
  const parts = weights.map((weight) => mulDivFloor(total, weight, sum));
  // total × weight mod sum, computed without leaving the safe integers
  const remainders = weights.map((weight, i) => remainder(total, weight, sum, parts[i] ?? 0));
  let left = total - parts.reduce((a, b) => a + b, 0);
  const order = weights.map((_, i) => i).sort((x, y) => (remainders[y] ?? 0) - (remainders[x] ?? 0) || x - y);
  for (const i of order) {
    if (left === 0) break;
    parts[i] = (parts[i] ?? 0) + 1;
    left -= 1;
  }
  return parts;
}

/** a × b − q × c for q = floor(a × b ÷ c): the difference is below 2^51, so modular double-and-add is exact. */
function remainder(a: number, b: number, c: number, quotient: number): number {
  if (a <= 2 ** 26 && b <= 2 ** 26) return a * b - quotient * c;
  let rest = 0;
  for (let bit = 2 ** 52; bit >= 1; bit /= 2) {
    rest = (rest * 2) % c;
    if (Math.floor(a / bit) % 2 === 1) rest = (rest + (b % c)) % c;
  }
  return rest;
}
