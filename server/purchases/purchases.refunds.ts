import { fen, type Id } from '../../shared/kernel';
import {
  planRefund,
  type RefundAsk,
  type RefundedPurchase,
  type RefundPlan,
  type RefundProblem,
} from '../../shared/rules';
import { insert, mergeParts, NOTHING, owner, update, type Parts } from '../ledger';
import {
  arrivePoints,
  pointsUnderLock,
  programDay,
  restPoints,
  takeBackPoints,
  voidRest,
  type PointPolicy,
} from '../points';
import { members } from '../members';
import { growParts } from '../tiers';
import { purchases, refunds, type PurchaseRow, type RefundRow } from './purchases.entity';
import type { PurchasesContext } from './purchases.context';
import { paidOf } from './purchases.parts';

/** A purchase as the rules of refunds see it. */
export function refundedOf(row: PurchaseRow): RefundedPurchase {
  const { points_total, points_taken_back, growth, growth_taken_back, rule_applied: rule } = row;
  return { ...paidOf(row), points_total, points_taken_back, growth, growth_taken_back, rule };
}

export interface RefundPurchase {
  /** As loaded under its lock, with its resting hold; the caller has checked that it stands. */
  readonly purchase: PurchaseRow;
  readonly ask: RefundAsk;
  readonly staff_id: Id<'staff'>;
  readonly reason: string;
  readonly policy: PointPolicy;
}

/** What a refund did to points: `voided` came straight out of the resting hold. */
export interface RefundPoints {
  readonly taken: number;
  readonly voided: number;
  readonly owed: number;
}

export type Refunded =
  | {
      readonly ok: true;
      readonly parts: Parts;
      readonly row: RefundRow;
      readonly stays_fen: number;
      readonly points: RefundPoints;
      /** Null while nobody has collected the points. */
      readonly balance_after: number | null;
    }
  | RefundProblem;

/**
 * Refunds a part of a purchase: its points go back as they were earned, out of the hold while they rest. The daily cap
 * stays used, the coupon redeemed.
 * @rule P4
 */
export function refundPurchase(ctx: PurchasesContext, refund: RefundPurchase): Refunded {
  const { purchase, ask, staff_id, reason } = refund;
  const plan = planRefund(refundedOf(purchase), ask);
  if (!plan.ok) return plan;
  const id = ctx.newId('refund');
  const back = takeBack(ctx, refund, plan);
  const { points } = back;
  const { id: purchase_id, store_id, member_id } = purchase;
  const row: RefundRow = {
    id,
    purchase_id,
    store_id,
    member_id,
    staff_id,
    refund_fen: fen(plan.refund_fen),
    line_refunds_fen: plan.line_refunds_fen,
    points_taken: points.taken,
    points_voided: points.voided,
    points_owed: points.owed,
    growth_taken_back: plan.growth,
    reason,
    day: ctx.day,
    at: ctx.at,
  };
  const own: Parts = {
    transfers: [],
    writes: [insert(refunds, row), refundedWrite(purchase, plan, points, back.hold_id)],
    events:
      member_id === null
        ? []
        : [
            {
              type: 'purchase.refunded',
              owner: owner.member(member_id),
              data: {
                purchase_id,
                refund_id: id,
                store_id,
                refund_fen: plan.refund_fen,
                points: 0 - points.taken - points.owed,
                voided: points.voided,
                balance_after: back.balance_after,
              },
            },
          ],
  };
  return {
    ok: true,
    parts: mergeParts(own, back.parts, shrinkParts(ctx, refund, plan.growth)),
    row,
    stays_fen: plan.stays_fen,
    points,
    balance_after: back.balance_after,
  };
}

function refundedWrite(
  purchase: PurchaseRow,
  plan: RefundPlan,
  { taken, voided, owed }: RefundPoints,
  holdId: Id<'transfer'> | null,
) {
  const { refunded_fen, resting_hold_id, member_id } = purchase;
  const before = purchase.line_refunds_fen;
  return update(
    purchases,
    purchase.id,
    {
      refunded_fen: fen(refunded_fen + plan.refund_fen),
      line_refunds_fen:
        plan.line_refunds_fen.length === 0
          ? null
          : plan.line_refunds_fen.map((amount, i) => amount + (before?.[i] ?? 0)),
      points_taken_back: purchase.points_taken_back + taken + voided + owed,
      points_voided: purchase.points_voided + voided,
      growth_taken_back: purchase.growth_taken_back + plan.growth,
      resting_hold_id: holdId,
    },
    { state: 'recorded', member_id, refunded_fen, resting_hold_id },
  );
}

