import type { Database } from './database';
import type { Table } from './table';

/**
 * The statements that would bring the database to what the tables declare; empty when the migrations are
 * complete. TypeORM finds the differences of tables, columns and indices; CHECKs, which it leaves out on
 * MariaDB (stack.md, trap 4), are compared by name.
 */
export async function schemaDifference(database: Database, tables: readonly Table[]): Promise<string[]> {
  const builder = database.source.driver.createSchemaBuilder();
  const { upQueries } = await builder.log();
  const statements = upQueries.map(({ query }) => query);
  if (database.dialect.name === 'sqlite') return statements;
  const rows = await database.read.query<{ name: string }>(
    'SELECT constraint_name AS name FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()',
  );
  const present = new Set(rows.map(({ name }) => name));
  for (const table of tables) {
    const missing = Object.entries(table.checks)
      .filter(([name]) => !present.has(name))
      .map(([name, condition]) => `CONSTRAINT ${name} CHECK (${condition})`);
    if (missing.length > 0) addChecks(statements, table.name, missing);
  }
  return statements;
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
