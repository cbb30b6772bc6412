import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { owner, type Command, type Ledger, type RunResult } from '../../server/ledger';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';
import { expectCleanBooks } from './books';
import { actor, claim, createLedger, earn, memberId, print, templateId, totalOf } from './toy';
import { move } from './toy-holds';

/** Goal: several server processes on one MariaDB are as exact as one, however they get into each other's way. */

let db: TestDatabase;
let ledgers: Ledger[];

beforeAll(async () => {
  db = await createTestDatabase();
  const others = testDatabase === 'mariadb' ? [await db.another(), await db.another()] : [];
  ledgers = [db.database, ...others].map((database) => createLedger(database));
});
afterAll(async () => {
  for (const ledger of ledgers) await ledger.close();
  await db.drop();
});
afterEach(async () => {
  await expectCleanBooks(db.database);
});

/** A child's next word, or a failure when it ends without one. */
const word = <T>(child: ChildProcess): Promise<T> =>
  new Promise((got, fail) => {
    child.once('message', (message) => {
      got(message as T);
    });
    child.once('exit', (code) => {
      fail(new Error(`the child ended with ${code}`));
    });
  });

const ofTwo = testDatabase === 'mariadb' ? describe : null;

ofTwo?.('two processes', () => {
  let child: ChildProcess;
  beforeEach(async () => {
    child = fork(join(__dirname, 'claims-child.cjs'));
    const ready = word(child);
    child.send({ url: db.url, dataDir: db.dataDir });
    expect(await ready).toBe('ready');
  });
  afterEach(() => {
    child.kill('SIGKILL');
  });

  it('L1: 500 claims of two processes for a stock of 100 give exactly 100', async () => {
    await ledgers[0]!.run(print, { template: 1, amount: 100 }, { key: 'two:print', actor });
    const theirs = word<string[]>(child);
    child.send({ from: 0, count: 250, template: 1, key: 'theirs' });
    const ours = await Promise.all(
      Array.from({ length: 250 }, (_, n) =>
        ledgers[0]!.run(claim, { template: 1, member: 125 + n, limit: 1 }, { key: `ours:${n}`, actor }),
      ),
    );
    const words = [...(await theirs), ...ours.map((result) => (result.ok ? 'ok' : result.refusal.code))];
    expect(words.filter((each) => each === 'ok')).toHaveLength(100);
    expect(new Set(words)).toEqual(
      new Set(words.includes('limit_reached') ? ['ok', 'sold_out', 'limit_reached'] : ['ok', 'sold_out']),
    );
    expect(await totalOf(db.database, `stock.available:${templateId(1)}`)).toBe(0);
    expect(await totalOf(db.database, `stock.issued:${templateId(1)}`)).toBe(100);
  });

  it('L5: the same keys asked of both processes at once have one effect each', async () => {
    await ledgers[0]!.run(print, { template: 2, amount: 500 }, { key: 'same:print', actor });
    const theirs = word<string[]>(child);
    child.send({ from: 0, count: 200, template: 2, key: 'same' });
    const ours = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        ledgers[0]!.run(claim, { template: 2, member: n, limit: 1 }, { key: `same:${n}`, actor }),
      ),
    );
    expect(ours.every((result) => result.ok)).toBe(true);
    expect(new Set(await theirs)).toEqual(new Set(['ok']));
    expect(await totalOf(db.database, `stock.issued:${templateId(2)}`)).toBe(200);
  });

  it('L6: a process that is killed at work leaves whole commands only, and the others go on', async () => {
    await ledgers[0]!.run(print, { template: 3, amount: 2_000 }, { key: 'killed:print', actor });
    child.send({ from: 0, count: 2_000, template: 3, key: 'killed' });
    const claimed = async (): Promise<number> => totalOf(db.database, `stock.issued:${templateId(3)}`);
    while ((await claimed()) === 0) await new Promise((next) => setTimeout(next, 5));
    const gone = new Promise((exit) => child.once('exit', exit));
    child.kill('SIGKILL');
    await gone;
    await expectCleanBooks(db.database);
    const again = await Promise.all(
      Array.from({ length: 2_000 }, (_, n) =>
        ledgers[0]!.run(claim, { template: 3, member: n, limit: 1 }, { key: `killed:${n}`, actor }),
      ),
    );
    expect(again.every((result) => result.ok)).toBe(true);
    expect(again.filter((result) => result.ok && result.replayed).length).toBeGreaterThan(0);
    expect(await claimed()).toBe(2_000);
  });
});

describe('commands on owners in every order', () => {
  it('L9: none is lost in a storm of deadlocks, and points only move', async () => {
    const members = 12;
    for (let member = 0; member < members; member += 1)
      await ledgers[0]!.run(earn, { member, amount: 100, on: null }, { key: `storm:${member}`, actor });
    let random = 20_261_122;
    const next = (bound: number): number => {
      random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
      return Math.floor((random / 2 ** 31) * bound);
    };
    const results: RunResult<object>[] = [];
    for (let wave = 0; wave < 6; wave += 1) {
      const asked = Array.from({ length: 60 }, (_, n) => {
        const from = next(members);
        const to = (from + 1 + next(members - 1)) % members;
        const input = { from, to, amount: 1 + next(30) };
        return ledgers[n % ledgers.length]!.run(move, input, { key: `storm:${wave}:${n}`, actor });
      });
      results.push(...(await Promise.all(asked)));
    }
    const refused = results.flatMap((result) => (result.ok ? [] : [result.refusal.code]));
    expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? ['points_insufficient'] : []));
    expect(results.length - refused.length).toBeGreaterThan(150);
    expect(await totalOf(db.database, 'points.member:')).toBe(members * 100);
    const [row] = await db.database.read.query<{ n: number | string }>(
      "SELECT COUNT(*) AS n FROM commands WHERE kind = 'test.move'",
    );
    expect(Number(row?.n)).toBe(results.length - refused.length);
  });
});

describe('one key, other owners', () => {
  it('L5: where the locks do not order two requests with one key, the unique key does', async () => {
    let drawn = 0;
    const draw: Command<object, number, { member: number }> = {
      kind: 'test.draw',
      prepare: () => {
        drawn += 1;
        const subject = owner.member(memberId(800 + drawn));
        return { subject, owners: [subject], seen: drawn };
      },
      decide: ({ seen }) => ({ accept: { member: seen }, transfers: [], writes: [], events: [] }),
    };
    for (let round = 0; round < 10; round += 1) {
      const results = await Promise.all(
        ledgers.map((ledger) => ledger.run(draw, {}, { key: `draw:${round}`, actor })),
      );
      expect(new Set(results.map((result) => JSON.stringify(result.ok && result.answer))).size).toBe(1);
      expect(results.filter((result) => result.ok && !result.replayed)).toHaveLength(1);
    }
  });
});
