import { Injectable } from '@nestjs/common';
import type { ConsoleTemplate, TemplateCard } from '../../shared/contract';
import { DAY_MS, dayIn, toRfc3339, wallClock, type Id, type Instant } from '../../shared/kernel';
import { canClaim, ruleLines } from '../../shared/rules';
import { account } from '../ledger';
import { MemberDirectory, type MemberRow } from '../members';
import { changedTo } from '../merchants';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database, marks, type RawRow, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { StoreDirectory, type StoreEntry } from '../stores';
import { couponHolders, couponTemplates, type HolderRow, type TemplateRow } from './coupons.entity';
import { claimCountsOf, claimTermsOf, holderId } from './coupons.rules';
import type { TemplateChanged } from './templates.commands';
import { redeemedOf, reservedOf, stockLeftOf } from './templates.counts';
import { consoleTemplateOf } from './templates.rules';

/** How long the coupon centre goes on showing what has ended. */
const ENDED_SHOWN_MS = 30 * DAY_MS;

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** What the cards of one page are made of; a handful of queries, however many cards. */
interface Shelf {
  readonly at: Instant;
  readonly member: MemberRow;
  readonly stock: ReadonlyMap<Id<'template'>, number>;
  readonly holders: ReadonlyMap<string, HolderRow>;
  readonly phoneUsed: ReadonlyMap<string, number>;
  readonly stores: ReadonlyMap<Id<'store'>, StoreEntry>;
}

