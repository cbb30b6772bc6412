/** The only place that knows how the two databases differ. */
export interface Dialect {
  readonly name: 'sqlite' | 'mariadb';
  readonly begin: string;
  /** Statements that open a read-only snapshot in which every later read sees the same state. */
  readonly beginSnapshot: readonly string[];
  /** Tail of `INSERT INTO owners (owner_key, version) VALUES …`: creates, locks and bumps in one statement. */
  readonly bumpTail: string;
  /** Tail of an insert that leaves existing rows of the primary key `column` alone. */
  insertIgnoreTail(column: string): string;
  /**
   * How many rows an INSERT has, largest first; null where any number is as good. The embedded driver keeps the
   * statements it has parsed, and parsing is half of what an INSERT costs there.
   */
  readonly insertSizes: readonly number[] | null;
  /** Whether a list of values is filled up to a power of two, so that its statement comes again and is kept parsed. */
  readonly padsLists: boolean;
  /**
   * SQL expression of the database's own clock in epoch ms as a row is looked at, after whatever the statement waited for;
   * null where the process's clock is the database's.
   */
  readonly now: string | null;
  /** Whether the whole unit of work may be tried again on a fresh connection. */
  isRetryable(error: unknown): boolean;
  /** Whether the database cannot write at all for the moment: the disk is full, failing or only reads. */
  cannotWrite(error: unknown): boolean;
  /** Whether a unique key was violated, and which (`table.column` or index name); null if it was something else. */
  duplicateKey(error: unknown): string | null;
}

interface DriverError {
  readonly code?: string;
  readonly errno?: number;
  readonly sqlState?: string;
  readonly message?: string;
  readonly driverError?: DriverError;
}

function driverError(error: unknown): DriverError {
  if (typeof error !== 'object' || error === null) return {};
  const wrapped = error as DriverError;
  return wrapped.driverError ?? wrapped;
}

/** Lost against another transaction, cut off, or a server that goes, comes, is full or only reads for the moment. */
const RETRYABLE_ERRNO = new Set([
  1020, 1040, 1047, 1053, 1152, 1158, 1159, 1160, 1161, 1180, 1203, 1205, 1213, 1290, 1317, 1836, 1927, 2006,
  2013, 4031,
]);
/** What the connector says of a connection that is gone or does not come about, and of a packet that is too large. */
const COMMUNICATION_LINK_FAILURE = '08S01';
const PACKET_TOO_LARGE = 1153;
/** Out of disk: error writing file, disk full, error on write, table is full. */
const UNWRITABLE_ERRNO = new Set([3, 1021, 1026, 1114]);
const RETRYABLE_CODE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_SEQUENCE_TIMEOUT',
]);

/** Thrown by a session whose connection is known to be gone (also by the fault hooks of tests). */
export class ConnectionLost extends Error {
  readonly code = 'PROTOCOL_CONNECTION_LOST';
}

/** Whether the connection is of no use any more: it has gone silent, or the connector has given it up. */
export function isFatal(error: unknown): boolean {
  return error instanceof ConnectionLost || (error as { readonly fatal?: boolean } | null)?.fatal === true;
}

export const mariadb: Dialect = {
  name: 'mariadb',
  begin: 'START TRANSACTION',
  beginSnapshot: [
    'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ',
    'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
  ],
  bumpTail: 'ON DUPLICATE KEY UPDATE version = version + 1',
  insertIgnoreTail: (column) => `ON DUPLICATE KEY UPDATE ${column} = ${column}`,
  insertSizes: null,
  padsLists: false,
  now: 'CAST(UNIX_TIMESTAMP(SYSDATE(3)) * 1000 AS UNSIGNED)',
  isRetryable: (error) => {
    const { code, errno, message, sqlState } = driverError(error);
    if (sqlState === COMMUNICATION_LINK_FAILURE) return errno !== PACKET_TOO_LARGE;
    if (errno !== undefined && RETRYABLE_ERRNO.has(errno)) return true;
    return (
      (code !== undefined && RETRYABLE_CODE.has(code)) || /closed state|Connection lost/i.test(message ?? '')
    );
  },
  cannotWrite: (error) => {
    const { errno, message } = driverError(error);
    if (errno === undefined) return false;
    // what a storage engine says, passed on: no space left on device, quota exceeded, file system only reads
    return UNWRITABLE_ERRNO.has(errno) || (errno === 1030 && /Got error (28|30|122)\b/.test(message ?? ''));
  },
  duplicateKey: (error) => {
    const { errno, message } = driverError(error);
    if (errno !== 1062) return null;
    return /for key '(?:\w+\.)?([^']+)'/.exec(message ?? '')?.[1] ?? 'unknown';
  },
};

export const sqlite: Dialect = {
  name: 'sqlite',
  begin: 'BEGIN IMMEDIATE',
  beginSnapshot: ['BEGIN'],
  bumpTail: 'ON CONFLICT (owner_key) DO UPDATE SET version = version + 1',
  insertIgnoreTail: (column) => `ON CONFLICT (${column}) DO NOTHING`,
  insertSizes: [64, 16, 4, 1],
  padsLists: true,
  now: null,
  isRetryable: (error) => {
    const { code, message } = driverError(error);
    return (
      code === 'PROTOCOL_CONNECTION_LOST' ||
      /SQLITE_(BUSY|LOCKED)/.test(code ?? '') ||
      /database is locked/.test(message ?? '')
    );
  },
  cannotWrite: (error) => /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN)/.test(driverError(error).code ?? ''),
  duplicateKey: (error) => {
    const { message } = driverError(error);
    return /UNIQUE constraint failed: (\S+?)(?:,|$)/.exec(message ?? '')?.[1] ?? null;
  },
};
