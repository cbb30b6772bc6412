import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { figuresOf, judged, tableOf, type Sample } from './figures';
import { growth } from './growth';
import { measure, onSide, type Bench, type Measurement } from './measuring';
import { points } from './points';
import { cleanEnvironment, Generator, Measured } from './processes';
import { referrals } from './referrals';
import { writeRows } from './report';
import { Lean, Tutorial, type Rival } from './rivals';
import { rush } from './rush';
import { HELLO, rivalScenarios, Scenarios, type Scenario } from './scenarios';
import { openSide, type Ground, type Side } from './sides';

/** How much is measured. */
interface Extent {
  readonly rounds: number;
  /** Length of one measurement. */
  readonly ms: number;
  /** The same of the round that warms up: the compiler of V8 must have seen everything before it counts. */
  readonly warm_ms: number;
  readonly members: number;
  readonly connections: readonly number[];
  readonly sides: readonly { readonly db: 'sqlite' | 'mariadb'; readonly processes: number }[];
  /** Names of what is measured; null is everything. */
  readonly only: readonly string[] | null;
}

const FULL: Extent = {
  rounds: 5,
  ms: 1_000,
  warm_ms: 2_000,
  members: 10_000,
  connections: [64, 256],
  sides: [
    { db: 'sqlite', processes: 1 },
    { db: 'mariadb', processes: 1 },
    { db: 'mariadb', processes: 2 },
  ],
  only: null,
};
const QUICK: Extent = {
  ...FULL,
  rounds: 1,
  ms: 300,
  warm_ms: 300,
  members: 2_000,
  connections: [64],
  sides: FULL.sides.slice(0, 2),
};

interface Opened {
  readonly side: Side;
  readonly scenarios: Scenarios;
  /** The tutorial's design, then the lean one; none beside the embedded database. */
  readonly rivals: readonly Rival[];
  readonly processes: number;
}

async function openAll(ground: Ground, extent: Extent): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const { db, processes } of extent.sides) {
    const rivals = db === 'mariadb' ? await openRivals(ground, processes, extent.members) : [];
    const scenarios: Scenarios[] = [];
    const side = await openSide(ground, {
      ...{ name: `${db}_${processes}`, db, processes },
      fill: async (world) => {
        await world.fill(extent.members);
        scenarios.push(await Scenarios.of({ world }));
      },
    });
    if (scenarios[0]) opened.push({ side, scenarios: scenarios[0], rivals, processes });
    console.log(`Filled ${db} for ${processes === 1 ? 'one process' : 'two processes'}`);
  }
  return opened;
}

async function openRivals(ground: Ground, processes: number, people: number): Promise<Rival[]> {
  const start = { processes, people };
  return [
    await Tutorial.open(ground, { name: `tutorial_${processes}`, ...start }),
    await Lean.open(ground, { name: `lean_${processes}`, ...start }),
  ];
}

/** How hard and how long a side is pressed, and by what. */
type Load = Pick<Extent, 'ms' | 'only'> & {
  readonly connections: number;
  /** Whether the rivals come first: what one leaves to the database to do, the next one pays for. */
  readonly reversed: boolean;
};

/**
 * Lets servers that have rested for a minute, while others had their turn, claim for a while before anything counts:
 * the system has taken their pages, and the compiler has thrown code away.
 */
async function wake(
  bench: Bench,
  { side, scenarios, rivals }: Opened,
  { connections, ms }: Load,
): Promise<void> {
  const first = (all: readonly Scenario[]): Scenario => all[0]!;
  await measure(bench, side.servers, first(scenarios.all()), onSide(side, connections, ms / 2));
  for (const rival of rivals) {
    const how = { connections, ms: ms / 2, settled: null, isOurs: false, isMariadb: true };
    await measure(bench, rival.servers, first(rivalScenarios(rival)), how);
  }
}

/** One side under every kind of load, with `hello` before and after, and the rivals beside each claim of ours. */
async function block(bench: Bench, opened: Opened, load: Load) {
  const { side, scenarios, rivals, processes } = opened;
  const { connections, ms, only, reversed } = load;
  const samples: Sample[] = [];
  const hello = (): ReturnType<typeof measure> =>
    measure(bench, [bench.hello], HELLO, {
      connections,
      ms: ms / 2,
      settled: null,
      isOurs: false,
      isMariadb: false,
    });
  await wake(bench, opened, load);
  const helloBefore = await hello();
  const own = { connections, processes, db: side.db };
  const runs: { readonly name: string; readonly run: Measurement }[] = [];
  for (const scenario of scenarios.all().filter(({ name }) => only?.includes(name) ?? true)) {
    const ours = async (): Promise<Measurement> =>
      measure(bench, side.servers, scenario, onSide(side, connections, ms));
    const all = [{ name: scenario.name, run: ours }];
    for (const rival of rivals) {
      const theirs = rivalScenarios(rival).find(({ name }) => name === nameAt(rival.name, scenario.name));
      if (!theirs) continue;
      const how = { connections, ms, settled: null, isOurs: false, isMariadb: true };
      all.push({ name: theirs.name, run: async () => measure(bench, rival.servers, theirs, how) });
    }
    for (const { name, run } of reversed ? all.reverse() : all) runs.push({ name, run: await run() });
  }
  const helloAfter = await hello();
  const helloCpu = (helloBefore.cpu_us + helloAfter.cpu_us) / 2;
  for (const run of [helloBefore, helloAfter]) {
    const none = { tutorial_per_second: null, lean_per_second: null, rows_per_command: null };
    const alone = { name: 'hello', connections, db: null, processes: 1, hello_cpu_us: helloCpu };
    samples.push({ ...alone, ...run, ...none });
  }
  const perSecond = (other: Rival['name'], name: string): number | null =>
    name.startsWith('claim.')
      ? (runs.find((each) => each.name === nameAt(other, name))?.run.per_second ?? null)
      : null;
  for (const { name, run } of runs) {
    samples.push({
      name,
      ...own,
      ...run,
      hello_cpu_us: helloCpu,
      tutorial_per_second: perSecond('tutorial', name),
      lean_per_second: perSecond('lean', name),
    });
  }
  return samples;
}

