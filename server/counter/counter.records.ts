import { Injectable } from '@nestjs/common';
import type { CounterRecord, ResponseOf, Routes } from '../../shared/contract';
import { dayIn, toRfc3339, type Day, type Id, type Instant } from '../../shared/kernel';
import { undoWindow } from '../../shared/rules';
import { loadCoupons } from '../coupons';
import type { StaffPrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Database, type SqlValue } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf } from '../platform/paging';
import { StaffDirectory } from '../staff';
import { StoreDirectory } from '../stores';
import { namedMembers, presentOf, type NamedMember } from './counter.names';
import { storeObstacle } from './counter.staff';

type Answer = ResponseOf<Routes['GET /staff/records']>;

export interface RecordsQuery {
  readonly store_id: Id<'store'>;
  readonly day?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** A redemption, a purchase without one, or a refund, as the list is made of. */
interface Entry {
  readonly kind: CounterRecord['kind'];
  readonly id: CounterRecord['id'];
  readonly purchase_id: Id<'purchase'> | null;
  /** What has come back of the purchase since. */
  readonly refunded_fen: number | string | null;
  readonly coupon_id: Id<'coupon'> | null;
  readonly receipt_no: string | null;
  readonly member_id: Id<'member'> | null;
  readonly staff_id: Id<'staff'>;
  readonly original_fen: number;
  readonly discount_fen: number;
  readonly paid_fen: number;
  readonly points: number;
  readonly at: Instant;
  readonly undone_at: Instant | null;
  readonly undone_by: Id<'staff'> | null;
  readonly undo_reason: string | null;
}

/** Sums, and on some days integers, come as text from MariaDB. */
type Raw = number | string;
type RawEntry = Omit<Entry, Numbers | 'undone_at'> &
  Readonly<Record<Numbers, Raw>> & { readonly undone_at: Raw | null };
type Numbers = 'original_fen' | 'discount_fen' | 'paid_fen' | 'points' | 'at';

/** Whose records: a store's of one day, or of one assistant there. */
interface Scope {
  readonly store_id: Id<'store'>;
  readonly day: Day;
  /** Null for a manager, who sees everybody's. */
  readonly staff_id: Id<'staff'> | null;
}

const REDEMPTIONS = `
  SELECT 'redemption' AS kind, r.id AS id, r.purchase_id AS purchase_id, p.refunded_fen AS refunded_fen, r.coupon_id AS coupon_id, NULL AS receipt_no, r.member_id AS member_id,
    r.staff_id AS staff_id, r.original_fen AS original_fen, r.discount_fen AS discount_fen, r.paid_fen AS paid_fen,
    r.points AS points, r.at AS at, u.at AS undone_at, u.staff_id AS undone_by, u.reason AS undo_reason
  FROM redemptions r LEFT JOIN redemption_undos u ON u.redemption_id = r.id
  LEFT JOIN purchases p ON p.id = r.purchase_id
  WHERE r.store_id = ? AND r.day = ?`;

/** A purchase with a coupon stands in the list as its redemption. */
const PURCHASES = `
  SELECT 'purchase' AS kind, r.id AS id, r.id AS purchase_id, r.refunded_fen AS refunded_fen, NULL AS coupon_id, r.receipt_no AS receipt_no, r.member_id AS member_id,
    r.staff_id AS staff_id, r.original_fen AS original_fen, r.discount_fen AS discount_fen, r.paid_fen AS paid_fen,
    r.points_total AS points, r.at AS at, NULL AS undone_at, NULL AS undone_by, NULL AS undo_reason
  FROM purchases r
  WHERE r.store_id = ? AND r.day = ? AND r.redemption_id IS NULL`;

/** Amounts and points of a refund are what went back, all above 0. @rule P4 */
const REFUNDS = `
  SELECT 'refund' AS kind, r.id AS id, r.purchase_id AS purchase_id, NULL AS refunded_fen, NULL AS coupon_id,
    p.receipt_no AS receipt_no, r.member_id AS member_id, r.staff_id AS staff_id, r.refund_fen AS original_fen,
    0 AS discount_fen, r.refund_fen AS paid_fen, r.points_taken + r.points_voided + r.points_owed AS points,
    r.at AS at, NULL AS undone_at, NULL AS undone_by, NULL AS undo_reason
  FROM refunds r JOIN purchases p ON p.id = r.purchase_id
  WHERE r.store_id = ? AND r.day = ?`;

/** What was done at a store on a day. @rule S4 */
@Injectable()
export class CounterRecords {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly staff: StaffDirectory,
    private readonly clock: Clock,
  ) {}

