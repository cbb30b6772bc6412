import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { instant } from '../../shared/kernel';
import { owner } from '../../server/ledger';
import { MIGRATIONS } from '../../server/migrations';
import { BackupDamaged, restoreBackup, RestoreRefused, writeBackup } from '../../server/platform/backup';
import { Database } from '../../server/platform/database';
import { ENTITIES, TABLES } from '../../server/tables';
import {
  createEmptyPlace,
  createTestDatabase,
  testDatabase,
  type EmptyPlace,
  type TestDatabase,
} from '../support/database';
import { expectCleanBooks } from '../ledger/books';
import { actor, claim, createLedger, earn, print } from '../ledger/toy';

/** Goal: what was backed up comes back, all of it or nothing, and nothing that is there is lost on the way. */

const MADE = { at: instant(1_795_000_000_000), keys: 'these' };
/** What drivers, JSON or a file could spoil. */
const ODD = ['😀\u0000\u2028', 'a"b\\c\n\r\t', 'k ', '', 'ünï', "'); DROP TABLE accounts; --"];

let db: TestDatabase;
let file: string;

beforeAll(async () => {
  db = await createTestDatabase();
  const ledger = createLedger(db.database);
  await ledger.run(print, { template: 1, amount: 50 }, { key: 'print', actor });
  for (let n = 0; n < 60; n += 1) {
    await ledger.run(earn, { member: n, amount: n + 1, on: null }, { key: `earn ${n}`, actor });
    await ledger.run(claim, { template: 1, member: n, limit: 1 }, { key: `claim ${n}`, actor });
  }
  await ledger.close();
  await db.database.transaction(async (session) => {
    for (const [i, text] of ODD.entries()) {
      await session.execute('INSERT INTO owners (owner_key, version) VALUES (?, ?)', [
        `${owner.template('tpl_0000000000000000000000000x')}${text}${i}`,
        i === 0 ? Number.MAX_SAFE_INTEGER : i,
      ]);
    }
  });
  file = join(db.dataDir, 'whole.gz');
  await writeBackup(db.database, file, MADE);
});
afterAll(async () => {
  await db.drop();
});

const optionsOf = ({ url, dataDir }: { url: string | null; dataDir: string }) => ({
  url,
  data_dir: dataDir,
  entities: ENTITIES,
  migrations: MIGRATIONS,
});

interface Restoring {
  readonly force?: boolean;
  readonly prove?: (database: Database) => Promise<void>;
  readonly keep?: (database: Database) => Promise<void>;
}

const restore = (place: EmptyPlace, from: string, plan: Restoring = {}) =>
  restoreBackup(
    optionsOf(place),
    from,
    { force: false, prove: () => Promise.resolve(), keep: () => Promise.resolve(), suffix: 'old', ...plan },
    () => undefined,
  );

/** Every row of every table, in one order. */
async function contents(database: Database): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const { name, columnNames } of TABLES) {
    const rows = await database.read.query<Record<string, unknown>>(
      `SELECT ${columnNames.join(', ')} FROM ${name}`,
    );
    all[name] = rows.map((row) => columnNames.map((column) => String(row[column])).join('|')).sort();
  }
  return all;
}

async function inPlace<T>(place: EmptyPlace, look: (database: Database) => Promise<T>): Promise<T> {
  const database = await Database.open(optionsOf(place));
  try {
    return await look(database);
  } finally {
    await database.close();
  }
}