/** What the same is called at a rival. */
function nameAt(rival: Rival['name'], name: string): string {
  return name.replace(/^claim\./, `${rival}.`);
}

async function compare(bench: Bench, ground: Ground, extent: Extent): Promise<boolean> {
  const opened = await openAll(ground, extent);
  const samples: Sample[] = [];
  // round 0 warms up and counts for nothing
  for (let round = 0; round <= extent.rounds; round += 1) {
    const inTurn = round % 2 === 0 ? opened : [...opened].reverse();
    for (const each of inTurn) {
      for (const connections of extent.connections) {
        const found = await block(bench, each, {
          ...extent,
          connections,
          reversed: round % 2 === 1,
          ms: round === 0 ? extent.warm_ms : extent.ms,
        });
        if (round > 0) samples.push(...found);
      }
    }
    console.log(round === 0 ? 'Warmed up' : `Round ${round} of ${extent.rounds}`);
  }
  for (const { side, rivals, processes } of opened) {
    for (const server of side.servers) await server.stop();
    const { accounts, transfers } = await side.world.audit();
    console.log(
      `Audited ${side.db}, ${processes} proc.: ${accounts} accounts, ${transfers} transfers, no drift`,
    );
    await side.world.close();
    for (const rival of rivals) {
      await rival.audit();
      await rival.close();
    }
  }
  const figures = figuresOf(samples);
  const file = writeRows(figures, (name) => !name.startsWith('rush.'));
  console.log(`\n${tableOf(figures)}\n`);
  const verdicts = judged(figures);
  for (const { line } of verdicts) console.log(line);
  console.log(`\nWritten to ${file}`);
  return verdicts.every(({ met }) => met);
}

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  growth: { type: 'boolean', default: false },
  points: { type: 'boolean', default: false },
  referrals: { type: 'boolean', default: false },
  rush: { type: 'boolean', default: false },
  rounds: { type: 'string' },
  ms: { type: 'string' },
  side: { type: 'string' },
  only: { type: 'string' },
  profile: { type: 'string' },
} as const;

/** What of an extent is asked to be otherwise. */
function changesOf(asked: { side?: string; rounds?: string; ms?: string }): {
  side?: string;
  rounds?: number;
  ms?: number;
} {
  return {
    ...(asked.side === undefined ? {} : { side: asked.side }),
    ...(asked.rounds === undefined ? {} : { rounds: Number(asked.rounds) }),
    ...(asked.ms === undefined ? {} : { ms: Number(asked.ms) }),
  };
}

/** Started by scripts/bench.mjs, which says what the options are. */
async function main(args: string[]): Promise<number> {
  const { values: asked } = parseArgs({ args, options: OPTIONS });
  const preset = asked.quick ? QUICK : FULL;
  const extent: Extent = {
    ...preset,
    rounds: Number(asked.rounds ?? preset.rounds),
    ms: Number(asked.ms ?? preset.ms),
    sides: preset.sides.filter(({ db }) => asked.side === undefined || db === asked.side),
    only: asked.only?.split(',') ?? null,
  };
  const {
    BENCH_FOLDER: folder = '',
    BENCH_MARIADB_URL: mariadb = '',
    BENCH_MARIADB_PID: pidFile = '',
  } = process.env;
  const ground: Ground = { folder, mariadb, profile: asked.profile };
  const log = join(folder, 'hello.log');
  const hello = await Measured.start(join(__dirname, 'hello.ts'), { env: cleanEnvironment(), log });
  const generator = new Generator();
  const bench: Bench = { generator, hello, mariadb_pid: Number(readFileSync(pidFile, 'utf8')) || null };
  try {
    if (asked.growth) return (await growth(bench, ground, asked.quick, changesOf(asked))) ? 0 : 1;
    if (asked.points)
      return (await points(bench, ground, asked.quick, changesOf(asked))) || asked.quick ? 0 : 1;
    if (asked.referrals)
      return (await referrals(bench, ground, asked.quick, changesOf(asked))) || asked.quick ? 0 : 1;
    if (asked.rush) {
      const redisPort = Number(process.env['BENCH_REDIS_PORT']) || null;
      const met = await rush(bench, ground, asked.quick, {
        ...changesOf(asked),
        ...{ only: extent.only, redisPort },
      });
      return met || asked.quick ? 0 : 1;
    }
    const met = await compare(bench, ground, extent);
    // a smoke is too short for a verdict
    return met || asked.quick ? 0 : 1;
  } finally {
    generator.stop();
    await hello.stop();
  }
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
