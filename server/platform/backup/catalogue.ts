import type { Database, Reader } from '../database';

export type StoredType = 'integer' | 'text';

/** A table as it stands in a database, whatever the program that reads it knows. */
export interface StoredTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: StoredType }[];
  readonly primary: readonly string[];
}

/** TypeORM's own list of the steps that were taken. */
export const STEPS_TABLE = 'migrations';

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  /** Place in the primary key from 1; 0 or null outside it. */
  readonly place: number | string | null;
}

const TABLE_NAMES = {
  sqlite: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
  mariadb:
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
};

const COLUMNS = {
  sqlite: 'SELECT name, type, pk AS place FROM pragma_table_info(?) ORDER BY cid',
  mariadb: `SELECT c.column_name AS name, c.data_type AS type, k.ordinal_position AS place
    FROM information_schema.columns c
    LEFT JOIN information_schema.key_column_usage k ON k.table_schema = c.table_schema AND k.table_name = c.table_name
      AND k.column_name = c.column_name AND k.constraint_name = 'PRIMARY'
    WHERE c.table_schema = DATABASE() AND c.table_name = ? ORDER BY c.ordinal_position`,
};

function typeOf(table: string, { name, type }: ColumnRow): StoredType {
  if (/int/i.test(type)) return 'integer';
  if (/char|text/i.test(type)) return 'text';
  throw new Error(`${table}.${name} is a ${type}, which no backup can hold`);
}

/** Names of all tables, TypeORM's own among them. */
export async function tableNames(read: Reader, database: Database): Promise<string[]> {
  const rows = await read.query<{ name: string }>(TABLE_NAMES[database.dialect.name]);
  return rows.map(({ name }) => name);
}

/** Every table of ours, by name, with its columns and primary key. */
export async function storedTables(read: Reader, database: Database): Promise<StoredTable[]> {
  const tables: StoredTable[] = [];
  for (const name of await tableNames(read, database)) {
    if (name === STEPS_TABLE) continue;
    const rows = await read.query<ColumnRow>(COLUMNS[database.dialect.name], [name]);
    const keys = rows.filter(({ place }) => Number(place ?? 0) > 0);
    if (keys.length === 0) throw new Error(`${name} has no primary key, so it cannot be read in order`);
    tables.push({
      name,
      columns: rows.map((row) => ({ name: row.name, type: typeOf(name, row) })),
      primary: keys.sort((a, b) => Number(a.place) - Number(b.place)).map((row) => row.name),
    });
  }
  return tables;
}

/** Names of the steps that made the schema, oldest first. */
export async function stepsTaken(read: Reader, database: Database): Promise<string[]> {
  if (!(await tableNames(read, database)).includes(STEPS_TABLE)) return [];
  const rows = await read.query<{ name: string }>(`SELECT name FROM ${STEPS_TABLE} ORDER BY id`);
  return rows.map(({ name }) => name);
}
