import { DAY_MS, HOUR_MS, instant, makeId, type Id, type Instant } from '../../shared/kernel';
import { couponEvents, redeemCoupon, undoRedeemed, type CouponRow } from '../../server/coupons';
import { NOW, Shelf } from './coupons.support';
import { STORE } from './parts.support';

const STAFF: Id<'staff'> = makeId('staff', '0'.repeat(26), 5);

describe('the states of a coupon', () => {
  function redeemed(at: Instant = NOW) {
    const shelf = new Shelf();
    const coupon = shelf.claim() as CouponRow;
    shelf.books.at = at;
    const redeem = { coupon, staff_id: STAFF, store_id: STORE, reference: 'rdm_1' };
    shelf.books.apply(redeemCoupon(shelf.books.next(), redeem));
    return { shelf, id: coupon.id };
  }

  it('C5: issued → redeemed → issued, each change a row of history with who, where and why', () => {
    const { shelf, id } = redeemed();
    expect(shelf.coupon(id)).toMatchObject({ state: 'redeemed', redeemed_at: NOW, redeemed_store_id: STORE });
    const undo = { coupon: shelf.coupon(id), store_id: STORE, reason: '点错了', reference: 'rdm_1' };
    const undone = undoRedeemed(shelf.books.next(), undo);
    shelf.books.apply(undone.parts);
    expect(shelf.coupon(id)).toMatchObject({ state: 'issued', redeemed_at: null, redeemed_by: null });
    expect(
      shelf.books.set
        .find(couponEvents, 'coupon_id', id)
        .map((event) => [event.from_state, event.to_state, event.reason]),
    ).toEqual([
      [null, 'issued', null],
      ['issued', 'redeemed', null],
      ['redeemed', 'issued', '点错了'],
    ]);
  });

  it('C7: a coupon that expired meanwhile gets 24 hours, any other keeps its end', () => {
    const { shelf, id } = redeemed();
    const end = shelf.coupon(id).valid_to_at;
    const undo = () =>
      undoRedeemed(shelf.books.next(), {
        coupon: shelf.coupon(id),
        store_id: STORE,
        reason: '错',
        reference: 'r',
      });
    expect(undo().valid_to_at).toBe(end);
    shelf.books.at = instant(end + HOUR_MS);
    expect(undo().valid_to_at).toBe(end + HOUR_MS + DAY_MS);
  });

  it('C5: no other edge exists', () => {
    const { shelf, id } = redeemed();
    const again = { coupon: shelf.coupon(id), staff_id: STAFF, store_id: STORE, reference: 'rdm_2' };
    expect(() => redeemCoupon(shelf.books.next(), again)).toThrow('no edge');
    for (const state of ['issued', 'held', 'expired', 'revoked', 'transferred', 'locked'] as const) {
      const coupon = { ...shelf.coupon(id), state };
      const undo = { coupon, store_id: STORE, reason: '错', reference: 'rdm_1' };
      if (state === 'locked' || state === 'held') continue; // these go back to issued, though not by an undo
      expect(() => undoRedeemed(shelf.books.next(), undo)).toThrow('no edge');
    }
  });
});
