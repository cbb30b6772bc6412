import { Injectable } from '@nestjs/common';
import type { ConsoleInvite, QueryOf, Routes } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { findingSays } from '../../shared/rules';
import { maskName } from '../members';
import { changedTo } from '../merchants';
import { Database, marks, type SqlValue } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf, type Page, type Position } from '../platform/paging';
import { accountNames } from '../staff';
import { StoreDirectory } from '../stores';
import { invites, type InviteRow } from './referrals.entity';
import type { Reviewed } from './reviews.command';

type Filter = QueryOf<Routes['GET /console/invites']>;

/** What invites are shown with. */
interface Facts {
  readonly members: ReadonlyMap<string, string>;
  readonly stores: ReadonlyMap<string, string>;
  readonly accounts: ReadonlyMap<string, string>;
  /** Invites of which a reward, or a milestone with them, had been used before it could be taken back. @rule R6 */
  readonly lost: ReadonlySet<string>;
}

/** An order of invites that an index has, with what stands in a cursor. */
interface Order {
  readonly columns: readonly (keyof InviteRow)[];
  readonly shape: readonly ('string' | 'number')[];
  readonly way: 'ASC' | 'DESC';
}

const NEWEST: Order = { columns: ['id'], shape: ['string'], way: 'DESC' };
/** Those who wait longest come first. */
const WAITING: Order = { ...NEWEST, way: 'ASC' };
const OF_INVITER: Order = { columns: ['version', 'ordinal'], shape: ['number', 'number'], way: 'DESC' };
const OF_PROGRAM: Order = { columns: ['joined_day', 'id'], shape: ['string', 'string'], way: 'DESC' };

/** Invites as the console shows them, with what speaks against them. @rule R7 @rule O1 */
@Injectable()
export class ConsoleInvites {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
  ) {}

  /**
   * Newest first; those in review the oldest first. Throws Refusal `malformed` for a wrong cursor, `not_found` for a
   * program or member that is none.
   */
  async page(query: Filter): Promise<Page<ConsoleInvite>> {
    const { columns, shape, way } = orderOf(query);
    const position = positionOf(query.after, shape);
    const wishes = (['program_id', 'inviter_id', 'review'] as const).flatMap((column) => {
      const value = query[column];
      return value === undefined ? [] : [{ sql: `${column} = ?`, params: [value] }];
    });
    const all = [...wishes, ...(position ? [after(columns, way, position)] : [])];
    const where = all.length === 0 ? '' : `WHERE ${all.map(({ sql }) => sql).join(' AND ')}`;
    const order = columns.map((column) => `${column} ${way}`).join(', ');
    const found = await this.database.read.query(`SELECT * FROM invites ${where} ORDER BY ${order} LIMIT ?`, [
      ...all.flatMap(({ params }): readonly SqlValue[] => params),
      query.limit + 1,
    ]);
    const rows = found.map((raw) => invites.decode(raw));
    if (rows.length === 0) await this.asksForSomething(query);
    const facts = await this.facts(rows);
    return pageOf(
      rows,
      query.limit,
      (row) => columns.map((column) => row[column] as string | number),
      (row) => consoleInviteOf(row, facts),
    );
  }

  /** The invite as its review left it: the body of the answer, also when replayed. */
  async after({ change_id }: Reviewed): Promise<ConsoleInvite> {
    const row = await changedTo<InviteRow>(this.database.read, change_id);
    return consoleInviteOf(row, await this.facts([row]));
  }

  /** Nothing was found: of what there is, or of what there is not. */
  private async asksForSomething({ program_id, inviter_id }: Filter): Promise<void> {
    const { read } = this.database;
    const asked = [
      ...(program_id === undefined
        ? []
        : [read.query('SELECT id FROM referral_programs WHERE id = ?', [program_id])]),
      ...(inviter_id === undefined ? [] : [read.query('SELECT id FROM members WHERE id = ?', [inviter_id])]),
    ];
    if ((await Promise.all(asked)).some((found) => found.length === 0)) throw new Refusal('not_found');
  }

  private async facts(rows: readonly InviteRow[]): Promise<Facts> {
    const { read } = this.database;
    const [members, stores, accounts, lost] = await Promise.all([
      this.maskedNames(rows.flatMap(({ inviter_id, invitee_id }) => [inviter_id, invitee_id])),
      this.stores.byIds([...new Set(rows.flatMap(({ act_store_id: id }) => id ?? []))]),
      accountNames(read, [...new Set(rows.flatMap(({ reviewed_by: id }) => id ?? []))]),
      this.lostOf(rows.filter(({ state }) => state === 'taken_back').map(({ id }) => id)),
    ]);
    return { members, stores: new Map(stores.map(({ id, name }) => [id, name])), accounts, lost };
  }

  private async maskedNames(ids: readonly Id<'member'>[]): Promise<ReadonlyMap<string, string>> {
    const all = [...new Set(ids)];
    if (all.length === 0) return new Map();
    const rows = await this.database.read.query<{ id: string; nickname: string | null }>(
      `SELECT id, nickname FROM members WHERE id IN (${marks(all.length)})`,
      all,
    );
    return new Map(rows.map(({ id, nickname }) => [id, maskName(nickname ?? '')]));
  }

  private async lostOf(ids: readonly Id<'invite'>[]): Promise<ReadonlySet<string>> {
    if (ids.length === 0) return new Set();
    // a milestone that was lost is so from the moment at which its friend was taken back
    const rows = await this.database.read.query<{ invite_id: string }>(
      `SELECT invite_id FROM referral_rewards WHERE state = 'lost' AND invite_id IN (${marks(ids.length)})
       UNION SELECT i.id FROM invites i JOIN referral_rewards r ON r.member_id = i.inviter_id AND r.state = 'lost'
         AND r.program_id = i.program_id AND r.side = 'milestone' AND r.ended_at = i.ended_at
       WHERE i.id IN (${marks(ids.length)})`,
      [...ids, ...ids],
    );
    return new Set(rows.map(({ invite_id }) => invite_id));
  }
}

