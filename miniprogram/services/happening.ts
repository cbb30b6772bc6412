import type { MemberEvent } from '@shared/contract';

/** What the counter just did, as one thing: a redemption and its purchase arrive as two events. */
export interface Happening {
  readonly points: number;
  readonly paid_fen: number;
  readonly redeemed: boolean;
  readonly undone: boolean;
}

/** A number of an event's data; 0 when it is missing. */
export function eventNumber(event: MemberEvent, name: string): number {
  const value = event.data[name];
  return typeof value === 'number' ? value : 0;
}

const NOTHING: Happening = { points: 0, paid_fen: 0, redeemed: false, undone: false };

/** Adds an event to what is shown; the same object when the event is none of the counter's. */
export function addHappening(shown: Happening | null, event: MemberEvent): Happening | null {
  const before = shown && !shown.undone ? shown : NOTHING;
  const points = eventNumber(event, 'points');
  const paid = eventNumber(event, 'paid_fen');
  switch (event.type) {
    case 'purchase.recorded':
      return { ...before, points: before.points + points, paid_fen: before.paid_fen + paid };
    case 'coupon.redeemed':
      return { ...before, redeemed: true };
    case 'purchase.undone':
    case 'coupon.redemption_undone':
      return { ...NOTHING, undone: true, points: -Math.abs(points) };
    case 'member.joined':
    case 'coupon.issued':
    case 'purchase.refunded':
    case 'points.arrived':
    case 'points.adjusted':
    case 'points.expiring':
    case 'points.expired':
    case 'member.signed_in':
    case 'member.tier_changed':
    case 'member.tier_review_soon':
    case 'member.birthday':
      return shown;
  }
}
