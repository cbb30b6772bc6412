import fc from 'fast-check';
import type { OpeningHours } from '@shared/contract';
import { DEFAULT_TIMEZONE, instant, MINUTE_MS } from '@shared/kernel';
import { openingNow, weekHours } from '@/services/opening';
import { isOpen } from '../../../server/stores/stores.rules';

/** A Sunday in Beijing: 2026-11-22. */
function sunday(time: string): number {
  return Date.parse(`2026-11-22T${time}:00.000+08:00`);
}

function hours(weekday: number, from: number, to: number): OpeningHours {
  return { weekday, from_minute: from * 60, to_minute: to * 60 };
}

const everyDay = (from: number, to: number): OpeningHours[] =>
  [1, 2, 3, 4, 5, 6, 7].map((weekday) => hours(weekday, from, to));

describe('the opening hours of a store, in words', () => {
  it.each([
    ['07:29', everyDay(7.5, 22), '今天 07:30 开门'],
    ['07:30', everyDay(7.5, 22), '营业到 22:00'],
    ['22:00', everyDay(7.5, 22), '明天 07:30 开门'],
    ['12:00', [hours(3, 9, 18)], '周三 09:00 开门'],
    ['12:00', [hours(7, 9, 11)], '周日 09:00 开门'],
    ['23:00', everyDay(18, 24), '营业到 24:00'],
    ['23:00', everyDay(18, 26), '营业到次日 02:00'],
    ['01:00', everyDay(18, 26), '营业到 02:00'],
    ['03:00', everyDay(18, 26), '今天 18:00 开门'],
    ['12:00', everyDay(0, 24), '24 小时营业'],
    // open from Sunday morning until Tuesday night without a break
    ['12:00', [hours(7, 8, 24), hours(1, 0, 24), hours(2, 0, 22)], '营业到周二 22:00'],
    ['12:00', [hours(7, 8, 11), hours(7, 14, 20)], '今天 14:00 开门'],
    ['12:00', [], '营业时间请咨询门店'],
  ])('on Sunday at %s', (time, week, text) => {
    expect(openingNow(week, sunday(time)).text).toBe(text);
  });

  it('agrees with the server about whether a store is open, at any minute', () => {
    const span = fc.record({
      weekday: fc.integer({ min: 1, max: 7 }),
      from_minute: fc.integer({ min: 0, max: 1_439 }),
      minutes: fc.integer({ min: 1, max: 1_440 }),
    });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), fc.nat(14 * 1_440), (spans, minute) => {
        const week = spans.map(({ weekday, from_minute, minutes }) => ({
          weekday,
          from_minute,
          to_minute: from_minute + minutes,
        }));
        const at = sunday('00:00') + minute * MINUTE_MS;
        expect(openingNow(week, at).open).toBe(isOpen(week, instant(at), DEFAULT_TIMEZONE));
      }),
    );
  });

  it('lists the week from Monday on, breaks and days off too, and knows which day is today', () => {
    const week = weekHours(
      [hours(1, 14, 20), hours(1, 8, 11), hours(5, 18, 26), hours(7, 0, 24)],
      sunday('12:00'),
    );
    expect(week.map(({ name, hours: text }) => `${name} ${text}`)).toEqual([
      '周一 08:00–11:00、14:00–20:00',
      '周二 休息',
      '周三 休息',
      '周四 休息',
      '周五 18:00–次日 02:00',
      '周六 休息',
      '周日 24 小时',
    ]);
    expect(week.filter(({ today }) => today).map(({ weekday }) => weekday)).toEqual([7]);
    expect(weekHours([], sunday('12:00'))).toEqual([]);
  });
});
