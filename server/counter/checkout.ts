import type { Earning, TierProgress } from '../../shared/contract';
import { fen, points, type Id, type Instant } from '../../shared/kernel';
import { undoWindow, type Bill } from '../../shared/rules';
import { redeemCoupon, type CouponRow } from '../coupons';
import { insert, mergeParts, owner, update, type DecideContext, type Parts, type Refusal } from '../ledger';
import type { MemberRow } from '../members';
import { pointsUnderLock } from '../points';
import { recordPurchase, type EarningTerms, type PurchaseRow, type Recorded } from '../purchases';
import { NO_EARNING, settle, type Settlement } from './checkout.rules';
import { redemptions, scans, type RedemptionRow, type ScanRow } from './counter.entity';
import type { Assistant } from './counter.staff';

type Context = Pick<
  DecideContext<unknown, unknown>,
  'loaded' | 'at' | 'day' | 'newId' | 'version' | 'ordinal' | 'actor'
>;

/** Where a bill is settled. */
export interface CheckoutStore {
  readonly id: Id<'store'>;
  readonly merchant_id: Id<'merchant'>;
  readonly timezone: string;
}

/** What somebody was shown of an act before confirming it. */
export interface Expected {
  readonly paid_fen: number;
  readonly points: number;
}

/** Everything that settling a bill needs, loaded under lock and found to be in order. */
export interface Checkout {
  readonly store: CheckoutStore;
  readonly assistant: Assistant;
  /** The ticket; null where nobody has shown a code. */
  readonly scan: ScanRow | null;
  readonly member: MemberRow | null;
  readonly coupon: CouponRow | null;
  /** Null for an exchange beside any bill. */
  readonly bill: Bill | null;
  readonly receipt_no: string | null;
  /** What was shown before confirming; null where nothing was. */
  readonly expected: Expected | null;
  readonly terms: EarningTerms;
  /** For somebody unknown: the code to collect the points with, as its hash. */
  readonly receipt: { readonly code_hash: string; readonly expires_at: Instant } | null;
}

/** What was done, in ids and numbers. */
export interface CheckoutAnswer {
  readonly redemption_id: Id<'redemption'> | null;
  readonly coupon_id: Id<'coupon'> | null;
  readonly purchase_id: Id<'purchase'> | null;
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly paid_fen: number;
  readonly earning: Earning;
  readonly balance_after: number | null;
  /** Where the member stands now (M4); null for somebody unknown, and while there are no levels. */
  readonly tier: TierProgress | null;
  /** Until when whoever did it may undo it; null where there is nothing to undo. */
  readonly undo_until_at: Instant | null;
}

export type CheckedOut =
  | { readonly ok: true; readonly parts: Parts; readonly answer: CheckoutAnswer }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * Settles a bill: coupon, purchase and points in one, or not at all. Pure; the command around it has locked the
 * member, the assistant and the ticket.
 * @rule C6 @rule S3 @rule P1
 */
export function checkout(ctx: Context, of: Checkout): CheckedOut {
  const { settlement, obstacle } = settle(of.coupon, of.bill, of.store, ctx.at);
  if (obstacle) return { ok: false, refusal: obstacle };
  const redemptionId = of.coupon && ctx.newId('redemption');
  const recorded = of.bill && recordPurchase(ctx, purchaseOf(of, of.bill, settlement, redemptionId));
  if (recorded && !recorded.ok) return { ok: false, refusal: recorded };
  const earning = recorded?.earning ?? NO_EARNING;
  if (!isAsShown(of.expected, settlement.paid_fen, earning.total))
    return { ok: false, refusal: { code: 'quote_changed' } };
  const usedBy = redemptionId ?? recorded?.row.id ?? null;
  const ticket: Parts = {
    transfers: [],
    writes: of.scan === null ? [] : [update(scans, of.scan.id, { used_by: usedBy }, { used_by: null })],
    events: [],
  };
  const redeemed =
    of.coupon && redemptionId
      ? redemptionParts(ctx, of, of.coupon, redemptionId, settlement, recorded?.row ?? null)
      : [];
  return {
    ok: true,
    parts: mergeParts(ticket, ...redeemed, ...(recorded ? [recorded.parts] : [])),
    answer: {
      redemption_id: redemptionId,
      coupon_id: of.coupon?.id ?? null,
      purchase_id: recorded?.row.id ?? null,
      original_fen: settlement.original_fen,
      discount_fen: settlement.discount_fen,
      paid_fen: settlement.paid_fen,
      earning,
      balance_after: balanceAfter(ctx, of, recorded),
      tier: recorded?.tier ?? null,
      undo_until_at: redemptionId && undoUntil(of, ctx.at),
    },
  };
}

function isAsShown(expected: Expected | null, paidFen: number, total: number): boolean {
  return expected === null || (expected.paid_fen === paidFen && expected.points === total);
}

function purchaseOf(
  of: Checkout,
  bill: Bill,
  settlement: Settlement,
  redemptionId: Id<'redemption'> | null,
): Parameters<typeof recordPurchase>[1] {
  const { store, member, assistant, coupon, receipt_no, terms, receipt } = of;
  return {
    merchant_id: store.merchant_id,
    member,
    staff_id: assistant.id,
    staff_person_id: assistant.person_id,
    original_fen: settlement.original_fen,
    discount_fen: settlement.discount_fen,
    lines: (bill.lines ?? []).map(({ name, quantity, amount_fen, category }, i) => ({
      name,
      quantity,
      amount_fen,
      category: category ?? null,
      discount_fen: settlement.line_discounts_fen[i] ?? 0,
    })),
    receipt_no,
    coupon_id: coupon?.id ?? null,
    redemption_id: redemptionId,
    terms,
    receipt,
    order_by: member ? owner.member(member.id) : owner.staff(assistant.id),
  };
}

function redemptionParts(
  ctx: Context,
  of: Checkout,
  coupon: CouponRow,
  id: Id<'redemption'>,
  settlement: Settlement,
  purchase: PurchaseRow | null,
): Parts[] {
  const { store, assistant, scan } = of;
  if (!scan) throw new Error(`coupon ${coupon.id} without a ticket`);
  const row: RedemptionRow = {
    id,
    coupon_id: coupon.id,
    member_id: coupon.member_id,
    staff_id: assistant.id,
    store_id: store.id,
    merchant_id: store.merchant_id,
    purchase_id: purchase?.id ?? null,
    original_fen: fen(settlement.original_fen),
    discount_fen: fen(settlement.discount_fen),
    paid_fen: fen(settlement.paid_fen),
    points: points(purchase?.points_total ?? 0),
    scan_id: scan.id,
    day: ctx.day,
    at: ctx.at,
  };
  return [
    redeemCoupon(ctx, { coupon, staff_id: assistant.id, store_id: store.id, reference: id }),
    { transfers: [], writes: [insert(redemptions, row)], events: [] },
  ];
}

function balanceAfter(ctx: Context, of: Checkout, recorded: Recorded | null): number | null {
  if (recorded?.ok) return recorded.balance_after;
  return of.member && pointsUnderLock(ctx, of.member.id, of.terms.policy).balance;
}

function undoUntil({ assistant, store }: Checkout, at: Instant): Instant {
  const done = { redeemed_at: at, staff_id: assistant.id, store_id: store.id };
  const window = undoWindow(done, { ...assistant, staff_id: assistant.id }, at);
  if (!window.ok) throw new Error(`${assistant.id} does not work at ${store.id}`);
  return window.allowed_until;
}