describe('backup and restore', () => {
  let place: EmptyPlace;
  beforeEach(async () => {
    place = await createEmptyPlace();
  });
  afterEach(async () => {
    await place.remove();
  });

  it('L7: every row comes back as it was, and the books balance', async () => {
    const { rows } = await restore(place, file, { prove: expectCleanBooks });
    const before = await contents(db.database);
    expect(await inPlace(place, contents)).toEqual(before);
    expect(rows).toBe(Object.values(before).flat().length);
    expect(before['owners']!.length).toBeGreaterThan(60 + ODD.length);
  });

  it('L7: a backup beside writes is of one moment', async () => {
    const ledger = createLedger(db.database);
    const stop = new AbortController();
    const writing = (async () => {
      for (let n = 1_000; !stop.signal.aborted; n += 1)
        await ledger.run(earn, { member: n, amount: 1, on: null }, { key: `beside ${n}`, actor });
    })();
    const beside = join(db.dataDir, 'beside.gz');
    for (let turn = 0; turn < 2; turn += 1) {
      await writeBackup(db.database, beside, MADE);
      const each = await createEmptyPlace();
      try {
        await restore(each, beside, { prove: expectCleanBooks });
      } finally {
        await each.remove();
      }
    }
    stop.abort();
    await writing;
    await ledger.close();
  });

  it('a table of more than one page comes back whole', async () => {
    const many = await createTestDatabase();
    try {
      await many.database.transaction(async (session) => {
        for (let from = 0; from < 2_500; from += 500) {
          const keys = Array.from({ length: 500 }, (_, i) => `page-${String(from + i).padStart(5, '0')}`);
          await session.execute(
            `INSERT INTO owners (owner_key, version) VALUES ${keys.map(() => '(?, 1)').join(', ')}`,
            keys,
          );
        }
      });
      const big = join(many.dataDir, 'big.gz');
      await writeBackup(many.database, big, MADE);
      await restore(place, big);
      expect((await inPlace(place, contents))['owners']).toEqual((await contents(many.database))['owners']);
    } finally {
      await many.drop();
    }
  });

  it('a file that is cut short is refused wherever it was cut, and nothing is touched', async () => {
    const whole = readFileSync(file);
    const cut = join(place.dataDir, 'cut.gz');
    for (const length of [0, 1, 9, 200, whole.length >> 1, whole.length - 9, whole.length - 1]) {
      writeFileSync(cut, whole.subarray(0, length));
      await expect(restore(place, cut, { force: true })).rejects.toBeInstanceOf(BackupDamaged);
    }
    const lines = gunzipSync(whole).toString('utf8').split('\n');
    for (const kept of [1, 2, 40, lines.length - 2]) {
      writeFileSync(cut, gzipSync(`${lines.slice(0, kept).join('\n')}\n`));
      await expect(restore(place, cut)).rejects.toThrow('cut short');
    }
    expect(existsSync(join(place.dataDir, 'liuke.db'))).toBe(false);
  });

  it('a file in which anything was changed is refused', async () => {
    const lines = gunzipSync(readFileSync(file)).toString('utf8').split('\n');
    const at = lines.findIndex((line) => line.startsWith('["'));
    const changed = join(place.dataDir, 'changed.gz');
    const spliced = (from: number, gone: number, ...more: string[]): string[] => {
      const copy = [...lines];
      copy.splice(from, gone, ...more);
      return copy;
    };
    const tries: [string[], RegExp][] = [
      [
        spliced(
          at,
          1,
          lines[at]!.replace(/\d/, (digit) => String((Number(digit) + 1) % 10)),
        ),
        /SHA-256/,
      ],
      [spliced(at, 1), /SHA-256/],
      [spliced(at, 1, '["short"]'), /does not fit/],
      [spliced(at, 1, 'nonsense'), /neither|JSON/],
      [spliced(0, 1), /begin/],
      [spliced(0, 1, lines[0]!.replace('"liuke_backup":1', '"liuke_backup":2')), /newer/],
      [[...lines.slice(0, -1), '["more"]', ''], /after its end/],
    ];
    for (const [text, why] of tries) {
      writeFileSync(changed, gzipSync(text.join('\n')));
      await expect(restore(place, changed)).rejects.toThrow(why);
    }
    writeFileSync(changed, 'not a backup at all');
    await expect(restore(place, changed)).rejects.toBeInstanceOf(BackupDamaged);
    await expect(restore(place, join(place.dataDir, 'absent.gz'))).rejects.toThrow('ENOENT');
  });

  it('a backup of a schema that this program does not know is refused', async () => {
    const text = gunzipSync(readFileSync(file)).toString('utf8');
    const newer = text.replace(/"steps":\["[^"]+"/, '"steps":["Later9999999999999"');
    const lines = newer.split('\n');
    const sha256 = createHash('sha256')
      .update(`${lines.slice(0, -2).join('\n')}\n`)
      .digest('hex');
    lines[lines.length - 2] = lines[lines.length - 2]!.replace(/"sha256":"\w+"/, `"sha256":"${sha256}"`);
    const strange = join(place.dataDir, 'strange.gz');
    writeFileSync(strange, gzipSync(lines.join('\n')));
    await expect(restore(place, strange)).rejects.toThrow('Later9999999999999');
  });

  it('live data is restored over only when that is asked for, and is kept', async () => {
    await restore(place, file);
    const before = await inPlace(place, contents);
    const kept: string[] = [];
    const keep = async (database: Database): Promise<void> => {
      kept.push(...(await contents(database))['owners']!);
    };
    await expect(restore(place, file, { keep })).rejects.toBeInstanceOf(RestoreRefused);
    expect(await inPlace(place, contents)).toEqual(before);
    await restore(place, file, { force: true, keep });
    expect(await inPlace(place, contents)).toEqual(before);
    if (testDatabase === 'mariadb') {
      expect(kept).toEqual(before['owners']);
    } else {
      const aside = await createEmptyPlace();
      const old = readdirSync(place.dataDir).filter((name) => name.startsWith('liuke.db.old'));
      for (const name of old)
        copyFileSync(join(place.dataDir, name), join(aside.dataDir, name.replace('.old', '')));
      expect(await inPlace(aside, contents)).toEqual(before);
      await aside.remove();
    }
  });

  it('an audit that finds something, or a row that the schema refuses, leaves what was there', async () => {
    await restore(place, file);
    const before = await inPlace(place, contents);
    const broken = () => Promise.reject(new Error('drift'));
    if (testDatabase === 'sqlite') {
      await expect(restore(place, file, { force: true, prove: broken })).rejects.toThrow('drift');
      expect(await inPlace(place, contents)).toEqual(before);
      expect(existsSync(join(place.dataDir, 'restoring'))).toBe(false);
    }
    await expect(
      restore(place, file, { force: true, keep: () => Promise.reject(new Error('no room')) }).then(() =>
        testDatabase === 'sqlite' ? Promise.reject(new Error('no room')) : undefined,
      ),
    ).rejects.toThrow('no room');
    expect(await inPlace(place, contents)).toEqual(before);
  });

  it('a database that a server is connected to is not restored over', async () => {
    if (testDatabase === 'sqlite') return; // its lock file keeps the second process out: see the command's own test
    await restore(place, file);
    await inPlace(place, async (database) => {
      await database.read.query('SELECT 1 AS one');
      await expect(restore(place, file, { force: true })).rejects.toThrow('stop the servers first');
    });
  });
});
