import fc from 'fast-check';
import { instant } from '../../../shared/kernel';
import { SystemClock, TestClock } from '../../../server/platform/clock';
import { RandomIds } from '../../../server/platform/ids';
import { SeededRandom, SystemRandom } from '../../../server/platform/random';

describe('chance', () => {
  it('is the same for the same seed, however it is cut', () => {
    const one = new SeededRandom('s');
    const two = new SeededRandom('s');
    expect(Buffer.concat([one.bytes(5), one.bytes(70)])).toEqual(two.bytes(75));
    expect(new SeededRandom('t').bytes(16)).not.toEqual(new SeededRandom('s').bytes(16));
  });

  it('keeps to its bounds and alphabets', () => {
    const random = new SystemRandom();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 48 }), (bound) => {
        const value = random.int(bound);
        expect(Number.isInteger(value) && value >= 0 && value < bound).toBe(true);
      }),
    );
    for (const bound of [0, -1, 1.5, Number.NaN, 2 ** 48 + 1])
      expect(() => random.int(bound)).toThrow(RangeError);
    expect(random.digits(18)).toMatch(/^\d{18}$/);
    expect(random.text(40)).toMatch(/^[0-9A-Za-z]{40}$/);
    expect(random.text(0)).toBe('');
  });

  it('favours no digit', () => {
    const counts = new Array<number>(10).fill(0);
    for (const digit of new SeededRandom('even').digits(20_000)) counts[Number(digit)]! += 1;
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});

describe('ids', () => {
  it('are ULIDs that begin with their time', () => {
    const ids = new RandomIds(new SeededRandom('ids'));
    expect(ids.ulid(instant(0))).toMatch(/^0{10}[0-9A-HJKMNP-TV-Z]{16}$/);
    // The example of the ULID specification.
    expect(ids.ulid(instant(1_469_918_176_385)).slice(0, 10)).toBe('01ARYZ6S41');
    const many = Array.from({ length: 1_000 }, () => ids.ulid(instant(1)));
    expect(new Set(many).size).toBe(1_000);
  });
});

describe('clocks', () => {
  it('tell the time, or what they were told', () => {
    expect(new SystemClock().now()).toBeGreaterThan(Date.UTC(2026, 0, 1));
    const clock = new TestClock(instant(5));
    expect(clock.advance(10)).toBe(15);
    clock.set(instant(7));
    expect(clock.now()).toBe(7);
  });
});
