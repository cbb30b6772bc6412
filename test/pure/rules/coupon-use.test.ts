import fc from 'fast-check';
import { dayIn, instant, startOfDay, wallClock, type Instant } from '../../../shared/kernel';
import {
  COUPON_EDGES,
  couponObstacle,
  isEdge,
  isUsableTime,
  shownAs,
  validityWindow,
  type CouponFacts,
  type CouponStateName,
  type CouponTimes,
} from '../../../shared/rules';

const at = (text: string): Instant => instant(Date.parse(text));
const iso = (moment: Instant): string => new Date(moment).toISOString();
const SHANGHAI = 'Asia/Shanghai';
const calendar = (zone: string) => ({
  dayOf: (moment: Instant) => dayIn(moment, zone),
  startOfDay: (date: Parameters<typeof startOfDay>[0]) => startOfDay(date, zone),
});
const states = Object.keys(COUPON_EDGES) as CouponStateName[];
const always: CouponTimes = { weekdays: [], from_minute: null, to_minute: null };

describe('states', () => {
  it('C5: exactly these changes exist', () => {
    const edges = states.flatMap((from) =>
      states.filter((to) => isEdge(from, to)).map((to) => `${from}→${to}`),
    );
    expect(edges.sort()).toEqual(
      [
        'issued→locked',
        'locked→redeemed',
        'issued→redeemed',
        'locked→issued',
        'redeemed→issued',
        'issued→held',
        'held→transferred',
        'held→issued',
        'issued→expired',
        'issued→revoked',
      ].sort(),
    );
  });
});

describe('whether a coupon can be used here and now', () => {
  const coupon: CouponFacts = {
    state: 'issued',
    valid_from_at: at('2026-11-30T16:00:00.000Z'),
    valid_to_at: at('2026-12-07T16:00:00.000Z'),
    scope: { store_ids: [], new_members_only: false },
    times: always,
    merchant_id: 'mer_a',
  };
  const place = (moment: Instant, store = { id: 'sto_1', merchant_id: 'mer_a' } as const) => ({
    at: moment,
    wall: wallClock(moment, SHANGHAI),
    dayOf: (other: Instant) => dayIn(other, SHANGHAI),
    store,
  });
  const noon = at('2026-12-02T04:00:00.000Z');
  const codeAt = (moment: Instant, changed: Partial<CouponFacts> = {}) =>
    couponObstacle({ ...coupon, ...changed }, place(moment))?.code ?? null;

  it('C11: good from its first millisecond until just before its end', () => {
    expect(codeAt(instant(coupon.valid_from_at - 1))).toBe('coupon_not_started');
    expect(codeAt(coupon.valid_from_at)).toBeNull();
    expect(codeAt(instant(coupon.valid_to_at - 1))).toBeNull();
    expect(codeAt(coupon.valid_to_at)).toBe('coupon_expired');
  });

  it('C2: not started names the day in the zone it is asked for', () => {
    expect(couponObstacle(coupon, place(at('2026-11-30T15:59:59.999Z')))).toEqual({
      code: 'coupon_not_started',
      params: { day: '2026-12-01' },
    });
  });

  it('C6: redeemed comes with who, when and where, as far as known', () => {
    const redeemed = { at: '12月1日 10:00', store: '静安店', staff: '小王' };
    expect(couponObstacle({ ...coupon, state: 'redeemed', redeemed }, place(noon))).toEqual({
      code: 'coupon_redeemed',
      params: redeemed,
    });
    expect(couponObstacle({ ...coupon, state: 'redeemed' }, place(noon))?.params).toEqual({});
  });

  it.each<[CouponStateName, string | null]>([
    ['issued', null],
    ['locked', 'coupon_locked'],
    ['redeemed', 'coupon_redeemed'],
    ['held', 'coupon_not_usable'],
    ['transferred', 'coupon_not_usable'],
    ['expired', 'coupon_expired'],
    ['revoked', 'coupon_not_usable'],
  ])('C5: a coupon that is %s gives %s', (state, code) => {
    expect(codeAt(noon, { state })).toBe(code);
  });

  it('C3: only at its merchant and, where named, at its stores', () => {
    const other = couponObstacle(coupon, place(noon, { id: 'sto_1', merchant_id: 'mer_b' } as never));
    expect(other?.code).toBe('coupon_wrong_store');
    expect(codeAt(noon, { scope: { store_ids: ['sto_1'], new_members_only: false } })).toBeNull();
    expect(codeAt(noon, { scope: { store_ids: ['sto_2'], new_members_only: false } })).toBe(
      'coupon_wrong_store',
    );
  });

  it('C2: the first reason wins: state, start, end, place, time', () => {
    const wrongTime = { times: { ...always, weekdays: [1] } };
    const elsewhere = { ...wrongTime, scope: { store_ids: ['sto_2' as const], new_members_only: false } };
    const late = { ...elsewhere, valid_to_at: noon };
    const early = { ...late, valid_from_at: instant(noon + 1) };
    expect(codeAt(noon, wrongTime)).toBe('coupon_wrong_time');
    expect(codeAt(noon, elsewhere)).toBe('coupon_wrong_store');
    expect(codeAt(noon, late)).toBe('coupon_expired');
    expect(codeAt(noon, early)).toBe('coupon_not_started');
    expect(codeAt(noon, { ...early, state: 'redeemed' })).toBe('coupon_redeemed');
  });
});

