import type { MemberEvent } from '@shared/contract';

/** What the counter just did, as one thing: a redemption, its purchase and a new level arrive as several events. */
export interface Happening {
  readonly points: number;
  readonly paid_fen: number;
  readonly refunded_fen: number;
  readonly redeemed: boolean;
  readonly undone: boolean;
  /** Whether it has led to a higher level. */
  readonly risen: boolean;
  /** Until when the points rest, epoch ms; 0 when they count at once. */
  readonly resting_until_at: number;
}

/** A number of an event's data; 0 when it is missing. */
export function eventNumber(event: MemberEvent, name: string): number {
  const value = event.data[name];
  return typeof value === 'number' ? value : 0;
}

const NOTHING: Happening = {
  points: 0,
  paid_fen: 0,
  refunded_fen: 0,
  redeemed: false,
  undone: false,
  risen: false,
  resting_until_at: 0,
};

/** Adds an event to what is shown; the same object when the event is none of the counter's. */
export function addHappening(shown: Happening | null, event: MemberEvent): Happening | null {
  const before = shown && !shown.undone && shown.refunded_fen === 0 ? shown : NOTHING;
  const points = eventNumber(event, 'points');
  const paid = eventNumber(event, 'paid_fen');
  switch (event.type) {
    case 'purchase.recorded':
      return {
        ...before,
        points: before.points + points,
        paid_fen: before.paid_fen + paid,
        resting_until_at: eventNumber(event, 'resting_until_at'),
      };
    case 'coupon.redeemed':
      return { ...before, redeemed: true };
    case 'purchase.undone':
    case 'coupon.redemption_undone':
      return { ...NOTHING, undone: true, points: -Math.abs(points) };
    case 'purchase.refunded':
      return { ...NOTHING, refunded_fen: eventNumber(event, 'refund_fen'), points: -Math.abs(points) };
    case 'member.tier_changed':
      // one rises with a purchase, and falls at a review
      return eventNumber(event, 'to') > eventNumber(event, 'from') ? { ...before, risen: true } : shown;
    case 'order.paid':
    case 'order.closed':
    case 'order.handed_over':
    case 'order.handover_undone':
    case 'order.refunded':
    case 'order.pickup_due':
    case 'order.money_returned':
    case 'refund.settled':
    case 'wait.offered':
    case 'wait.passed':
    case 'invite.bound':
    case 'invite.qualified':
    case 'reward.claimable':
    case 'reward.claimed':
    case 'reward.voided':
    case 'reward.taken_back':
    case 'member.joined':
    case 'coupon.issued':
    case 'points.arrived':
    case 'points.adjusted':
    case 'points.expiring':
    case 'points.expired':
    case 'member.signed_in':
    case 'member.tier_review_soon':
    case 'member.birthday':
      return shown;
  }
}

/** What leaves the numbers of a member as they are: it says that something is going to happen. */
const ANNOUNCED: readonly MemberEvent['type'][] = [
  'points.expiring',
  'member.tier_review_soon',
  'invite.bound',
  'invite.qualified',
  'reward.claimable',
  'reward.voided',
];

/** Whether it is about my orders or my places on waiting lists. */
export function changesOrders({ type }: MemberEvent): boolean {
  return type.startsWith('order.') || type.startsWith('wait.') || type === 'refund.settled';
}

/** Whether it is about friends I brought or my rewards for it. */
export function changesInvites({ type }: MemberEvent): boolean {
  return type.startsWith('invite.') || type.startsWith('reward.');
}

/** Whether points, coupons or level may be others than before. */
export function changesMember({ type }: MemberEvent): boolean {
  return !ANNOUNCED.includes(type);
}
