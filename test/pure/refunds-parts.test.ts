import fc from 'fast-check';
import { DAY_MS, instant, makeId, type Id } from '../../shared/kernel';
import type { RefundAsk } from '../../shared/rules';
import { owner, type Parts } from '../../server/ledger';
import { balanceOf, pointLines, spendPoints } from '../../server/points';
import { refundPurchase, refunds } from '../../server/purchases';
import { arrivalOf } from '../../server/purchases/purchases.refunds';
import { purchases } from '../../server/purchases/purchases.entity';
import { MEMBER, MEMBER_KEY, type Books } from './parts.support';
import { idOf, NOW, open, POLICY, record, row, RULE, TERMS } from './purchases.support';

const STAFF: Id<'staff'> = makeId('staff', '0'.repeat(26), 5);
const RESTING = { ...TERMS, rule: { ...RULE, daily_cap: null, rest_days: 7 } };
const PLAIN = { ...TERMS, rule: { ...RULE, daily_cap: null } };

function refund(books: Books, id: Id<'purchase'>, ask: RefundAsk | number) {
  const done = refundPurchase(books.next(), {
    purchase: row(books, id),
    ask: typeof ask === 'number' ? { amount_fen: ask } : ask,
    staff_id: STAFF,
    reason: '退货',
    policy: POLICY,
  });
  if (!done.ok) throw new Error(done.code);
  books.apply(done.parts);
  return done;
}

/** What the arrival's command does: ends the rest and lets the purchase know. */
function arrive(books: Books, id: Id<'purchase'>): void {
  const purchase = row(books, id);
  const hold = books.set.hold(purchase.resting_hold_id!)!;
  const act = { member_id: MEMBER, points: hold.amount, reference: id, policy: POLICY, hold };
  const { parts } = arrivalOf(books.next(), purchase, act);
  const rested: Parts['writes'] = [
    {
      kind: 'update',
      table: purchases as never,
      id,
      set: { resting_hold_id: null },
      expect: { resting_hold_id: hold.id },
    },
  ];
  books.apply({ ...parts, writes: [...parts.writes, ...rested] });
}

function spend(books: Books, points: number): void {
  const act = {
    member_id: MEMBER,
    points,
    reason: 'spend',
    reference: 'x',
    store_id: null,
    policy: POLICY,
  } as const;
  const spent = spendPoints(books.next(), act);
  if ('parts' in spent) books.apply(spent.parts);
}

function standing(books: Books) {
  return balanceOf(books.set.accountsOf(MEMBER_KEY, 'points'), '2026-11-20' as never);
}

function buy(books: Books, paid: number, terms = PLAIN): Id<'purchase'> {
  const id = idOf(record(books, paid, { terms }));
  books.load({ owners: [owner.single(id)] });
  return id;
}

describe('refunds', () => {
  it('P4: a point that was not earned writes no line, and the refund is on record all the same', () => {
    const books = open();
    const id = buy(books, 9_950);
    const { row: record0, points } = refund(books, id, 50);
    expect(points).toEqual({ taken: 0, voided: 0, owed: 0 });
    expect(books.set.find(pointLines, 'member_id', MEMBER)).toHaveLength(1);
    expect(books.set.get(refunds, record0.id)).toMatchObject({ refund_fen: 50, purchase_id: id });
  });

  it('P4: while the points rest the hold shrinks, and without anything left it is gone', () => {
    const books = open();
    const id = buy(books, 5_000, RESTING);
    const first = row(books, id).resting_hold_id;
    expect(refund(books, id, 2_000).points).toEqual({ taken: 0, voided: 20, owed: 0 });
    const second = row(books, id).resting_hold_id;
    expect(second).not.toBe(first);
    expect(books.set.hold(first!)).toMatchObject({ state: 'voided' });
    expect(books.set.hold(second!)).toMatchObject({
      state: 'open',
      amount: 30,
      deadline_at: row(books, id).resting_until_at,
    });
    refund(books, id, 3_000);
    expect(row(books, id)).toMatchObject({ resting_hold_id: null, points_voided: 50, points_taken_back: 50 });
    expect(standing(books)).toMatchObject({ balance: 0, pending: 0, debt: 0 });
  });

  it('P4: when the rest is over and nobody has come round to it, what is left arrives with the refund', () => {
    const books = open();
    const id = buy(books, 5_000, RESTING);
    books.at = instant(NOW + 9 * DAY_MS);
    const { points, balance_after } = refund(books, id, 2_000);
    expect([points, balance_after]).toEqual([{ taken: 0, voided: 20, owed: 0 }, 30]);
    expect(row(books, id).resting_hold_id).toBeNull();
    expect(standing(books)).toMatchObject({ balance: 30, pending: 0 });
    const lines = books.set.find(pointLines, 'member_id', MEMBER);
    expect(lines.map(({ reason, points: moved }) => [reason, moved])).toEqual([['purchase', 30]]);
  });

  it('P4: in any history of refunds, spending and arriving nothing is lost, doubled or negative', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('refund' as const), share: fc.nat(1000) }),
      fc.record({ kind: fc.constant('spend' as const), share: fc.nat(1000) }),
      fc.record({ kind: fc.constant('arrive' as const), share: fc.constant(0) }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 50_000 }),
        fc.boolean(),
        fc.array(step),
        (paid, rests, steps) => {
          const books = open();
          const id = buy(books, paid, rests ? RESTING : PLAIN);
          const earned = row(books, id).points_total;
          let used = 0;
          for (const { kind, share } of [...steps, { kind: 'refund' as const, share: 1000 }]) {
            const purchase = row(books, id);
            const before = standing(books);
            if (kind === 'spend') {
              const points = Math.floor((before.balance * share) / 1000);
              spend(books, points);
              used += points;
            } else if (kind === 'arrive') {
              if (purchase.resting_hold_id !== null) arrive(books, id);
            } else {
              const amount = Math.floor(((purchase.paid_fen - purchase.refunded_fen) * share) / 1000);
              if (amount > 0) refund(books, id, amount);
            }
            const { points_total, points_taken_back: back } = row(books, id);
            const { balance, pending, debt } = standing(books);
            expect(balance).toBeGreaterThanOrEqual(0);
            expect(balance === 0 || debt === 0).toBe(true);
            expect(balance + pending - debt).toBe(points_total - back - used);
          }
          expect(row(books, id).points_taken_back).toBe(earned);
          expect(standing(books)).toMatchObject({ balance: 0, pending: 0, debt: used });
        },
      ),
    );
  });
});
