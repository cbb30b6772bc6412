import { Injectable } from '@nestjs/common';
import type { CounterRecord, ResponseOf, Routes } from '../../shared/contract';
import { dayIn, toRfc3339, type Day, type Id, type Instant } from '../../shared/kernel';
import { undoWindow } from '../../shared/rules';
import { loadCoupons } from '../coupons';
import type { StaffPrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf } from '../platform/paging';
import { StaffDirectory } from '../staff';
import { StoreDirectory } from '../stores';
import { namedMembers, presentOf, type NamedMember } from './counter.names';
import { storeObstacle } from './counter.staff';
import { newestEntries, type Entry, type Scope } from './records.sources';
import { totalsOf } from './records.totals';

type Answer = ResponseOf<Routes['GET /staff/records']>;

export interface RecordsQuery {
  readonly store_id: Id<'store'>;
  readonly day?: string | undefined;
  readonly limit: number;
  readonly after?: string | undefined;
}

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
   * listed and not counted; points are those given less those that refunds took back. The number of queries does not
   * depend on the length of the page.
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
    const { read } = this.database;
    const [totals, rows] = await Promise.all([
      totalsOf(read, scope),
      newestEntries(read, scope, position, query.limit + 1),
    ]);
    const names = await this.names(rows);
    const page = pageOf(
      rows,
      query.limit,
      (row) => [row.at, row.id],
      (row) => recordOf(row, names, staff, store.id, now),
    );
    return { ...page, day, totals };
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

/** What can be undone at all (C7). */
const UNDOABLE: readonly Entry['kind'][] = ['redemption', 'handover'];

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
  const isOpen = UNDOABLE.includes(row.kind) && row.undone_at === null && row.refunded === 0 && !isOwn;
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

const ORDER_ACTS: Readonly<Partial<Record<Entry['kind'], string>>> = {
  handover: '取货',
  order_payment: '订单收款',
  order_refund: '订单退款',
};

function titleOf(row: Entry, names: Names): string {
  if (row.coupon_id !== null) return names.titles.get(row.coupon_id) ?? '优惠券';
  if (row.order_title !== null) {
    // "× 3" beside a set of three would read as nine; without a number one piece of it reads as all of it
    const pieces = row.kind === 'order_payment' ? '' : ` ${row.pieces} 份`;
    return `${ORDER_ACTS[row.kind] ?? ''}${pieces} · ${row.order_title}`;
  }
  const title = row.kind === 'refund' ? '退款' : '消费登记';
  return row.receipt_no === null ? title : `${title} · 小票 ${row.receipt_no}`;
}
