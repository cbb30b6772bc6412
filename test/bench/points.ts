import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dayIn, instant, makeId, type Id } from '../../shared/kernel';
import type { Core } from '../../server/core';
import { Ledger, mergeRefs, owner, type Actor, type Command } from '../../server/ledger';
import { TestClock } from '../../server/platform/clock';
import { RandomIds } from '../../server/platform/ids';
import { JobStore, newJob } from '../../server/platform/jobs';
import { cursorAt } from '../../server/platform/paging';
import { creditPoints, expiryJobs, pointsRefs, spendPoints } from '../../server/points';
import { median } from './figures';
import { measure, onSide, type Bench } from './measuring';
import { pause } from './processes';
import { request, Scenarios, type Scenario } from './scenarios';
import { openSide, type Ground, type Side } from './sides';
import type { World } from './world';

/** Accounts that expire, movements of one member, members who buy, and how long is measured. */
const EXTENT = {
  full: { accounts: 100_000, movements: 100_000, members: 10_000, rounds: 7, ms: 2_000 },
  quick: { accounts: 4_000, movements: 4_000, members: 2_000, rounds: 2, ms: 500 },
} as const;
const CONNECTIONS = 64;
/** Those who read one member's statement, one after the other each. */
const READERS = 8;
const AT_ONCE = 2_000;
const PAGE = 20;
const SETTLE_MS = 2_000;
/** Most that purchases may be slowed down, and the last page may cost more than the first. */
const P99_MAX = 2;
const PAGES_MAX = 1.5;
const REPORT = join(__dirname, '../../dist/bench-points.json');
/** Points of this day ended with 2025. */
const LONG_AGO = instant(Date.UTC(2024, 2, 1, 4));
const ACTOR: Actor = { kind: 'system', id: 'bench' };

interface Move {
  readonly member_id: Id<'member'>;
  readonly kind: 'earn' | 'spend';
}

/** Ten points more, or five fewer. */
function moveOf(core: Core): Command<Move, null, object> {
  return {
    kind: 'bench.points',
    prepare: ({ member_id }) => ({
      ...mergeRefs(pointsRefs(member_id)),
      subject: owner.member(member_id),
      seen: null,
    }),
    decide(ctx) {
      const { member_id, kind } = ctx.input;
      const about = { member_id, reference: 'bench', store_id: null, policy: core.config.program };
      if (kind === 'earn')
        return { accept: {}, ...creditPoints(ctx, { ...about, points: 10, reason: 'purchase' }).parts };
      const spent = spendPoints(ctx, { ...about, points: 5, reason: 'spend' });
      return 'parts' in spent ? { accept: {}, ...spent.parts } : { refuse: 'points_insufficient' };
    },
  };
}

async function moveAll(ledger: Ledger, core: Core, moves: readonly Move[], key: string): Promise<void> {
  const command = moveOf(core);
  for (let from = 0; from < moves.length; from += AT_ONCE) {
    const part = moves.slice(from, from + AT_ONCE);
    await Promise.all(
      part.map(async (move, n) => {
        const result = await ledger.run(command, move, { key: `${key}:${from + n}`, actor: ACTOR });
        if (!result.ok) throw new Error(`a movement was refused: ${result.refusal.code}`);
      }),
    );
  }
}

/** Gives points to people of long ago, by an engine whose clock stands there. */
async function oldPoints({ core }: World, count: number): Promise<void> {
  const { database, random } = core;
  const clock = new TestClock(LONG_AGO);
  const ids = new RandomIds(random);
  const ledger = new Ledger({ database, clock, ids, random, timezone: core.config.program.timezone });
  const moves = Array.from({ length: count }, (_, n): Move => {
    return { member_id: makeId('member', `00000000000000000${String(n).padStart(9, '0')}`, 0), kind: 'earn' };
  });
  await moveAll(ledger, core, moves, 'old');
  await ledger.close();
}

/** Today's expiry job, made before the servers start and paused, so that it begins when it is wanted. */
async function pausedExpiry({ core }: World): Promise<Id<'job'>> {
  const { database, ledger, clock, config, random } = core;
  const [kind] = expiryJobs({ database, ledger, policy: config.program });
  if (!kind) throw new Error('there is no expiry job');
  const now = clock.now();
  const id = makeId('job', new RandomIds(random).ulid(now), 0);
  const key = `${kind.kind}:${dayIn(now, config.program.timezone)}`;
  await new JobStore(database).make({ ...newJob(id, kind, { now, schedule_key: key }), wish: 'pause' });
  return id;
}

function statementPage(name: string, token: string, after: string | null): Scenario {
  const query = after === null ? '' : `&after=${after}`;
  return {
    name,
    expected: { status: 200, replayed: false },
    ...{ again: true, writes: false },
    requests: async () => [request(`GET /api/v1/me/points/transfers?limit=${PAGE}${query}`, { token })],
  };
}

