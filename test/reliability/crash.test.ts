import { appendFileSync } from 'node:fs';
import mysql from 'mysql2/promise';
import { MariadbProcess } from '../support/mariadb-process';
import { testDatabase } from '../support/database';
import { CrashLoop, pause, type CrashFigures } from './crash-loop';

/**
 * Goal: whatever is killed, and whenever: what was acknowledged is there, once. `npm run crash` runs more kills than
 * are run here (LIUKE_KILLS), and writes the figures into the file that LIUKE_CRASH_FIGURES names.
 */

const KILLS = Number(process.env['LIUKE_KILLS'] ?? 6);
const DATABASE_KILLS = Math.ceil(KILLS / 3);
const SEED = process.env['LIUKE_SEED'] ?? 'crash';
/** An upper guard only: a start of the server takes a second, or forty where everybody else builds. */
const LIMIT_MS = 600_000 + KILLS * 60_000;

function report(what: string, figures: CrashFigures): void {
  const file = process.env['LIUKE_CRASH_FIGURES'];
  if (file) appendFileSync(file, `${JSON.stringify({ what, ...figures })}\n`);
}

async function expectNothingLost(loop: CrashLoop, what: string): Promise<void> {
  const figures = await loop.finish();
  report(what, figures);
  expect(loop.journal.broken).toEqual([]);
  expect(Object.fromEntries(loop.journal.refused)).toEqual({});
  expect(figures.found).toBe(figures.acknowledged);
  expect([figures.doubled, figures.drift]).toEqual([0, 0]);
  // the kills found requests under way, else this has shown nothing
  expect(figures.unknown).toBeGreaterThan(0);
}

if (testDatabase === 'sqlite') {
  it(
    'L6: a server that is killed with -9 again and again loses nothing and doubles nothing',
    async () => {
      const loop = await CrashLoop.open({ url: null, processes: 1, seed: SEED });
      try {
        loop.load();
        for (let n = 0; n < KILLS; n += 1) await loop.atRandomMoment(() => loop.killServers());
        await expectNothingLost(loop, 'sqlite, one process killed');
      } finally {
        await loop.close();
      }
    },
    LIMIT_MS,
  );
} else {
  describe('two servers on a MariaDB of their own', () => {
    let mariadb: MariadbProcess;
    beforeAll(async () => {
      mariadb = await MariadbProcess.start();
    });
    afterAll(() => mariadb.drop());

    const emptyDatabase = async (name: string): Promise<string> => {
      const connection = await mysql.createConnection(mariadb.url);
      await connection.query(`CREATE DATABASE ${name}`);
      await connection.end();
      return `${mariadb.url}/${name}`;
    };

    it(
      'L6: either or both are killed with -9 again and again: nothing lost, nothing doubled',
      async () => {
        const url = await emptyDatabase('servers');
        const loop = await CrashLoop.open({ url, processes: 2, seed: SEED });
        try {
          loop.load();
          for (let n = 0; n < KILLS; n += 1) await loop.atRandomMoment(() => loop.killServers());
          await expectNothingLost(loop, 'mariadb, two processes, either or both killed');
        } finally {
          await loop.close();
        }
      },
      LIMIT_MS,
    );

    it(
      'L6: MariaDB itself is killed with -9: nothing lost, nothing doubled',
      async () => {
        const url = await emptyDatabase('kills');
        const loop = await CrashLoop.open({ url, processes: 2, seed: SEED });
        try {
          loop.load();
          for (let n = 0; n < DATABASE_KILLS; n += 1)
            await loop.atRandomMoment(async () => {
              await mariadb.end('SIGKILL');
              await pause(loop.random.int(1_500));
              await mariadb.up();
            });
          await expectNothingLost(loop, 'mariadb, mariadbd killed');
        } finally {
          await loop.close();
        }
      },
      LIMIT_MS,
    );
  });
}
