import { day, instant, makeId, type Id } from '../../shared/kernel';
import type { PointRule } from '../../shared/rules';
import { account } from '../../server/ledger';
import { members, type MemberRow } from '../../server/members';
import type { PointPolicy } from '../../server/points';
import {
  collectPurchase,
  earningDays,
  purchaseRefs,
  purchases,
  recordPurchase,
  undoPurchase,
  type EarningTerms,
  type PurchaseRow,
  type RecordPurchase,
} from '../../server/purchases';
import { Books, MEMBER, MEMBER_KEY, STORE, ZONE } from './parts.support';
import { NO_TIER } from '../../server/tiers';

const NOW = instant(Date.UTC(2026, 10, 20, 2));
const MERCHANT: Id<'merchant'> = makeId('merchant', '0'.repeat(26), 4);
const POLICY: PointPolicy = { point_expiry: { kind: 'months', months: 12 }, timezone: ZONE };
const RULE: PointRule = {
  rate_bp: 10_000,
  multiplier_bp: 10_000,
  daily_cap: 100,
  excluded_categories: [],
  rest_days: 0,
};
const TERMS: EarningTerms = {
  rule: RULE,
  campaigns: [],
  store: { id: STORE, timezone: ZONE },
  tier: NO_TIER,
  policy: POLICY,
};

function open(): Books {
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

function member(books: Books): MemberRow {
  return books.set.get(members, MEMBER)!;
}

function record(books: Books, paid: number, change: Partial<RecordPurchase> = {}) {
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

function undo(books: Books, id: Id<'purchase'>) {
  const purchase = row(books, id);
  const undone = undoPurchase(books.next(), { purchase, member: member(books), policy: POLICY });
  books.apply(undone.parts);
  return undone;
}

function row(books: Books, id: Id<'purchase'>): PurchaseRow {
  return books.set.get(purchases, id)!;
}

function idOf(recorded: ReturnType<typeof record>): Id<'purchase'> {
  if (!recorded.ok) throw new Error(recorded.code);
  return recorded.row.id;
}

function earnedToday(books: Books): number {
  return books.set.find(earningDays, 'member_id', MEMBER)[0]?.points ?? 0;
}

describe('purchases', () => {
  it('P1: earns within the daily cap of the merchant, and says part by part how', () => {
    const books = open();
    expect(record(books, 7_050)).toMatchObject({ earning: { total: 70 }, balance_after: 70 });
    expect(record(books, 7_000)).toMatchObject({
      earning: {
        total: 30,
        parts: [
          { kind: 'base', points: 70 },
          { kind: 'daily_cap', points: -40 },
        ],
      },
      balance_after: 100,
    });
    expect(record(books, 500)).toMatchObject({ earning: { total: 0 }, balance_after: 100 });
    expect(earnedToday(books)).toBe(100);
    expect(member(books).purchases_count).toBe(3);
  });

  it('P1: the next day has a cap of its own', () => {
    const books = open();
    record(books, 20_000);
    books.at = instant(Date.UTC(2026, 10, 20, 16));
    const of = { store_id: STORE, merchant_id: MERCHANT, member_id: MEMBER, now: books.at, timezone: ZONE };
    books.load(purchaseRefs({ ...of, receipt_no: null }));
    expect(record(books, 20_000)).toMatchObject({ balance_after: 200, row: { earned_on: '2026-11-21' } });
  });

  it('C7: an undone purchase gives back points, cap, count and receipt number', () => {
    const books = open();
    const id = idOf(record(books, 7_000, { receipt_no: 'A-1' }));
    expect(record(books, 100, { receipt_no: 'A-1' })).toEqual({
      ok: false,
      code: 'receipt_no_used',
      params: { receipt_no: 'A-1' },
    });
    expect(undo(books, id)).toMatchObject({ taken: 70, owed: 0, balance_after: 0 });
    expect(row(books, id)).toMatchObject({ state: 'undone', receipt_no: 'A-1', receipt_key: null });
    expect([earnedToday(books), member(books).purchases_count]).toEqual([0, 0]);
    expect(record(books, 10_000, { receipt_no: 'A-1' })).toMatchObject({ earning: { total: 100 } });
  });

  it('P4: what repaid a debt is earned too, and an undo takes it back', () => {
    const books = open();
    const first = idOf(record(books, 5_000));
    // spends all of it elsewhere, so that the undo leaves a debt
    books.next();
    books.apply({
      transfers: [
        {
          kind: 'single',
          code: 'points.spent',
          debit: account.points(MEMBER, day('2027-11-30')),
          credit: account.pointsSpent,
          amount: 50,
        },
      ],
      writes: [],
      events: [],
    });
    expect(undo(books, first)).toMatchObject({ taken: 0, owed: 50, balance_after: 0 });
    const second = record(books, 8_000);
    expect(second).toMatchObject({
      earning: {
        total: 30,
        parts: [
          { kind: 'base', points: 80 },
          { kind: 'debt', points: -50 },
        ],
      },
      balance_after: 30,
      row: { points_total: 80 },
    });
    expect(undo(books, idOf(second))).toMatchObject({ taken: 30, owed: 50 });
  });

  it('S3: without a member nothing is earned until somebody collects it, by the rule of that day', () => {
    const books = open();
    const receipt = { code_hash: 'hash', expires_at: instant(NOW + 86_400_000) };
    const recorded = record(books, 3_000, { member: null, receipt });
    expect(recorded).toMatchObject({ earning: { total: 30 }, balance_after: null, row: { points_total: 0 } });
    expect(books.set.transfers).toEqual([]);
    const purchase = row(books, idOf(recorded));
    const collected = collectPurchase(books.next(), {
      purchase,
      member: member(books),
      terms: TERMS,
    });
    books.apply(collected.parts);
    expect(collected).toMatchObject({ earning: { total: 30 }, balance_after: 30 });
    expect(row(books, purchase.id)).toMatchObject({
      member_id: MEMBER,
      points_total: 30,
      earned_on: '2026-11-20',
      collected_at: NOW,
    });
    expect(() =>
      books.apply(collectPurchase(books.next(), { purchase, member: member(books), terms: TERMS }).parts),
    ).toThrow('member_id');
  });
});
