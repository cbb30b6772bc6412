import { appendFileSync } from 'node:fs';
import { createEmptyPlace, testDatabase } from '../support/database';
import { RushCrash, type RushFigures } from './rush-crash';

/**
 * Goal: whatever is killed in the middle of a rush, claims and what is left make the stock. `npm run crash -- --rush`
 * plays it in full size and three times (LIUKE_RUSH), and writes the figures into LIUKE_CRASH_FIGURES.
 */

const isFull = process.env['LIUKE_RUSH'] === 'full';
const SIZE = isFull
  ? { stock: 500, members: 5_000, connections: 256 }
  : { stock: 120, members: 600, connections: 64 };
const RUNS = isFull ? 3 : 1;
const LIMIT_MS = 600_000 + RUNS * 300_000;

function report(what: string, figures: RushFigures): void {
  const file = process.env['LIUKE_CRASH_FIGURES'];
  if (file) appendFileSync(file, `${JSON.stringify({ what, ...figures })}\n`);
}

describe('a rush in the middle of which a server is killed with -9', () => {
  it.each(testDatabase === 'sqlite' ? [1] : [1, 2])(
    'F4: with %i process(es) claims and what is left make the stock, and every yes is kept',
    async (processes) => {
      const place = await createEmptyPlace();
      const seed = process.env['LIUKE_SEED'] ?? 'rush';
      const rush = await RushCrash.open({ url: place.url, processes, seed, ...SIZE });
      try {
        for (let run = 1; run <= RUNS; run += 1) {
          const figures = await rush.run();
          report(`rush on ${testDatabase}, processes: ${processes}, run ${run}`, figures);
          expect(rush.broken).toEqual([]);
          expect(figures.claims + figures.remaining).toBe(SIZE.stock);
          expect(figures.found).toBe(figures.acknowledged);
          const { remaining, over_limit, unasked, drift } = figures;
          // more want it than there are, and all ask until they know
          expect({ remaining, over_limit, unasked, drift }).toEqual({
            ...{ remaining: 0, over_limit: 0, unasked: 0, drift: 0 },
          });
          // the kill found requests under way, else this has shown nothing
          expect(figures.unanswered).toBeGreaterThan(0);
        }
      } finally {
        await rush.close();
        await place.remove();
      }
    },
    LIMIT_MS,
  );
});