  /**
   * One page, newest first, and the day's totals: a clerk's own, or a manager's whole store. What was undone is
   * listed and not counted; points are those given less those that refunds took back. The number of queries does not depend on the length of the page.
   * @throws Refusal `wrong_store`, `staff_without_store`, `malformed` for a wrong cursor
   */
  async page(staff: StaffPrincipal, query: RecordsQuery): Promise<Answer> {
    const obstacle = storeObstacle(staff.store_ids, query.store_id);
    if (obstacle) throw new Refusal(obstacle);
    const store = await this.stores.byId(query.store_id);
    if (!store) throw new Refusal('wrong_store');
    const now = this.clock.now();
    const day = (query.day ?? dayIn(now, store.timezone)) as Day;
    const scope: Scope = {
      store_id: store.id,
      day,
      staff_id: staff.role === 'manager' ? null : staff.staff_id,
    };
    const position = positionOf(query.after, ['number', 'string']);
    const [totals, ...found] = await Promise.all([
      this.totals(scope),
      ...[REDEMPTIONS, PURCHASES, REFUNDS].map((from) =>
        this.entries(from, scope, position, query.limit + 1),
      ),
    ]);
    const newestFirst = (one: Entry, other: Entry): number =>
      other.at - one.at || (one.id < other.id ? 1 : -1);
    const rows = found
      .flat()
      .sort(newestFirst)
      .slice(0, query.limit + 1);
    const names = await this.names(rows);
    const page = pageOf(
      rows,
      query.limit,
      (row) => [row.at, row.id],
      (row) => recordOf(row, names, staff, store.id, now),
    );
    return { ...page, totals };
  }

  private async entries(
    from: string,
    { store_id, day, staff_id }: Scope,
    position: readonly (string | number)[] | null,
    limit: number,
  ): Promise<Entry[]> {
    const params: SqlValue[] = [store_id, day];
    let where = '';
    if (staff_id !== null) {
      where += ' AND r.staff_id = ?';
      params.push(staff_id);
    }
    if (position) {
      const [at = 0, id = ''] = position;
      where += ' AND r.at <= ? AND (r.at < ? OR r.id < ?)';
      params.push(at, at, id);
    }
    const rows = await this.database.read.query<RawEntry>(
      `${from}${where} ORDER BY r.at DESC, r.id DESC LIMIT ?`,
      [...params, limit],
    );
    return rows.map((row) => ({
      ...row,
      original_fen: Number(row.original_fen),
      discount_fen: Number(row.discount_fen),
      paid_fen: Number(row.paid_fen),
      points: Number(row.points),
      at: Number(row.at) as Instant,
      undone_at: row.undone_at === null ? null : (Number(row.undone_at) as Instant),
    }));
  }

