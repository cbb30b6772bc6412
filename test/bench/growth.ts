import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './figures';
import { measure, onSide, type Bench } from './measuring';
import { Scenarios } from './scenarios';
import { openSide, type Ground, type Side } from './sides';
import type { World } from './world';

const SIZES = { full: [10_000, 1_000_000], quick: [10_000, 40_000] } as const;
/** Coupons of each member, in small and large databases alike. */
const EACH = 10;
const ROUNDS = 5;
const MS = 1_500;
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

/** Stores `coupons` coupons, each with its transfer, by the engine's own claims. */
async function stock(world: World, coupons: number): Promise<void> {
  await world.fill(coupons / EACH);
  for (let n = 0; n < EACH; n += 1) {
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
    for (let round = -WARM_UPS; round < rounds; round += 1) {
      const sides = round % 2 === 0 ? [small, large] : [large, small];
      await runAll(bench, sides, { ms, counts: round >= 0 });
    }
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

/** Asks one database right after the other, request by request: who rests for long loses compiled code. */
async function runAll(
  bench: Bench,
  sides: readonly Grown[],
  { ms, counts }: { readonly ms: number; readonly counts: boolean },
): Promise<void> {
  const lists = sides.map(({ scenarios }) => scenarios.all());
  for (const n of (lists[0] ?? []).keys()) {
    for (const [at, { side, cpu }] of sides.entries()) {
      const scenario = lists[at]?.[n];
      if (!scenario) throw new Error('both sides are asked the same');
      const run = await measure(bench, side.servers, scenario, onSide(side, CONNECTIONS, ms));
      if (counts) cpu.set(scenario.name, [...(cpu.get(scenario.name) ?? []), run.cpu_us]);
    }
  }
}
