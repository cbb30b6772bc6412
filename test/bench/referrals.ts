import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS, instant, type Id } from '../../shared/kernel';
import { cursorAt } from '../../server/platform/paging';
import { createProgram } from '../../server/referrals/programs.commands';
import { median } from './figures';
import { measure, onSide, type Bench } from './measuring';
import { request, type Scenario } from './scenarios';
import { openSide, type Ground, type Side } from './sides';
import type { Person, World } from './world';

/** Invites stored, and how many of them are friends of the member who reads. */
const EXTENT = {
  full: { few: [1_000, 100], many: [1_000_000, 100_000], rounds: 9, ms: 800 },
  quick: { few: [1_000, 100], many: [20_000, 2_000], rounds: 1, ms: 300 },
} as const;
/** Friends of everybody else who invites. */
const EACH = 10;
/** Those who read, one request after the other each. */
const READERS = 8;
const PAGE = 20;
const WARM_MS = 600;
/** Rows written by one statement: a database has to answer within eight seconds. */
const CHUNK = 10_000;
/** Most CPU time that a page may take, beside the same page of a nearly empty table. */
const TIMES_MAX = 1.5;
const REPORT = join(__dirname, '../../dist/bench-referrals.json');

interface Grown {
  readonly side: Side;
  readonly pages: readonly Scenario[];
  readonly found: Map<string, Found>;
}

/** Of each round. */
interface Found {
  readonly p50_ms: number[];
  /** CPU time of server and database together, in µs. */
  readonly cpu_us: number[];
}

const DIGITS = `SELECT 0 AS d ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((d) => `UNION ALL SELECT ${d}`).join(' ')}`;

/** `n` from `from` on, with the number without its last digit, at most `CHUNK` of them. */
function numbers(from: number, to: number): string {
  const value = 'b.d + 10 * c.d + 100 * d.d';
  const tables = ['a', 'b', 'c', 'd'].map((name) => `(${DIGITS}) ${name}`).join(' CROSS JOIN ');
  return `(SELECT k.n, k.tens FROM (SELECT ${from} + a.d + 10 * (${value}) AS n, ${from / EACH} + ${value} AS tens
    FROM ${tables}) k WHERE k.n < ${to})`;
}

/** A number as the 28 characters of an id. */
function padded(number: string): string {
  return `SUBSTR(CONCAT('${'0'.repeat(28)}', ${number}), -28)`;
}

/**
 * Rows of invites as they are stored once friends were confirmed and rewarded, written straight into the tables: for
 * reads alone, nothing in the ledger stands behind them. The member who reads invited the first `own` friends.
 */
async function plant(world: World, reader: Person, [count, own]: readonly [number, number]): Promise<string> {
  const now = world.core.clock.now();
  const { program_id: program } = await world.run(createProgram, {
    merchant_id: world.merchant(),
    name: '老友带新',
    starts_at: instant(now - 30 * DAY_MS),
    ends_at: instant(now + 30 * DAY_MS),
    terms: {
      ...{ window_days: 7, touch: 'last', qualify: { kind: 'purchase', min_fen: 2_000 } },
      ...{ qualify_days: 30, protect_days: 7, claim_days: 30 },
      ...{ inviter_reward: { kind: 'points', points: 100 }, invitee_reward: null },
      ...{ milestones: [], cap_day: null, cap_total: null },
    },
    ...{ budget: 2_000_000, milestone_budgets: [] },
  });
  const inviter = `CASE WHEN n < ${own} THEN '${reader.member_id}' ELSE CONCAT('mem_', ${padded('tens')}) END`;
  const at = now - 20 * DAY_MS;
  for (let from = 0; from < count; from += CHUNK) {
    const rows = numbers(from, Math.min(count, from + CHUNK));
    await fillTables(world, { rows, inviter, program, at });
  }
  await standings(world, { program, count, own, at }, reader.member_id);
  return program;
}

interface Planted {
  readonly rows: string;
  readonly inviter: string;
  readonly program: Id<'referral_program'>;
  readonly at: number;
}

