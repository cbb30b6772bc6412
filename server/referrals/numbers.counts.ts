import type { Day, Id } from '../../shared/kernel';
import { coupons } from '../coupons';
import type { Reader, SqlValue } from '../platform/database';
import { BROUGHT_WITHIN_MS, NO_COUNTS, worthOf, type Counts, type Window } from './numbers.rules';

/** What the report is split by: the program, or how whoever invites came (M3). */
export type NumbersBy = 'program' | 'channel' | 'store' | 'staff';

export interface NumbersQuery {
  readonly from: Day;
  readonly to: Day;
  readonly by: NumbersBy;
  readonly program_id?: Id<'referral_program'> | undefined;
}

/** Of those without a channel, a store or an assistant: null. */
type Group = string | null;
export type Groups = ReadonlyMap<Group, Readonly<Counts>>;

/** Sums and counts come as text from MariaDB. */
type Sum = number | string;
type Line<Column extends keyof Counts> = { readonly g: Group } & { readonly [Name in Column]: Sum };

/** A part of a statement with what its question marks stand for, in order. */
interface Fragment {
  readonly sql: string;
  readonly params: readonly SqlValue[];
}

const CAME_THROUGH = {
  channel: 'first_channel_id',
  store: 'first_store_id',
  staff: 'first_staff_id',
} as const;

/**
 * Everything that is counted, by group, in a handful of statements. Groups without anything are not in it.
 * @rule R10
 */
export async function countedBy(read: Reader, query: NumbersQuery, window: Window): Promise<Groups> {
  const found = await Promise.all([
    friendsBrought(read, query, window),
    cohorts(read, query, window),
    ...[OF_FRIENDS, OF_MILESTONES].flatMap((rewards) => [
      claimedPoints(read, query, window, rewards),
      claimedCoupons(read, query, window, rewards),
    ]),
    query.by === 'program' ? [] : newMembers(read, query.by, window),
  ]);
  const groups = new Map<Group, Counts>();
  for (const { g, ...counted } of found.flat()) {
    const counts = groups.get(g) ?? { ...NO_COUNTS };
    for (const [name, n] of Object.entries(counted)) counts[name as keyof Counts] += Number(n);
    groups.set(g, counts);
  }
  return query.by === 'program' ? withEverybody(groups, await newMembers(read, 'channel', window)) : groups;
}

/** Whoever joined could have shared any of the programs. */
function withEverybody(groups: Groups, joined: readonly Line<'members'>[]): Groups {
  const members = joined.reduce((sum, line) => sum + Number(line.members), 0);
  return new Map([...groups].map(([id, counts]) => [id, { ...counts, members }]));
}

/** Members who joined in the window, by how they came. */
function newMembers(
  read: Reader,
  by: Exclude<NumbersBy, 'program'>,
  window: Window,
): Promise<Line<'members'>[]> {
  const within = joinedIn(window);
  return read.query(
    `SELECT b.${CAME_THROUGH[by]} AS g, COUNT(*) AS members FROM members b WHERE ${within.sql} GROUP BY g`,
    within.params,
  );
}

/** The friends that those members brought soon after they joined themselves. */
function friendsBrought(read: Reader, query: NumbersQuery, window: Window): Promise<Line<'brought'>[]> {
  const within = joinedIn(window);
  const { program_id } = query;
  return read.query(
    `SELECT ${groupOf(query.by, 'i')} AS g, COUNT(*) AS brought
     FROM members b JOIN invites i ON i.inviter_id = b.id
     WHERE ${within.sql} AND i.joined_at < b.joined_at + ? ${program_id ? 'AND i.program_id = ?' : ''}
     GROUP BY g`,
    [...within.params, BROUGHT_WITHIN_MS, ...(program_id ? [program_id] : [])],
  );
}

/** People who were no members and first opened an invite in the window, and how far they are now. */
function cohorts(
  read: Reader,
  query: NumbersQuery,
  window: Window,
): Promise<Line<'opened' | 'joined' | 'qualified' | 'confirmed'>[]> {
  const cohort = firstOpened(query, window);
  return read.query(
    `SELECT ${groupOf(query.by, 'c')} AS g, COUNT(*) AS opened, COUNT(i.id) AS joined,
       SUM(CASE WHEN i.state IN ('qualified', 'confirmed') THEN 1 ELSE 0 END) AS qualified,
       SUM(CASE WHEN i.state = 'confirmed' THEN 1 ELSE 0 END) AS confirmed
     FROM ${cohort.tables} WHERE ${cohort.sql} GROUP BY g`,
    cohort.params,
  );
}

