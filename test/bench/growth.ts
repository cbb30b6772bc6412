import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeededRandom } from '../../server/platform/random';
import { median } from './figures';
import { measure, onSide, type Bench } from './measuring';
import { Scenarios } from './scenarios';
import { openSide, type Ground, type Side } from './sides';
import type { World } from './world';

const SIZES = { full: [10_000, 1_000_000], quick: [10_000, 40_000] } as const;
/** Coupons of each member, in small and large databases alike. */
const EACH = 10;
const ROUNDS = 7;
const MS = 1_500;
const CLAIMS_MS_MAX = 30_000;
/** Measurements that come first and do not count: a fresh process is still being compiled. */
const WARM_UPS = 2;
const CONNECTIONS = 64;
/** Most that the CPU time of a request may differ. */
const SHARE_MAX = 0.15;
const REPORT = join(__dirname, '../../dist/bench-growth.json');

interface Grown {
  readonly side: Side;
  readonly scenarios: Scenarios;
  readonly cpu: Map<string, number[]>;
}

/** Stores `coupons` coupons, each with its transfer, by the engine's own claims; people come in any order, as in life. */
async function stock(world: World, coupons: number): Promise<void> {
  await world.fill(coupons / EACH);
  const random = new SeededRandom('growth');
  for (let n = 0; n < EACH; n += 1) {
    world.shuffle(random);
    const template = await world.template(coupons / EACH, null);
    await world.claim(template, world.members, (member) => `stored-${n}-${member}`);
  }
}

async function grown(
  ground: Ground,
  db: 'sqlite' | 'mariadb',
  coupons: number,
  active: number,
): Promise<Grown> {
  const scenarios: Scenarios[] = [];
  const side = await openSide(ground, {
    ...{ name: `${db}_${coupons}`, db, processes: 1 },
    fill: async (world) => {
      await stock(world, coupons);
      // as many people as in the small one: what differs is what lies in the tables, not who comes
      world.keep(active);
      scenarios.push(await Scenarios.of({ world }));
    },
  });
  console.log(`Stored ${coupons} coupons on ${db}`);
  if (!scenarios[0]) throw new Error('nothing was filled');
  return { side, scenarios: scenarios[0], cpu: new Map() };
}

/**
 * Measures the same requests with few and with many coupons and transfers stored, in turn.
 * @returns whether the median CPU time of each request differs by less than 15 %
 */
export async function growth(
  bench: Bench,
  ground: Ground,
  isQuick: boolean,
  { side: only, rounds = ROUNDS, ms = MS }: { side?: string; rounds?: number; ms?: number } = {},
): Promise<boolean> {
  const [few, many] = isQuick ? SIZES.quick : SIZES.full;
  const rows = [];
  for (const db of (['sqlite', 'mariadb'] as const).filter((each) => only === undefined || each === only)) {
    const small = await grown(ground, db, few, few / EACH);
    const large = await grown(ground, db, many, few / EACH);
    await runAll(bench, [small, large], { rounds, ms });
    for (const { side } of [small, large]) {
      for (const server of side.servers) await server.stop();
      await side.world.audit();
      await side.world.close();
    }
    for (const [name, cpu] of small.cpu) {
      const [cpu_few, cpu_many] = [median(cpu), median(large.cpu.get(name) ?? [])];
      const more = cpu_many / cpu_few - 1;
      rows.push({ name, db, coupons_few: few, coupons_many: many, cpu_few, cpu_many, more });
      const verdict = Math.abs(more) < SHARE_MAX ? 'met   ' : 'MISSED';
      const figures = `${cpu_few.toFixed(0)} → ${cpu_many.toFixed(0)} µs, ${(more * 100).toFixed(1)} %`;
      console.log(`${verdict} ${name} on ${db}: ${figures}`);
    }
  }
  writeFileSync(REPORT, `${JSON.stringify({ rows }, null, 2)}\n`);
  return rows.every(({ more }) => Math.abs(more) < SHARE_MAX);
}

/**
 * Every request in turn, of one database right after the other: who rests for long loses compiled code. The claims come
 * first, and find their templates made: on SQLite, whose only process is the server, another one's write empties its cache.
 */
async function runAll(
  bench: Bench,
  [small, large]: readonly [Grown, Grown],
  { rounds, ms }: { readonly rounds: number; readonly ms: number },
): Promise<void> {
  for (const { side, scenarios } of [small, large]) {
    await scenarios.prepare(WARM_UPS + rounds);
    await side.world.settled();
  }
  const names = small.scenarios.all().map(({ name }) => name);
  for (const name of names) {
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      for (const each of round % 2 === 0 ? [small, large] : [large, small]) {
        const cpu = await runOne(bench, each, { name, ms });
        if (round >= 0) each.cpu.set(name, [...(each.cpu.get(name) ?? []), cpu]);
      }
    }
  }
}

/** @returns CPU time of the server, µs per request */
async function runOne(
  bench: Bench,
  { side, scenarios }: Grown,
  { name, ms }: { readonly name: string; readonly ms: number },
): Promise<number> {
  const scenario = scenarios.all().find((each) => each.name === name);
  if (!scenario) throw new Error('both sides are asked the same');
  // both get all their coupons, however long it takes: otherwise the wallets of the slower one would stay smaller
  const limit = name === 'claim.accepted' ? CLAIMS_MS_MAX : ms;
  return (await measure(bench, side.servers, scenario, onSide(side, CONNECTIONS, limit))).cpu_us;
}
