import type { Id, Instant } from '../../shared/kernel';
import type { SharingReader, SqlValue } from '../platform/database';
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
const WHOLE_MAX = 32;

/** Which page of a tab is asked for. */
interface Asked {
  readonly state: WalletState;
  readonly limit: number;
  /** `sorted_at` and id of the last coupon of the page before; null for the first page. */
  readonly after: Position | null;
  readonly at: Instant;
}

/** The first `limit` + 1 coupons of a page of a tab of which `tallyOf` has said how much there is. */
export async function walletRows(
  read: SharingReader,
  memberId: Id<'member'>,
  asked: Asked,
  tally: Tally,
): Promise<CardRow[]> {
  const stretches = TABS[asked.state].stretches.filter(({ state }) => tally.all[state] !== undefined);
  if (stretches.length === 0) return [];
  const size = stretches.reduce((sum, { state }) => sum + (tally.all[state] ?? 0), 0);
  const rows =
    size <= WHOLE_MAX
      ? await wholeTab(read, memberId, asked)
      : (await Promise.all(stretches.map((one) => pageOfStretch(read, memberId, asked, one)))).flat();
  return rows.sort(orderOf(asked.state)).slice(0, asked.limit + 1);
}

async function wholeTab(read: SharingReader, memberId: Id<'member'>, asked: Asked): Promise<CardRow[]> {
  const { stretches } = TABS[asked.state];
  const order = orderOf(asked.state);
  const states = stretches.map(({ state }) => `'${state}'`).join(', ');
  const raws = await read.rowsOf(
    `SELECT member_id, ${card.columns} FROM coupons WHERE member_id IN (?) AND state IN (${states})`,
    'member_id',
    memberId,
  );
  const last = asked.after && { sorted_at: Number(asked.after[0]), id: String(asked.after[1]) };
  return raws
    .map((raw) => card.decode(raw))
    .filter(({ state, sorted_at }) => {
      const { ends } = stretches.find((one) => one.state === state) ?? {};
      return ends === undefined || (ends === '>') === sorted_at > asked.at;
    })
    .filter((row) => !last || order(row, last) > 0);
}

/** Reads a stretch in the order of its index, no further than the page can reach. */
async function pageOfStretch(
  read: SharingReader,
  memberId: Id<'member'>,
  { state: tab, limit, after, at }: Asked,
  { state, ends }: Stretch,
): Promise<CardRow[]> {
  const { down } = TABS[tab];
  const [than, order] = down ? ['<', 'DESC'] : ['>', 'ASC'];
  const params: SqlValue[] = [memberId, state];
  const where = ['member_id = ?', 'state = ?'];
  if (ends) {
    where.push(`sorted_at ${ends} ?`);
    params.push(at);
  }
  if (after) {
    const [value = 0, id = ''] = after;
    where.push(`sorted_at ${than}= ?`, `(sorted_at ${than} ? OR id ${than} ?)`);
    params.push(value, value, id);
  }
  const rows = await read.query(
    `SELECT ${card.columns} FROM coupons WHERE ${where.join(' AND ')}
     ORDER BY sorted_at ${order}, id ${order} LIMIT ?`,
    [...params, limit + 1],
  );
  return rows.map((raw) => card.decode(raw));
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

/** How many coupons of a member stand in each state, those of no state left out. */
export interface Tally {
  readonly all: Readonly<Partial<Record<CouponRow['state'], number>>>;
  /** How many of the issued have not ended. */
  readonly live: number;
}

/** Counts a member's coupons at `at`. Whether a job has marked what has ended or not makes no difference. @rule C11 */
export async function tallyOf(read: SharingReader, memberId: Id<'member'>, at: Instant): Promise<Tally> {
  const rows = await read.rowsOf<{ state: CouponRow['state']; n: number | string; soonest: number | string }>(
    `SELECT member_id, state, COUNT(*) AS n, MIN(sorted_at) AS soonest
     FROM coupons WHERE member_id IN (?) GROUP BY member_id, state`,
    'member_id',
    memberId,
  );
  const all = Object.fromEntries(rows.map(({ state, n }) => [state, Number(n)])) as Tally['all'];
  const issued = rows.find(({ state }) => state === 'issued');
  if (!issued) return { all, live: 0 };
  if (Number(issued.soonest) > at) return { all, live: Number(issued.n) };
  const [live] = await read.query<{ n: number | string }>(
    "SELECT COUNT(*) AS n FROM coupons WHERE member_id = ? AND state = 'issued' AND sorted_at > ?",
    [memberId, at],
  );
  return { all, live: Number(live?.n ?? 0) };
}

/** How many coupons stand in each tab. */
export function countsOf({ all, live }: Tally): WalletCounts {
  const { issued = 0, locked = 0, redeemed = 0, expired = 0 } = all;
  return { usable: locked + live, used: redeemed, expired: expired + issued - live };
}

/** How many coupons stand in each tab of a member's wallet at `at`. */
export async function walletCounts(
  read: SharingReader,
  memberId: Id<'member'>,
  at: Instant,
): Promise<WalletCounts> {
  return countsOf(await tallyOf(read, memberId, at));
}
