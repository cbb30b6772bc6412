import type { PointsSummary } from '../../shared/contract';
import { instant, toRfc3339, type Day, type Id, type Instant } from '../../shared/kernel';
import { expiryOf, spendable, takeBackPlan } from '../../shared/rules';
import { owner } from '../ledger';
import type { Reader, SharingReader, SqlValue } from '../platform/database';
import { pointLines, type Direction, type PointLineRow } from './points.entity';
import { balanceOf, lotsOf, programDay, type PointAccount, type PointPolicy } from './points.rules';

/** Where a page of a statement begins: after this line, going back in time. */
export interface StatementCursor {
  readonly version: number;
  readonly ordinal: number;
}

const ACCOUNTS = `SELECT id, kind, owner_key, debits_posted, credits_posted, debits_pending, credits_pending
  FROM accounts WHERE asset = 'points' AND owner_key IN (?)`;

/** A member's balance, debt and expiries on `today`, the program's date. @rule P2 @rule P6 */
export async function memberPoints(
  read: SharingReader,
  memberId: Id<'member'>,
  today: Day,
): Promise<PointsSummary> {
  const rows = await read.rowsOf<RawAccount>(ACCOUNTS, 'owner_key', owner.member(memberId));
  const summary = balanceOf(rows.map(numbersOf), today);
  return summary.pending === 0 ? summary : { ...summary, next_arrival: await nextArrival(read, memberId) };
}

/** What `takeBackPoints` would take now: for previews, under no lock. @rule P4 */
export async function takeBackPreview(
  read: SharingReader,
  of: {
    readonly member_id: Id<'member'>;
    readonly points: number;
    readonly earned_on: Day;
    readonly policy: PointPolicy;
    readonly at: Instant;
  },
): Promise<{ taken: number; owed: number; balance_after: number }> {
  const rows = await read.rowsOf<RawAccount>(ACCOUNTS, 'owner_key', owner.member(of.member_id));
  const lots = lotsOf(rows.map(numbersOf));
  const today = programDay(of.policy, of.at);
  const { debt } = takeBackPlan({
    lots,
    earned_on_expiry: expiryOf(of.policy.point_expiry, of.earned_on),
    amount: of.points,
    today,
  });
  const taken = of.points - debt;
  return { taken, owed: debt, balance_after: spendable(lots, today) - taken };
}

/** Of the points that rest, those that arrive first. @rule P4 */
async function nextArrival(read: Reader, memberId: Id<'member'>): Promise<PointsSummary['next_arrival']> {
  const [first] = await read.query<{ at: number | string; points: number | string }>(
    `SELECT deadline_at AS at, SUM(amount) AS points FROM holds
     WHERE credit_owner = ? AND state = 'open' AND code = 'points.rest'
     GROUP BY deadline_at ORDER BY deadline_at LIMIT 1`,
    [owner.member(memberId)],
  );
  return first ? { at: toRfc3339(instant(Number(first.at))), points: Number(first.points) } : null;
}

interface RawAccount extends Record<keyof Omit<PointAccount, 'id' | 'kind'>, number | string> {
  readonly id: string;
  readonly kind: string;
  readonly owner_key: string;
}

/** MariaDB gives BIGINT as text where it does not fit its own integers; be sure of numbers. */
function numbersOf(row: RawAccount): PointAccount {
  return {
    id: row.id,
    kind: row.kind,
    debits_posted: Number(row.debits_posted),
    credits_posted: Number(row.credits_posted),
    debits_pending: Number(row.debits_pending),
    credits_pending: Number(row.credits_pending),
  };
}

/**
 * One page of a statement, newest first, by key: the last page costs what the first does.
 * @rule P10
 * @param page.limit how many lines at most
 */
export async function statementPage(
  read: Reader,
  memberId: Id<'member'>,
  page: {
    readonly limit: number;
    readonly after: StatementCursor | null;
    readonly direction: Direction | null;
  },
): Promise<PointLineRow[]> {
  const where = ['member_id = ?'];
  const params: SqlValue[] = [memberId];
  if (page.direction !== null) {
    where.push('direction = ?');
    params.push(page.direction);
  }
  if (page.after !== null) {
    where.push('version <= ? AND (version < ? OR ordinal < ?)');
    params.push(page.after.version, page.after.version, page.after.ordinal);
  }
  const rows = await read.query(
    `SELECT * FROM point_lines WHERE ${where.join(' AND ')} ORDER BY version DESC, ordinal DESC LIMIT ?`,
    [...params, page.limit],
  );
  return rows.map((row) => pointLines.decode(row));
}
