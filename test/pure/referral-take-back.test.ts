import { instant, HOUR_MS, makeId, type Id } from '../../shared/kernel';
import { coupons, type CouponRow } from '../../server/coupons';
import { account, mergeParts, update } from '../../server/ledger';
import { creditPoints, pointsUnderLock, type PointPolicy } from '../../server/points';
import type { RewardRow } from '../../server/referrals';
import { takeBackRefs, takeBackReward } from '../../server/referrals/take-back.parts';
import { NOW, Shelf, TEMPLATE } from './coupons.support';
import { Books, MEMBER, MEMBER_KEY, ZONE } from './parts.support';

const POLICY: PointPolicy = { point_expiry: { kind: 'months', months: 12 }, timezone: ZONE };

function reward(no: number, change: Partial<RewardRow>): RewardRow {
  return {
    id: makeId('reward', '0'.repeat(26), no),
    program_id: makeId('referral_program', '0'.repeat(26), 1),
    member_id: MEMBER,
    side: 'inviter',
    invite_id: makeId('invite', '0'.repeat(26), no),
    friends: null,
    milestone_key: null,
    kind: 'points',
    points: 60,
    template_id: null,
    state: 'claimed',
    stock_hold_id: null,
    hold_id: null,
    claim_until_at: instant(NOW + HOUR_MS),
    claimed_at: NOW,
    coupon_id: null,
    ended_at: null,
    at: NOW,
    version: 1,
    ordinal: no,
    ...change,
  };
}

describe('taking back what was claimed', () => {
  it('P4: two rewards of one member at once: what is there, then a debt, and nothing twice', () => {
    const books = new Books(NOW, MEMBER_KEY);
    books.load(takeBackRefs(reward(1, {})));
    const given = { member_id: MEMBER, reason: 'referral', reference: 'x', store_id: null } as const;
    books.apply(creditPoints(books.next(), { ...given, points: 100, policy: POLICY }).parts);
    const ctx = books.next();
    const one = takeBackReward(ctx, reward(1, {}), POLICY);
    if (one === 'locked') throw new Error('points are never locked');
    const other = takeBackReward(ctx, reward(2, {}), POLICY, [one.parts]);
    if (other === 'locked') throw new Error('points are never locked');
    books.apply(mergeParts(one.parts, other.parts));
    expect([one.state, other.state]).toEqual(['taken_back', 'taken_back']);
    expect(pointsUnderLock({ loaded: books.set, at: NOW }, MEMBER, POLICY)).toEqual({ balance: 0, debt: 20 });
    const lines = [one, other].map(({ parts }) => parts.writes[0]);
    expect(lines).toMatchObject([
      {
        row: {
          reason: 'referral_back',
          reference: reward(1, {}).id,
          points: -60,
          debt_change: 0,
          balance_after: 40,
        },
      },
      {
        row: {
          reason: 'referral_back',
          reference: reward(2, {}).id,
          points: -60,
          debt_change: 20,
          balance_after: 0,
        },
      },
    ]);
  });

  it('R6: an unused coupon is revoked, a used one is lost, and one in an open order waits', () => {
    const shelf = new Shelf();
    const coupon = shelf.claim() as CouponRow;
    const of = reward(1, { kind: 'coupon', points: 0, template_id: TEMPLATE, coupon_id: coupon.id });
    const become = (state: CouponRow['state']): void => {
      shelf.books.next();
      shelf.books.apply({ transfers: [], writes: [update(coupons, coupon.id, { state }, {})], events: [] });
    };
    const back = () => takeBackReward(shelf.books.next(), of, POLICY);
    const left = shelf.books.left(account.stock(TEMPLATE));
    become('locked');
    expect(back()).toBe('locked');
    become('redeemed');
    expect(back()).toEqual({ state: 'lost', parts: { transfers: [], writes: [], events: [] } });
    become('expired');
    expect(back()).toEqual({ state: 'taken_back', parts: { transfers: [], writes: [], events: [] } });
    become('issued');
    const revoked = back();
    if (revoked === 'locked') throw new Error('the coupon is free');
    shelf.books.apply(revoked.parts);
    expect([revoked.state, shelf.coupon(coupon.id).state]).toEqual(['taken_back', 'revoked']);
    expect(shelf.books.left(account.stock(TEMPLATE))).toBe(left);
  });

  it('R6: what names no coupon or was never claimed is our bug', () => {
    const shelf = new Shelf();
    const none: Id<'coupon'> = makeId('coupon', '0'.repeat(26), 7);
    expect(() => takeBackReward(shelf.books.next(), reward(1, { claimed_at: null }), POLICY)).toThrow(
      /never/,
    );
    expect(() =>
      takeBackReward(shelf.books.next(), reward(1, { kind: 'coupon', coupon_id: none }), POLICY),
    ).toThrow(/not loaded/);
  });
});
