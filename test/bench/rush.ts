import { figuresOf, judged, tableOf, type Sample } from './figures';
import { measure, type Bench, type Measurement } from './measuring';
import { FULL, QUICK, type Extent } from './rush-extent';
import { Ours, type Design, type OnSale } from './rush-designs';
import { LeanRush, RedisRush, TutorialRush } from './rush-rivals';
import { writeRows } from './report';
import { HELLO, type Scenario } from './scenarios';
import { openSide, type Ground } from './sides';

/** All come within a second of the start. */
const BURST_MS = 1_000;
/** A queue that a thousand at once fill, and how fast they come then. */
const SHORT_QUEUE = 64;
const FULL_MS = 100;
const BURST_CONNECTIONS = 1_000;
/** How long a design claims at least before anything counts. */
const WAKE_MS = 2_000;
/** An upper guard of what ends by itself. */
const LIMIT_MS = 600_000;

interface Opened {
  readonly designs: readonly Design[];
  readonly processes: number;
}

async function openAll(ground: Ground, extent: Extent, redisPort: number | null): Promise<Opened[]> {
  const opened: Opened[] = [];
  const { members: people } = extent;
  for (const { db, processes } of extent.sides) {
    const side = await openSide(ground, {
      ...{ name: `rush_${db}_${processes}`, db, processes },
      fill: (world) => world.fill(people, 1),
    });
    const start = { processes, people };
    const others =
      db === 'sqlite' || extent.only
        ? []
        : [
            await TutorialRush.open(ground, start),
            await LeanRush.open(ground, start),
            ...(redisPort === null ? [] : [await RedisRush.open(ground, redisPort, start)]),
          ];
    opened.push({ designs: [new Ours(side), ...others], processes });
    console.log(`Filled ${db} for ${processes === 1 ? 'one process' : 'two processes'}`);
  }
  return opened;
}

/** People in the order in which they come, another one each time. */
function crowd(extent: Extent, turn: number): number[] {
  return Array.from({ length: extent.members }, (_, n) => (n + turn * extent.stock) % extent.members);
}

interface Phase {
  readonly name: string;
  readonly run: Measurement;
  readonly extra: Pick<Sample, 'sold_out_ms' | 'turned_away'>;
}

let keys = 0;

/** One rush on one offer in its three parts, then another offer that all come for within a second. */
class Rush {
  constructor(
    private readonly bench: Bench,
    private readonly extent: Extent,
    private readonly design: Design,
    private readonly connections: number,
  ) {}

  async phases(turn: number): Promise<Phase[]> {
    const { stock } = this.extent;
    const people = crowd(this.extent, turn);
    await this.wake(people.slice(0, stock));
    const offer = await this.design.sell(stock);
    const winners = people.slice(0, stock).map((person) => offer.ask(person, this.key()));
    const accepted = await this.measure('accepted', { list: winners, status: 201, writes: true });
    await this.expect(offer, stock);
    const soldOut = { sold_out_ms: accepted.load.expected_until_ms };
    const phases: Phase[] = [{ name: this.nameOf('accepted'), run: accepted, extra: soldOut }];
    const losers = people.slice(stock).map((person) => offer.ask(person, this.key()));
    const later = [
      { phase: 'refused', list: losers, status: 409, again: true },
      { phase: 'replayed', list: winners, status: 201, again: true, replayed: true },
    ];
    for (const { phase, ...of } of later.filter((each) => this.isWanted(each.phase)))
      phases.push({ name: this.nameOf(phase), run: await this.measure(phase, of), extra: {} });
    await this.expect(offer, stock);
    if (this.isWanted('burst')) phases.push(await this.burst(people));
    return phases;
  }

  /** Sells other offers out first: a design has rested for a minute, while the others had their turn. */
  private async wake(people: readonly number[]): Promise<void> {
    const until = performance.now() + WAKE_MS;
    while (performance.now() < until) {
      const offer = await this.design.sell(people.length);
      const list = people.map((person) => offer.ask(person, this.key()));
      await this.measure('accepted', { list, status: 201, writes: true });
    }
  }

