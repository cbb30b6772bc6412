import fc from 'fast-check';
import {
  addDays,
  day,
  dayIn,
  endOfMonthAfter,
  instant,
  isTimezone,
  startOfDay,
  toRfc3339,
  wallClock,
} from '../../../shared/kernel';

const at = (text: string) => instant(Date.parse(text));
const zones = fc.constantFrom(
  'Asia/Shanghai',
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Pacific/Auckland',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Africa/Cairo',
);
/** 1971 to 2099. */
const moments = fc.integer({ min: 31_536_000_000, max: 4_102_444_799_999 }).map(instant);

describe('instants and dates', () => {
  it('an instant lies between 1970 and 9999', () => {
    expect(toRfc3339(instant(0))).toBe('1970-01-01T00:00:00.000Z');
    expect(toRfc3339(instant(253_402_300_799_999))).toBe('9999-12-31T23:59:59.999Z');
    for (const value of [-1, 253_402_300_800_000, 0.5, Number.NaN]) {
      expect(() => instant(value)).toThrow(RangeError);
    }
  });

  it.each(['2026-12-05', '2028-02-29', '1970-01-01', '9999-12-31'])('%s is a date', (text) => {
    expect(day(text)).toBe(text);
  });

  it.each([
    '',
    '2026-2-5',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2026-12-05T00:00',
    '12026-01-01',
    ' 2026-01-01',
  ])('%j is no date', (text) => {
    expect(() => day(text)).toThrow(RangeError);
  });

  it.each([
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2027-03-01', -1, '2027-02-28'],
    ['2026-12-05', 0, '2026-12-05'],
    ['2026-12-05', 365, '2027-12-05'],
  ])('%s and %i days is %s', (from, days, expected) => {
    expect(addDays(day(from), days)).toBe(expected);
  });

  it.each([
    ['2026-12-05', 0, '2026-12-31'],
    ['2026-12-05', 1, '2027-01-31'],
    ['2026-12-31', 2, '2027-02-28'],
    ['2027-12-31', 2, '2028-02-29'],
    ['2026-01-31', 24, '2028-01-31'],
    ['2026-12-05', 11, '2027-11-30'],
  ])('P2: the month %s and %i months later ends on %s', (from, months, expected) => {
    expect(endOfMonthAfter(day(from), months)).toBe(expected);
  });
});

describe('the clock on the wall', () => {
  it.each([
    ['2026-12-05T15:59:59.999Z', 'Asia/Shanghai', '2026-12-05', 1439, 6],
    ['2026-12-05T16:00:00.000Z', 'Asia/Shanghai', '2026-12-06', 0, 7],
    ['2026-12-06T16:00:00.000Z', 'Asia/Shanghai', '2026-12-07', 0, 1],
    ['2027-03-28T00:59:00.000Z', 'Europe/Berlin', '2027-03-28', 119, 7],
    ['2027-03-28T01:00:00.000Z', 'Europe/Berlin', '2027-03-28', 180, 7],
    ['2026-12-05T18:15:00.000Z', 'Asia/Kathmandu', '2026-12-06', 0, 7],
  ])('at %s in %s', (text, zone, date, minute_of_day, weekday) => {
    expect(wallClock(at(text), zone)).toEqual({ day: date, minute_of_day, weekday });
  });

  it('a zone that nobody knows is refused', () => {
    expect(isTimezone('Asia/Shanghai')).toBe(true);
    expect(isTimezone('Asia/Atlantis')).toBe(false);
    expect(isTimezone('')).toBe(false);
    expect(() => wallClock(instant(0), 'Asia/Atlantis')).toThrow(RangeError);
  });

  it('is what the runtime says, also in the hours in which clocks are changed', () => {
    const said = (moment: number, zone: string) => {
      const style = { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' } as const;
      return new Intl.DateTimeFormat('sv-SE', style).format(moment);
    };
    const changes = fc.constantFrom(
      ...['2027-03-28T01:00:00Z', '2027-10-31T01:00:00Z', '2011-12-30T10:00:00Z', '1972-01-07T00:44:30Z'],
      ...['2026-04-04T14:00:00Z', '2026-04-04T15:30:00Z', '2026-11-01T06:00:00Z', '9998-12-31T23:30:00Z'],
    );
    const nearChanges = fc
      .tuple(changes, fc.integer({ min: -7_200_000, max: 1_799_999 }))
      .map(([text, shift]) => instant(Date.parse(text) + shift));
    const odd = fc.constantFrom('Africa/Monrovia', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Chatham');
    fc.assert(
      fc.property(fc.oneof(moments, nearChanges), fc.oneof(zones, odd), (moment, zone) => {
        const shown = wallClock(moment, zone);
        const clock = [shown.minute_of_day / 60, shown.minute_of_day % 60]
          .map((part) => String(Math.floor(part)).padStart(2, '0'))
          .join(':');
        expect(`${shown.day} ${clock}`).toBe(said(moment, zone));
        expect(shown.weekday).toBe(new Date(`${shown.day}T00:00:00Z`).getUTCDay() || 7);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('where a day begins', () => {
  it.each([
    ['2026-12-05', 'Asia/Shanghai', '2026-12-04T16:00:00.000Z'],
    ['2027-03-28', 'Europe/Berlin', '2027-03-27T23:00:00.000Z'],
    ['2027-03-29', 'Europe/Berlin', '2027-03-28T22:00:00.000Z'],
    ['2026-12-05', 'Pacific/Kiritimati', '2026-12-04T10:00:00.000Z'],
    ['2026-12-05', 'Pacific/Pago_Pago', '2026-12-05T11:00:00.000Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['0001-01-01', 'Asia/Shanghai', '1970-01-01T00:00:00.000Z'],
    ['1970-01-01', 'Asia/Shanghai', '1970-01-01T00:00:00.000Z'],
    ['1970-01-01', 'UTC', '1970-01-01T00:00:00.000Z'],
    ['1970-01-01', 'America/New_York', '1970-01-01T05:00:00.000Z'],
    ['9999-12-31', 'America/New_York', '9999-12-31T05:00:00.000Z'],
  ])('%s in %s begins at %s', (date, zone, expected) => {
    expect(toRfc3339(startOfDay(day(date), zone))).toBe(expected);
  });

  it('it is the first millisecond of its date', () => {
    fc.assert(
      fc.property(moments, zones, (moment, zone) => {
        const date = dayIn(moment, zone);
        const start = startOfDay(date, zone);
        expect(start).toBeLessThanOrEqual(moment);
        expect(dayIn(start, zone)).toBe(date);
        expect(dayIn(instant(start - 1), zone) < date).toBe(true);
      }),
    );
  });
});