/** Reads of templates, for members and for the console. */
@Injectable()
export class TemplateQueries {
  constructor(
    private readonly database: Database,
    private readonly memberDirectory: MemberDirectory,
    private readonly stores: StoreDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * The coupon centre, newest first. Each status is what a claim would answer now: both ask `canClaim`.
   * @rule C3 @rule C4
   */
  async centre(memberId: Id<'member'>, query: PageQuery): Promise<Page<TemplateCard>> {
    const member = await this.memberDirectory.byId(memberId);
    if (!member) return { items: [], next: null };
    const at = this.clock.now();
    const position = positionOf(query.after, ['string']);
    const rows = await this.database.read.query(
      `SELECT t.*, m.name AS merchant_name FROM coupon_templates t JOIN merchants m ON m.id = t.merchant_id
       WHERE t.listed = 1 AND t.state = 'active' AND (t.ends_at IS NULL OR t.ends_at > ?)
       ${position ? 'AND t.id < ?' : ''} ORDER BY t.id DESC LIMIT ?`,
      [at - ENDED_SHOWN_MS, ...(position ?? []), query.limit + 1],
    );
    const found = rows.map((raw) => ({
      template: couponTemplates.decode(raw),
      merchant: String(raw['merchant_name']),
    }));
    const templates = found.map(({ template }) => template);
    const shelf = await this.shelf(member, templates, at);
    return pageOf(
      found,
      query.limit,
      ({ template }) => [template.id],
      ({ template, merchant }) => this.card(shelf, template, merchant),
    );
  }

  /** Templates in the console, newest first. */
  async page(query: PageQuery): Promise<Page<ConsoleTemplate>> {
    const position = positionOf(query.after, ['string']);
    const rows = await this.database.read.query(
      `SELECT * FROM coupon_templates ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    const templates = rows.map((raw) => couponTemplates.decode(raw));
    const ids = templates.map(({ id }) => id);
    const stock = await stockLeftOf(this.database.read, ids);
    const reserved = await reservedOf(this.database.read, ids);
    const redeemed = await redeemedOf(this.database.read, ids);
    return pageOf(
      templates,
      query.limit,
      ({ id }) => [id],
      (row) =>
        consoleTemplateOf(row, {
          stock_left: stock.get(row.id) ?? 0,
          reserved: reserved.get(row.id) ?? 0,
          redeemed: redeemed.get(row.id) ?? 0,
        }),
    );
  }

  /** One template, or null. */
  async byId(id: Id<'template'>): Promise<TemplateRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM coupon_templates WHERE id = ?', [id]);
    return raw ? couponTemplates.decode(raw) : null;
  }

  /** The template as a console command left it: the body of that command's answer, also when replayed. */
  async after(changed: TemplateChanged): Promise<ConsoleTemplate> {
    const row = await changedTo<TemplateRow>(this.database.read, changed.change_id);
    // answers from before anything could be kept do not say so
    return consoleTemplateOf(row, { ...changed, reserved: changed.reserved ?? 0 });
  }

  private async shelf(member: MemberRow, templates: readonly TemplateRow[], at: Instant): Promise<Shelf> {
    const { read } = this.database;
    const ids = templates.map(({ id }) => id);
    const holders = await this.byIds(
      'coupon_holders',
      ids.map((id) => holderId(id, member.id)),
    );
    const phone = member.phone_hash;
    const quotas = phone === null ? [] : ids.map((id) => account.quotaPhone(phone, id).id);
    const used = await this.byIds('accounts', quotas);
    const storeIds = templates.flatMap(({ scope }) => scope.store_ids);
    const stores = await this.stores.byIds([...new Set(storeIds)]);
    return {
      at,
      member,
      stock: await stockLeftOf(read, ids),
      holders: new Map(holders.map((raw) => [String(raw['id']), couponHolders.decode(raw)])),
      phoneUsed: new Map(used.map((raw) => [String(raw['id']), Number(raw['debits_posted'])])),
      // those that closed for good are none to go to
      stores: new Map(stores.filter(({ state }) => state === 'open').map((store) => [store.id, store])),
    };
  }

  private card(shelf: Shelf, template: TemplateRow, merchantName: string): TemplateCard {
    const { id, title, value, validity, times, scope, claim_from_at: from } = template;
    const { member, at } = shelf;
    const { timezone } = this.config.program;
    const stockLeft = shelf.stock.get(id) ?? 0;
    const phone = member.phone_hash;
    const counts = claimCountsOf({
      template,
      holder: shelf.holders.get(holderId(id, member.id)),
      phone_used: phone === null ? null : (shelf.phoneUsed.get(account.quotaPhone(phone, id).id) ?? 0),
      purchases_count: member.purchases_count,
      today: dayIn(at, timezone),
    });
    const claim = canClaim(claimTermsOf(template, stockLeft), counts, at);
    const stores = scope.store_ids.flatMap((storeId) => shelf.stores.get(storeId) ?? []);
    return {
      id,
      title,
      merchant_name: merchantName,
      value,
      rules: ruleLines(
        { value, validity, times, scope },
        stores.map(({ name }) => name),
        (of) => wallClock(of, timezone),
      ),
      stores: stores.map((store) => ({ id: store.id, name: store.name })),
      stock_total: template.stock_total,
      stock_left: stockLeft,
      claimed_by_me: counts.by_member,
      claim_from_at: from === null ? null : toRfc3339(from),
      // `not_found` cannot come: the query asks for what is on offer only
      status: claim.ok ? 'claimable' : claim.code === 'not_found' ? 'ended' : claim.code,
    };
  }

  private async byIds(table: 'accounts' | 'coupon_holders', ids: readonly string[]): Promise<RawRow[]> {
    if (ids.length === 0) return [];
    return this.database.read.query(`SELECT * FROM ${table} WHERE id IN (${marks(ids.length)})`, ids);
  }
}

/** Templates by id, in no particular order; unknown ones are left out. At most 200 ids. */
export async function loadTemplates(read: Reader, ids: readonly Id<'template'>[]): Promise<TemplateRow[]> {
  if (ids.length === 0) return [];
  const rows = await read.query(`SELECT * FROM coupon_templates WHERE id IN (${marks(ids.length)})`, ids);
  return rows.map((raw) => couponTemplates.decode(raw));
}
