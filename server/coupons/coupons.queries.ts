import { Injectable } from '@nestjs/common';
import type { CouponCard, CouponDetail } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database, marks, type RawRow, type Reader, type SharingReader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { StoreDirectory } from '../stores';
import { coupons, type CouponRow } from './coupons.entity';
import { couponCardOf, couponDetailOf, obstacleAt, type UseStore } from './coupons.rules';
import { walletCounts, walletRows, type WalletCounts, type WalletState } from './wallet';

interface CouponWithMerchant {
  readonly coupon: CouponRow;
  readonly merchant: string;
}

/** Most coupons of one member that a counter is shown at once. */
const USABLE_MAX = 100;

/** A member's coupons. @rule C11 expired from the very millisecond they end, whether a job has run or not */
@Injectable()
export class CouponWallet {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** One tab of the wallet, with the counts of all. */
  async page(
    memberId: Id<'member'>,
    query: { readonly state: WalletState; readonly limit: number; readonly after?: string | undefined },
  ): Promise<Page<CouponCard> & { counts: WalletCounts }> {
    const at = this.clock.now();
    const { read } = this.database;
    const after = positionOf(query.after, ['number', 'string']);
    const counts = await walletCounts(read, memberId, at);
    const rows = await walletRows(read, memberId, { ...query, after, at }, counts[query.state]);
    const names = await merchantNames(read, rows);
    const page = pageOf(
      rows,
      query.limit,
      (coupon) => [coupon.sorted_at, coupon.id],
      (coupon) => couponCardOf(coupon, names.get(coupon.merchant_id) ?? '', at),
    );
    return { ...page, counts };
  }

  /** One of the member's own coupons, or null. */
  async own(memberId: Id<'member'>, id: Id<'coupon'>): Promise<CouponRow | null> {
    return (await this.find(id, memberId))?.coupon ?? null;
  }

  /** One of the member's own coupons with its rules and stores, or null. */
  async ownDetail(memberId: Id<'member'>, id: Id<'coupon'>): Promise<CouponDetail | null> {
    const found = await this.find(id, memberId);
    return found && this.detailOf(found);
  }

  /** Any coupon with its rules and stores, for a counter that scanned it; null for an unknown one. */
  async detail(id: Id<'coupon'>): Promise<CouponDetail | null> {
    const found = await this.find(id, null);
    return found && this.detailOf(found);
  }

  /** The coupon of the ten digits of a code, or null. */
  async byNumber(number: string): Promise<CouponRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM coupons WHERE number = ?', [number]);
    return raw ? coupons.decode(raw) : null;
  }

  /** Cards of what a member can use in a store now, soonest to expire first. */
  async usableHere(memberId: Id<'member'>, store: UseStore): Promise<CouponCard[]> {
    const at = this.clock.now();
    const found = await usableWithMerchant(this.database.read, memberId, store, at);
    return found.map(({ coupon, merchant }) => couponCardOf(coupon, merchant, at));
  }

  private async find(id: Id<'coupon'>, memberId: Id<'member'> | null): Promise<CouponWithMerchant | null> {
    const [raw] = await this.database.read.query(
      `SELECT c.* FROM coupons c WHERE c.id = ?${memberId === null ? '' : ' AND c.member_id = ?'}`,
      memberId === null ? [id] : [id, memberId],
    );
    const [found] = await withMerchants(this.database.read, raw ? [raw] : []);
    return found ?? null;
  }

  private async detailOf({ coupon, merchant }: CouponWithMerchant): Promise<CouponDetail> {
    const { store_ids: named } = coupon.snapshot.scope;
    const everywhere = async () =>
      (await this.stores.all()).filter((store) => store.merchant_id === coupon.merchant_id);
    // nobody is sent to a store that has closed for good
    const stores = (named.length > 0 ? await this.stores.byIds(named) : await everywhere()).filter(
      ({ state }) => state === 'open',
    );
    const redeemedAt = coupon.redeemed_store_id;
    const redeemedStore = redeemedAt === null ? null : await this.stores.byId(redeemedAt);
    const facts = {
      merchant_name: merchant,
      stores,
      redeemed_store_name: redeemedStore?.name ?? null,
      timezone: this.config.program.timezone,
    };
    return couponDetailOf(coupon, facts, this.clock.now());
  }
}

/** Coupons by id, in no particular order; unknown ones are left out. At most 200 ids. */
export async function loadCoupons(read: Reader, ids: readonly Id<'coupon'>[]): Promise<CouponRow[]> {
  if (ids.length === 0) return [];
  const rows = await read.query(`SELECT * FROM coupons WHERE id IN (${marks(ids.length)})`, ids);
  return rows.map((raw) => coupons.decode(raw));
}

/** A member's coupons of a merchant that may be part of an order: free ones, and the one it has locked; at most 100. */
export async function couponsForOrder(
  read: Reader,
  order: { readonly id: Id<'order'>; readonly member_id: Id<'member'> },
  merchantId: Id<'merchant'>,
  at: Instant,
): Promise<CouponRow[]> {
  const rows = await read.query(
    `SELECT * FROM coupons WHERE member_id = ? AND merchant_id = ?
     AND ((state = 'issued' AND sorted_at > ?) OR (state = 'locked' AND locked_by = ?)) ORDER BY sorted_at, id LIMIT ?`,
    [order.member_id, merchantId, at, order.id, USABLE_MAX],
  );
  return rows.map((raw) => coupons.decode(raw));
}

/** What a member can use in a store at `at`, soonest to expire first; at most 100. @rule C2 @rule C3 */
export async function usableCouponsOf(
  read: SharingReader,
  memberId: Id<'member'>,
  store: UseStore,
  at: Instant,
): Promise<CouponRow[]> {
  return (await usableWithMerchant(read, memberId, store, at)).map(({ coupon }) => coupon);
}

async function usableWithMerchant(
  read: SharingReader,
  memberId: Id<'member'>,
  store: UseStore,
  at: Instant,
): Promise<CouponWithMerchant[]> {
  const rows = await read.query(
    `SELECT c.* FROM coupons c WHERE c.member_id = ? AND c.state = 'issued' AND c.sorted_at > ? AND c.merchant_id = ?
     ORDER BY c.sorted_at, c.id LIMIT ?`,
    [memberId, at, store.merchant_id, USABLE_MAX],
  );
  return (await withMerchants(read, rows)).filter(({ coupon }) => obstacleAt(coupon, store, at) === null);
}

async function withMerchants(read: SharingReader, raws: readonly RawRow[]): Promise<CouponWithMerchant[]> {
  const found = raws.map((raw) => coupons.decode(raw));
  const names = await merchantNames(read, found);
  return found.map((coupon) => ({ coupon, merchant: names.get(coupon.merchant_id) ?? '' }));
}

/** Names apart from the rows: joined to them, MariaDB sorts every page through a temporary table. */
async function merchantNames(
  read: SharingReader,
  found: readonly Pick<CouponRow, 'merchant_id'>[],
): Promise<Map<Id<'merchant'>, string>> {
  const names = new Map<Id<'merchant'>, string>();
  for (const id of new Set(found.map((coupon) => coupon.merchant_id))) {
    const sql = 'SELECT id, name FROM merchants WHERE id IN (?)';
    const [merchant] = await read.rowsOf<{ name: string }>(sql, 'id', id);
    names.set(id, merchant?.name ?? '');
  }
  return names;
}
