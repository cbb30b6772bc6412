import { day, DAY_MS, toRfc3339 } from '../../shared/kernel';
import {
  NO_COUNTS,
  numbersRow,
  sumOf,
  windowFaults,
  windowOf,
  worthOf,
} from '../../server/referrals/numbers.rules';

const NOBODY = { id: null, name: null };

describe('the numbers of referral programs', () => {
  it('R10: rates are rounded to the nearest whole, halves up, and missing where there is nothing to divide by', () => {
    const row = numbersRow(NOBODY, {
      ...NO_COUNTS,
      ...{ members: 3, brought: 1, joined: 2, qualified: 1, points: 151, coupons: 1, coupons_fen: 1_001 },
    });
    expect(row).toMatchObject({
      k_bp: 3_333,
      points_per_joined: 76,
      fen_per_joined: 501,
      points_per_qualified: 151,
      fen_per_qualified: 1_001,
    });
    expect(numbersRow(NOBODY, NO_COUNTS)).toMatchObject({
      k_bp: null,
      points_per_joined: null,
      fen_per_joined: null,
      points_per_qualified: null,
      fen_per_qualified: null,
    });
  });

  it('R10: several groups add up', () => {
    const one = { ...NO_COUNTS, opened: 3, joined: 1, coupons_fen: 500 };
    expect(sumOf([one, { ...NO_COUNTS, opened: 2, members: 7 }])).toEqual({
      ...NO_COUNTS,
      ...{ opened: 5, joined: 1, coupons_fen: 500, members: 7 },
    });
    expect(sumOf([])).toEqual(NO_COUNTS);
  });

  it('R10: a report is about one day to 366, in their order', () => {
    const faults = (from: string, to: string) => windowFaults(day(from), day(to)).map(({ field }) => field);
    expect(faults('2026-11-20', '2026-11-20')).toEqual([]);
    expect(faults('2024-01-01', '2024-12-31')).toEqual([]);
    expect(faults('2024-01-01', '2025-01-01')).toEqual(['to']);
    expect(faults('2026-11-20', '2026-11-19')).toEqual(['to']);
  });

  it('R10: a day that is no instant is refused, and the farthest that is taken can be looked at', () => {
    const faults = (on: string) => windowFaults(day(on), day(on)).map(({ field }) => field);
    for (const on of ['0001-01-01', '1970-01-02', '9999-12-30', '9999-12-31'])
      expect([on, faults(on)]).toEqual([on, ['from', 'to']]);
    for (const on of ['1970-01-03', '9999-12-29'])
      for (const zone of ['Asia/Shanghai', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
        expect(faults(on)).toEqual([]);
        const window = windowOf(day(on), day(on), zone);
        expect(window.to_at - window.from_at).toBe(DAY_MS);
      }
  });

  it('L8: its days are those of the program, whatever day it is at a store', () => {
    const window = windowOf(day('2026-11-20'), day('2026-11-21'), 'Asia/Shanghai');
    expect([toRfc3339(window.from_at), toRfc3339(window.to_at)]).toEqual([
      '2026-11-19T16:00:00.000Z',
      '2026-11-21T16:00:00.000Z',
    ]);
    expect([window.from_day, window.to_day]).toEqual(['2026-11-19', '2026-11-22']);
  });

  it('C1: a coupon is worth what it takes off at most', () => {
    const percent = { kind: 'percent_off', threshold_fen: 3_333, percent_off_bp: 1_500 } as const;
    expect(worthOf({ kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 })).toBe(500);
    expect(worthOf({ kind: 'exchange', item: '可颂', value_fen: 1_600 })).toBe(1_600);
    expect(worthOf({ ...percent, cap_fen: 1_000 })).toBe(1_000);
    expect(worthOf({ ...percent, cap_fen: null })).toBe(499);
    expect(worthOf({ ...percent, threshold_fen: 0, cap_fen: null })).toBe(0);
  });
});