/** Rewards `r` for the friend of an invite `i`, of either side. */
const OF_FRIENDS = 'referral_rewards r ON r.invite_id = i.id';

/**
 * Milestones `r` that were reached by the friend of an invite `i`: of the inviter's friends in the program the one who was
 * confirmed last when it was given. That never changes, so each stands in exactly one cohort. As many are read as were
 * claimed: no more than their budgets.
 */
const OF_MILESTONES = `(SELECT m.*, (SELECT k.id FROM invites k
         WHERE k.inviter_id = m.member_id AND k.program_id = m.program_id AND k.confirmed_at <= m.at
         ORDER BY k.confirmed_at DESC, k.id DESC LIMIT 1) AS reached_by
       FROM referral_programs o JOIN referral_rewards m ON m.program_id = o.id AND m.side = 'milestone'
         AND m.state IN ('claimed', 'lost')) r ON r.reached_by = i.id`;

/** Points that were claimed for friends of the cohort and not taken back. */
function claimedPoints(
  read: Reader,
  query: NumbersQuery,
  window: Window,
  rewards: string,
): Promise<Line<'points'>[]> {
  const cohort = firstOpened(query, window);
  return read.query(
    `SELECT ${groupOf(query.by, 'c')} AS g, SUM(r.points) AS points
     FROM ${cohort.tables} JOIN ${rewards}
     WHERE ${cohort.sql} AND r.kind = 'points' AND r.state = 'claimed' GROUP BY g`,
    cohort.params,
  );
}

/** The same of coupons, those among them that were used before they could be taken back. A line for each. */
async function claimedCoupons(
  read: Reader,
  query: NumbersQuery,
  window: Window,
  rewards: string,
): Promise<Line<'coupons' | 'coupons_fen'>[]> {
  const cohort = firstOpened(query, window);
  const rows = await read.query<{ g: Group }>(
    `SELECT ${groupOf(query.by, 'c')} AS g, p.*
     FROM ${cohort.tables} JOIN ${rewards} JOIN coupons p ON p.id = r.coupon_id
     WHERE ${cohort.sql} AND r.state IN ('claimed', 'lost')`,
    cohort.params,
  );
  return rows.map((raw) => ({
    g: raw.g,
    coupons: 1,
    coupons_fen: worthOf(coupons.decode(raw).snapshot.value),
  }));
}

/** What a line is about: the program of `table`, or how whoever invites (`b`) came. */
function groupOf(by: NumbersBy, table: 'c' | 'i'): string {
  return by === 'program' ? `${table}.program_id` : `b.${CAME_THROUGH[by]}`;
}

/** Members `b` who joined in the window. The days find them by an index; which of them it is say the instants. */
function joinedIn({ from_day, to_day, from_at, to_at }: Window): Fragment {
  return {
    sql: 'b.joined_day BETWEEN ? AND ? AND b.joined_at >= ? AND b.joined_at < ?',
    params: [from_day, to_day, from_at, to_at],
  };
}

/**
 * The visits `v` by which somebody who was no member first opened an invite, with its code `c`, whoever invites `b`, and
 * the invite `i` by which they joined since, if they did. Of one program, or of each by itself, what counts is the first
 * time that an invite of *that* program was opened. Who joins by an invite has opened it before: every invite there is
 * stands in exactly one cohort.
 */
function firstOpened(
  { by, program_id }: NumbersQuery,
  { from_day, to_day, from_at, to_at }: Window,
): Fragment & { readonly tables: string } {
  const alone = by === 'program' || program_id !== undefined;
  return {
    tables: `visits v JOIN invite_codes c ON c.code = v.invite JOIN members b ON b.id = c.member_id
       LEFT JOIN members f ON f.person_id = v.person_id
       LEFT JOIN invites i ON i.invitee_id = f.id ${alone ? 'AND i.program_id = c.program_id' : ''}`,
    sql: `v.day BETWEEN ? AND ? AND v.invite IS NOT NULL AND v.at >= ? AND v.at < ? AND v.member_id IS NULL
       ${program_id ? 'AND c.program_id = ?' : ''} AND NOT EXISTS (
         SELECT 1 FROM visits e JOIN invite_codes o ON o.code = e.invite
         WHERE e.person_id = v.person_id AND e.member_id IS NULL ${alone ? 'AND o.program_id = c.program_id' : ''}
           AND (e.version < v.version OR (e.version = v.version AND e.ordinal < v.ordinal)))`,
    params: [from_day, to_day, from_at, to_at, ...(program_id ? [program_id] : [])],
  };
}