/** How the p99 of purchases grows while the expiry job is at work: with and without it, in turn. */
async function expiring(bench: Bench, side: Side, jobId: Id<'job'>, extent: { rounds: number; ms: number }) {
  const { core } = side.world;
  const store = new JobStore(core.database);
  const scenarios = await Scenarios.of(side);
  const purchases = async (wish: 'run' | 'pause'): Promise<number> => {
    const scenario = scenarios.points();
    const requests = await scenario.requests(extent.ms);
    await core.database.transaction((session) =>
      session.execute('UPDATE jobs SET wish = ? WHERE id = ?', [wish, jobId]),
    );
    // the step under way is finished, or the first one begun
    await pause(SETTLE_MS);
    const how = { ...onSide(side, CONNECTIONS, extent.ms), isOurs: false };
    return (await measure(bench, side.servers, { ...scenario, requests: async () => requests }, how)).p99_ms;
  };
  await purchases('pause');
  const alone: number[] = [];
  const beside: number[] = [];
  let done = 0;
  for (let round = 0; round < extent.rounds; round += 1) {
    alone.push(await purchases('pause'));
    const before = (await store.find(jobId))?.done ?? 0;
    const p99 = await purchases('run');
    const after = await store.find(jobId);
    if (!after || after.stage === 'done') break;
    if (after.done === before) throw new Error('the job stood still while it was measured');
    beside.push(p99);
    done = after.done;
  }
  if (beside.length === 0) throw new Error('the job was done before anything was measured beside it');
  const [p99_alone_ms, p99_beside_ms] = [median(alone), median(beside)];
  return { name: 'expiry beside purchases', db: side.db, p99_alone_ms, p99_beside_ms, accounts: done };
}

/** The first page of a long statement against its last, in turn. */
async function pages(bench: Bench, side: Side, extent: { rounds: number; ms: number }) {
  const { core, members } = side.world;
  const [reader] = members;
  if (!reader) throw new Error('nobody is there');
  const [oldest] = await core.database.read.query<{ version: number | string; ordinal: number | string }>(
    'SELECT version, ordinal FROM point_lines WHERE member_id = ? ORDER BY version, ordinal LIMIT 1 OFFSET ?',
    [reader.member_id, PAGE],
  );
  if (!oldest) throw new Error('the statement is empty');
  const last = cursorAt([Number(oldest.version), Number(oldest.ordinal)]);
  const scenarios = [statementPage('first', reader.token, null), statementPage('last', reader.token, last)];
  const found = { first: [] as number[], last: [] as number[] };
  for (let round = 0; round <= extent.rounds; round += 1) {
    for (const scenario of round % 2 === 0 ? scenarios : [...scenarios].reverse()) {
      const run = await measure(bench, side.servers, scenario, onSide(side, READERS, extent.ms / 2));
      if (round > 0) found[scenario.name === 'first' ? 'first' : 'last'].push(run.cpu_us);
    }
  }
  const [cpu_first, cpu_last] = [median(found.first), median(found.last)];
  return { name: 'pages of a statement', db: side.db, cpu_first, cpu_last };
}

/**
 * Measures what the daily expiry does to purchases, and what a long statement costs at its end.
 * @returns whether purchases' p99 at most doubles, and the last page costs at most half as much again as the first
 */
export async function points(
  bench: Bench,
  ground: Ground,
  isQuick: boolean,
  { side: only, ...change }: { readonly side?: string; readonly rounds?: number; readonly ms?: number },
): Promise<boolean> {
  const extent = { ...(isQuick ? EXTENT.quick : EXTENT.full), ...change };
  const rows = [];
  let isMet = true;
  for (const db of (['sqlite', 'mariadb'] as const).filter((each) => only === undefined || each === only)) {
    const made: Id<'job'>[] = [];
    const side = await openSide(ground, {
      ...{ name: `points_${db}`, db, processes: 1 },
      fill: async (world) => {
        await world.fill(extent.members);
        await oldPoints(world, extent.accounts);
        const { core, members } = world;
        const moves = Array.from({ length: extent.movements }, (_, n): Move => {
          return {
            member_id: (members[0] as (typeof members)[0]).member_id,
            kind: n % 2 === 0 ? 'earn' : 'spend',
          };
        });
        await moveAll(core.ledger, core, moves, 'long');
        made.push(await pausedExpiry(world));
      },
    });
    const [jobId] = made;
    if (jobId === undefined) throw new Error('there is no expiry job');
    console.log(`Filled ${db}`);
    const read = await pages(bench, side, extent);
    const swept = await expiring(bench, side, jobId, extent);
    rows.push(read, swept);
    const more = read.cpu_last / read.cpu_first;
    const slower = swept.p99_beside_ms / swept.p99_alone_ms;
    isMet &&= more <= PAGES_MAX && slower <= P99_MAX;
    console.log(
      `${verdict(more <= PAGES_MAX)} last page on ${db}: ${read.cpu_first.toFixed(0)} → ${read.cpu_last.toFixed(0)} µs, × ${more.toFixed(2)} of ${extent.movements} lines`,
    );
    console.log(
      `${verdict(slower <= P99_MAX)} p99 of purchases on ${db}: ${swept.p99_alone_ms.toFixed(1)} → ${swept.p99_beside_ms.toFixed(1)} ms, × ${slower.toFixed(2)}, while ${swept.accounts} of ${extent.accounts} accounts were swept`,
    );
    for (const server of side.servers) await server.stop();
    await side.world.audit();
    await side.world.close();
  }
  writeFileSync(REPORT, `${JSON.stringify({ rows }, null, 2)}\n`);
  return isMet;
}

const verdict = (met: boolean): string => (met ? 'met   ' : 'MISSED');
