import fc from 'fast-check';
import { allocate, fen, mulDivFloor, points, productFloor } from '../../../shared/kernel';

const MAX = Number.MAX_SAFE_INTEGER;

describe('checked numbers', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX + 1, -MAX - 1])(
    '%d is neither fen nor points',
    (value) => {
      expect(() => fen(value)).toThrow(RangeError);
      expect(() => points(value)).toThrow(RangeError);
    },
  );

  it('may be negative: a change is an amount too', () => {
    expect([fen(-1), points(-MAX)]).toEqual([-1, -MAX]);
  });
});

describe('a × b ÷ c, rounded down', () => {
  const whole = fc.oneof(
    fc.integer({ min: 0, max: MAX }),
    fc.nat(1_000_000),
    fc.constantFrom(0, 1, 2 ** 26, 2 ** 52, MAX),
  );
  const divisor = fc.oneof(
    fc.integer({ min: 1, max: 2 ** 51 }),
    fc.constantFrom(1, 2 ** 51, 2 ** 51 - 1, 10_000),
  );

  it('is exact wherever the result is a safe integer, and throws elsewhere', () => {
    fc.assert(
      fc.property(whole, whole, divisor, (a, b, c) => {
        const exact = (BigInt(a) * BigInt(b)) / BigInt(c);
        if (exact <= BigInt(MAX)) expect(BigInt(mulDivFloor(a, b, c))).toBe(exact);
        else expect(() => mulDivFloor(a, b, c)).toThrow(RangeError);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [-1, 1, 1],
    [1, -1, 1],
    [1, 1, 0],
    [1, 1, -1],
    [1, 1, 2 ** 51 + 1],
    [0.5, 1, 1],
  ])('%d × %d ÷ %d is a bug', (a, b, c) => {
    expect(() => mulDivFloor(a, b, c)).toThrow(RangeError);
  });
});

describe('splitting an amount', () => {
  it.each<[number, number[], number[]]>([
    [0, [], []],
    [0, [0, 0], [0, 0]],
    [1, [1, 1], [1, 0]],
    [2, [1, 1, 1], [1, 1, 0]],
    [100, [1, 1, 1], [34, 33, 33]],
    [10, [0, 5, 0, 5], [0, 5, 0, 5]],
    [10, [1, 2, 3], [2, 3, 5]],
    [5, [3, 3, 3], [2, 2, 1]],
  ])('C7a: %i over %j is %j', (total, weights, parts) => {
    expect(allocate(total, weights)).toEqual(parts);
  });

  const weightLists = fc.array(
    fc.oneof(fc.nat(100), fc.nat(100_000_000), fc.integer({ min: 0, max: 2 ** 46 })),
    { minLength: 1, maxLength: 20 },
  );

  it('C7a: parts sum to the whole, keep within their weight, and are the share rounded down or up', () => {
    fc.assert(
      fc.property(weightLists, fc.integer({ min: 0, max: 1_000_000 }), (weights, share) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        const total = mulDivFloor(sum, share, 1_000_000);
        const parts = allocate(total, weights);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        parts.forEach((part, i) => {
          const down = mulDivFloor(total, weights[i]!, sum);
          expect(part).toBeLessThanOrEqual(weights[i]!);
          expect(part === down || part === down + 1).toBe(true);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('C7a: the units left over go to the largest remainders, earlier first, by BigInt', () => {
    fc.assert(
      fc.property(weightLists, fc.nat(1_000_000_000), (weights, total) => {
        const sum = weights.reduce((a, b) => a + b, 0);
        fc.pre(sum > 0);
        const shares = weights.map((weight) => BigInt(weight) * BigInt(total));
        const expected = shares.map((share) => Number(share / BigInt(sum)));
        const rests = shares.map((share) => Number(share % BigInt(sum)));
        const order = weights.map((_, i) => i).sort((x, y) => rests[y]! - rests[x]! || x - y);
        const left = total - expected.reduce((a, b) => a + b, 0);
        for (const i of order.slice(0, left)) expected[i]! += 1;
        expect(allocate(total, weights)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('C7a: there must be something to split over', () => {
    expect(() => allocate(1, [])).toThrow(RangeError);
    expect(() => allocate(1, [0])).toThrow(RangeError);
    expect(() => allocate(-1, [1])).toThrow(RangeError);
    expect(() => allocate(1, [2, -1])).toThrow(RangeError);
    expect(() => allocate(0.5, [1])).toThrow(RangeError);
  });
});

describe('a product without its last digits, rounded down', () => {
  const factor = fc.oneof(fc.nat(), fc.nat(1_000_000), fc.constantFrom(0, 1, 9_999_999, 10_000_000, MAX));

  it('is exact wherever the result is a safe integer, and throws elsewhere', () => {
    fc.assert(
      fc.property(fc.array(factor, { maxLength: 6 }), fc.nat(30), (factors, zeros) => {
        const exact = factors.reduce((product, each) => product * BigInt(each), 1n) / 10n ** BigInt(zeros);
        if (exact <= BigInt(MAX)) expect(BigInt(productFloor(factors, zeros))).toBe(exact);
        else expect(() => productFloor(factors, zeros)).toThrow(RangeError);
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[number[], number]>([
    [[1.5], 0],
    [[-1], 0],
    [[1], -1],
    [[1], 0.5],
  ])('of %j, %d digits dropped, is a bug', (factors, zeros) => {
    expect(() => productFloor(factors, zeros)).toThrow(RangeError);
  });
});
