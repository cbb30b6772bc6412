import fc from 'fast-check';
import { day, instant, type Day, type Instant } from '../../shared/kernel';
import { account } from '../../server/ledger';
import {
  balanceOf,
  creditPoints,
  pointLines,
  pointsRefs,
  programDay,
  spendPoints,
  takeBackPoints,
  type PointLineRow,
  type PointPolicy,
} from '../../server/points';
import { lineTitle } from '../../server/points/points.rules';
import { Books, MEMBER, MEMBER_KEY, STORE, ZONE } from './parts.support';

const NOVEMBER = instant(Date.UTC(2026, 10, 20, 2));
const POLICY: PointPolicy = { point_expiry: { kind: 'months', months: 1 }, timezone: ZONE };
const NEVER: PointPolicy = { point_expiry: { kind: 'never' }, timezone: ZONE };

function open(at: Instant = NOVEMBER): Books {
  const books = new Books(at, MEMBER_KEY);
  books.load(pointsRefs(MEMBER));
  return books;
}

const act = { member_id: MEMBER, reference: 'pur_1', store_id: STORE, policy: POLICY } as const;

function earn(books: Books, points: number, policy = POLICY) {
  const credit = creditPoints(books.next(), { ...act, policy, points, reason: 'purchase' });
  books.apply(credit.parts);
  return credit;
}

function takeBack(books: Books, points: number, earnedOn: Day, policy = POLICY) {
  const back = takeBackPoints(books.next(), { ...act, policy, points, earned_on: earnedOn, reason: 'undo' });
  books.apply(back.parts);
  return back;
}

function spend(books: Books, points: number) {
  const spent = spendPoints(books.next(), { ...act, points, reason: 'spend' });
  if ('parts' in spent) books.apply(spent.parts);
  return spent;
}

function balance(books: Books) {
  return balanceOf(books.set.accountsOf(MEMBER_KEY, 'points'), programDay(POLICY, books.at));
}

function lines(books: Books): readonly PointLineRow[] {
  return books.set.find(pointLines, 'member_id', MEMBER);
}

