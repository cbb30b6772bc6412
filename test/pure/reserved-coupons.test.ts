import { DAY_MS, instant, makeId, type Id } from '../../shared/kernel';
import { numberFrom } from '../../shared/rules';
import {
  couponHolders,
  issueReserved,
  issueReservedRefs,
  releaseReserved,
  reserveCoupon,
  reservedRefs,
  reserveRefs,
  revokeCoupon,
  type CouponRow,
} from '../../server/coupons';
import { account } from '../../server/ledger';
import { NOW, OPEN, Shelf, TEMPLATE } from './coupons.support';
import { MEMBER, ZONE } from './parts.support';

const REWARD: Id<'reward'> = makeId('reward', '0'.repeat(26), 9);
const LATER = instant(NOW + 30 * DAY_MS);
const NUMBER = numberFrom('987654321');

function reserve(shelf: Shelf, kept = 0): ReturnType<typeof reserveCoupon> {
  shelf.books.load(reserveRefs(TEMPLATE));
  const reserved = reserveCoupon(shelf.books.next(), {
    template_id: TEMPLATE,
    reference: REWARD,
    deadline_at: LATER,
    kept,
  });
  if (reserved && kept === 0) shelf.books.apply(reserved.parts);
  return reserved;
}

function issue(shelf: Shelf, holdId: Id<'transfer'>, numbers = [NUMBER]): CouponRow | 'stale' {
  const what = { template_id: TEMPLATE, member_id: MEMBER, hold_id: holdId, numbers };
  shelf.books.load(issueReservedRefs(what));
  const issued = issueReserved(shelf.books.next(), {
    ...what,
    source: 'referral',
    source_id: REWARD,
    timezone: ZONE,
  });
  if (issued === 'stale') return issued;
  shelf.books.apply(issued.parts);
  return issued.coupon;
}

describe('a coupon that is kept for a reward', () => {
  it('C4: takes a piece nobody else can claim, and the last one leaves nothing to keep', () => {
    const shelf = new Shelf({}, 1);
    expect(reserve(shelf)).not.toBeNull();
    expect(shelf.books.left(account.stock(TEMPLATE))).toBe(0);
    expect(shelf.claim()).toMatchObject({ code: 'sold_out' });
    expect(reserve(shelf)).toBeNull();
  });

  it('C4: a second one of the same command counts the first', () => {
    const shelf = new Shelf({}, 1);
    expect(reserve(shelf, 1)).toBeNull();
    expect(reserve(new Shelf({}, 2), 1)).not.toBeNull();
  });

  it('R5: is not promised of a template that is paused, or whose days do not count from the issue', () => {
    const shelf = new Shelf({ state: 'paused' });
    expect(reserve(shelf)).toBeNull();
    const [from_at, to_at] = ['2026-11-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
    shelf.change({ state: 'active', validity: { kind: 'fixed', from_at, to_at } });
    expect(reserve(shelf)).toBeNull();
    shelf.change({ validity: { kind: 'relative', days: 7, start_after_days: 0 } });
    expect(reserve(shelf)).not.toBeNull();
  });

  it('C4: is on sale again when it is released', () => {
    const shelf = new Shelf({}, 1);
    const { hold_id } = reserve(shelf)!;
    shelf.books.load(reservedRefs(TEMPLATE, hold_id));
    shelf.books.next();
    shelf.books.apply(releaseReserved(hold_id));
    expect(shelf.books.left(account.stock(TEMPLATE))).toBe(1);
    expect(shelf.claim()).toMatchObject({ state: 'issued' });
  });

  it('R6: is issued whatever the template allows by then, and counts for those that claim', () => {
    const shelf = new Shelf({ limits: { ...OPEN, per_member: 1, per_day: 1 } }, 3);
    const { hold_id } = reserve(shelf)!;
    expect(shelf.claim()).toMatchObject({ state: 'issued' });
    shelf.change({ state: 'paused', claim_to_at: NOW, title: '满 9 减 1' });
    expect(issue(shelf, hold_id)).toMatchObject({
      state: 'issued',
      source: 'referral',
      source_id: REWARD,
      number: NUMBER,
      valid_from_at: NOW,
    });
    expect(shelf.books.set.get(couponHolders, `${TEMPLATE}:${MEMBER}`)).toMatchObject({ claimed: 2 });
    expect(shelf.template.issued_on_day).toBe(2);
    expect(shelf.books.left(account.quotaMember(MEMBER, TEMPLATE))).toBe(0);
    shelf.change({ state: 'active', claim_to_at: null, limits: { ...OPEN, per_member: 3 } });
    expect([shelf.claim(), shelf.claim()]).toMatchObject([{ state: 'issued' }, { code: 'sold_out' }]);
  });

  it('C5: asks for another number when the one drawn is taken', () => {
    const shelf = new Shelf({}, 3);
    const [one, other] = [reserve(shelf)!, reserve(shelf)!];
    expect(issue(shelf, one.hold_id)).toMatchObject({ number: NUMBER });
    expect(issue(shelf, other.hold_id)).toBe('stale');
    expect(issue(shelf, other.hold_id, [NUMBER, numberFrom('987654322')])).toMatchObject({ state: 'issued' });
  });

  it('C5: once unused and revoked, it never comes back on sale; a second time is our bug', () => {
    const shelf = new Shelf({}, 1);
    const coupon = issue(shelf, reserve(shelf)!.hold_id) as CouponRow;
    shelf.books.apply(revokeCoupon(shelf.books.next(), { coupon, reference: REWARD }));
    const revoked = shelf.coupon(coupon.id);
    expect(revoked.state).toBe('revoked');
    expect(shelf.books.left(account.stock(TEMPLATE))).toBe(0);
    expect(() => revokeCoupon(shelf.books.next(), { coupon: revoked, reference: REWARD })).toThrow(/no edge/);
  });
});
