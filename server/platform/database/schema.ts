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
    for (const [name, condition] of Object.entries(table.checks)) {
      if (!present.has(name))
        statements.push(`ALTER TABLE ${table.name} ADD CONSTRAINT ${name} CHECK (${condition})`);
    }
  }
  return statements;
}