/** Each list in an order that an index has. */
function orderOf({ review, inviter_id, program_id }: Filter): Order {
  if (review !== undefined) return review === 'waiting' ? WAITING : NEWEST;
  if (inviter_id !== undefined) return OF_INVITER;
  return program_id === undefined ? NEWEST : OF_PROGRAM;
}

/** What stands behind a position. */
function after(
  columns: Order['columns'],
  way: Order['way'],
  position: Position,
): { readonly sql: string; readonly params: readonly SqlValue[] } {
  const is = way === 'ASC' ? '>' : '<';
  const [first = '', second] = columns;
  const [one = '', other = ''] = position;
  if (second === undefined) return { sql: `${first} ${is} ?`, params: [one] };
  return {
    sql: `${first} ${is}= ? AND (${first} <> ? OR ${second} ${is} ?)`,
    params: [one, one, other],
  };
}

function consoleInviteOf(row: InviteRow, { members, stores, accounts, lost }: Facts): ConsoleInvite {
  const person = (id: Id<'member'>) => ({ id, name_masked: members.get(id) ?? '' });
  return {
    id: row.id,
    program_id: row.program_id,
    inviter: person(row.inviter_id),
    invitee: person(row.invitee_id),
    state: row.state,
    joined_at: toRfc3339(row.joined_at),
    act_id: row.act_id,
    store_name: row.act_store_id === null ? null : (stores.get(row.act_store_id) ?? null),
    qualified_at: timeOf(row.qualified_at),
    ended_reason: row.ended_reason,
    review: {
      state: row.review,
      score: row.review_score,
      reasons: row.review_findings.map(({ reason, score, seen }) => ({
        reason,
        score,
        says: findingSays({ reason, seen }),
      })),
      decided_by: row.reviewed_by === null ? null : (accounts.get(row.reviewed_by) ?? null),
      note: row.review_note,
      at: timeOf(row.reviewed_at),
    },
    lost: lost.has(row.id),
  };
}

function timeOf(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}
