import fc from 'fast-check';
import { instant } from '../../../shared/kernel';
import { clockOffset, remaining } from '../../../shared/rules';

describe('the countdown', () => {
  it.each([
    [0, 0, 0, 0, true],
    [-5, 0, 0, 0, true],
    [1, 0, 0, 1, false],
    [1000, 0, 0, 1, false],
    [1001, 0, 0, 2, false],
    [59_001, 0, 1, 0, false],
    [3_600_000, 1, 0, 0, false],
    [90_061_000, 25, 1, 1, false],
  ])('F2: %i ms left', (left, hours, minutes, seconds, done) => {
    expect(remaining(instant(1_000_000_000 + left), instant(1_000_000_000))).toEqual({
      hours,
      minutes,
      seconds,
      done,
    });
  });

  it('F2: the parts are the whole seconds left', () => {
    fc.assert(
      fc.property(fc.nat(1_000_000_000), fc.nat(1_000_000_000), (end, now) => {
        const { hours, minutes, seconds, done } = remaining(instant(end), instant(now));
        expect(hours * 3600 + minutes * 60 + seconds).toBe(Math.ceil(Math.max(0, end - now) / 1000));
        expect(done).toBe(now >= end);
        expect(minutes < 60 && seconds < 60).toBe(true);
      }),
    );
  });
});

describe('the server’s clock', () => {
  it('F2: no usable sample, no answer', () => {
    expect(clockOffset([])).toBeNull();
    expect(clockOffset([{ sent: 100, received: 50, server: 75 }])).toBeNull();
  });

  it('F2: one sample puts the server in the middle', () => {
    expect(clockOffset([{ sent: 1000, received: 1200, server: 6100 }])).toEqual({
      offset_ms: 5000,
      uncertainty_ms: 100,
    });
  });

  it('F2: a slow answer does not spoil a quick one', () => {
    expect(
      clockOffset([
        { sent: 0, received: 4000, server: 8900 },
        { sent: 5000, received: 5040, server: 10_020 },
      ]),
    ).toEqual({ offset_ms: 5000, uncertainty_ms: 20 });
  });

  it('F2: a sample from before the phone’s clock was set is left out', () => {
    expect(
      clockOffset([
        { sent: 0, received: 300, server: 900_000 },
        { sent: 900_000, received: 900_100, server: 900_050 },
      ]),
    ).toEqual({ offset_ms: 0, uncertainty_ms: 50 });
  });

  it('F2: whatever the delays and the phone’s clock, the truth lies within the uncertainty', () => {
    const delays = fc.record({ out: fc.nat(3000), back: fc.nat(3000), pause: fc.nat(60_000) });
    fc.assert(
      fc.property(
        fc.integer({ min: -100_000_000, max: 100_000_000 }),
        fc.array(delays, { minLength: 1, maxLength: 8 }),
        (offset, trips) => {
          let phone = 1_800_000_000_000;
          const samples = trips.map(({ out, back, pause }) => {
            const sent = phone;
            phone += out + back + pause;
            return { sent, server: sent + out + offset, received: sent + out + back };
          });
          const found = clockOffset(samples)!;
          expect(Math.abs(found.offset_ms - offset)).toBeLessThanOrEqual(found.uncertainty_ms);
          const best = Math.min(...samples.map(({ sent, received }) => received - sent));
          expect(found.uncertainty_ms).toBeLessThanOrEqual(Math.ceil(best / 2));
        },
      ),
    );
  });
});
