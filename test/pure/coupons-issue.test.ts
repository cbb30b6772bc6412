import fc from 'fast-check';
import { DAY_MS, HOUR_MS, instant } from '../../shared/kernel';
import { numberFrom } from '../../shared/rules';
import { issueRefs, type CouponRow } from '../../server/coupons';
import { account } from '../../server/ledger';
import { NOW, OPEN, Shelf, TEMPLATE } from './coupons.support';
import { MEMBER, ZONE } from './parts.support';

const GIVEN = expect.objectContaining({ state: 'issued' });

describe('issuing a coupon', () => {
  it('C5a: carries a snapshot, and a changed template does not change it', () => {
    const shelf = new Shelf();
    const coupon = shelf.claim() as CouponRow;
    shelf.change({ title: '满 50 减 5', value: { kind: 'exchange', item: '茶', value_fen: 1 } });
    expect(shelf.coupon(coupon.id)).toMatchObject({
      snapshot: { title: '满 20 减 5', value: { kind: 'amount_off', threshold_fen: 2_000 } },
      valid_from_at: NOW,
      valid_to_at: Date.UTC(2026, 10, 26, 16),
      source: 'claim',
      day: '2026-11-20',
    });
  });

  it('C4: the last one leaves exactly zero, the next is refused', () => {
    const shelf = new Shelf({}, 2);
    expect([shelf.claim(), shelf.claim(), shelf.claim()]).toEqual([
      GIVEN,
      GIVEN,
      { code: 'sold_out', params: {} },
    ]);
    expect(shelf.books.left(account.stock(TEMPLATE))).toBe(0);
  });

  it('C4: per member in total, also when the limit is lowered and raised in between', () => {
    const shelf = new Shelf({ limits: { ...OPEN, per_member: 3 } });
    expect([shelf.claim(), shelf.claim()]).toEqual([GIVEN, GIVEN]);
    shelf.change({ limits: { ...OPEN, per_member: 1 } });
    expect(shelf.claim()).toEqual({ code: 'limit_reached', params: { limit: 1 } });
    shelf.change({ limits: { ...OPEN, per_member: 4 } });
    expect([shelf.claim(), shelf.claim(), shelf.claim()]).toEqual([
      GIVEN,
      GIVEN,
      { code: 'limit_reached', params: { limit: 4 } },
    ]);
    expect(shelf.books.left(account.quotaMember(MEMBER, TEMPLATE))).toBe(0);
  });

  it('C4: a limit set later counts what was given before it', () => {
    const limits = [
      ['per_member', 'limit_reached'],
      ['per_member_day', 'limit_reached_today'],
      ['per_day', 'sold_out_today'],
      ['per_phone', 'limit_reached'],
    ] as const;
    for (const [limit, code] of limits) {
      const shelf = new Shelf();
      expect([shelf.claim(), shelf.claim()]).toEqual([GIVEN, GIVEN]);
      shelf.change({ limits: { ...OPEN, [limit]: 2 } });
      expect(shelf.claim()).toMatchObject({ code });
      shelf.change({ limits: { ...OPEN, [limit]: 3 } });
      expect([shelf.claim(), shelf.claim()]).toEqual([GIVEN, expect.objectContaining({ code })]);
    }
  });

  it('C4: per day and per member and day begin anew at midnight of the program', () => {
    const shelf = new Shelf({ limits: { ...OPEN, per_day: 1 } });
    shelf.books.at = instant(Date.UTC(2026, 10, 20, 15, 59, 59, 999));
    expect([shelf.claim(), shelf.claim()]).toEqual([GIVEN, { code: 'sold_out_today', params: {} }]);
    shelf.books.at = instant(Date.UTC(2026, 10, 20, 16));
    expect([shelf.claim(), shelf.claim()]).toEqual([GIVEN, { code: 'sold_out_today', params: {} }]);
    shelf.change({ limits: { ...OPEN, per_member_day: 1 } });
    expect(shelf.claim()).toEqual({ code: 'limit_reached_today', params: { limit: 1 } });
    shelf.books.at = instant(shelf.books.at + DAY_MS);
    expect(shelf.claim()).toEqual(GIVEN);
  });

  it('C4: a command prepared before midnight may be decided after it', () => {
    const shelf = new Shelf({ limits: { ...OPEN, per_day: 5, per_member_day: 5 } });
    shelf.books.at = instant(Date.UTC(2026, 10, 20, 15, 59, 59));
    const refs = issueRefs({
      template_id: TEMPLATE,
      member_id: MEMBER,
      phone_hash: null,
      numbers: [],
      by_day: true,
      now: shelf.books.at,
      timezone: ZONE,
    });
    const ids = (refs.accounts ?? []).map((spec) => spec.id);
    expect(ids).toContain(account.quotaDay(TEMPLATE, '2026-11-21' as never).id);
    expect(ids).toContain(account.quotaDay(TEMPLATE, '2026-11-20' as never).id);
  });

  it('C3: new members only, and a phone where the limit needs one', () => {
    const shelf = new Shelf({
      scope: { store_ids: [], new_members_only: true },
      limits: { ...OPEN, per_phone: 1 },
    });
    expect(shelf.claim({ member: { purchases_count: 1 } })).toEqual({ code: 'not_eligible', params: {} });
    expect(shelf.claim({ phone_hash: null })).toEqual({ code: 'phone_required', params: {} });
    expect([shelf.claim(), shelf.claim()]).toEqual([GIVEN, { code: 'limit_reached', params: { limit: 1 } }]);
  });

  it('A1: a channel gives what the coupon centre does not list, but not what is paused', () => {
    const shelf = new Shelf({ listed: false });
    expect(shelf.claim()).toEqual({ code: 'not_found', params: {} });
    expect(shelf.claim({ listed_only: false, source: 'welcome', source_id: 'chn_1' })).toEqual(GIVEN);
    shelf.change({ state: 'paused' });
    expect(shelf.claim({ listed_only: false })).toEqual({ code: 'not_found', params: {} });
  });

  it('M7: a number that is taken is not given twice', () => {
    const shelf = new Shelf();
    const first = shelf.claim() as CouponRow;
    expect(shelf.claim({ numbers: [first.number] })).toEqual({ code: 'stale' });
    const free = numberFrom('987654321');
    expect(shelf.claim({ numbers: [first.number, free] })).toMatchObject({ number: free });
  });
});

