import type { Fen, Id, IdKind, Instant, Points, Day } from '../../../shared/kernel';

/** What the drivers take and give. */
export type SqlValue = string | number | null;

/** One column: its portable type, how a value gets in and out, and the CHECK that both databases enforce. */
export interface Column<T> {
  readonly type: 'varchar' | 'int' | 'bigint' | 'text';
  readonly length?: number;
  readonly nullable: boolean;
  readonly encode: (value: T) => SqlValue;
  readonly decode: (value: SqlValue) => T;
  /** SQL condition on the column called `name`; null when any value of the type is legal. */
  readonly check: ((name: string) => string) | null;
}

/** Longest id: prefix, underscore, 26 + 2 characters; generous for natural keys of the ledger. */
const ID_LENGTH = 40;

function integerOut(value: SqlValue): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`integer column holds ${String(value)}`);
  return number;
}

function integerIn(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer column given ${value}`);
  return value;
}

function textColumn<T extends string>(length: number, check: Column<T>['check'] = null): Column<T> {
  return {
    type: 'varchar',
    length,
    nullable: false,
    // SQLite does not enforce varchar(n): refuse here what MariaDB would refuse there
    encode: (value) => {
      if (value.length > length)
        throw new RangeError(`text of ${value.length} characters in a column of ${length}`);
      return value;
    },
    decode: (value) => String(value) as T,
    check,
  };
}

/** Identifier of one kind. */
export function id<Kind extends IdKind>(_kind: Kind): Column<Id<Kind>> {
  return textColumn(ID_LENGTH);
}

/** Text of at most `length` characters. */
export function text(length: number): Column<string> {
  return textColumn(length);
}

/** Longest text of a text column: MariaDB's 65,535 bytes, at four to the character. */
const LONG_TEXT_MAX = 16_000;

function longTextIn(value: string): string {
  if (value.length > LONG_TEXT_MAX)
    throw new RangeError(`text of ${value.length} characters in a column of ${LONG_TEXT_MAX}`);
  return value;
}

/** Long text, at most 16,000 characters. */
export function longText(): Column<string> {
  return { type: 'text', nullable: false, encode: longTextIn, decode: String, check: null };
}

/** One of a closed set of words; a CHECK guards it. */
export function choice<const Words extends readonly string[]>(words: Words): Column<Words[number]> {
  const list = words.map((word) => `'${word}'`).join(', ');
  return textColumn(Math.max(...words.map((word) => word.length)), (name) => `${name} IN (${list})`);
}

/** Safe integer; `min` becomes a CHECK. */
export function integer(min?: number): Column<number> {
  return {
    type: 'bigint',
    nullable: false,
    encode: integerIn,
    decode: integerOut,
    check: min === undefined ? null : (name) => `${name} >= ${min}`,
  };
}

function branded<T extends number>(min?: number): Column<T> {
  return integer(min) as unknown as Column<T>;
}

/** Money in fen, never negative. */
export function fenColumn(): Column<Fen> {
  return branded<Fen>(0);
}

/** Points; negative allowed (statement lines). */
export function pointsColumn(): Column<Points> {
  return branded<Points>();
}

/** Instant: UTC epoch milliseconds. */
export function instantColumn(): Column<Instant> {
  return branded<Instant>(0);
}

/** Calendar date `YYYY-MM-DD`. */
export function dayColumn(): Column<Day> {
  return textColumn<Day>(10);
}

/** True or false, stored as 1 or 0. */
export function flag(): Column<boolean> {
  return {
    type: 'int',
    nullable: false,
    encode: (value) => (value ? 1 : 0),
    decode: (value) => Number(value) === 1,
    check: (name) => `${name} IN (0, 1)`,
  };
}

/** A JSON snapshot that no query looks into, at most 16,000 characters. */
export function json<T>(): Column<T> {
  return {
    type: 'text',
    nullable: false,
    encode: (value) => longTextIn(JSON.stringify(value)),
    decode: (value) => JSON.parse(String(value)) as T,
    check: null,
  };
}

/** The same column, NULL allowed. */
export function nullable<T>(column: Column<T>): Column<T | null> {
  return {
    ...column,
    nullable: true,
    encode: (value) => (value === null ? null : column.encode(value)),
    decode: (value) => (value === null ? null : column.decode(value)),
  };
}