async function fillTables(world: World, { rows, inviter, program, at }: Planted): Promise<void> {
  const day = "'2026-11-01'";
  await insertAll(world, 'members', rows, {
    ...{ id: `CONCAT('mem_', ${padded('n')})`, person_id: `CONCAT('prs_', ${padded('n')})` },
    ...{ card_no: '9000000000 + n', nickname: "CONCAT('友', n)", code_secret_sealed: "''" },
    ...{ terms_version: "'1'", marketing_consent: '0', consent_at: `${at}`, joined_at: `${at}` },
    ...{ joined_day: day, purchases_count: '1', tier_level: '0', version: '1' },
  });
  await insertAll(world, 'invites', rows, {
    ...{
      id: `CONCAT('ivt_', ${padded('n')})`,
      program_id: `'${program}'`,
      terms_no: '1',
      inviter_id: inviter,
    },
    ...{ invitee_id: `CONCAT('mem_', ${padded('n')})`, visit_id: `CONCAT('vst_', ${padded('n')})` },
    ...{ state: "'confirmed'", joined_at: `${at} + n`, joined_day: day, qualify_until_at: `${at} + n` },
    ...{ review: "'none'", review_score: '0', review_findings: "'[]'", version: 'n + 1', ordinal: '0' },
  });
  await insertAll(world, 'referral_rewards', rows, {
    ...{ id: `CONCAT('rwd_', ${padded('n')})`, program_id: `'${program}'`, member_id: inviter },
    ...{ side: "'inviter'", invite_id: `CONCAT('ivt_', ${padded('n')})`, kind: "'points'", points: '100' },
    ...{ state: "'claimed'", claim_until_at: `${at} + n`, claimed_at: `${at} + n`, at: `${at} + n` },
    ...{ version: 'n + 1', ordinal: '0' },
  });
}

/** A place for each who invites; those with ten friends differ in nothing but since when. */
async function standings(
  world: World,
  of: { readonly program: string; readonly count: number; readonly own: number; readonly at: number },
  reader: Id<'member'>,
): Promise<void> {
  const { program, count, own, at } = of;
  const columns = (member: string, friends: string): Readonly<Record<string, string>> => ({
    ...{ id: `CONCAT('${program}:', ${member})`, program_id: `'${program}'`, member_id: member },
    ...{ joined: friends, rewarded: friends, day: "'2026-11-01'", rewarded_on_day: '0', resting: '0' },
    ...{ confirmed: friends, board_order: `1000000000 - ${friends}`, confirmed_at: `${at} + n` },
  });
  for (let from = 0; from < count; from += CHUNK) {
    const rows = `(SELECT n, tens FROM ${numbers(from, Math.min(count, from + CHUNK))} k WHERE n >= ${own} AND n = tens * ${EACH})`;
    await insertAll(
      world,
      'referral_standings',
      rows,
      columns(`CONCAT('mem_', ${padded('tens')})`, `${EACH}`),
    );
  }
  await insertAll(world, 'referral_standings', '(SELECT 0 AS n)', columns(`'${reader}'`, `${own}`));
}

/** Writes one row of a table for each of `rows`; columns that are not named are null. */
async function insertAll(
  world: World,
  table: string,
  rows: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const sql = `INSERT INTO ${table} (${Object.keys(columns).join(', ')})
    SELECT ${Object.values(columns).join(', ')} FROM ${rows} numbered`;
  await world.core.database.transaction((session) => session.execute(sql, []));
}

/** What the reader asks for: lists at their beginning and in their middle, and what does not grow at all. */
function pagesOf({ token }: Person, program: string, own: number): Scenario[] {
  const deep = cursorAt([own / 2, 0]);
  const paths = {
    'friends, first page': `/me/invites?limit=${PAGE}`,
    'friends, deep inside': `/me/invites?limit=${PAGE}&after=${deep}`,
    'friends of a program, deep inside': `/me/invites?limit=${PAGE}&after=${deep}&program_id=${program}`,
    'rewards, deep inside': `/me/rewards?limit=${PAGE}&after=${deep}`,
    leaderboard: `/referral-programs/${program}/leaderboard`,
    'programs with my counts': '/referral-programs',
  };
  return Object.entries(paths).map(([name, path]) => ({
    name,
    expected: { status: 200, replayed: false },
    ...{ again: true, writes: false },
    requests: async () => [request(`GET /api/v1${path}`, { token })],
  }));
}

