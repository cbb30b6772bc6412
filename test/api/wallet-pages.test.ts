import fc from 'fast-check';
import { day, instant, makeId, type Id } from '../../shared/kernel';
import { coupons, type CouponRow } from '../../server/coupons/coupons.entity';
import { WHOLE_MAX, walletCounts, walletRows, type WalletState } from '../../server/coupons/wallet';
import type { SharingReader } from '../../server/platform/database';
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

  /** Walks a tab to its end; `sizes` says in turn how much of it there is said to be. */
  const walk = async (
    member: Id<'member'>,
    state: WalletState,
    limit: number,
    sizes: readonly number[],
  ): Promise<string[]> => {
    const seen: string[] = [];
    let after: readonly [number, string] | null = null;
    for (let n = 0; n < 100; n += 1) {
      const asked = { state, limit, after, at: instant(NOW) };
      const rows = await walletRows(db.database.read, member, asked, sizes[n % sizes.length]!);
      const page = rows.slice(0, limit);
      seen.push(...page.map(({ id }) => id));
      const last = page.at(-1);
      if (rows.length <= limit || !last) return seen;
      after = [last.sorted_at, last.id];
    }
    throw new Error('the pages have no end');
  };
  const expectedOf = (rows: readonly CouponRow[], tab: WalletState): string[] => {
    const up = tab === 'usable' ? 1 : -1;
    return rows
      .filter((row) => tabOf(row) === tab)
      .sort((a, b) => up * (a.sorted_at - b.sorted_at || (a.id < b.id ? -1 : 1)))
      .map(({ id }) => id);
  };

  it('C11: however the pages of a tab are read, each coupon is there once and in order', async () => {
    const property = fc.asyncProperty(
      fc.array(drawn, { maxLength: 12 }),
      fc.array(drawn, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (all, others, limit) => {
        const [member, other] = [idOf('member'), idOf('member')];
        const rows = all.map((one) => rowOf(member, one));
        const otherRows = others.map((one) => rowOf(other, one));
        await put([...rows, ...otherRows]);
        // two who ask in one turn share statements
        const [counts, otherCounts] = await Promise.all(
          [member, other].map((one) => walletCounts(db.database.read, one, instant(NOW))),
        );
        for (const tab of TABS) {
          const [expected, otherExpected] = [expectedOf(rows, tab), expectedOf(otherRows, tab)];
          expect([counts?.[tab], otherCounts?.[tab]]).toEqual([expected.length, otherExpected.length]);
          const both = [member, other].map((one) => walk(one, tab, limit, [WHOLE_MAX]));
          expect(await Promise.all(both)).toEqual([expected, otherExpected]);
          expect(await walk(member, tab, limit, [WHOLE_MAX + 1])).toEqual(expected);
          expect(await walk(member, tab, limit, [WHOLE_MAX, WHOLE_MAX + 1])).toEqual(expected);
        }
      },
    );
    await fc.assert(property, seeded(40));
  });

  it('reads short tabs whole and long ones by the page, however much has ended before', async () => {
    const member = idOf('member');
    const usable = Array.from({ length: WHOLE_MAX + 1 }, (_, n) =>
      rowOf(member, { state: n % 5 === 0 ? 'locked' : 'issued', at: NOW + 1 + (n % 7) }),
    );
    const ended = Array.from({ length: 50 }, () => rowOf(member, { state: 'issued', at: NOW }));
    await put([...usable.slice(1), ...ended]);
    const asked = { state: 'usable', limit: 20, after: null, at: instant(NOW) } as const;
    let own = 0;
    const read: SharingReader = {
      ...db.database.read,
      query: (sql, params) => {
        own += 1;
        return db.database.read.query(sql, params);
      },
    };
    const page = async (): Promise<string[]> => {
      const counts = await walletCounts(read, member, instant(NOW));
      return (await walletRows(read, member, asked, counts.usable)).map(({ id }) => id);
    };
    expect(await page()).toEqual(expectedOf(usable.slice(1), 'usable').slice(0, 21));
    expect(own).toBe(0);
    await put(usable.slice(0, 1));
    expect(await page()).toEqual(expectedOf(usable, 'usable').slice(0, 21));
    expect(own).toBe(1);
  });

  it('shows a coupon that is locked after it was counted', async () => {
    for (const size of [1, WHOLE_MAX + 1]) {
      const member = idOf('member');
      const row = rowOf(member, { state: 'issued', at: NOW + 1 });
      await put([row]);
      await db.database.transaction((session) =>
        session.execute("UPDATE coupons SET state = 'locked' WHERE id = ?", [row.id]),
      );
      const asked = { state: 'usable', limit: 20, after: null, at: instant(NOW) } as const;
      const rows = await walletRows(db.database.read, member, asked, size);
      expect(rows).toMatchObject([{ id: row.id, state: 'locked' }]);
    }
  });
});
