import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { audit } from '../ledger';
import { AUDIT_CHECKS } from '../features';
import { MIGRATIONS } from '../migrations';
import { BackupDamaged, restoreBackup, RestoreRefused, writeBackup } from '../platform/backup';
import { SystemClock } from '../platform/clock';
import { loadConfig, type Config } from '../platform/config';
import { Keyring } from '../platform/crypto';
import { Database, lockFolder, type DatabaseOptions } from '../platform/database';
import { SystemRandom } from '../platform/random';
import { ENTITIES } from '../tables';

function optionsOf(config: Config): DatabaseOptions {
  return { url: config.database_url, data_dir: config.data_dir, entities: ENTITIES, migrations: MIGRATIONS };
}

/** Tells two installations' keys apart without saying anything about them. */
function keysMark(config: Config): string {
  const keyring = new Keyring(config, new SystemRandom());
  return `${keyring.sign('backup', 'keys').slice(0, 16)}.${keyring.fingerprint('openid', 'backup').slice(0, 16)}`;
}

/** `20261122-103000`, UTC. */
function stamp(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}

async function backupTo(database: Database, config: Config, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true });
  const written = await writeBackup(database, file, { at: new SystemClock().now(), keys: keysMark(config) });
  console.log(`Backed up ${written.rows} rows of ${written.tables} tables to ${file}`);
}

/** Without them a backup's phone numbers and member codes cannot be read. */
function remindOfKeys({ database_url: url, data_dir: folder }: Config): void {
  const keys = url === null ? join(folder, 'secrets.json') : 'LIUKE_SECRET_KEY and LIUKE_HASH_KEY';
  console.log(`The keys are not in it: keep ${keys} as well, in another place.`);
}

/** `backup [FILE]`: everything in one file, beside a running server. */
export async function backup(args: readonly string[]): Promise<number> {
  const config = loadConfig();
  const name = `liuke-${stamp(new SystemClock().now())}.jsonl.gz`;
  const file = resolve(args[0] ?? join(config.data_dir, 'backups', name));
  if (existsSync(file)) {
    console.error(`${file} is there already; choose another name.`);
    return 1;
  }
  const database = await Database.open({ ...optionsOf(config), read_only: true });
  try {
    await backupTo(database, config, file);
    remindOfKeys(config);
    return 0;
  } finally {
    await database.close();
  }
}

/** The books of a restored database must balance before it counts. */
async function prove(database: Database): Promise<void> {
  const { accounts, transfers, drift } = await audit(database, AUDIT_CHECKS);
  for (const { check, id } of drift) console.error(`${check}: ${id}`);
  if (drift.length > 0)
    throw new RestoreRefused(`the audit of the restored data found ${drift.length} differences`);
  console.log(`Audited ${accounts} accounts and ${transfers} transfers: no drift`);
}

async function restoreFrom(config: Config, file: string, force: boolean): Promise<void> {
  const suffix = `replaced-${stamp(new SystemClock().now())}`;
  const keep = (database: Database): Promise<void> =>
    backupTo(database, config, join(config.data_dir, 'backups', `${suffix}.jsonl.gz`));
  const restored = await restoreBackup(optionsOf(config), file, { force, prove, keep, suffix }, (head) => {
    if (head.keys === keysMark(config)) return;
    throw new RestoreRefused(
      'the keys here are not those of the backup, so phone numbers and member codes would be lost: ' +
        `set LIUKE_SECRET_KEY and LIUKE_HASH_KEY to them, or put their secrets.json into ${config.data_dir}`,
    );
  });
  console.log(`Restored ${restored.rows} rows as of ${new Date(restored.header.at).toISOString()}`);
}

/** `restore FILE [--force]`: puts a backup into the database, which no server may be using. */
export async function restore(args: readonly string[]): Promise<number> {
  const [file, ...more] = args.filter((arg) => arg !== '--force');
  if (file === undefined || more.length > 0) {
    console.error('usage: restore FILE [--force]');
    return 2;
  }
  const config = loadConfig();
  const unlock = config.database_url === null ? lockFolder(config.data_dir) : () => undefined;
  try {
    await restoreFrom(config, resolve(file), args.includes('--force'));
    return 0;
  } catch (error) {
    if (error instanceof BackupDamaged) console.error(`${file} cannot be restored: ${error.message}.`);
    else if (error instanceof RestoreRefused) console.error(`Not restored: ${error.message}.`);
    else throw error;
    return 1;
  } finally {
    unlock();
  }
}
