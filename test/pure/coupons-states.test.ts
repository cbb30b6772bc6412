import { DAY_MS, HOUR_MS, instant, makeId, type Id, type Instant } from '../../shared/kernel';
import {
  couponEvents,
  lockCoupon,
  redeemCoupon,
  undoRedeemed,
  unlockCoupon,
  type CouponRow,
} from '../../server/coupons';
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

  it('C7: redeemed and undone in turn it outlasts its own end by 30 days, and not a second more', () => {
    const { shelf, id } = redeemed();
    const own = shelf.coupon(id).valid_to_at;
    const ends: number[] = [];
    for (let n = 0; n < 40; n += 1) {
      const coupon = shelf.coupon(id);
      shelf.books.at = instant(coupon.valid_to_at + HOUR_MS);
      const undo = { coupon, store_id: STORE, reason: '错', reference: 'r' };
      shelf.books.apply(undoRedeemed(shelf.books.next(), undo).parts);
      ends.push(shelf.coupon(id).valid_to_at);
      const again = { coupon: shelf.coupon(id), staff_id: STAFF, store_id: STORE, reference: 'r' };
      shelf.books.apply(redeemCoupon(shelf.books.next(), again));
    }
    expect(ends[0]).toBe(own + HOUR_MS + DAY_MS);
    expect(Math.max(...ends)).toBe(own + 30 * DAY_MS);
    expect(ends.at(-1)).toBe(own + 30 * DAY_MS);
  });

  it('C5: what the shop owes a coupon is its own end from then on, also after undos', () => {
    const { shelf, id } = redeemed();
    const own = shelf.coupon(id).valid_to_at;
    shelf.books.at = instant(own + HOUR_MS);
    const undo = { coupon: shelf.coupon(id), store_id: STORE, reason: '错', reference: 'r' };
    shelf.books.apply(undoRedeemed(shelf.books.next(), undo).parts);
    expect(shelf.coupon(id).own_end_at).toBe(own);
    const order_id: Id<'order'> = makeId('order', '0'.repeat(26), 6);
    shelf.books.apply(lockCoupon(shelf.books.next(), { coupon: shelf.coupon(id), order_id }));
    shelf.books.at = instant(own + 60 * DAY_MS);
    const back = { coupon: shelf.coupon(id), shop_caused: true };
    shelf.books.apply(unlockCoupon(shelf.books.next(), back));
    const end = own + 61 * DAY_MS;
    expect(shelf.coupon(id)).toMatchObject({ valid_to_at: end, own_end_at: null });
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