  private isWanted(phase: string): boolean {
    return this.extent.only?.includes(this.nameOf(phase)) ?? true;
  }

  /**
   * Everybody once, within a second. `/s` is claims accepted until the last piece was gone. Whoever was turned away
   * must have left no trace, and asks again.
   */
  async burst(people: readonly number[], within = BURST_MS): Promise<Phase> {
    const { stock } = this.extent;
    const offer = await this.design.sell(stock);
    const asked = people.map((person) => ({ person, key: this.key() }));
    const list = asked.map(({ person, key }) => offer.ask(person, key));
    const run = await this.measure('burst', {
      list,
      status: 201,
      besides: [409, 503],
      spread_ms: within,
      writes: true,
    });
    const { load } = run;
    const away = (load.besides[503] ?? []).map((place) => asked[place]!);
    const claimed = await offer.claimed();
    if (claimed !== load.expected)
      throw new Error(`${this.nameOf('burst')}: ${load.expected} were told yes, ${claimed} have a piece`);
    const traces = await offer.traces(away);
    if (traces > 0) throw new Error(`${this.nameOf('burst')}: ${traces} traces of who was turned away`);
    if (away.length > 0) {
      const again = away.map(({ person, key }) => offer.ask(person, key));
      await this.measure('burst, once more', { list: again, status: 201, besides: [409, 503], writes: true });
    }
    if (away.length === 0) await this.expect(offer, stock);
    const until = load.expected_until_ms;
    return {
      name: this.nameOf('burst'),
      run: { ...run, per_second: (load.expected * 1_000) / until },
      extra: { sold_out_ms: until, turned_away: away.length },
    };
  }

  private async expect(offer: OnSale, claims: number): Promise<void> {
    const claimed = await offer.claimed();
    if (claimed !== claims)
      throw new Error(`${this.design.name}: ${claimed} of ${claims} pieces are claimed`);
  }

  private nameOf(phase: string): string {
    const { name } = this.design;
    return name === 'rush' || phase !== 'accepted' ? `${name}.${phase}` : name;
  }

  private key(): string {
    keys += 1;
    return `rush-${String(keys).padStart(8, '0')}`;
  }

  private measure(
    phase: string,
    of: {
      readonly list: string[];
      readonly status: number;
      readonly replayed?: boolean;
      readonly again?: boolean;
      readonly writes?: boolean;
      readonly besides?: readonly number[];
      readonly spread_ms?: number;
    },
  ): Promise<Measurement> {
    const { bench, design, connections, extent } = this;
    const { list, status, replayed = false, again = false, writes = false, ...more } = of;
    const scenario: Scenario = {
      ...{ name: this.nameOf(phase), expected: { status, replayed }, again, writes, ...more },
      requests: async () => list,
    };
    const isOurs = design.name === 'rush';
    return measure(bench, design.servers, scenario, {
      ...{ connections, settled: design.settled, isOurs, isMariadb: design.db === 'mariadb' },
      ms: again ? extent.ms : LIMIT_MS,
      ...(design.store_pid === undefined ? {} : { store_pid: design.store_pid }),
    });
  }
}

