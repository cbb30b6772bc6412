import 'reflect-metadata';
import { cssSheet } from '../../shared/design';
import { audit } from '../ledger';
import { AUDIT_CHECKS } from '../features';
import { MIGRATIONS } from '../migrations';
import { SystemClock } from '../platform/clock';
import { ConfigError, envExample, loadConfig } from '../platform/config';
import { Database, FolderInUse, lockFolder } from '../platform/database';
import { openApiDocument } from '../platform/openapi';
import { ENTITIES } from '../tables';
import { backup, restore } from './backup';
import { ledgerTables } from './ledger-tables';
import { checkMigrations, writeNextMigration } from './migration';
import { seed } from './seed';

type Command = (args: readonly string[]) => Promise<number>;

function openDatabase(readOnly: boolean): Promise<Database> {
  const config = loadConfig();
  return Database.open({
    url: config.database_url,
    data_dir: config.data_dir,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    read_only: readOnly,
  });
}

/** Every command of the command line; each answers its exit code. */
const COMMANDS: Readonly<Record<string, Command>> = {
  async migrate() {
    const config = loadConfig();
    const unlock = config.database_url === null ? lockFolder(config.data_dir) : () => undefined;
    try {
      const database = await openDatabase(false);
      for (const step of await database.migrate()) console.log(`migrated: ${step}`);
      await database.close();
      return 0;
    } finally {
      unlock();
    }
  },

  async audit(args) {
    const database = await openDatabase(true);
    try {
      const report = await audit(database, AUDIT_CHECKS);
      if (args.includes('--json')) {
        console.log(
          JSON.stringify({ accounts: report.accounts, transfers: report.transfers, drift: report.drift }),
        );
      } else {
        for (const { check, id, expected, actual } of report.drift) {
          console.log(`${check}: ${id} should be ${String(expected)}, is ${String(actual)}`);
        }
        const found = report.drift.length === 0 ? 'no drift' : `${report.drift.length} differences`;
        console.log(
          `${report.checks.length} checks over ${report.accounts} accounts and ${report.transfers} transfers: ${found}`,
        );
      }
      return report.drift.length === 0 ? 0 : 1;
    } finally {
      await database.close();
    }
  },

  backup,
  restore,

  async seed(args) {
    await seed(args);
    return 0;
  },

  openapi() {
    console.log(JSON.stringify(openApiDocument(), null, 2));
    return Promise.resolve(0);
  },

  'env-example'() {
    process.stdout.write(envExample());
    return Promise.resolve(0);
  },

  'design-tokens'() {
    process.stdout.write(cssSheet('page,\nbody'));
    return Promise.resolve(0);
  },

  'ledger-tables'() {
    process.stdout.write(ledgerTables());
    return Promise.resolve(0);
  },

  /** `migration --check`; or `migration NAME`, which writes the next step, asking the empty MariaDB of DATABASE_URL. */
  async migration([name = '']) {
    if (name === '--check') {
      const missing = await checkMigrations();
      for (const statement of missing) console.log(statement);
      return missing.length === 0 ? 0 : 1;
    }
    const { database_url: url } = loadConfig();
    if (url === null) throw new Error('DATABASE_URL must name an empty MariaDB database');
    const written = await writeNextMigration(url, name, new SystemClock().now());
    console.log(
      written
        ? `Wrote ${written.file}: add ${written.className} to server/migrations/index.ts`
        : 'Nothing to write: the steps make what the tables declare.',
    );
    return 0;
  },
};

async function main(): Promise<number> {
  const [name = '', ...args] = process.argv.slice(2);
  const command = COMMANDS[name];
  if (!command) {
    console.error(`usage: liuke ${Object.keys(COMMANDS).join(' | ')}`);
    return 2;
  }
  return command(args);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof ConfigError) for (const line of error.problems) console.error(line);
    else if (error instanceof FolderInUse) console.error(error.message);
    else console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    process.exitCode = 1;
  },
);
