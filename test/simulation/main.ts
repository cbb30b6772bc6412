import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { play, type Outcome } from './play';
import { shrink } from './shrink';
import { referralStoryOf } from './referral/story';
import { saleStoryOf } from './sales/story';
import { storyOf, type Story } from './story';
import type { Figures } from './wave';

interface Plot {
  readonly name: string;
  readonly tell: (seed: number, length: number) => Story;
}

const PLOTS: readonly Plot[] = [
  { name: 'town', tell: storyOf },
  { name: 'sales', tell: saleStoryOf },
  { name: 'referral', tell: referralStoryOf },
];

/** One line for so many seeds. */
const GROUP = 10;

interface Sum {
  readonly from: number;
  seeds: number;
  figures: Figures | null;
}

async function simulate(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '10' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      steps: { type: 'string', default: '120' },
      db: { type: 'string' },
      plot: { type: 'string', default: 'all' },
    },
  });
  const single = values.seed === undefined ? null : Number(values.seed);
  const from = single ?? Number(values.from);
  const count = single === null ? Number(values.seeds) : 1;
  const steps = Number(values.steps);
  const db = process.env['LIUKE_TEST_DB'] ?? 'sqlite';
  const plots = PLOTS.filter(({ name }) => values.plot === 'all' || values.plot === name);
  for (const plot of plots) {
    const code = await playAll(plot, { from, count, steps, db, isTold: single !== null });
    if (code > 0) return code;
  }
  return 0;
}

interface Asked {
  readonly from: number;
  readonly count: number;
  readonly steps: number;
  readonly db: string;
  /** Whether every line is printed. */
  readonly isTold: boolean;
}

async function playAll({ name, tell }: Plot, { from, count, steps, db, isTold }: Asked): Promise<number> {
  let sum: Sum = { from, seeds: 0, figures: null };
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await play(tell(seed, steps));
    if (outcome.broken !== null) return report(outcome, name, db, steps);
    if (isTold) console.log(outcome.lines.join('\n'));
    sum.seeds += 1;
    sum.figures = add(sum.figures, outcome.figures);
    if (sum.seeds < GROUP && seed + 1 < from + count) continue;
    console.log(`${name}: ${lineOf(sum, db)}`);
    sum = { from: seed + 1, seeds: 0, figures: null };
  }
  return 0;
}

function lineOf({ from, seeds, figures }: Sum, db: string): string {
  const { requests, accepted, refused, unknown, replayed, restarts, spoiled } = figures!;
  const which = seeds === 1 ? `seed ${from}` : `seeds ${from}–${from + seeds - 1}`;
  return (
    `${which} on ${db}: good · ${requests} answers (${accepted} yes, ${refused} no, ${unknown} open; ` +
    `${replayed} told again) · ${restarts} restarts · ${spoiled} statements failed`
  );
}

function add(sum: Figures | null, more: Figures): Figures {
  if (!sum) return { ...more };
  const keys = Object.keys(more) as (keyof Figures)[];
  return Object.fromEntries(keys.map((key) => [key, sum[key] + more[key]])) as unknown as Figures;
}

async function report(broken: Outcome, plot: string, db: string, steps: number): Promise<number> {
  const { seed } = broken.story;
  console.log(`seed ${seed} on ${db} broke after ${broken.lines.length} lines: ${broken.broken}`);
  console.log('looking for the shortest story that breaks …');
  const short = await shrink(broken);
  console.log([...short.lines, ''].join('\n'));
  console.log(`again: npm run simulate -- --seed ${seed} --plot ${plot} --db ${db} --steps ${steps}`);
  return 1;
}

simulate().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