const limit = fc.option(fc.integer({ min: 1, max: 4 }), { nil: null });
const step = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'claim' as const }) },
  fc.record({
    kind: fc.constant('limits' as const),
    limits: fc.record({ per_member: limit, per_member_day: limit, per_day: limit, per_phone: limit }),
  }),
  fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 30 }) }),
);

describe('any history of claims and changed limits', () => {
  it('C4: a claim is accepted exactly when no limit in force is reached', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.integer({ min: 0, max: 12 }), (history, stock) => {
        const shelf = new Shelf({}, stock);
        const given: string[] = [];
        for (const each of history) {
          if (each.kind === 'limits') shelf.change({ limits: each.limits });
          if (each.kind === 'wait') shelf.books.at = instant(shelf.books.at + each.hours * HOUR_MS);
          if (each.kind !== 'claim') continue;
          const today = shelf.books.next().day;
          const todays = given.filter((on) => on === today).length;
          const { limits } = shelf.template;
          const isFree =
            given.length < stock &&
            todays < Math.min(limits.per_day ?? Infinity, limits.per_member_day ?? Infinity) &&
            given.length < Math.min(limits.per_member ?? Infinity, limits.per_phone ?? Infinity);
          expect('state' in shelf.claim()).toBe(isFree);
          if (isFree) given.push(today);
        }
        expect(shelf.books.left(account.stock(TEMPLATE))).toBe(stock - given.length);
      }),
    );
  });
});
