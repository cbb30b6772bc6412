import { Injectable } from '@nestjs/common';
import type { ConsoleOffer, ConsoleSale } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { account } from '../ledger';
import { changedTo } from '../merchants';
import { Database, marks, type Reader } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { flashSales, offers, type OfferRow, type SaleRow } from './flash-sales.entity';
import { consoleOfferOf, consoleSaleOf } from './flash-sales.rules';
import type { OfferChanged } from './offers.commands';

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** How many pieces of each offer can still be claimed. An offer without an account has none. */
export async function offersLeft(
  read: Reader,
  ids: readonly Id<'offer'>[],
): Promise<Map<Id<'offer'>, number>> {
  if (ids.length === 0) return new Map();
  const rows = await read.query<{ id: string; held: number | string }>(
    `SELECT id, credits_posted - debits_posted - debits_pending AS held
     FROM accounts WHERE id IN (${marks(ids.length)})`,
    ids.map((id) => account.stockOffer(id).id),
  );
  const held = new Map(rows.map((row) => [row.id, Number(row.held)]));
  return new Map(ids.map((id) => [id, held.get(account.stockOffer(id).id) ?? 0]));
}

/** Reads of sales and offers for the console. */
@Injectable()
export class SaleDirectory {
  constructor(private readonly database: Database) {}

  /** Sales, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: PageQuery): Promise<Page<ConsoleSale>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM flash_sales ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => flashSales.decode(raw));
    return pageOf(rows, query.limit, (row) => [row.id], consoleSaleOf);
  }

  /** Offers of one sale, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async offersPage(saleId: Id<'sale'>, query: PageQuery): Promise<Page<ConsoleOffer>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM offers WHERE sale_id = ? ${position ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [saleId, ...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => offers.decode(raw));
    const left = await offersLeft(
      this.database.read,
      rows.map(({ id }) => id),
    );
    return pageOf(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => consoleOfferOf(row, left.get(row.id) ?? 0),
    );
  }

  /** One sale, or null. */
  async saleById(id: Id<'sale'>): Promise<SaleRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM flash_sales WHERE id = ?', [id]);
    return raw ? flashSales.decode(raw) : null;
  }

  /** One offer, or null. */
  async offerById(id: Id<'offer'>): Promise<OfferRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM offers WHERE id = ?', [id]);
    return raw ? offers.decode(raw) : null;
  }

  /** The sale as it was after one change: the body of that change's answer. */
  async saleAfter(changeId: Id<'history'>): Promise<ConsoleSale> {
    return consoleSaleOf(await changedTo<SaleRow>(this.database.read, changeId));
  }

  /** The offer as a command left it: the body of that command's answer, also when replayed. */
  async offerAfter({ change_id, stock_left }: OfferChanged): Promise<ConsoleOffer> {
    return consoleOfferOf(await changedTo<OfferRow>(this.database.read, change_id), stock_left);
  }
}
