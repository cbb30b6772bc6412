import { better, estimateOf, ServerClock } from '@/services/server-clock';
import { memoryStore } from './support';

const HOUR = 3_600_000;

describe("the server's clock on a phone that may be wrong", () => {
  it('F2: a phone an hour slow shows the right time after one answer', () => {
    const phone = { now: 10_000_000 };
    const clock = new ServerClock(() => phone.now, memoryStore());
    clock.observe({
      sent_at: phone.now - 100,
      received_at: phone.now,
      server_at: phone.now + HOUR - 50,
      step_ms: 1,
    });
    expect(Math.abs(clock.now() - (phone.now + HOUR))).toBeLessThanOrEqual(1);
  });

  it('F2: the truth lies within the stated error, wherever in the trip the server looked at its clock', () => {
    for (const [there, back] of [
      [5, 195],
      [100, 100],
      [195, 5],
    ] as const) {
      const truth = 5_000;
      const sent = 1_000_000;
      const estimate = estimateOf({
        sent_at: sent,
        received_at: sent + there + back,
        server_at: sent + there + truth,
        step_ms: 1,
      });
      expect(Math.abs(estimate.offset_ms - truth)).toBeLessThanOrEqual(estimate.error_ms);
    }
  });

  it('keeps a precise reading when a coarse one follows', () => {
    const precise = estimateOf({ sent_at: 0, received_at: 40, server_at: 5_020, step_ms: 1 });
    const coarse = estimateOf({ sent_at: 1_000, received_at: 1_400, server_at: 6_000, step_ms: 1_000 });
    expect(better(precise, coarse)).toBe(precise);
    expect(better(coarse, precise)).toBe(precise);
  });

  it('lets an old reading go, since clocks drift', () => {
    const old = estimateOf({ sent_at: 0, received_at: 40, server_at: 20, step_ms: 1 });
    const fresh = estimateOf({
      sent_at: 10 * HOUR,
      received_at: 10 * HOUR + 900,
      server_at: 10 * HOUR,
      step_ms: 1_000,
    });
    expect(better(old, fresh)).toBe(fresh);
  });

  it('believes a new reading that contradicts the old: somebody set the phone', () => {
    const before = estimateOf({ sent_at: 1_000, received_at: 1_010, server_at: 1_005, step_ms: 1 });
    const after = estimateOf({ sent_at: 2_000, received_at: 2_500, server_at: 2_000 + HOUR, step_ms: 1_000 });
    expect(better(before, after)).toBe(after);
  });

  it('M7: keeps the offset over a restart, so that codes are right without a network', () => {
    const store = memoryStore();
    const phone = { now: 1_000_000 };
    const clock = new ServerClock(() => phone.now, store);
    clock.observe({ sent_at: 999_990, received_at: 1_000_000, server_at: 1_000_000 + HOUR, step_ms: 1 });
    const again = new ServerClock(() => phone.now, store);
    expect(again.now()).toBe(clock.now());
  });

  it('ignores what is no time, and damaged storage', () => {
    const clock = new ServerClock(() => 77, memoryStore({ 'clock-offset': { offset_ms: 'x' } }));
    clock.observe({ sent_at: 0, received_at: 1, server_at: Number.NaN, step_ms: 1 });
    expect(clock.now()).toBe(77);
  });
});