  private async totals({ store_id, day, staff_id }: Scope): Promise<Answer['totals']> {
    const mine = staff_id === null ? '' : 'AND t.staff_id = ?';
    const params: SqlValue[] = staff_id === null ? [store_id, day] : [store_id, day, staff_id];
    const { read } = this.database;
    const [[redeemed], [bought], [refunded], [joined]] = await Promise.all([
      read.query<{ n: Raw }>(
        `SELECT COUNT(*) AS n FROM redemptions t LEFT JOIN redemption_undos u ON u.redemption_id = t.id
         WHERE t.store_id = ? AND t.day = ? ${mine} AND u.redemption_id IS NULL`,
        params,
      ),
      read.query<{ n: Raw; paid: Raw | null; points: Raw | null }>(
        `SELECT COUNT(*) AS n, SUM(t.paid_fen) AS paid, SUM(t.points_total) AS points FROM purchases t
         WHERE t.store_id = ? AND t.day = ? ${mine} AND t.state = 'recorded'`,
        params,
      ),
      read.query<{ fen: Raw | null; points: Raw | null }>(
        `SELECT SUM(t.refund_fen) AS fen, SUM(t.points_taken + t.points_voided + t.points_owed) AS points
         FROM refunds t WHERE t.store_id = ? AND t.day = ? ${mine}`,
        params,
      ),
      read.query<{ n: Raw }>(
        `SELECT COUNT(*) AS n FROM members t WHERE t.first_store_id = ? AND t.joined_day = ?
         ${mine.replace('staff_id', 'first_staff_id')}`,
        params,
      ),
    ]);
    return {
      redemptions: Number(redeemed?.n ?? 0),
      purchases: Number(bought?.n ?? 0),
      paid_fen: Number(bought?.paid ?? 0),
      refunded_fen: Number(refunded?.fen ?? 0),
      points: Number(bought?.points ?? 0) - Number(refunded?.points ?? 0),
      joins: Number(joined?.n ?? 0),
    };
  }

  private async names(rows: readonly Entry[]): Promise<Names> {
    const { read } = this.database;
    const [coupons, staff, members] = await Promise.all([
      loadCoupons(read, presentOf(rows.map((row) => row.coupon_id))),
      this.staff.nameOf(presentOf(rows.flatMap((row) => [row.staff_id, row.undone_by]))),
      namedMembers(
        read,
        rows.map((row) => row.member_id),
      ),
    ]);
    return { titles: new Map(coupons.map(({ id, snapshot }) => [id, snapshot.title])), staff, members };
  }
}

interface Names {
  readonly titles: ReadonlyMap<Id<'coupon'>, string>;
  readonly staff: ReadonlyMap<Id<'staff'>, string>;
  readonly members: ReadonlyMap<Id<'member'>, NamedMember>;
}

/** @rule C7 @rule M6 What was undone cannot be undone again; names of members are masked. */
function recordOf(
  row: Entry,
  names: Names,
  viewer: StaffPrincipal,
  storeId: Id<'store'>,
  now: Instant,
): CounterRecord {
  const done = { redeemed_at: row.at, staff_id: row.staff_id, store_id: storeId };
  const member = row.member_id === null ? undefined : names.members.get(row.member_id);
  const isOwn = member?.person_id === viewer.person_id;
  const isOpen =
    row.kind === 'redemption' && row.undone_at === null && Number(row.refunded_fen) === 0 && !isOwn;
  const window = isOpen ? undoWindow(done, viewer, now) : null;
  return {
    kind: row.kind,
    id: row.id,
    purchase_id: row.purchase_id,
    title: titleOf(row, names),
    member_name_masked: member?.name_masked ?? null,
    staff_name: names.staff.get(row.staff_id) ?? '',
    mine: row.staff_id === viewer.staff_id,
    original_fen: row.original_fen,
    discount_fen: row.discount_fen,
    paid_fen: row.paid_fen,
    points: row.points,
    at: toRfc3339(row.at),
    undone:
      row.undone_at === null
        ? null
        : {
            at: toRfc3339(row.undone_at),
            staff_name: row.undone_by === null ? '' : (names.staff.get(row.undone_by) ?? ''),
            reason: row.undo_reason ?? '',
          },
    undo_until_at: window?.ok ? toRfc3339(window.allowed_until) : null,
  };
}

function titleOf(row: Entry, names: Names): string {
  if (row.coupon_id !== null) return names.titles.get(row.coupon_id) ?? '优惠券';
  const title = row.kind === 'refund' ? '退款' : '消费登记';
  return row.receipt_no === null ? title : `${title} · 小票 ${row.receipt_no}`;
}