describe('usable times', () => {
  const times = (weekdays: number[], from: number | null, to: number | null): CouponTimes => ({
    weekdays,
    from_minute: from,
    to_minute: to,
  });

  it.each<[string, CouponTimes, number, number, boolean]>([
    ['no bounds', always, 7, 0, true],
    ['weekday named', times([1, 2], null, null), 2, 1439, true],
    ['weekday not named', times([1, 2], null, null), 3, 0, false],
    ['first minute', times([], 840, 1020), 1, 840, true],
    ['the minute before', times([], 840, 1020), 1, 839, false],
    ['last minute', times([], 840, 1020), 1, 1019, true],
    ['the minute of the end', times([], 840, 1020), 1, 1020, false],
    ['only from', times([], 840, null), 1, 1439, true],
    ['only to', times([], null, 840), 1, 839, true],
    ['until midnight', times([], 1320, 1440), 1, 1439, true],
    ['past midnight, evening', times([5], 1320, 120), 5, 1320, true],
    ['past midnight, small hours of the next day', times([5], 1320, 120), 6, 119, true],
    ['past midnight, over', times([5], 1320, 120), 6, 120, false],
    ['past midnight, small hours of the day itself', times([5], 1320, 120), 5, 60, false],
    ['Sunday night into Monday', times([7], 1320, 120), 1, 60, true],
    ['from equal to to is a whole day', times([], 600, 600), 3, 599, true],
  ])('C2: %s', (_, rule, weekday, minute_of_day, expected) => {
    expect(isUsableTime(rule, { weekday, minute_of_day })).toBe(expected);
  });

  it('C2: in a week, exactly as many minutes are usable as the rule gives', () => {
    const minute = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 7 })), minute, minute, (weekdays, from, to) => {
        let usable = 0;
        for (let i = 0; i < 7 * 1440; i += 1) {
          const wall = { weekday: Math.floor(i / 1440) + 1, minute_of_day: i % 1440 };
          if (isUsableTime(times(weekdays, from, to), wall)) usable += 1;
        }
        const perDay = from < to ? to - from : 1440 - from + to;
        expect(usable).toBe(perDay * (weekdays.length || 7));
      }),
      { numRuns: 20 },
    );
  });
});

