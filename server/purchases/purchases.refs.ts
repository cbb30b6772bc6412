import { dayIn, instant, MINUTE_MS, type Day, type Id, type Instant } from '../../shared/kernel';
import { mergeRefs, owner, rowsBy, type Refs } from '../ledger';
import { pointsRefs } from '../points';
import { tierRefs } from '../tiers';
import { earningDays, purchases, type PurchaseRow } from './purchases.entity';

/** A command may be decided this long after it was prepared, also over midnight. */
const LATEST_MS = 10 * MINUTE_MS;

/** What is unique about a receipt number. @rule S3 */
export function receiptKey(storeId: Id<'store'>, receiptNo: string): string {
  return `${storeId}:${receiptNo}`;
}

/** Key of the row that counts what a member earned at a merchant on a day. */
export function earningDayId(memberId: Id<'member'>, merchantId: Id<'merchant'>, day: Day): string {
  return `${memberId}:${merchantId}:${day}`;
}

export interface PurchaseRefs {
  readonly store_id: Id<'store'>;
  readonly merchant_id: Id<'merchant'>;
  readonly member_id: Id<'member'> | null;
  readonly receipt_no: string | null;
  /** `now` of the preparation and the program's zone: they say which day's cap to load. */
  readonly now: Instant;
  readonly timezone: string;
}

/** What must be locked and loaded to record a purchase; the member's row is among it. */
export function purchaseRefs(of: PurchaseRefs): Partial<Refs<unknown>> {
  const key = of.receipt_no === null ? null : receiptKey(of.store_id, of.receipt_no);
  return mergeRefs(
    key === null
      ? {}
      : { owners: [owner.identity('receipt', key)], rows: [rowsBy(purchases, 'receipt_key', [key])] },
    of.member_id === null ? {} : earningRefs(of.member_id, of.merchant_id, of.now, of.timezone),
  );
}

/** What must be locked and loaded to give a member the points of a purchase recorded without one. */
export function collectRefs(
  purchase: Pick<PurchaseRow, 'id' | 'merchant_id'>,
  memberId: Id<'member'>,
  now: Instant,
  timezone: string,
): Partial<Refs<unknown>> {
  return mergeRefs(
    { owners: [owner.single(purchase.id)], rows: [rowsBy(purchases, 'id', [purchase.id])] },
    earningRefs(memberId, purchase.merchant_id, now, timezone),
  );
}

/** What must be locked and loaded to undo a purchase, given as it was read while preparing. */
export function undoPurchaseRefs(
  purchase: Pick<PurchaseRow, 'id' | 'merchant_id' | 'member_id' | 'earned_on' | 'resting_hold_id'>,
): Partial<Refs<unknown>> {
  const { merchant_id: merchantId, member_id: memberId, earned_on: earnedOn } = purchase;
  const ids = memberId === null || earnedOn === null ? [] : [earningDayId(memberId, merchantId, earnedOn)];
  return mergeRefs(refundPurchaseRefs(purchase), { rows: [rowsBy(earningDays, 'id', ids)] });
}

/**
 * What must be locked and loaded to refund a purchase or to let its points arrive, given as it was read while
 * preparing.
 */
export function refundPurchaseRefs({
  id,
  member_id: memberId,
  resting_hold_id: holdId,
}: Pick<PurchaseRow, 'id' | 'member_id' | 'resting_hold_id'>): Partial<Refs<unknown>> {
  return mergeRefs(
    {
      owners: [owner.single(id)],
      rows: [rowsBy(purchases, 'id', [id])],
      holds: holdId === null ? [] : [holdId],
    },
    memberId === null ? {} : mergeRefs(pointsRefs(memberId), tierRefs(memberId)),
  );
}

function earningRefs(
  memberId: Id<'member'>,
  merchantId: Id<'merchant'>,
  now: Instant,
  timezone: string,
): Partial<Refs<unknown>> {
  const days = new Set([-LATEST_MS, 0, LATEST_MS].map((shift) => dayIn(instant(now + shift), timezone)));
  const ids = [...days].map((day) => earningDayId(memberId, merchantId, day));
  return mergeRefs(pointsRefs(memberId), tierRefs(memberId), { rows: [rowsBy(earningDays, 'id', ids)] });
}