describe('points of a member', () => {
  it('P2: points of one expiry date form one account', () => {
    const books = open();
    earn(books, 30);
    earn(books, 12);
    books.at = instant(Date.UTC(2026, 11, 3));
    earn(books, 5);
    expect(balance(books)).toEqual({
      balance: 47,
      pending: 0,
      debt: 0,
      next_arrival: null,
      next_expiry: { points: 42, on: '2026-12-31' },
      expiries: [
        { on: '2026-12-31', points: 42 },
        { on: '2027-01-31', points: 5 },
      ],
    });
  });

  it('P3: spends what expires first, across accounts, all or nothing', () => {
    const books = open();
    earn(books, 10);
    books.at = instant(Date.UTC(2026, 11, 3));
    earn(books, 10);
    expect(spend(books, 21)).toEqual({ missing: 1 });
    expect(spend(books, 13)).toMatchObject({ balance_after: 7 });
    expect(books.left(account.points(MEMBER, day('2026-12-31')))).toBe(0);
    expect(books.left(account.points(MEMBER, day('2027-01-31')))).toBe(7);
  });

  it('P4: takes back from the expiry it was earned in, then from others, the rest becomes debt', () => {
    const books = open();
    earn(books, 10);
    books.at = instant(Date.UTC(2026, 11, 3));
    earn(books, 20);
    expect(takeBack(books, 25, day('2026-12-03'))).toMatchObject({ taken: 25, owed: 0, balance_after: 5 });
    expect(books.left(account.points(MEMBER, day('2027-01-31')))).toBe(0);
    expect(takeBack(books, 8, day('2026-11-20'))).toMatchObject({ taken: 5, owed: 3, balance_after: 0 });
    expect(balance(books)).toMatchObject({ balance: 0, debt: 3, next_expiry: null, expiries: [] });
  });

  it('P4: a later credit pays the debt first, and the line says so', () => {
    const books = open();
    takeBack(books, 8, day('2026-11-20'));
    expect(earn(books, 5)).toMatchObject({ credited: 0, repaid: 5, balance_after: 0 });
    expect(earn(books, 10)).toMatchObject({ credited: 7, repaid: 3, balance_after: 7 });
    expect(balance(books)).toMatchObject({ balance: 7, debt: 0 });
    expect(lines(books).map((line) => [line.points, line.debt_change, line.balance_after])).toEqual([
      [-8, 8, 0],
      [5, -5, 0],
      [10, -3, 7],
    ]);
  });

  it('P6: points past their day do not count, whether swept or not, and are not spent', () => {
    const books = open();
    earn(books, 10);
    books.at = instant(Date.UTC(2026, 11, 31, 15, 59, 59, 999));
    expect(balance(books).balance).toBe(10);
    books.at = instant(Date.UTC(2026, 11, 31, 16));
    expect(balance(books)).toMatchObject({ balance: 0, next_expiry: null });
    expect(spend(books, 1)).toEqual({ missing: 1 });
    expect(takeBack(books, 10, day('2026-11-20'))).toMatchObject({ taken: 0, owed: 10 });
  });

  it('P6: the zone of the program decides, not that of the store', () => {
    expect(programDay(POLICY, instant(Date.UTC(2026, 11, 31, 16)))).toBe('2027-01-01');
    expect(programDay({ ...POLICY, timezone: 'Asia/Tokyo' }, instant(Date.UTC(2026, 11, 31, 15)))).toBe(
      '2027-01-01',
    );
  });

  it('P2: points that never expire come last and have no next expiry of their own', () => {
    const books = open();
    earn(books, 4, NEVER);
    expect(balance(books)).toMatchObject({
      balance: 4,
      next_arrival: null,
      next_expiry: null,
      expiries: [{ on: null, points: 4 }],
    });
    earn(books, 6);
    expect(balance(books).next_expiry).toEqual({ points: 6, on: '2026-12-31' });
    spend(books, 7);
    expect(balance(books).expiries).toEqual([{ on: null, points: 3 }]);
  });

  it('P10: no points, no line', () => {
    const books = open();
    expect(earn(books, 0)).toMatchObject({ credited: 0, repaid: 0, balance_after: 0 });
    expect(takeBack(books, 0, day('2026-11-20'))).toMatchObject({ taken: 0, owed: 0 });
    expect(lines(books)).toEqual([]);
    expect(books.set.transfers).toEqual([]);
  });

  it('P10: titles say in plain words what happened', () => {
    expect(lineTitle({ reason: 'purchase', debt_change: 0 }, '静安店')).toBe('消费得积分 · 静安店');
    expect(lineTitle({ reason: 'welcome', debt_change: 0 }, null)).toBe('入会礼');
    expect(lineTitle({ reason: 'undo', debt_change: 3 }, '静安店')).toBe(
      '撤销核销 · 静安店（余额不足，欠 3 分）',
    );
    expect(lineTitle({ reason: 'purchase', debt_change: -3 }, null)).toBe('消费得积分（3 分已抵欠分）');
  });
});

const step = fc.oneof(
  fc.record({ kind: fc.constant('earn' as const), points: fc.integer({ min: 0, max: 50 }) }),
  fc.record({ kind: fc.constant('spend' as const), points: fc.integer({ min: 0, max: 50 }) }),
  fc.record({ kind: fc.constant('back' as const), points: fc.integer({ min: 0, max: 50 }) }),
  fc.record({ kind: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 40 }) }),
);

describe('any history of points', () => {
  it('P10: the statement adds up to the accounts, the balance is never negative, nobody spends while owing', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (history) => {
        const books = open();
        for (const each of history) {
          if (each.kind === 'wait') books.at = instant(books.at + each.days * 86_400_000);
          if (each.kind === 'earn') earn(books, each.points);
          if (each.kind === 'back') takeBack(books, each.points, programDay(POLICY, NOVEMBER));
          if (each.kind === 'spend') {
            const owing = balance(books).debt > 0;
            const spent = spend(books, each.points);
            if (owing && each.points > 0) expect(spent).toHaveProperty('missing');
          }
          const now = balance(books);
          expect(now.balance).toBeGreaterThanOrEqual(0);
          expect(now.debt).toBeGreaterThanOrEqual(0);
          expect(now.debt === 0 || now.balance === 0).toBe(true);
        }
        const held = books.set
          .accountsOf(MEMBER_KEY, 'points')
          .reduce((sum, row) => sum + row.credits_posted - row.debits_posted, 0);
        const said = lines(books).reduce((sum, line) => sum + line.points, 0);
        expect(said).toBe(held);
        const owed = lines(books).reduce((sum, line) => sum + line.debt_change, 0);
        expect(owed).toBe(balance(books).debt);
      }),
    );
  });
});
