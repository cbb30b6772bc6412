import fc from 'fast-check';
import { PASSING, stepsBetween } from '@/components/count-up/steps';
import { EndWatch, splitLeft } from '@/components/countdown/left';
import { shareOf } from '@/components/progress/share';
import { claimableFirst } from '@/components/template-ticket/order';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

describe('a countdown', () => {
  it('F2: splits what is left into days and a clock; a second that has begun counts', () => {
    expect(splitLeft(2 * DAY + 3 * HOUR + 4 * 60 * SECOND + 5 * SECOND)).toEqual({
      days: 2,
      hours: '03',
      minutes: '04',
      seconds: '05',
    });
    expect(splitLeft(1)).toEqual({ days: 0, hours: '00', minutes: '00', seconds: '01' });
    expect(splitLeft(DAY - 1)).toEqual({ days: 1, hours: '00', minutes: '00', seconds: '00' });
    for (const over of [0, -1, -DAY]) {
      expect(splitLeft(over)).toEqual({ days: 0, hours: '00', minutes: '00', seconds: '00' });
    }
  });

  it('F2: its parts always add up to the whole seconds left', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (ms) => {
        const { days, hours, minutes, seconds } = splitLeft(ms);
        const sum = ((days * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
        expect(sum).toBe(Math.ceil(ms / SECOND));
        expect([hours, minutes, seconds].every((part) => part.length === 2)).toBe(true);
      }),
    );
  });

  /** The ends told while a clock runs over these instants. */
  function endsTold(until: number, readings: readonly number[]): number[] {
    const watch = new EndWatch();
    return readings.filter((now) => watch.ended(until, now));
  }

  it('F2: ends exactly once, at the first reading at or after its instant', () => {
    expect(endsTold(10_000, [8_000, 9_000, 9_999, 10_000, 11_000, 12_000])).toEqual([10_000]);
    expect(endsTold(10_000, [8_000, 15_500, 16_500])).toEqual([15_500]);
    expect(endsTold(10_000, [8_000, 9_000])).toEqual([]);
  });

  it('F2: a page that comes back after the end is told once, and a corrected clock tells nothing twice', () => {
    expect(endsTold(10_000, [50_000, 51_000])).toEqual([50_000]);
    expect(endsTold(10_000, [10_000, 9_000, 10_000, 11_000])).toEqual([10_000]);
  });

  it('F2: whatever the clock does, there is at most one end, and one if the instant is ever reached', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.array(fc.integer({ min: 0, max: 200 })),
        (until, clock) => {
          expect(endsTold(until, clock)).toHaveLength(clock.some((now) => now >= until) ? 1 : 0);
        },
      ),
    );
  });

  it('another end is told of its own', () => {
    const watch = new EndWatch();
    expect([watch.ended(10, 10), watch.ended(20, 10), watch.ended(20, 20)]).toEqual([true, false, true]);
  });
});

describe('a progress bar', () => {
  it('is empty or full only when that is true', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.integer({ min: 1, max: 1_000_000 }), (done, of) => {
        const share = shareOf(done, of);
        expect(share === 0).toBe(done === 0);
        expect(share === 100).toBe(done >= of);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(100);
      }),
    );
  });

  it.each([
    [1, 2, 50],
    [1, 1_000, 2],
    [999, 1_000, 98],
    [-1, 10, 0],
    [3, 0, 0],
    [Number.NaN, 10, 0],
  ])('%d of %d is %d %%', (done, of, share) => {
    expect(shareOf(done, of)).toBe(share);
  });
});

describe('a number that counts up', () => {
  const points = fc.integer({ min: -100_000, max: 100_000 });

  it('passes as many numbers as its style has lines, from the old one towards the new one, never beyond', () => {
    fc.assert(
      fc.property(points, points, (from, to) => {
        const steps = stepsBetween(from, to);
        expect(steps).toHaveLength(PASSING);
        expect(steps[0]).toBe(from);
        const way = Math.sign(to - from);
        steps.forEach((step, i) => {
          expect(Number.isInteger(step)).toBe(true);
          expect((step - (steps[i - 1] ?? from)) * way).toBeGreaterThanOrEqual(0);
          expect((to - step) * way).toBeGreaterThanOrEqual(0);
        });
      }),
    );
  });

  it('goes through the numbers between where there are few', () => {
    expect(stepsBetween(1, 4)).toEqual([1, 1, 1, 1, 2, 3]);
    expect(stepsBetween(20, 68)).toEqual([20, 28, 36, 44, 52, 60]);
  });
});

describe('the coupons of the centre', () => {
  it('stand by what can be done with them: to claim, mine or to come, gone; else as the shop has put them', () => {
    const card = (status: 'claimable' | 'not_started' | 'sold_out' | 'ended' | 'limit_reached', mine = 0) =>
      ({ id: `${status}-${mine}`, status, claimed_by_me: mine }) as never;
    const shelf = [
      ...[card('sold_out'), card('not_started'), card('claimable'), card('ended')],
      ...[card('limit_reached', 1), card('sold_out', 1), card('claimable', 1)],
    ];
    expect(claimableFirst(shelf).map(({ id }) => id)).toEqual([
      ...['claimable-0', 'claimable-1', 'not_started-0', 'limit_reached-1', 'sold_out-1'],
      ...['sold_out-0', 'ended-0'],
    ]);
  });
});
