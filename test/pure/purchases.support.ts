import { day, instant, makeId, type Id } from '../../shared/kernel';
import type { PointRule } from '../../shared/rules';
import { members, type MemberRow } from '../../server/members';
import type { PointPolicy } from '../../server/points';
import {
  purchaseRefs,
  purchases,
  recordPurchase,
  undoPurchase,
  type EarningTerms,
  type PurchaseRow,
  type RecordPurchase,
} from '../../server/purchases';
import { NO_TIER } from '../../server/tiers';
import { Books, MEMBER, MEMBER_KEY, STORE, ZONE } from './parts.support';

/** The morning of Friday, 20 November 2026, in Shanghai. */
export const NOW = instant(Date.UTC(2026, 10, 20, 2));
export const MERCHANT: Id<'merchant'> = makeId('merchant', '0'.repeat(26), 4);
export const POLICY: PointPolicy = { point_expiry: { kind: 'months', months: 12 }, timezone: ZONE };
/** A point per yuan, at most 100 a day. */
export const RULE: PointRule = {
  rate_bp: 10_000,
  multiplier_bp: 10_000,
  daily_cap: 100,
  excluded_categories: [],
  rest_days: 0,
};
export const TERMS: EarningTerms = {
  rule: RULE,
  campaigns: [],
  store: { id: STORE, timezone: ZONE },
  tier: NO_TIER,
  policy: POLICY,
};

/** A member who has bought nothing. */
export function open(): Books {
  const books = new Books(NOW, MEMBER_KEY);
  books.put(members, {
    id: MEMBER,
    person_id: makeId('person', '0'.repeat(26), 0),
    card_no: '1234567897',
    nickname: null,
    phone_sealed: null,
    phone_hash: null,
    code_secret_sealed: '',
    terms_version: '1',
    marketing_consent: false,
    consent_at: NOW,
    joined_at: NOW,
    joined_day: day('2026-11-20'),
    first_visit_id: null,
    first_channel_id: null,
    first_store_id: null,
    first_staff_id: null,
    purchases_count: 0,
    tier_level: 0,
    tier_since_at: null,
    tier_review_on: null,
    tier_reminded_of: null,
    birthday_month: null,
    birthday_day: null,
    birthday_set_at: null,
    version: 1,
  });
  const of = { store_id: STORE, merchant_id: MERCHANT, member_id: MEMBER, now: NOW, timezone: ZONE };
  books.load(purchaseRefs({ ...of, receipt_no: 'A-1' }));
  return books;
}

export function member(books: Books): MemberRow {
  return books.set.get(members, MEMBER)!;
}

/** Records a purchase of the member, on the books if it is taken. */
export function record(books: Books, paid: number, change: Partial<RecordPurchase> = {}) {
  const recorded = recordPurchase(books.next(), {
    merchant_id: MERCHANT,
    member: member(books),
    staff_id: makeId('staff', '0'.repeat(26), 5),
    staff_person_id: makeId('person', '0'.repeat(26), 5),
    original_fen: paid,
    discount_fen: 0,
    lines: [],
    receipt_no: null,
    coupon_id: null,
    redemption_id: null,
    terms: TERMS,
    receipt: null,
    order_by: MEMBER_KEY,
    ...change,
  });
  if (recorded.ok) books.apply(recorded.parts);
  return recorded;
}

/** Undoes a purchase, on the books. */
export function undo(books: Books, id: Id<'purchase'>) {
  const purchase = row(books, id);
  const undone = undoPurchase(books.next(), { purchase, member: member(books), policy: POLICY });
  books.apply(undone.parts);
  return undone;
}

export function row(books: Books, id: Id<'purchase'>): PurchaseRow {
  return books.set.get(purchases, id)!;
}

export function idOf(recorded: ReturnType<typeof record>): Id<'purchase'> {
  if (!recorded.ok) throw new Error(recorded.code);
  return recorded.row.id;
}
