import fc from 'fast-check';
import {
  lineLeftFen,
  linesText,
  pickedLines,
  unitsFen,
  unitsLeft,
  type RefundLine,
} from '@/packages/staff/refund/lines';

const line = fc
  .record({
    quantity: fc.integer({ min: 1, max: 10_000 }),
    paid_fen: fc.integer({ min: 0, max: 100_000_000 }),
    share: fc.integer({ min: 0, max: 100 }),
  })
  .map(({ quantity, paid_fen, share }): RefundLine => ({
    quantity,
    paid_fen,
    refunded_fen: Math.floor((paid_fen * share) / 100),
  }));

describe('choosing what of a purchase comes back', () => {
  it('P4: pieces are worth their share, and all of them all that is left, to the fen', () => {
    const cups: RefundLine = { quantity: 3, paid_fen: 1_000, refunded_fen: 0 };
    expect([1, 2, 3].map((units) => unitsFen(cups, units))).toEqual([333, 666, 1_000]);
    expect(unitsLeft({ ...cups, refunded_fen: 333 })).toBe(3);
    expect(unitsLeft({ ...cups, refunded_fen: 334 })).toBe(2);
    expect(unitsLeft({ ...cups, refunded_fen: 1_000 })).toBe(0);
    expect(unitsFen({ ...cups, refunded_fen: 1_000 }, 1)).toBe(0);
  });

  it('P4: never more than is left, and piece after piece sums exactly', () => {
    fc.assert(
      fc.property(line, fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 20 }), (start, steps) => {
        let now = start;
        for (const units of steps) {
          const back = unitsFen(now, units);
          expect(Number.isSafeInteger(back)).toBe(true);
          expect(back).toBeGreaterThanOrEqual(0);
          expect(back).toBeLessThanOrEqual(lineLeftFen(now));
          now = { ...now, refunded_fen: now.refunded_fen + back };
        }
        const rest = unitsFen(now, unitsLeft(now));
        expect(now.refunded_fen + rest).toBe(start.paid_fen);
      }),
    );
  });

  it('P4: names the lines by their place in the purchase, and leaves out what is not picked', () => {
    const lines: RefundLine[] = [
      { quantity: 1, paid_fen: 500, refunded_fen: 0 },
      { quantity: 2, paid_fen: 800, refunded_fen: 0 },
      { quantity: 2, paid_fen: 1_200, refunded_fen: 0 },
      { quantity: 1, paid_fen: 900, refunded_fen: 900 },
    ];
    const picked = pickedLines(lines, [1, 0, 1, 1]);
    expect(picked).toEqual([
      { index: 0, amount_fen: 500 },
      { index: 2, amount_fen: 600 },
    ]);
    expect(linesText(picked)).toBe('0:500,2:600');
    expect(pickedLines(lines, [])).toEqual([]);
  });
});
