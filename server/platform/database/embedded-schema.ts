import type { Database } from './database';

/** One object of the embedded database's own catalogue. */
interface CatalogueRow {
  readonly type: 'table' | 'index';
  readonly name: string;
  readonly tbl_name: string;
  readonly sql: string;
}

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}

interface EmbeddedTable {
  readonly sql: string;
  readonly columns: readonly ColumnRow[];
  /** Statements of its indices by name. */
  readonly indices: ReadonlyMap<string, string>;
}

export type EmbeddedSchema = ReadonlyMap<string, EmbeddedTable>;

/** The tables of an embedded database as its catalogue tells them, without TypeORM's own. */
export async function embeddedSchema(database: Database): Promise<EmbeddedSchema> {
  const objects = await database.source.query<CatalogueRow[]>(
    "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL AND tbl_name NOT LIKE 'sqlite%' AND tbl_name <> 'migrations' ORDER BY rowid",
  );
  const tables = new Map<string, EmbeddedTable>();
  for (const { type, name, sql } of objects) {
    if (type !== 'table') continue;
    const columns = await database.source.query<ColumnRow[]>(
      'SELECT name, type, "notnull", pk FROM pragma_table_info(?) ORDER BY name',
      [name],
    );
    const own = objects.filter((object) => object.type === 'index' && object.tbl_name === name);
    tables.set(name, { sql, columns, indices: new Map(own.map((index) => [index.name, index.sql.trim()])) });
  }
  return tables;
}

/** The CHECKs of a CREATE TABLE as text, in the order of their names. */
function checksIn(sql: string): string {
  return sql
    .split('CONSTRAINT ')
    .slice(1)
    .map((part) => part.replace(/[\s,)]+$/, ''))
    .sort()
    .join('\n');
}

function isSame(one: EmbeddedTable, other: EmbeddedTable): boolean {
  return (
    JSON.stringify(one.columns) === JSON.stringify(other.columns) && checksIn(one.sql) === checksIn(other.sql)
  );
}

/** What existing rows get in a column that is new and may not be null. */
function firstValue({ type, notnull }: ColumnRow): string {
  if (notnull === 0) return 'NULL';
  return /int/i.test(type) ? '0' : "''";
}

/** SQLite changes no column and no CHECK in place: the rows move to a new table that takes the name. */
function rebuilt(name: string, old: EmbeddedTable, wanted: EmbeddedTable): string[] {
  const present = new Set(old.columns.map((column) => column.name));
  const names = wanted.columns.map((column) => `"${column.name}"`).join(', ');
  const values = wanted.columns
    .map((column) => (present.has(column.name) ? `"${column.name}"` : firstValue(column)))
    .join(', ');
  return [
    wanted.sql.replace(`"${name}"`, `"new_${name}"`),
    `INSERT INTO "new_${name}" (${names}) SELECT ${values} FROM "${name}"`,
    `DROP TABLE "${name}"`,
    `ALTER TABLE "new_${name}" RENAME TO "${name}"`,
    ...wanted.indices.values(),
  ];
}

function reindexed(old: EmbeddedTable, wanted: EmbeddedTable): string[] {
  const statements: string[] = [];
  for (const [name, sql] of old.indices) {
    if (wanted.indices.get(name) !== sql) statements.push(`DROP INDEX "${name}"`);
  }
  for (const [name, sql] of wanted.indices) {
    if (old.indices.get(name) !== sql) statements.push(sql);
  }
  return statements;
}

/**
 * The statements that make `wanted` out of `present`, keeping the rows: tables, columns, CHECKs with their conditions,
 * and indices. Empty when they are the same.
 */
export function embeddedDifference(present: EmbeddedSchema, wanted: EmbeddedSchema): string[] {
  const statements: string[] = [];
  for (const [name, table] of wanted) {
    const old = present.get(name);
    if (!old) statements.push(table.sql, ...table.indices.values());
    else if (isSame(old, table)) statements.push(...reindexed(old, table));
    else statements.push(...rebuilt(name, old, table));
  }
  for (const name of present.keys()) {
    if (!wanted.has(name)) statements.push(`DROP TABLE "${name}"`);
  }
  return statements;
}

/** Names of the tables of which a CHECK is not what is wanted. */
export function tablesWithOtherChecks(present: EmbeddedSchema, wanted: EmbeddedSchema): string[] {
  return [...wanted]
    .filter(([name, table]) => {
      const old = present.get(name);
      return old !== undefined && checksIn(old.sql) !== checksIn(table.sql);
    })
    .map(([name]) => name);
}
