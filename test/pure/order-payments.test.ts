import { DAY_MS, HOUR_MS, instant, MINUTE_MS, SECOND_MS, type Id } from '../../shared/kernel';
import { holdFor, pickupUntil, waysOf } from '../../server/orders/orders.rules';
import { nextQueryAt, retryAt, tradeNumber } from '../../server/payments/payments.rules';
import { ZONE } from './parts.support';

const AT = instant(Date.UTC(2026, 10, 20, 2));
const after = (ms: number) => instant(AT + ms);

describe('how an order can be paid', () => {
  it('F6: nothing to pay is paid at no till, money where there is one', () => {
    const [open, closed] = [{ counter_allowed: true }, { counter_allowed: false }];
    expect(waysOf(0, open, true)).toEqual(['none']);
    expect(waysOf(1, open, true)).toEqual(['wechat', 'counter']);
    expect(waysOf(1, closed, true)).toEqual(['wechat']);
    expect(waysOf(1, open, false)).toEqual(['counter']);
    expect(waysOf(1, closed, false)).toEqual([]);
  });
});

describe('how long a piece is held for its payment', () => {
  const order = (state: 'held' | 'paying', left: number, heldFor = 0) => ({
    state,
    held_at: instant(AT - heldFor),
    hold_until_at: after(left),
  });

  it.each([
    ['wechat', order('held', 15 * MINUTE_MS), 15 * MINUTE_MS],
    ['wechat', order('held', 90 * SECOND_MS), 90 * SECOND_MS],
    ['wechat', order('held', 1), 90 * SECOND_MS],
    ['wechat', order('paying', MINUTE_MS + 1), MINUTE_MS + 1],
    ['none', order('held', 1), 1],
    ['counter', order('held', 15 * MINUTE_MS), 2 * HOUR_MS],
    ['counter', order('held', 3 * HOUR_MS), 3 * HOUR_MS],
    // changing to and fro: it was held for two hours already
    ['counter', order('paying', 119 * MINUTE_MS, MINUTE_MS), 119 * MINUTE_MS],
  ] as const)('F5: %s of %j: %d ms more', (way, of, ms) => {
    expect(holdFor(way, of, AT)).toBe(after(ms));
  });

  it('F5: WeChat Pay takes no payment for the last minute', () => {
    expect(holdFor('wechat', order('paying', MINUTE_MS), AT)).toBeNull();
  });
});

it('F7: an order waits to the end of its last day, where it is picked up', () => {
  expect(pickupUntil(AT, 7, ZONE)).toBe(Date.UTC(2026, 10, 27, 16) - 1);
  expect(pickupUntil(instant(AT + 14 * HOUR_MS - 1), 1, ZONE)).toBe(Date.UTC(2026, 10, 21, 16) - 1);
  expect(pickupUntil(instant(AT + 14 * HOUR_MS), 1, ZONE)).toBe(Date.UTC(2026, 10, 22, 16) - 1);
});

describe('when WeChat Pay is asked', () => {
  const open = { opened_at: AT, expires_at: after(20 * MINUTE_MS) };

  it('F6: by the plan, and at the last instant', () => {
    const times: number[] = [];
    for (let at = AT; at < open.expires_at; at = nextQueryAt(open, at))
      times.push(nextQueryAt(open, at) - AT);
    expect(times).toEqual([5, 30, 60, 300, 900, 1_200].map((seconds) => seconds * SECOND_MS));
    expect(nextQueryAt({ ...open, expires_at: after(45 * SECOND_MS) }, after(31 * SECOND_MS))).toBe(
      after(45 * SECOND_MS),
    );
  });

  it('F6: after failures later and later, and never later than a minute', () => {
    const pauses = [0, 1, 2, 5, 6, 7, 1_000].map((calls) => retryAt(AT, calls) - AT);
    expect(pauses).toEqual([1, 2, 4, 32, 60, 60, 60].map((seconds) => seconds * SECOND_MS));
    expect(retryAt(AT, 1_000)).toBeLessThan(AT + DAY_MS);
  });

  it('F6: under a number that WeChat Pay takes, another for each payment', () => {
    const ids = ['pay_01M7VAX680DW9VJG5GB7X5ACT201', 'pay_01M7VAX680DW9VJG5GB7X5ACT202'] as Id<'payment'>[];
    expect(ids.map(tradeNumber)).toEqual(['L01M7VAX680DW9VJG5GB7X5ACT201', 'L01M7VAX680DW9VJG5GB7X5ACT202']);
    expect(ids.every((id) => /^[0-9A-Za-z]{6,32}$/.test(tradeNumber(id)))).toBe(true);
  });
});
