import type { Id, Instant } from '../../shared/kernel';
import { instant } from '../../shared/kernel';
import type { Bill } from '../../shared/rules';
import { coupons, type CouponRow } from '../coupons';
import {
  mergeRefs,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Decision,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { members } from '../members';
import { merchants, pointRuleOf } from '../merchants';
import type { Reader } from '../platform/database';
import { campaignsAround, pointsRefs, programDay, type PointCampaignRow, type PointPolicy } from '../points';
import { purchaseRefs } from '../purchases';
import { stores } from '../stores';
import { NO_TIER, standingUnderLock, tierTermsOf } from '../tiers';
import { checkout, type CheckoutAnswer, type CheckoutStore, type Expected } from './checkout';
import { couponOfAct } from './checkout.rules';
import { scans, type ScanRow } from './counter.entity';
import { atCounter, isOwn, staffRows } from './counter.staff';
import { RECEIPT_MS, type ReceiptCodes } from './receipt-codes';

export interface CheckoutInput {
  readonly staff_id: Id<'staff'>;
  /** The ticket; null records a purchase of somebody who has not shown a code. */
  readonly scan_id: Id<'scan'> | null;
  /** Where; null takes the store of the ticket. */
  readonly store_id: Id<'store'> | null;
  readonly bill: Bill | null;
  readonly receipt_no: string | null;
  /** Picked from a scanned member's coupons. */
  readonly coupon_ids?: readonly Id<'coupon'>[] | undefined;
  /** What was shown before confirming; when it comes out differently, nothing is done (C7a). */
  readonly expected?: Expected | undefined;
}

/** What was done; a receipt is named by the number from which its code is derived. */
export type CheckoutDone = CheckoutAnswer & {
  readonly receipt: { readonly nonce: string; readonly expires_at: Instant } | null;
};

interface Seen {
  readonly store: CheckoutStore;
  readonly member_id: Id<'member'> | null;
  readonly coupon_id: Id<'coupon'> | null;
  readonly campaigns: readonly PointCampaignRow[];
  /** Drawn for somebody unknown. */
  readonly nonce: string | null;
}

type CheckoutCommand = Command<CheckoutInput, Seen, CheckoutDone>;

/** What the commands need of the process they run in. */
export interface CheckoutParts {
  readonly policy: PointPolicy;
  readonly receipts: ReceiptCodes;
}

/** Redeems a coupon, with the purchase it was used for. @rule C6 */
export function redeem(parts: CheckoutParts): CheckoutCommand {
  return {
    kind: 'counter.redeem',
    prepare: async (input, context) => {
      const refs = await prepare(parts, input, context);
      return 'code' in refs || refs.seen.coupon_id !== null ? refs : { code: 'not_found' };
    },
    decide: (context) => decide(parts, context),
  };
}

/** Records a purchase, with a coupon or without, of a scanned member or of somebody unknown. @rule S3 */
export function record(parts: CheckoutParts): CheckoutCommand {
  return {
    kind: 'counter.purchase',
    prepare: (input, context) => prepare(parts, input, context),
    decide: (context) => decide(parts, context),
  };
}

async function prepare(
  { policy }: CheckoutParts,
  input: CheckoutInput,
  { read, random, now }: PrepareContext,
): Promise<Refs<Seen> | Refusal> {
  const scan = input.scan_id === null ? null : await scanOf(read, input.scan_id);
  if (input.scan_id !== null && !fits(scan, input)) return { code: 'not_found' };
  const act = couponOfAct(scan?.coupon_id ?? null, input.coupon_ids);
  const memberId = scan?.member_id ?? null;
  // whose coupon, if nobody has shown a code?
  if (!act.ok || (act.coupon_id !== null && memberId === null)) return { code: 'not_found' };
  const store = await storeOf(read, scan?.store_id ?? input.store_id);
  if (!store) return { code: 'wrong_store' };
  const nonce = memberId === null ? random.text(22) : null;
  const subject = memberId === null ? owner.staff(input.staff_id) : owner.member(memberId);
  const refs = mergeRefs(
    {
      owners: [owner.staff(input.staff_id)],
      rows: [staffRows(input.staff_id), rowsBy(merchants, 'id', [store.merchant_id])],
    },
    scan === null ? {} : { owners: [owner.single(scan.id)], rows: [rowsBy(scans, 'id', [scan.id])] },
    memberId === null ? {} : mergeRefs(pointsRefs(memberId), { rows: [rowsBy(members, 'id', [memberId])] }),
    act.coupon_id === null ? {} : { rows: [rowsBy(coupons, 'id', [act.coupon_id])] },
    input.bill === null
      ? {}
      : purchaseRefs({
          store_id: store.id,
          merchant_id: store.merchant_id,
          member_id: memberId,
          receipt_no: input.receipt_no,
          now,
          timezone: policy.timezone,
        }),
  );
  return {
    ...refs,
    subject,
    place: { merchant_id: store.merchant_id, store_id: store.id, timezone: store.timezone },
    seen: {
      store,
      member_id: memberId,
      coupon_id: act.coupon_id,
      campaigns: await campaignsAround(read, store.merchant_id, now),
      nonce,
    },
  };
}

/** A ticket is good for the assistant and the store it was opened by, and for a member: a channel buys nothing. */
function fits(scan: ScanRow | null, input: CheckoutInput): scan is ScanRow {
  if (scan?.staff_id !== input.staff_id || scan.member_id === null) return false;
  return input.store_id === null || input.store_id === scan.store_id;
}

async function scanOf(read: Reader, id: Id<'scan'>): Promise<ScanRow | null> {
  const [raw] = await read.query('SELECT * FROM scans WHERE id = ?', [id]);
  return raw ? scans.decode(raw) : null;
}

async function storeOf(read: Reader, id: Id<'store'> | null): Promise<CheckoutStore | null> {
  const [raw] = await read.query('SELECT * FROM stores WHERE id = ?', [id]);
  return raw ? stores.decode(raw) : null;
}

function decide(
  { policy, receipts }: CheckoutParts,
  context: DecideContext<CheckoutInput, Seen>,
): Decision<CheckoutDone> {
  const { input, seen, loaded, at } = context;
  const { store, nonce } = seen;
  const here = atCounter(loaded, input.staff_id, store.id);
  if (!here.ok) return { refuse: here.code };
  const scan = input.scan_id === null ? null : (loaded.get(scans, input.scan_id) ?? null);
  const member = seen.member_id === null ? null : (loaded.get(members, seen.member_id) ?? null);
  const merchant = loaded.get(merchants, store.merchant_id);
  if (!merchant || (input.scan_id !== null && !(scan && member))) return { refuse: 'not_found' };
  if (scan && at >= scan.expires_at) return { refuse: 'scan_expired' };
  if (scan && scan.used_by !== null) return { refuse: 'scan_used' };
  if (member && isOwn(member, here.staff)) return { refuse: 'own_subject' };
  const coupon = couponUnderLock(context);
  if (coupon === 'missing') return { refuse: 'not_found' };
  const tier = member ? tierTermsOf(standingUnderLock(loaded, member, programDay(policy, at))) : NO_TIER;
  const expiresAt = instant(at + RECEIPT_MS);
  const done = checkout(context, {
    store,
    assistant: here.staff,
    scan,
    member,
    coupon,
    bill: input.bill,
    receipt_no: input.receipt_no,
    expected: input.expected ?? null,
    terms: { rule: pointRuleOf(merchant), campaigns: seen.campaigns, store, tier, policy },
    receipt:
      nonce === null ? null : { code_hash: receipts.hashOf(receipts.codeOf(nonce)), expires_at: expiresAt },
  });
  if (!done.ok) return refused(done.refusal);
  return {
    accept: { ...done.answer, receipt: nonce === null ? null : { nonce, expires_at: expiresAt } },
    ...done.parts,
  };
}

/** The coupon of the act: the member's own, or nobody's. */
function couponUnderLock({ seen, loaded }: DecideContext<CheckoutInput, Seen>): CouponRow | 'missing' | null {
  if (seen.coupon_id === null) return null;
  const coupon = loaded.get(coupons, seen.coupon_id);
  return coupon?.member_id === seen.member_id ? coupon : 'missing';
}

function refused({ code, params }: Refusal): {
  refuse: Refusal['code'];
  params?: NonNullable<Refusal['params']>;
} {
  return params ? { refuse: code, params } : { refuse: code };
}