/** All designs of a side, with `hello` before and after. */
async function block(
  bench: Bench,
  extent: Extent,
  { designs, processes }: Opened,
  load: { readonly connections: number; readonly turn: number },
): Promise<Sample[]> {
  const { connections, turn } = load;
  const how = { connections, ms: extent.ms / 2, settled: null, isOurs: false, isMariadb: false };
  const before = await measure(bench, [bench.hello], HELLO, how);
  const phases: Phase[] = [];
  for (const design of turn % 2 === 0 ? designs : [...designs].reverse())
    phases.push(...(await new Rush(bench, extent, design, connections).phases(turn)));
  const after = await measure(bench, [bench.hello], HELLO, how);
  const hello_cpu_us = (before.cpu_us + after.cpu_us) / 2;
  const db = designs[0]?.db ?? null;
  const perSecond = (other: string, name: string): number | null => {
    const theirs = name.replace('rush.', `rush.${other}.`).replace(/\.accepted$/, '');
    return phases.find((phase) => phase.name === theirs)?.run.per_second ?? null;
  };
  return [
    ...[before, after].map((run) => ({
      ...{ name: 'hello', db: null, connections, processes: 1, hello_cpu_us },
      ...{ tutorial_per_second: null, lean_per_second: null },
      ...run,
    })),
    ...phases.map(({ name, run, extra }) => ({
      ...{ name, db, connections, processes, hello_cpu_us },
      tutorial_per_second: perSecond('tutorial', name),
      lean_per_second: perSecond('lean', name),
      ...run,
      ...extra,
    })),
  ];
}

/** With a short queue: a thousand at once, of whom many are turned away. Every one of them must have taken nothing. */
async function turnedAway(
  bench: Bench,
  ground: Ground,
  extent: Extent,
  db: 'sqlite' | 'mariadb',
): Promise<void> {
  const side = await openSide(ground, {
    ...{ name: `rush_full_${db}`, db, processes: 1 },
    fill: (world) => world.fill(extent.members, 1),
    env: { LIUKE_QUEUE_MAX: String(SHORT_QUEUE) },
  });
  const ours = new Ours(side);
  const { run, extra } = await new Rush(bench, extent, ours, BURST_CONNECTIONS).burst(
    crowd(extent, 0),
    FULL_MS,
  );
  await ours.close();
  const away = extra.turned_away ?? 0;
  if (away === 0) throw new Error('a queue of 64 was never full, so this shows nothing');
  console.log(
    `Queue of ${SHORT_QUEUE} on ${db}, ${BURST_CONNECTIONS} connections: ${run.load.answers} asked within ${FULL_MS} ms, ` +
      `${away} were answered 503 and had left no trace, ${run.load.expected} got a piece; asked again, all is exact`,
  );
}

/**
 * Measures the rush on a flash sale: claims until all is gone, refusals, winners who come back, and a burst.
 * @returns whether the targets are met that were measured
 */
export async function rush(
  bench: Bench,
  ground: Ground,
  isQuick: boolean,
  asked: {
    readonly side?: string;
    readonly rounds?: number;
    readonly ms?: number;
    readonly only: readonly string[] | null;
    readonly redisPort: number | null;
  },
): Promise<boolean> {
  const { side: only, redisPort, ...change } = asked;
  const preset = { ...(isQuick ? QUICK : FULL), ...change };
  const extent = { ...preset, sides: preset.sides.filter(({ db }) => only === undefined || db === only) };
  const dbs = extent.only ? [] : new Set(extent.sides.map((each) => each.db));
  for (const db of dbs) await turnedAway(bench, ground, extent, db);
  const opened = await openAll(ground, extent, redisPort);
  const samples: Sample[] = [];
  // round 0 warms up and counts for nothing
  for (let round = 0; round <= extent.rounds; round += 1) {
    for (const each of round % 2 === 0 ? opened : [...opened].reverse()) {
      for (const connections of extent.connections) {
        const found = await block(bench, extent, each, { connections, turn: round });
        if (round > 0) samples.push(...found);
      }
    }
    console.log(round === 0 ? 'Warmed up' : `Round ${round} of ${extent.rounds}`);
  }
  for (const { designs } of opened) for (const design of designs) await design.close();
  console.log('Every count was exact, and the books of all databases balance');
  const figures = figuresOf(samples);
  const isMine = (name: string): boolean => name.startsWith('rush.');
  const file = writeRows(figures, isMine);
  console.log(`\n${tableOf(figures)}\n`);
  const verdicts = judged(figures);
  for (const { line } of verdicts) console.log(line);
  console.log(`\nWritten to ${file}`);
  return verdicts.every(({ met }) => met);
}
