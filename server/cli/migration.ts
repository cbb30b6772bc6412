import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Database,
  embeddedDifference,
  embeddedSchema,
  schemaDifference,
  tablesWithOtherChecks,
  type EmbeddedSchema,
} from '../platform/database';
import { MIGRATIONS } from '../migrations';
import { ENTITIES, TABLES } from '../tables';

/** Runs `work` on a new database: embedded, or the empty MariaDB of `url`. */
async function onNew<T>(
  url: string | null,
  migrations: typeof MIGRATIONS,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'liuke-schema-'));
  const database = await Database.open({ url, data_dir: folder, entities: ENTITIES, migrations });
  try {
    if (migrations.length > 0) await database.migrate();
    return await work(database);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What the steps make, and what the tables declare, on the embedded database. */
async function bothSchemas(): Promise<{ present: EmbeddedSchema; wanted: EmbeddedSchema }> {
  const present = await onNew(null, MIGRATIONS, embeddedSchema);
  const wanted = await onNew(null, [], async (database) => {
    for (const statement of await schemaDifference(database, TABLES)) await database.source.query(statement);
    return embeddedSchema(database);
  });
  return { present, wanted };
}

/** Statements that the steps lack to make exactly what the tables declare, CHECKs with their conditions included. */
export async function checkMigrations(): Promise<string[]> {
  const { present, wanted } = await bothSchemas();
  return embeddedDifference(present, wanted);
}

/** `0002-what-it-is.ts` and its class, for a step that was asked for today. */
function naming(name: string, at: number): { file: string; className: string } {
  const place = String(MIGRATIONS.length + 1).padStart(4, '0');
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return { file: `server/migrations/${place}-${name}.ts`, className: `${words.join('')}${at}` };
}

/**
 * Writes the next step, from what the steps so far make to what the tables declare, for both databases. A released
 * step is never written anew. Read it before it is committed: what existing rows get in a new column is 0 or ''.
 * @param mariadbUrl an empty MariaDB database
 * @param name of the step, in lower case with dashes
 * @returns the file written and the line it needs in server/migrations/index.ts; null when nothing has changed
 */
export async function writeNextMigration(
  mariadbUrl: string,
  name: string,
  at: number,
): Promise<{ file: string; className: string } | null> {
  if (!/^[a-z]+(-[a-z]+)*$/.test(name))
    throw new Error(`"${name}" is no name for a step: use words-with-dashes`);
  const { present, wanted } = await bothSchemas();
  const sqlite = embeddedDifference(present, wanted);
  if (sqlite.length === 0) return null;
  const rechecked = tablesWithOtherChecks(present, wanted);
  const mariadb = await onNew(mariadbUrl, MIGRATIONS, (database) =>
    schemaDifference(database, TABLES, rechecked),
  );
  const list = (sql: readonly string[]): string =>
    sql.map((text) => `    ${JSON.stringify(text.trim())},`).join('\n');
  const { file, className } = naming(name, at);
  const source = `import { BothDialects } from '../platform/database';

/** Written by \`npm run generate -- --migration ${name}\`. */
export class ${className} extends BothDialects {
  name = '${className}';
  protected readonly sqlite = [
${list(sqlite)}
  ];
  protected readonly mariadb = [
${list(mariadb)}
  ];
}
`;
  writeFileSync(file, source);
  return { file, className };
}
