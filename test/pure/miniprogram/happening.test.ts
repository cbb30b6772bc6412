import type { MemberEvent } from '@shared/contract';
import { addHappening, type Happening } from '@/services/happening';

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
    expect(shown).toEqual({ points: 38, paid_fen: 3_800, redeemed: true, undone: false });
  });

  it('an undo replaces what was shown, and the next purchase starts anew', () => {
    const undone = addHappening(addHappening(null, purchase), event('purchase.undone', { points: 38 }));
    expect(undone).toMatchObject({ undone: true, points: -38 });
    expect(addHappening(undone, purchase)).toMatchObject({ undone: false, points: 38 });
  });

  it('what is none of the counter changes nothing', () => {
    const shown = addHappening(null, purchase);
    expect(addHappening(shown, event('coupon.issued'))).toBe(shown);
    expect(addHappening(null, event('member.joined'))).toBeNull();
  });
});
