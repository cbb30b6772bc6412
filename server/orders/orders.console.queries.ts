import { Injectable } from '@nestjs/common';
import type { ConsoleOrder, QueryOf, ResponseOf, Routes } from '../../shared/contract';
import { maskName } from '../members';
import { Database, marks, type SqlValue } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { orders, type OrderRow } from './orders.entity';
import { orderById, OrderDirectory } from './orders.queries';
import { orderOf } from './orders.views';

type Detail = ResponseOf<Routes['GET /console/orders/{id}']>;
type Filter = QueryOf<Routes['GET /console/orders']>;

/** Orders as the console shows them: whose they are, without the numbers that codes are made from. @rule O1 */
@Injectable()
export class ConsoleOrders {
  constructor(
    private readonly database: Database,
    private readonly directory: OrderDirectory,
  ) {}

  /** Newest first. Throws Refusal `malformed` for a wrong cursor, `not_found` for an offer or member that is none. */
  async page(query: Filter): Promise<Page<ConsoleOrder>> {
    const position = positionOf(query.after, ['string']);
    const wishes = (['state', 'offer_id', 'member_id'] as const).flatMap((column) => {
      const value = query[column];
      return value === undefined ? [] : [{ sql: `${column} = ?`, value }];
    });
    const where = [...wishes.map(({ sql }) => sql), ...(position ? ['id < ?'] : []), '1 = 1'];
    const params: SqlValue[] = [...wishes.map(({ value }) => value), ...(position ?? [])];
    const found = await this.database.read.query(
      `SELECT * FROM orders WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ?`,
      [...params, query.limit + 1],
    );
    const rows = found.map((raw) => orders.decode(raw));
    if (rows.length === 0) await this.asksForSomebody(query);
    const [stores, members] = await Promise.all([this.directory.names(), this.members(rows)]);
    return pageOf(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => ({
        ...orderOf(row, stores),
        member_id: row.member_id,
        member_name_masked: members.get(row.member_id) ?? '',
      }),
    );
  }

  /** One order with all that became of it; null when there is none. */
  async detail(id: OrderRow['id']): Promise<Detail | null> {
    const row = await orderById(this.database.read, id);
    if (!row) return null;
    const [{ number: _number, ...detail }, members] = await Promise.all([
      this.directory.detail(row),
      this.members([row]),
    ]);
    const { member_id } = row;
    return { ...detail, member_id, member_name_masked: members.get(member_id) ?? '' };
  }

  /** Nothing was found: of what there is, or of what there is not. */
  private async asksForSomebody({ offer_id, member_id }: Filter): Promise<void> {
    const { read } = this.database;
    const asked = [
      ...(offer_id === undefined ? [] : [read.query('SELECT id FROM offers WHERE id = ?', [offer_id])]),
      ...(member_id === undefined ? [] : [read.query('SELECT id FROM members WHERE id = ?', [member_id])]),
    ];
    if ((await Promise.all(asked)).some((rows) => rows.length === 0)) throw new Refusal('not_found');
  }

  private async members(rows: readonly OrderRow[]): Promise<Map<string, string>> {
    const ids = [...new Set(rows.map(({ member_id: id }) => id))];
    if (ids.length === 0) return new Map();
    const found = await this.database.read.query<{ id: string; nickname: string | null }>(
      `SELECT id, nickname FROM members WHERE id IN (${marks(ids.length)})`,
      ids,
    );
    return new Map(found.map(({ id, nickname }) => [id, maskName(nickname ?? '')]));
  }
}
