import { Injectable } from '@nestjs/common';
import type { ConsoleChannel } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { account } from '../ledger';
import { changedTo } from '../merchants';
import { Database, marks } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import type { ChannelChanged } from './channels.commands';
import { channels, type ChannelRow } from './channels.entity';
import { consoleChannelOf, type ChannelCounts } from './channels.rules';

const NOTHING_YET: ChannelCounts = { visits: 0, joins: 0, gift_left: null };

/** Reads of channels. */
@Injectable()
export class ChannelDirectory {
  constructor(private readonly database: Database) {}

  /** One channel, or null. */
  async byId(id: Id<'channel'>): Promise<ChannelRow | null> {
    return this.rowWhere('id', id);
  }

  /** The channel of a printed code, retired ones included, or null. @rule A3 */
  async byCode(code: string): Promise<ChannelRow | null> {
    return this.rowWhere('code', code);
  }

  /** Channels for the console, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async page(query: {
    readonly limit: number;
    readonly after?: string | undefined;
  }): Promise<Page<ConsoleChannel>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM channels ${position ? 'WHERE id < ?' : ''} ORDER BY id DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => channels.decode(raw));
    const counts = await this.countsOf(rows.slice(0, query.limit));
    return pageOf(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => consoleChannelOf(row, counts.get(row.id) ?? NOTHING_YET),
    );
  }

  /** The channel as it was after one change: the body of that change's answer. */
  async after({ change_id: changeId, visits, joins, gift_left }: ChannelChanged): Promise<ConsoleChannel> {
    const row = await changedTo<ChannelRow>(this.database.read, changeId);
    return consoleChannelOf(row, { visits, joins, gift_left });
  }

  /**
   * What each channel has brought: scans, and members whose first channel it was (M3). `visits` and `members` are
   * read by name here, since visits stand to the right of channels; both are indexed by channel.
   */
  async countsOf(
    rows: readonly Pick<ChannelRow, 'id' | 'gift_budget'>[],
  ): Promise<Map<Id<'channel'>, ChannelCounts>> {
    if (rows.length === 0) return new Map();
    const ids = rows.map(({ id }) => id);
    const [visits, joins, left] = await Promise.all([
      this.countBy('SELECT channel_id AS id, COUNT(*) AS n FROM visits WHERE channel_id', 'channel_id', ids),
      this.countBy(
        'SELECT first_channel_id AS id, COUNT(*) AS n FROM members WHERE first_channel_id',
        'first_channel_id',
        ids,
      ),
      this.giftsLeft(ids),
    ]);
    return new Map(
      rows.map(({ id, gift_budget: budget }) => [
        id,
        {
          visits: visits.get(id) ?? 0,
          joins: joins.get(id) ?? 0,
          gift_left: budget === null ? null : (left.get(account.channelBudget(id).id) ?? 0),
        },
      ]),
    );
  }

  private async countBy(
    select: string,
    column: string,
    ids: readonly string[],
  ): Promise<Map<string, number>> {
    const rows = await this.database.read.query<{ id: string; n: number | string }>(
      `${select} IN (${marks(ids.length)}) GROUP BY ${column}`,
      ids,
    );
    return new Map(rows.map(({ id, n }) => [id, Number(n)]));
  }

  private async giftsLeft(ids: readonly Id<'channel'>[]): Promise<Map<string, number>> {
    const rows = await this.database.read.query<{ id: string; n: number | string }>(
      `SELECT id, credits_posted - debits_posted - debits_pending AS n FROM accounts
       WHERE id IN (${marks(ids.length)})`,
      ids.map((id) => account.channelBudget(id).id),
    );
    return new Map(rows.map(({ id, n }) => [id, Number(n)]));
  }

  private async rowWhere(column: 'id' | 'code', value: string): Promise<ChannelRow | null> {
    const [raw] = await this.database.read.query(`SELECT * FROM channels WHERE ${column} = ?`, [value]);
    return raw ? channels.decode(raw) : null;
  }
}