async function grown(
  ground: Ground,
  db: 'sqlite' | 'mariadb',
  extent: readonly [number, number],
): Promise<Grown> {
  const pages: Scenario[] = [];
  const side = await openSide(ground, {
    ...{ name: `referrals_${db}_${extent[0]}`, db, processes: 1 },
    fill: async (world) => {
      await world.fill(READERS, READERS);
      const [reader] = world.members;
      if (!reader) throw new Error('nobody is there');
      pages.push(...pagesOf(reader, await plant(world, reader, extent), extent[1]));
    },
  });
  console.log(`Stored ${extent[0]} invites on ${db}`);
  return { side, pages, found: new Map() };
}

/**
 * Measures what an inviter and everybody on the leaderboard read, with few and with a million invites stored, in turn.
 * @returns whether the median CPU time of each page is at most one and a half times what it is with few
 */
export async function referrals(
  bench: Bench,
  ground: Ground,
  isQuick: boolean,
  { side: only, ...change }: { readonly side?: string; readonly rounds?: number; readonly ms?: number },
): Promise<boolean> {
  const { few, many, rounds, ms } = { ...(isQuick ? EXTENT.quick : EXTENT.full), ...change };
  const rows = [];
  for (const db of (['sqlite', 'mariadb'] as const).filter((each) => only === undefined || each === only)) {
    const [small, large] = [await grown(ground, db, few), await grown(ground, db, many)];
    // round 0 warms up and counts for nothing; a page of both comes right after the other
    for (let round = 0; round <= rounds; round += 1) {
      for (const [n] of small.pages.entries()) {
        for (const each of round % 2 === 0 ? [small, large] : [large, small])
          await runOne(bench, each, n, round === 0 ? null : ms);
      }
    }
    for (const { side } of [small, large]) {
      for (const server of side.servers) await server.stop();
      await side.world.close();
    }
    for (const [name, before] of small.found) {
      const after = large.found.get(name) ?? { p50_ms: [], cpu_us: [] };
      const [p50_few, p50_many] = [median(before.p50_ms), median(after.p50_ms)];
      const [cpu_few, cpu_many] = [median(before.cpu_us), median(after.cpu_us)];
      const times = cpu_many / cpu_few;
      const extent = { invites_few: few[0], invites_many: many[0] };
      rows.push({ name, db, ...extent, p50_few, p50_many, cpu_few, cpu_many, times });
      const cpu = `${cpu_few.toFixed(0)} → ${cpu_many.toFixed(0)} µs, × ${times.toFixed(2)}`;
      const verdict = times <= TIMES_MAX ? 'met   ' : 'MISSED';
      console.log(
        `${verdict} ${name} on ${db}: ${cpu} (p50 ${p50_few.toFixed(1)} → ${p50_many.toFixed(1)} ms)`,
      );
    }
  }
  writeFileSync(REPORT, `${JSON.stringify({ rows }, null, 2)}\n`);
  return rows.every(({ times }) => times <= TIMES_MAX);
}

/** Measures one page of a side; `ms` null is to warm up. */
async function runOne(
  bench: Bench,
  { side, pages, found }: Grown,
  n: number,
  ms: number | null,
): Promise<void> {
  const page = pages[n];
  if (!page) throw new Error('there is no such page');
  const run = await measure(bench, side.servers, page, onSide(side, READERS, ms ?? WARM_MS));
  if (ms === null) return;
  const of = found.get(page.name) ?? { p50_ms: [], cpu_us: [] };
  of.p50_ms.push(run.p50_ms);
  of.cpu_us.push(run.cpu_us + (run.db_cpu_us ?? 0));
  found.set(page.name, of);
}
