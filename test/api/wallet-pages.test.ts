import fc from 'fast-check';
import { day, instant, makeId, type Id } from '../../shared/kernel';
import { coupons, type CouponRow } from '../../server/coupons/coupons.entity';
import { countsOf, tallyOf, walletRows, type Tally, type WalletState } from '../../server/coupons/wallet';
import { seeded } from '../ledger/seed';
import { createTestDatabase, type TestDatabase } from '../support/database';

// A short tab is read whole, a long one page by page: both must give what a plain filter and sort gives.

const NOW = 1_000;
const TABS = ['usable', 'used', 'expired'] as const;

interface Drawn {
  readonly state: CouponRow['state'];
  /** When it ends, or was used. */
  readonly at: number;
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  state: fc.constantFrom(
    'issued',
    'issued',
    'locked',
    'redeemed',
    'expired',
    'held',
    'transferred',
    'revoked',
  ),
  at: fc.integer({ min: NOW - 2, max: NOW + 2 }),
});

let serial = 0;
const idOf = <K extends 'coupon' | 'member'>(kind: K): Id<K> => {
  serial += 1;
  return makeId(kind, String(serial).padStart(26, '0'), 0);
};

function rowOf(member: Id<'member'>, { state, at }: Drawn): CouponRow {
  serial += 1;
  const used = state === 'redeemed';
  return {
    id: idOf('coupon'),
    template_id: `tpl_${'0'.repeat(28)}`,
    merchant_id: `mer_${'0'.repeat(28)}`,
    member_id: member,
    number: String(serial).padStart(10, '0'),
    state,
    snapshot: {} as CouponRow['snapshot'],
    valid_from_at: instant(0),
    valid_to_at: instant(used ? NOW + 9 : at),
    own_end_at: null,
    claimed_at: instant(0),
    day: day('2026-11-23'),
    source: 'claim',
    source_id: null,
    redeemed_at: used ? instant(at) : null,
    sorted_at: instant(at),
    redeemed_store_id: null,
    redeemed_staff_id: null,
    locked_by: null,
    redeemed_by: null,
  };
}

/** Which tab shows a coupon, by domain.md alone. */
function tabOf({ state, sorted_at }: CouponRow): WalletState | null {
  if (state === 'locked') return 'usable';
  if (state === 'redeemed') return 'used';
  if (state === 'expired') return 'expired';
  if (state !== 'issued') return null;
  return sorted_at > NOW ? 'usable' : 'expired';
}

describe('pages of the wallet', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  const put = (rows: readonly CouponRow[]) =>
    db.database.transaction((session) => {
      const head = `INSERT INTO coupons (${coupons.columnNames.join(', ')}) VALUES`;
      const tuple = `(${coupons.columnNames.map(() => '?').join(', ')})`;
      return session.insert(
        { head, tuple, tail: '' },
        rows.map((row) => coupons.encode(row)),
      );
    });

  const walk = async (
    member: Id<'member'>,
    state: WalletState,
    limit: number,
    tally: Tally,
  ): Promise<string[]> => {
    const seen: string[] = [];
    let after: readonly [number, string] | null = null;
    while (seen.length < 100) {
      const asked = { state, limit, after, at: instant(NOW) };
      const rows = await walletRows(db.database.read, member, asked, tally);
      const page = rows.slice(0, limit);
      seen.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (rows.length <= limit || !last) return seen;
      after = [last.sorted_at, last.id];
    }
    throw new Error('the pages have no end');
  };

  it('C11: however a tab is read, each coupon is there once and in order', async () => {
    const property = fc.asyncProperty(
      fc.array(drawn, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (all, limit) => {
        const member = idOf('member');
        const rows = all.map((one) => rowOf(member, one));
        await put(rows);
        const tally = await tallyOf(db.database.read, member, instant(NOW));
        const long = Object.fromEntries(Object.entries(tally.all).map(([state, n]) => [state, n * 1_000]));
        for (const tab of TABS) {
          const up = tab === 'usable' ? 1 : -1;
          const expected = rows
            .filter((row) => tabOf(row) === tab)
            .sort((a, b) => up * (a.sorted_at - b.sorted_at || (a.id < b.id ? -1 : 1)))
            .map(({ id }) => id);
          expect(countsOf(tally)[tab]).toBe(expected.length);
          expect(await walk(member, tab, limit, tally)).toEqual(expected);
          expect(await walk(member, tab, limit, { ...tally, all: long })).toEqual(expected);
        }
      },
    );
    await fc.assert(property, seeded(40));
  });
});
