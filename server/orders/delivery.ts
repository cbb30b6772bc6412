import type { ErrorCode, ErrorParams } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import {
  couponNumbers,
  couponTemplates,
  issueCoupon,
  issueObstacle,
  issueRefs,
  type IssueCoupon,
} from '../coupons';
import { mergeRefs, NOTHING, rowsBy, type Parts, type PrepareContext, type Refs } from '../ledger';
import { members } from '../members';
import type { OrderRow } from './orders.entity';
import type { OrdersContext } from './orders.states';

/** What `deliveryRefs` found out for a coupon; null for an item, which is delivered by handing it over. */
export type Delivery = Pick<IssueCoupon, 'template_id' | 'phone_hash' | 'numbers' | 'timezone'> | null;

type Bought = Pick<OrderRow, 'id' | 'kind' | 'offer_id' | 'member_id'>;

/** Why the goods of an order could not be delivered: a code for the member, or `stale` to prepare again. */
export type DeliveryObstacle =
  { readonly refuse: ErrorCode; readonly params?: ErrorParams } | { readonly stale: true };

export type Delivered = { readonly parts: Parts; readonly state: 'paid' | 'picked_up' } | DeliveryObstacle;

/**
 * What must be locked and loaded to deliver what an order bought, for the `prepare` of whatever pays it.
 * @param timezone the program's zone, which decides about days and validity
 */
export async function deliveryRefs(
  { kind, offer_id, member_id }: Bought,
  { read, random, now }: Pick<PrepareContext, 'read' | 'random' | 'now'>,
  timezone: string,
): Promise<{ readonly refs: Partial<Refs<unknown>>; readonly delivery: Delivery }> {
  if (kind === 'item') return { refs: {}, delivery: null };
  // an offer never changes what it sells; the phone number may move, which is looked at under lock
  const [found] = await read.query<{ template_id: Id<'template'>; phone_hash: string | null }>(
    'SELECT o.template_id, m.phone_hash FROM offers o JOIN members m ON m.id = ? WHERE o.id = ?',
    [member_id, offer_id],
  );
  if (!found) throw new Error(`offer ${offer_id} or member ${member_id} is gone`);
  const delivery = { ...found, numbers: couponNumbers(random), timezone };
  const refs = mergeRefs(issueRefs({ ...delivery, member_id, by_day: true, now }), {
    rows: [rowsBy(members, 'id', [member_id])],
  });
  return { refs, delivery };
}

/**
 * Why an order's goods could not be delivered if it were paid now, or null: asked before money is taken.
 * @rule C4 @rule F6
 */
export function deliveryObstacle(
  ctx: OrdersContext,
  order: Bought,
  delivery: Delivery,
): DeliveryObstacle | null {
  if (delivery === null) return null;
  const issue = issueOf(ctx, order, delivery);
  if (issue === null) return { stale: true };
  const problem = issueObstacle(ctx, issue);
  return problem && { refuse: problem.code, params: problem.params };
}

/**
 * Delivers what an order bought as it is paid: a coupon is in the wallet at once, which leaves nothing to pick up;
 * an item waits at its store. The parts do not touch the order's row.
 * @rule F1 @rule F7
 */
export function deliveredParts(ctx: OrdersContext, order: Bought, delivery: Delivery): Delivered {
  if (delivery === null) return { parts: NOTHING, state: 'paid' };
  const issue = issueOf(ctx, order, delivery);
  if (issue === null) return { stale: true };
  const issued = issueCoupon(ctx, issue);
  if (issued.ok) return { parts: issued.parts, state: 'picked_up' };
  return issued.code === 'stale' ? { stale: true } : { refuse: issued.code, params: issued.params };
}

/** Null when the phone number that counts is not the one that was locked. */
function issueOf(
  { loaded }: OrdersContext,
  { id, member_id }: Bought,
  delivery: NonNullable<Delivery>,
): IssueCoupon | null {
  const member = loaded.get(members, member_id);
  const limit = loaded.get(couponTemplates, delivery.template_id)?.limits.per_phone ?? null;
  if (!member || (limit !== null && member.phone_hash !== delivery.phone_hash)) return null;
  return { ...delivery, member_id, source: 'order', source_id: id, member, listed_only: false };
}