describe('what the wallet shows', () => {
  const window = { valid_from_at: instant(1000), valid_to_at: instant(2000) };

  it.each<[CouponStateName, number, string]>([
    ['issued', 999, 'not_yet'],
    ['issued', 1000, 'usable'],
    ['issued', 1999, 'usable'],
    ['issued', 2000, 'expired'],
    ['locked', 1500, 'locked'],
    ['redeemed', 2500, 'used'],
    ['expired', 1500, 'expired'],
    ['held', 1500, 'gone'],
    ['transferred', 1500, 'gone'],
    ['revoked', 1500, 'gone'],
  ])('C11: %s at %i is shown as %s', (state, moment, expected) => {
    expect(shownAs({ state, ...window }, instant(moment))).toBe(expected);
  });
});

describe('validity', () => {
  const relative = (days: number, start_after_days = 0) =>
    ({ kind: 'relative', days, start_after_days }) as const;
  const windowOf = (days: number, after: number, claimed: string, zone = SHANGHAI) => {
    const window = validityWindow(relative(days, after), at(claimed), calendar(zone));
    return [iso(window.valid_from_at), iso(window.valid_to_at)];
  };

  it('C2: a fixed window is taken as it is', () => {
    const fixed = {
      kind: 'fixed',
      from_at: '2026-12-01T00:00:00.000Z',
      to_at: '2026-12-31T16:00:00.000Z',
    } as const;
    expect(validityWindow(fixed, instant(0), calendar(SHANGHAI))).toEqual({
      valid_from_at: at(fixed.from_at),
      valid_to_at: at(fixed.to_at),
    });
  });

  it('C2: seven days count the day of the claim and end with the seventh', () => {
    const claimed = '2026-12-01T02:30:00.000Z';
    expect(windowOf(7, 0, claimed)).toEqual([claimed, '2026-12-07T16:00:00.000Z']);
  });

  it('C2: one day claimed a minute before midnight lasts one minute', () => {
    expect(windowOf(1, 0, '2026-12-01T15:59:00.000Z')[1]).toBe('2026-12-01T16:00:00.000Z');
  });

  it('C2: starting later begins with a whole day', () => {
    expect(windowOf(7, 1, '2026-12-01T02:30:00.000Z')).toEqual([
      '2026-12-01T16:00:00.000Z',
      '2026-12-08T16:00:00.000Z',
    ]);
  });

  it('C2: the 29th of February is a day like any other', () => {
    expect(windowOf(2, 0, '2028-02-28T04:00:00.000Z')[1]).toBe('2028-02-29T16:00:00.000Z');
    expect(windowOf(2, 0, '2027-02-28T04:00:00.000Z')[1]).toBe('2027-03-01T16:00:00.000Z');
  });

  it('C2: days of 23 and 25 hours count as days', () => {
    const berlin = 'Europe/Berlin';
    expect(windowOf(1, 0, '2027-03-28T00:00:00.000Z', berlin)[1]).toBe('2027-03-28T22:00:00.000Z');
    expect(windowOf(1, 1, '2027-03-27T12:00:00.000Z', berlin)).toEqual([
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ]);
    expect(windowOf(1, 1, '2027-10-30T12:00:00.000Z', berlin)).toEqual([
      '2027-10-30T22:00:00.000Z',
      '2027-10-31T23:00:00.000Z',
    ]);
  });

  it('C2: a relative window holds the claim or begins after it, and is never empty', () => {
    const moments = fc.integer({ min: 0, max: 4_000_000_000_000 }).map(instant);
    const zones = fc.constantFrom(SHANGHAI, 'Europe/Berlin', 'America/New_York', 'Pacific/Auckland');
    fc.assert(
      fc.property(
        moments,
        zones,
        fc.integer({ min: 1, max: 730 }),
        fc.integer({ min: 0, max: 365 }),
        (claimed, zone, days, after) => {
          const window = validityWindow(relative(days, after), claimed, calendar(zone));
          expect(window.valid_to_at).toBeGreaterThan(window.valid_from_at);
          if (after === 0) expect(window.valid_from_at).toBe(claimed);
          else expect(window.valid_from_at).toBeGreaterThan(claimed);
          expect(wallClock(window.valid_to_at, zone).minute_of_day).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
