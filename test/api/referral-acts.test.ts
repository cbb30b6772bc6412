import type { TestApp } from '../support/app';
import { openCounter } from './counter.support';
import {
  buyToday,
  claimAll,
  daysLater,
  leftOf,
  newFriend,
  openReferral,
  pointsOf,
  redeemToday,
  refundToday,
  settle,
  standsAt,
  useAppOfDays,
} from './lifecycle.support';

let app: TestApp;

useAppOfDays((opened) => {
  app = opened;
});

const anyPurchase = { qualify: { kind: 'purchase', min_fen: 0 } } as const;

describe('any purchase at all', () => {
  it('R6: does not count once all of it was given back, whenever that was', async () => {
    const referral = await openReferral(app, anyPurchase);
    const { counter, inviter } = referral;
    const bob = await newFriend(app, referral);
    const first = await buyToday(app, counter, bob, 500);
    await refundToday(app, counter, first, 500);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('bound: promised promised');
    const second = await buyToday(app, counter, bob, 500);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('qualified: resting resting');
    await refundToday(app, counter, second, 500);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('voided: voided voided');

    const carl = await newFriend(app, referral);
    const third = await buyToday(app, counter, carl, 500);
    await settle(app);
    daysLater(app, 1);
    await settle(app);
    await claimAll(app, inviter);
    await refundToday(app, counter, third, 499);
    await settle(app);
    expect(await standsAt(app, carl)).toBe('confirmed: claimed claimable');
    await refundToday(app, counter, third, 1);
    await settle(app);
    expect(await standsAt(app, carl)).toBe('taken_back: taken_back voided');
    expect(await pointsOf(app, inviter)).toEqual({ balance: 0, debt: 0 });
    expect(await leftOf(app, referral)).toBe(100);
  });

  it('R4: is over when the time passes with nothing but what was given back', async () => {
    const referral = await openReferral(app, anyPurchase);
    const bob = await newFriend(app, referral);
    const purchase = await buyToday(app, referral.counter, bob, 500);
    await refundToday(app, referral.counter, purchase, 500);
    await settle(app);
    daysLater(app, 3);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('expired: voided voided');
  });
});

describe("what is done at another merchant's store", () => {
  it.each([
    ['a purchase', { kind: 'purchase', min_fen: 1_000 }],
    ['a redemption', { kind: 'redemption' }],
  ] as const)('R4 U1: %s does not count for a program of this one', async (_what, qualify) => {
    const referral = await openReferral(app, { qualify });
    const other = await openCounter(app);
    const bob = await newFriend(app, referral);
    await redeemToday(app, other, bob);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('bound: promised promised');
    await redeemToday(app, referral.counter, bob);
    await settle(app);
    expect(await standsAt(app, bob)).toBe('qualified: resting resting');
    const carl = await newFriend(app, referral);
    await buyToday(app, other, carl, 2_000);
    daysLater(app, 3);
    await settle(app);
    expect(await standsAt(app, carl)).toBe('expired: voided voided');
  });
});
