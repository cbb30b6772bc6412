import { EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import type { Column, SqlValue } from './columns';

type AnyColumn = Omit<Column<unknown>, 'encode' | 'decode'> & {
  readonly encode: (value: never) => SqlValue;
  readonly decode: (value: SqlValue) => unknown;
};
type Columns = Readonly<Record<string, AnyColumn>>;

/** Row type of a set of columns. */
type RowOfColumns<C extends Columns> = { [K in keyof C]: ReturnType<C[K]['decode']> };

export interface TableKeys<Names extends string> {
  readonly primary: readonly Names[];
  readonly unique?: Readonly<Record<string, readonly Names[]>>;
  readonly index?: Readonly<Record<string, readonly Names[]>>;
  /**
   * Of an index by name: which rows it holds on the embedded database. MariaDB knows no such index, there it holds all.
   */
  readonly where?: Readonly<Record<string, string>>;
  /** Further CHECKs by name. */
  readonly checks?: Readonly<Record<string, string>>;
}

/** A table: the one description from which rows are coded, migrations are generated and TypeORM entities are made. */
export interface Table<R extends object = Record<string, unknown>> {
  readonly name: string;
  readonly columnNames: readonly (string & keyof R)[];
  readonly primary: readonly (string & keyof R)[];
  readonly checks: Readonly<Record<string, string>>;
  /** Values in the order of `columnNames`. Throws on a missing column. */
  encode(row: R): SqlValue[];
  encodeColumn<K extends string & keyof R>(name: K, value: R[K]): SqlValue;
  decode(raw: Readonly<Record<string, SqlValue>>): R;
  /** The same rows with these columns alone, for reads that show no more. */
  part<K extends string & keyof R>(names: readonly K[]): TablePart<Pick<R, K>>;
  readonly entity: EntitySchema;
}

/** Some columns of a table. */
export interface TablePart<R extends object> {
  /** Their names, as a statement selects them. */
  readonly columns: string;
  decode(raw: Readonly<Record<string, SqlValue>>): R;
}

/** Row type of a table. */
export type Row<T> = T extends Table<infer R> ? R : never;

/**
 * Declares a table. Columns are snake_case and the same in SQL, rows and the API.
 * @param name table name, plural
 * @param columns built with the functions of columns.ts
 */
export function table<C extends Columns>(
  name: string,
  columns: C,
  keys: TableKeys<string & keyof C>,
): Table<RowOfColumns<C>> {
  type R = RowOfColumns<C>;
  const known: Columns = columns;
  const columnNames = Object.keys(columns) as (string & keyof R)[];
  const checks = checksOf(name, known, keys.checks ?? {});
  const codecs = Object.entries(known).map(([column, codec]) => ({ column, ...codec }));
  const encodeColumn = (column: string, value: unknown): SqlValue => {
    const codec = known[column];
    if (!codec) throw new Error(`${name} has no column ${column}`);
    if (value === undefined) throw new Error(`${name}.${column} is missing`);
    return codec.encode(value as never);
  };
  return {
    name,
    columnNames,
    primary: keys.primary,
    checks,
    encode: (row) =>
      codecs.map(({ column, encode, nullable }) => {
        const value: unknown = row[column as keyof R];
        if (value === undefined) throw new Error(`${name}.${column} is missing`);
        return value === null && nullable ? null : encode(value as never);
      }),
    encodeColumn,
    decode: (raw) => decodeWith(codecs, raw) as R,
    part: <K extends string & keyof R>(names: readonly K[]) => {
      const some = codecs.filter(({ column }) => (names as readonly string[]).includes(column));
      return {
        columns: some.map(({ column }) => column).join(', '),
        decode: (raw) => decodeWith(some, raw) as Pick<R, K>,
      };
    },
    entity: entityOf(name, known, keys, checks),
  };
}

function decodeWith(
  codecs: readonly (AnyColumn & { readonly column: string })[],
  raw: Readonly<Record<string, SqlValue>>,
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const { column, decode, nullable } of codecs) {
    const value = raw[column] ?? null;
    row[column] = value === null && nullable ? null : decode(value);
  }
  return row;
}

function checksOf(
  name: string,
  columns: Columns,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const checks: Record<string, string> = {};
  for (const [column, spec] of Object.entries(columns)) {
    if (!spec.check) continue;
    const condition = spec.check(column);
    checks[`ck_${name}_${column}`] = spec.nullable ? `${column} IS NULL OR ${condition}` : condition;
  }
  for (const [check, condition] of Object.entries(more)) checks[`ck_${name}_${check}`] = condition;
  return checks;
}

function entityOf(
  name: string,
  columns: Columns,
  keys: TableKeys<string>,
  checks: Readonly<Record<string, string>>,
): EntitySchema {
  const entityColumns: Record<string, EntitySchemaColumnOptions> = {};
  for (const [column, spec] of Object.entries(columns)) {
    entityColumns[column] = {
      type: spec.type,
      nullable: spec.nullable,
      primary: keys.primary.includes(column),
      ...(spec.length === undefined ? {} : { length: spec.length }),
      transformer: {
        to: (value: unknown) => spec.encode(value as never),
        from: (value: SqlValue) => spec.decode(value),
      },
    };
  }
  return new EntitySchema({
    name,
    tableName: name,
    columns: entityColumns,
    // unique keys are made as unique indices: TypeORM names and compares them alike on both databases
    indices: [
      ...Object.entries(keys.unique ?? {}).map(([key, list]) => ({
        name: `uq_${name}_${key}`,
        columns: [...list],
        unique: true,
        ...whereOf(keys, key),
      })),
      ...Object.entries(keys.index ?? {}).map(([key, list]) => ({
        name: `ix_${name}_${key}`,
        columns: [...list],
        ...whereOf(keys, key),
      })),
    ],
    checks: Object.entries(checks).map(([check, expression]) => ({ name: check, expression })),
  });
}

function whereOf({ where }: TableKeys<string>, key: string): { where?: string } {
  const condition = where?.[key];
  return condition === undefined ? {} : { where: condition };
}
