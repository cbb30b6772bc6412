import type { Sample } from './figures';
import type { LoadResult } from './load';
import { cpuOf, type Generator, type Measured } from './processes';
import type { Scenario } from './scenarios';
import type { Side } from './sides';

/** What a measurement needs around it. */
export interface Bench {
  readonly generator: Generator;
  readonly hello: Measured;
  /** Process id of the private MariaDB. */
  readonly mariadb_pid: number | null;
}

/** A measurement with all that the generator saw. */
export interface Measurement extends Run {
  readonly load: LoadResult;
}

/** What one run of a scenario showed, before it is set beside others. */
export type Run = Pick<
  Sample,
  'per_second' | 'cpu_us' | 'db_cpu_us' | 'p50_ms' | 'p99_ms' | 'rows_per_command'
>;

interface LedgerFigures {
  readonly commands: number;
  readonly rows: number;
}

/**
 * Puts `servers` under the load of a scenario. CPU time is counted from the first request until all that the
 * requests set off is done. Throws when an answer is not what it must be.
 */
export async function measure(
  bench: Bench,
  servers: readonly Measured[],
  scenario: Scenario,
  how: {
    readonly connections: number;
    readonly ms: number;
    /** Waits until what was set off is done; null where nothing is. */
    readonly settled: (() => Promise<void>) | null;
    readonly isOurs: boolean;
    readonly isMariadb: boolean;
    /** Process id of what else it keeps its data in. */
    readonly store_pid?: number;
  },
): Promise<Measurement> {
  const requests = await scenario.requests(how.ms);
  await how.settled?.();
  const stores = [how.isMariadb ? bench.mariadb_pid : null, how.store_pid ?? null];
  const ledgerBefore = how.isOurs && scenario.writes ? await ledgerFigures(servers) : null;
  const before = await cpuOfAll(servers);
  const dbBefore = cpuOfStores(stores);
  const { again, expected, besides = [], spread_ms } = scenario;
  const ports = servers.map(({ port }) => port);
  const load = {
    ...{ ports, connections: how.connections, requests, again, ms: how.ms, expected, besides },
    ...(spread_ms === undefined ? {} : { spread_ms }),
  };
  const result = await bench.generator.run(load);
  if (scenario.writes) await how.settled?.();
  const cpu = (await cpuOfAll(servers)) - before;
  const dbAfter = cpuOfStores(stores);
  if (result.wrong > 0) {
    throw new Error(
      `${scenario.name}: ${result.wrong} of ${result.answers} answers were wrong: ${result.sample}`,
    );
  }
  const ledger = ledgerBefore && difference(await ledgerFigures(servers), ledgerBefore);
  if (ledger && ledger.commands !== result.expected) {
    throw new Error(
      `${scenario.name}: ${result.expected} answers, but ${ledger.commands} commands in the ledger`,
    );
  }
  return {
    per_second: (result.answers * 1_000) / result.ms,
    cpu_us: cpu / result.answers,
    db_cpu_us: dbBefore === null || dbAfter === null ? null : (dbAfter - dbBefore) / result.answers,
    p50_ms: result.p50_ms,
    p99_ms: result.p99_ms,
    rows_per_command: ledger && ledger.rows / ledger.commands,
    load: result,
  };
}

/** CPU time of database servers; null where there is none, or the system does not tell. */
function cpuOfStores(pids: readonly (number | null)[]): number | null {
  const known = pids.map(cpuOf).filter((each) => each !== null);
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0);
}

/** How a side of ours is measured. */
export function onSide(side: Side, connections: number, ms: number): Parameters<typeof measure>[3] {
  const isMariadb = side.db === 'mariadb';
  return { connections, ms, settled: () => side.world.settled(), isOurs: true, isMariadb };
}

async function cpuOfAll(servers: readonly Measured[]): Promise<number> {
  let sum = 0;
  for (const server of servers) sum += await server.cpu();
  return sum;
}

async function ledgerFigures(servers: readonly Measured[]): Promise<LedgerFigures> {
  let sum: LedgerFigures = { commands: 0, rows: 0 };
  for (const { port } of servers) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const figure = (name: string): number => {
      const found = new RegExp(`^liuke_ledger_${name} (\\d+)$`, 'm').exec(text)?.[1];
      if (found === undefined) throw new Error(`the server tells no liuke_ledger_${name}`);
      return Number(found);
    };
    sum = { commands: sum.commands + figure('commands'), rows: sum.rows + figure('rows') };
  }
  return sum;
}

function difference(after: LedgerFigures, before: LedgerFigures): LedgerFigures {
  return { commands: after.commands - before.commands, rows: after.rows - before.rows };
}
