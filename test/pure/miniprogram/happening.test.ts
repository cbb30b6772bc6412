import type { MemberEvent } from '@shared/contract';
import { addHappening, changesMember, type Happening } from '@/services/happening';

function event(type: MemberEvent['type'], data: MemberEvent['data'] = {}): MemberEvent {
  return { id: 'e', type, at: '2026-11-22T00:00:00.000Z', data };
}

/** A redemption with a bill arrives as two events, in either order; the screen shows one thing. */
describe('what just happened at the counter', () => {
  const redeemed = event('coupon.redeemed', { coupon_id: 'cpn_1' });
  const purchase = event('purchase.recorded', { points: 38, paid_fen: 3_800 });

  it.each([
    ['redemption first', [redeemed, purchase]],
    ['purchase first', [purchase, redeemed]],
  ])('M7: joins a redemption and its purchase, %s', (_, events) => {
    const shown = events.reduce<Happening | null>(addHappening, null);
    expect(shown).toEqual({
      points: 38,
      paid_fen: 3_800,
      refunded_fen: 0,
      redeemed: true,
      undone: false,
      risen: false,
      resting_until_at: 0,
    });
  });

  it('an undo replaces what was shown, and the next purchase starts anew', () => {
    const undone = addHappening(addHappening(null, purchase), event('purchase.undone', { points: 38 }));
    expect(undone).toMatchObject({ undone: true, points: -38 });
    expect(addHappening(undone, purchase)).toMatchObject({ undone: false, points: 38 });
  });

  it('P4: a refund replaces what was shown, with what it took back, and the next purchase starts anew', () => {
    const refunded = event('purchase.refunded', { points: 12, refund_fen: 1_200 });
    const shown = addHappening(addHappening(null, purchase), refunded);
    expect(shown).toMatchObject({ refunded_fen: 1_200, points: -12, paid_fen: 0 });
    expect(addHappening(shown, purchase)).toMatchObject({ refunded_fen: 0, points: 38 });
  });

  it('P4: points that rest say until when', () => {
    const resting = event('purchase.recorded', { points: 38, paid_fen: 3_800, resting_until_at: 1_800_000 });
    expect(addHappening(null, resting)).toMatchObject({ points: 38, resting_until_at: 1_800_000 });
  });

  it.each([
    ['before', ['level', 'purchase']],
    ['after', ['purchase', 'level']],
  ] as const)('M4: a level that comes %s its purchase is shown with it, one that fell is not', (_, order) => {
    const events = { purchase, level: event('member.tier_changed', { from: 1, to: 2 }) };
    const shown = order.map((name) => events[name]).reduce<Happening | null>(addHappening, null);
    expect(shown).toMatchObject({ risen: true, points: 38, paid_fen: 3_800 });
    expect(addHappening(null, event('member.tier_changed', { from: 2, to: 1 }))).toBeNull();
  });

  it('reads a member anew after everything but an announcement', () => {
    expect(changesMember(event('points.arrived'))).toBe(true);
    expect(changesMember(event('member.signed_in'))).toBe(true);
    expect(changesMember(event('points.expiring'))).toBe(false);
    expect(changesMember(event('member.tier_review_soon'))).toBe(false);
  });

  it('what is none of the counter changes nothing', () => {
    const shown = addHappening(null, purchase);
    expect(addHappening(shown, event('coupon.issued'))).toBe(shown);
    expect(addHappening(null, event('member.joined'))).toBeNull();
  });
});