/** Takes growth from the month it was earned in; the level stays until its review. @rule M4 @rule P4 */
function shrinkParts(ctx: PurchasesContext, { purchase, policy }: RefundPurchase, growth: number): Parts {
  const member = purchase.member_id === null ? undefined : ctx.loaded.get(members, purchase.member_id);
  if (!member) return NOTHING;
  const { earned_on, day } = purchase;
  const today = programDay(policy, ctx.at);
  return growParts(ctx, { member, growth: 0 - growth, earned_on: earned_on ?? day, today }).parts;
}

interface TakenBack {
  readonly parts: Parts;
  readonly points: RefundPoints;
  /** Under which what is left of the points rests from now on. */
  readonly hold_id: Id<'transfer'> | null;
  readonly balance_after: number | null;
}

function takeBack(ctx: PurchasesContext, { purchase, policy }: RefundPurchase, plan: RefundPlan): TakenBack {
  const { member_id, resting_hold_id } = purchase;
  if (member_id === null) {
    const points = { taken: 0, voided: 0, owed: 0 };
    return { parts: NOTHING, points, hold_id: null, balance_after: null };
  }
  if (resting_hold_id !== null) return takeFromRest(ctx, { purchase, member_id, policy }, plan.points);
  const back = takeBackPoints(ctx, {
    member_id,
    points: plan.points,
    reason: 'refund',
    reference: purchase.id,
    store_id: purchase.store_id,
    policy,
    earned_on: purchase.earned_on ?? purchase.day,
  });
  const { parts, taken, owed, balance_after } = back;
  return { parts, points: { taken, voided: 0, owed }, hold_id: null, balance_after };
}

/**
 * Out of a hold: what is left rests on under a new one with the same deadline, or arrives now when that has passed
 * and nobody has come round to it yet.
 */
function takeFromRest(
  ctx: PurchasesContext,
  of: { readonly purchase: PurchaseRow; readonly member_id: Id<'member'>; readonly policy: PointPolicy },
  voided: number,
): TakenBack {
  const { purchase, member_id, policy } = of;
  const { resting_hold_id: holdId, resting_until_at: until } = purchase;
  const hold = holdId === null ? undefined : ctx.loaded.hold(holdId);
  if (!hold || until === null) throw new Error(`purchase ${purchase.id} has lost its hold`);
  const { balance } = pointsUnderLock(ctx, member_id, policy);
  const points = { taken: 0, voided, owed: 0 };
  if (voided === 0) return { parts: NOTHING, points, hold_id: hold.id, balance_after: balance };
  const left = hold.amount - voided;
  const what = { member_id, points: left, reference: purchase.id, policy };
  if (left === 0) return { parts: voidRest(hold.id), points, hold_id: null, balance_after: balance };
  if (until <= ctx.at) {
    const arrived = arrivalOf(ctx, purchase, { ...what, hold });
    return { parts: arrived.parts, points, hold_id: null, balance_after: arrived.balance_after };
  }
  const rest = restPoints(ctx, { ...what, earned_on: purchase.earned_on ?? purchase.day, until_at: until });
  return {
    parts: mergeParts(voidRest(hold.id), rest.parts),
    points,
    hold_id: rest.hold_id,
    balance_after: balance,
  };
}

/** Points of a purchase that end their rest, with the event that says so. @rule P4 */
export function arrivalOf(
  ctx: PurchasesContext,
  purchase: PurchaseRow,
  act: Pick<Parameters<typeof arrivePoints>[1], 'member_id' | 'points' | 'reference' | 'policy' | 'hold'>,
): ReturnType<typeof arrivePoints> {
  const { store_id, collected_at } = purchase;
  const reason = collected_at === null ? 'purchase' : 'receipt';
  const arrived = arrivePoints(ctx, { ...act, store_id, reason });
  const { credited, balance_after } = arrived;
  const event = {
    type: 'points.arrived',
    owner: owner.member(act.member_id),
    data: { purchase_id: purchase.id, store_id, points: credited, balance_after },
  };
  return { ...arrived, parts: mergeParts(arrived.parts, { ...NOTHING, events: [event] }) };
}
