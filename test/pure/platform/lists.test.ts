import fc from 'fast-check';
import { chunks, chunksOf, marks, padded } from '../../../server/platform/database';

const numbers = fc.array(fc.integer(), { maxLength: 300 });

describe('lists of values', () => {
  it('come in parts that together are the list, in order', () => {
    fc.assert(
      fc.property(numbers, fc.integer({ min: 1, max: 70 }), (list, size) => {
        const parts = chunks(list, size);
        expect(parts.flat()).toEqual(list);
        expect(parts.every((part) => part.length > 0 && part.length <= size)).toBe(true);
      }),
    );
  });

  it('come in parts of a few lengths only', () => {
    const sizes = [64, 16, 4, 1];
    fc.assert(
      fc.property(numbers, (list) => {
        const parts = chunksOf(list, sizes);
        expect(parts.flat()).toEqual(list);
        expect(parts.every((part) => sizes.includes(part.length))).toBe(true);
        // fewer would not do: a smaller part is only used where no larger one fits
        expect(parts.length).toBeLessThanOrEqual(Math.ceil(list.length / 64) + 9);
      }),
    );
  });

  it('are made a power of two long by what they hold already', () => {
    fc.assert(
      fc.property(numbers, (list) => {
        const longer = padded(list);
        expect(longer.slice(0, list.length)).toEqual(list);
        expect(new Set(longer)).toEqual(new Set(list));
        expect(list.length === 0 ? longer.length === 0 : Number.isInteger(Math.log2(longer.length))).toBe(
          true,
        );
        expect(longer.length).toBeLessThan(Math.max(1, 2 * list.length));
      }),
    );
  });

  it('have a place for each value', () => {
    expect([marks(0), marks(1), marks(3)]).toEqual(['', '?', '?, ?, ?']);
  });
});
