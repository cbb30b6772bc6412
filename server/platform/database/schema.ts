import type { Database } from './database';
import type { Table } from './table';

/**
 * The statements that would bring the database to what the tables declare; empty when the migrations are
 * complete. TypeORM finds the differences of tables, columns and indices; CHECKs, which it leaves out on
 * MariaDB (stack.md, trap 4), are compared by name.
 * @param rechecked names of tables whose CHECKs have another condition now: MariaDB, which writes conditions in its
 *   own way, gets all of those anew
 */
export async function schemaDifference(
  database: Database,
  tables: readonly Table[],
  rechecked: readonly string[] = [],
): Promise<string[]> {
  const builder = database.source.driver.createSchemaBuilder();
  const { upQueries } = await builder.log();
  const queries = upQueries.map(({ query }) => query);
  if (database.dialect.name === 'sqlite') return queries;
  const statements = changedInPlace(queries);
  const rows = await database.read.query<{ name: string; owner: string }>(
    'SELECT constraint_name AS name, table_name AS owner FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()',
  );
  for (const table of tables) {
    const present = rows.filter(({ owner }) => owner === table.name).map(({ name }) => name);
    const renewed = rechecked.includes(table.name) ? present : [];
    const dropped = [...new Set([...renewed, ...present.filter((name) => !(name in table.checks))])];
    const missing = Object.entries(table.checks)
      .filter(([name]) => !present.includes(name) || renewed.includes(name))
      .map(([name, condition]) => `CONSTRAINT ${name} CHECK (${condition})`);
    if (dropped.length > 0)
      statements.push(
        `ALTER TABLE ${table.name} ${dropped.map((name) => `DROP CONSTRAINT ${name}`).join(', ')}`,
      );
    if (missing.length > 0) addChecks(statements, table.name, missing);
  }
  return statements;
}

/**
 * A column whose type changes is dropped and made anew by TypeORM, with all that it held: here it is changed where it
 * stands. One that would not fit fails.
 */
export function changedInPlace(statements: readonly string[]): string[] {
  const added = /^ALTER TABLE (`\w+`) ADD (`\w+`) /;
  const drops = (statement: string): string =>
    statement.replace(added, 'ALTER TABLE $1 DROP COLUMN $2 ').split(' ').slice(0, 6).join(' ');
  return statements
    .filter((dropped) => !statements.some((other) => added.test(other) && drops(other) === dropped))
    .map((statement) =>
      added.test(statement) && statements.includes(drops(statement))
        ? statement.replace(added, 'ALTER TABLE $1 MODIFY $2 ')
        : statement,
    );
}

/** Puts CHECKs into the statement that makes the table, or into one of their own when it is there already. */
function addChecks(statements: string[], table: string, checks: readonly string[]): void {
  const at = statements.findIndex((statement) => statement.startsWith(`CREATE TABLE \`${table}\` (`));
  const create = statements[at];
  const end = create?.lastIndexOf(') ENGINE') ?? -1;
  if (create === undefined || end < 0) {
    statements.push(`ALTER TABLE ${table} ${checks.map((check) => `ADD ${check}`).join(', ')}`);
  } else {
    statements[at] = `${create.slice(0, end)}, ${checks.join(', ')}${create.slice(end)}`;
  }
}
