import { assertInteger, type Brand } from './brand';

/** Money in fen (1/100 yuan), always an integer. */
export type Fen = Brand<number, 'Fen'>;
/** Loyalty points, always an integer. */
export type Points = Brand<number, 'Points'>;

/** The whole in basis points. */
export const WHOLE_BP = 10_000;

/** Checked constructor: throws a RangeError unless `value` is a safe integer. */
export function fen(value: number): Fen {
  assertInteger(value, 'fen');
  return value as Fen;
}

/** Checked constructor: throws a RangeError unless `value` is a safe integer. */
export function points(value: number): Points {
  assertInteger(value, 'points');
  return value as Points;
}

/**
 * floor(a × b ÷ c) without ever leaving the safe integers and without BigInt (older phones lack it).
 * Double-and-add over the bits of `a`, carrying quotient and remainder.
 * @param a non-negative safe integer
 * @param b non-negative safe integer
 * @param c positive, at most 2^51
 * @throws RangeError on anything else, or when the result is no safe integer
 */
export function mulDivFloor(a: number, b: number, c: number): number {
  assertInteger(a, 'a');
  assertInteger(b, 'b');
  assertInteger(c, 'c');
  if (a < 0 || b < 0 || c <= 0 || c > 2 ** 51) throw new RangeError('mulDivFloor: out of range');
  const wholeB = Math.floor(b / c);
  const restB = b % c;
  let quotient = 0;
  let rest = 0;
  for (let bit = 2 ** 52; bit >= 1; bit /= 2) {
    quotient *= 2;
    rest *= 2;
    if (Math.floor(a / bit) % 2 === 1) {
      quotient += wholeB;
      rest += restB;
    }
    const carry = Math.floor(rest / c);
    quotient += carry;
    rest -= carry * c;
  }
  assertInteger(quotient, 'mulDivFloor result');
  return quotient;
}

/** Digits to a limb: two limbs multiplied, with carries, stay within the safe integers. */
const LIMB = 10_000_000;
const LIMB_DIGITS = 7;

/**
 * floor(product of `factors` ÷ 10^`zeros`), exact at every size on the way and without BigInt (older phones lack it).
 * @param factors non-negative safe integers
 * @param zeros how many decimal digits are dropped, 0 or more
 * @throws RangeError on anything else, or when the result is no safe integer
 */
export function productFloor(factors: readonly number[], zeros: number): number {
  if (!Number.isInteger(zeros) || zeros < 0) throw new RangeError('productFloor: out of range');
  let product = [1];
  for (const factor of factors) {
    assertInteger(factor, 'factor');
    if (factor < 0) throw new RangeError('productFloor: out of range');
    product = times(product, limbsOf(factor));
  }
  const digits = product
    .map((limb) => String(limb).padStart(LIMB_DIGITS, '0'))
    .reverse()
    .join('');
  const result = Number(digits.slice(0, Math.max(0, digits.length - zeros)));
  assertInteger(result, 'productFloor result');
  return result;
}

/** A number as limbs, the lowest first. */
function limbsOf(value: number): number[] {
  const limbs: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / LIMB)) limbs.push(rest % LIMB);
  return limbs;
}

function times(one: readonly number[], other: readonly number[]): number[] {
  const product = Array.from({ length: one.length + other.length }, () => 0);
  one.forEach((a, i) => {
    let carry = 0;
    for (let j = 0; j < other.length || carry > 0; j += 1) {
      const sum = (product[i + j] ?? 0) + a * (other[j] ?? 0) + carry;
      product[i + j] = sum % LIMB;
      carry = Math.floor(sum / LIMB);
    }
  });
  return product;
}
