import type { Id, Instant } from '../../shared/kernel';
import type { RawRow, SharingReader, SqlValue } from '../platform/database';
import type { Position } from '../platform/paging';
import { coupons, type CouponRow } from './coupons.entity';

/** What the wallet's tabs are called. */
export type WalletState = 'usable' | 'used' | 'expired';
export type WalletCounts = Record<WalletState, number>;

/** What a card of the wallet is made of. */
const card = coupons.part([
  ...(['id', 'template_id', 'merchant_id', 'number', 'state'] as const),
  ...(['snapshot', 'valid_from_at', 'valid_to_at', 'sorted_at'] as const),
]);
export type CardRow = ReturnType<typeof card.decode>;

/** One stretch of the wallet's index: a state, and of which side of now. */
interface Stretch {
  readonly state: CouponRow['state'];
  readonly ends?: '>' | '<=';
}

/** Which stretches make a tab, and how it is ordered: soonest to expire first, else latest first. Ids break ties. */
const TABS: Readonly<
  Record<WalletState, { readonly stretches: readonly Stretch[]; readonly down: boolean }>
> = {
  usable: { stretches: [{ state: 'issued', ends: '>' }, { state: 'locked' }], down: false },
  used: { stretches: [{ state: 'redeemed' }], down: true },
  expired: { stretches: [{ state: 'expired' }, { state: 'issued', ends: '<=' }], down: true },
};

/** Tabs of up to so many coupons are read whole, so that whoever asks in one turn can share a statement. */
export const WHOLE_MAX = 32;

/** Which page of a tab is asked for. */
interface Asked {
  readonly state: WalletState;
  readonly limit: number;
  /** `sorted_at` and id of the last coupon of the page before; null for the first page. */
  readonly after: Position | null;
  readonly at: Instant;
}

/** The first `limit` + 1 coupons of a page of a tab that holds about `size` of them. */
export async function walletRows(
  read: SharingReader,
  memberId: Id<'member'>,
  asked: Asked,
  size: number,
): Promise<CardRow[]> {
  if (size === 0) return [];
  const found = await (size <= WHOLE_MAX ? wholeTab : pageOfTab)(read, memberId, asked);
  const order = orderOf(asked.state);
  const last = asked.after && { sorted_at: Number(asked.after[0]), id: String(asked.after[1]) };
  return found
    .map((raw) => card.decode(raw))
    .filter((row) => !last || order(row, last) > 0)
    .sort(order)
    .slice(0, asked.limit + 1);
}

function wholeTab(
  read: SharingReader,
  memberId: Id<'member'>,
  { state: tab, at }: Asked,
): Promise<readonly RawRow[]> {
  const { stretches } = TABS[tab];
  const any = stretches.map(({ state, ends }) =>
    ends ? `(state = '${state}' AND sorted_at ${ends} ?)` : `state = '${state}'`,
  );
  return read.rowsOf(
    `SELECT member_id, ${card.columns} FROM coupons WHERE (${any.join(' OR ')}) AND member_id IN (?)`,
    'member_id',
    memberId,
    stretches.flatMap(({ ends }) => (ends ? [at] : [])),
  );
}

/**
 * Reads each stretch in the order of its index, none further than the page can reach: asked for together, MariaDB would
 * sort all that the member ever had. It is one statement, so a coupon that is just being locked is in one of them.
 */
function pageOfTab(
  read: SharingReader,
  memberId: Id<'member'>,
  { state: tab, limit, after, at }: Asked,
): Promise<readonly RawRow[]> {
  const { stretches, down } = TABS[tab];
  const [than, order] = down ? ['<', 'DESC'] : ['>', 'ASC'];
  const params: SqlValue[] = [];
  const parts = stretches.map(({ state, ends }, n) => {
    const where = ['member_id = ?', `state = '${state}'`];
    params.push(memberId);
    if (ends) {
      where.push(`sorted_at ${ends} ?`);
      params.push(at);
    }
    if (after) {
      const [value = 0, id = ''] = after;
      where.push(`sorted_at ${than}= ?`, `(sorted_at ${than} ? OR id ${than} ?)`);
      params.push(value, value, id);
    }
    params.push(limit + 1);
    return `SELECT * FROM (SELECT ${card.columns} FROM coupons WHERE ${where.join(' AND ')}
      ORDER BY sorted_at ${order}, id ${order} LIMIT ?) AS s${n}`;
  });
  return read.query(parts.join(' UNION ALL '), params);
}

/** Where a coupon stands in its tab. */
interface Place {
  readonly sorted_at: number;
  readonly id: string;
}

/** Compares two places of a tab: negative if `a` comes first. */
function orderOf(tab: WalletState): (a: Place, b: Place) => number {
  const sign = TABS[tab].down ? -1 : 1;
  return (a, b) => sign * (a.sorted_at - b.sorted_at || (a.id < b.id ? -1 : Number(a.id > b.id)));
}

/** How many coupons stand in each tab of a member's wallet at `at`. */
export async function walletCounts(
  read: SharingReader,
  memberId: Id<'member'>,
  at: Instant,
): Promise<WalletCounts> {
  const rows = await read.rowsOf<{ state: CouponRow['state']; live: number | string; n: number | string }>(
    `SELECT member_id, state, SUM(CASE WHEN sorted_at > ? THEN 1 ELSE 0 END) AS live, COUNT(*) AS n
     FROM coupons WHERE member_id IN (?) GROUP BY member_id, state`,
    'member_id',
    memberId,
    [at],
  );
  const counts: WalletCounts = { usable: 0, used: 0, expired: 0 };
  for (const row of rows) {
    const [live, all] = [Number(row.live), Number(row.n)];
    if (row.state === 'locked') counts.usable += all;
    if (row.state === 'redeemed') counts.used += all;
    if (row.state === 'expired') counts.expired += all;
    if (row.state === 'issued') {
      counts.usable += live;
      counts.expired += all - live;
    }
  }
  return counts;
}
