import { Injectable } from '@nestjs/common';
import type { Adjustment, ConsoleMember } from '../../shared/contract';
import { toRfc3339, type Id } from '../../shared/kernel';
import { maskName, MemberDirectory, type MemberRow } from '../members';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database, type SqlValue } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { accountNames } from '../staff';
import { currentLadder, tierNameOf } from '../tiers';
import type { AdjustmentStands } from './adjustments.commands';
import { adjustments, type AdjustmentRow } from './adjustments.entity';
import { memberPoints } from './points.queries';
import { programDay } from './points.rules';

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Reads for operators who look after members' points. */
@Injectable()
export class AdjustmentQueries {
  constructor(
    private readonly database: Database,
    private readonly members: MemberDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Members as the console shows them: names and numbers masked. @rule M6 */
  async memberPage(
    query: PageQuery & { readonly card_no?: string | undefined; readonly phone?: string | undefined },
  ): Promise<Page<ConsoleMember>> {
    const [before = null] = positionOf(query.after, ['string']) ?? [];
    const { limit, card_no, phone } = query;
    const rows = await this.members.list({
      limit: limit + 1,
      before: before === null ? null : String(before),
      card_no,
      phone,
    });
    const ladder = await currentLadder(this.database.read);
    const page = pageOf(
      rows,
      limit,
      (row) => [row.id],
      (row) => row,
    );
    const items = page.items.map((row) => this.consoleMember(row, tierNameOf(ladder, row.tier_level)));
    return { items: await Promise.all(items), next: page.next };
  }

  /** Adjustments, newest first. @rule P7 */
  async page(
    query: PageQuery & { readonly state?: AdjustmentRow['state'] | undefined },
  ): Promise<Page<Adjustment>> {
    const position = positionOf(query.after, ['string']);
    const where = ['1 = 1'];
    const params: SqlValue[] = [];
    if (query.state !== undefined) {
      where.push('state = ?');
      params.push(query.state);
    }
    if (position) {
      where.push('id < ?');
      params.push(...position);
    }
    const found = await this.database.read.query(
      `SELECT * FROM adjustments WHERE ${where.join(' AND ')} ORDER BY id DESC LIMIT ?`,
      [...params, query.limit + 1],
    );
    const rows = found.map((raw) => adjustments.decode(raw));
    const names = await this.namesOf(rows);
    return pageOf(
      rows,
      query.limit,
      (row) => [row.id],
      (row) => adjustmentOf(row, names),
    );
  }

  /** An adjustment as it stood after a command: the body of that command's answer, of its replays too. */
  async after({ adjustment_id: id, ...stands }: AdjustmentStands): Promise<Adjustment> {
    const [raw] = await this.database.read.query('SELECT * FROM adjustments WHERE id = ?', [id]);
    if (!raw) throw new Error(`adjustment ${id} is missing`);
    const row = { ...adjustments.decode(raw), ...stands };
    return adjustmentOf(row, await this.namesOf([row]));
  }

  private async consoleMember(row: MemberRow, tier: ConsoleMember['tier']): Promise<ConsoleMember> {
    const today = programDay(this.config.program, this.clock.now());
    const { balance, pending, debt } = await memberPoints(this.database.read, row.id, today);
    return {
      id: row.id,
      card_no: row.card_no,
      name_masked: maskName(row.nickname ?? ''),
      phone_masked: this.members.phoneMaskedOf(row),
      tier,
      balance,
      pending,
      debt,
      joined_day: row.joined_day,
    };
  }

  private namesOf(rows: readonly AdjustmentRow[]): Promise<ReadonlyMap<Id<'account'>, string>> {
    const ids = rows.flatMap((row) => [row.asked_by, ...(row.decided_by === null ? [] : [row.decided_by])]);
    return accountNames(this.database.read, [...new Set(ids)]);
  }
}

function adjustmentOf(row: AdjustmentRow, names: ReadonlyMap<Id<'account'>, string>): Adjustment {
  const { id, member_id, points, reason, state, asked_by, decided_by, decided_at, balance_after } = row;
  return {
    id,
    member_id,
    points,
    reason,
    state,
    asked_by: names.get(asked_by) ?? '',
    decided_by: decided_by === null ? null : (names.get(decided_by) ?? ''),
    asked_at: toRfc3339(row.asked_at),
    decided_at: decided_at === null ? null : toRfc3339(decided_at),
    balance_after,
  };
}
