import fc from 'fast-check';
import { DEFAULT_TIMEZONE, instant, wallClock } from '@shared/kernel';
import { clockText, dayOf, lastDay, signedPoints, timeOf, whenText, yuan } from '@/services/format';

describe('words for numbers and times', () => {
  it('agrees with the zone database about days and times in Beijing, without needing it on the phone', () => {
    // since 1992, when Beijing stopped changing its clocks
    fc.assert(
      fc.property(fc.integer({ min: 694_224_000_000, max: 4_102_444_800_000 }), (at) => {
        const wall = wallClock(instant(at), DEFAULT_TIMEZONE);
        const text = new Date(at).toISOString();
        expect(dayOf(text)).toBe(wall.day);
        expect(timeOf(text)).toBe(clockText(wall.minute_of_day));
      }),
    );
  });

  it('P6: what ends at midnight was good to the end of the day before', () => {
    expect(lastDay('2026-11-24T16:00:00.000Z')).toBe('2026-11-24');
    expect(lastDay('2026-11-24T16:00:00.001Z')).toBe('2026-11-25');
  });

  it('writes money, points and moments', () => {
    expect(yuan(123_450)).toBe('1,234.50');
    expect(signedPoints(1_038)).toBe('+1,038');
    expect(signedPoints(-5)).toBe('-5');
    expect(signedPoints(0)).toBe('0');
    expect(whenText('2026-11-22T08:05:00.000Z')).toBe('11月22日 16:05');
  });
});
