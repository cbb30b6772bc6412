import { day, instant } from '../../shared/kernel';
import { account } from '../../server/ledger';
import { collectPurchase, earningDays, purchaseRefs } from '../../server/purchases';
import { MEMBER, STORE, ZONE, type Books } from './parts.support';
import { idOf, member, MERCHANT, NOW, open, record, row, TERMS, undo } from './purchases.support';

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
