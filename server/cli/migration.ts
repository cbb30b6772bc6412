import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database, schemaDifference } from '../platform/database';
import { MIGRATIONS } from '../migrations';
import { ENTITIES, TABLES } from '../tables';

/** Statements that the migrations lack on a database that only they made. */
async function lacking(url: string | null, migrated: boolean): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-schema-'));
  const migrations = migrated ? MIGRATIONS : [];
  const database = await Database.open({ url, data_dir: folder, entities: ENTITIES, migrations });
  try {
    if (migrated) await database.migrate();
    return await schemaDifference(database, TABLES);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Checks on an empty embedded database that the migrations make exactly what the tables declare. */
export async function checkMigrations(): Promise<string[]> {
  return lacking(null, true);
}

/**
 * Writes the first migration from the tables, for both databases. Only until the first release: afterwards a
 * change is a further step.
 * @param mariadbUrl an empty MariaDB database
 * @param file where to write
 */
export async function writeInitialMigration(mariadbUrl: string, file: string): Promise<void> {
  const statements = { sqlite: await lacking(null, false), mariadb: await lacking(mariadbUrl, false) };
  const list = (sql: readonly string[]): string =>
    sql.map((text) => `    ${JSON.stringify(text.trim())},`).join('\n');
  const source = `import { BothDialects } from '../platform/database';

/** The first schema. Written by \`npm run generate -- --migration\`. */
export class Initial1764000000000 extends BothDialects {
  name = 'Initial1764000000000';
  protected readonly sqlite = [
${list(statements.sqlite)}
  ];
  protected readonly mariadb = [
${list(statements.mariadb)}
  ];
}
`;
  writeFileSync(file, source);
}
