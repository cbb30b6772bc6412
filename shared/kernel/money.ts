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
