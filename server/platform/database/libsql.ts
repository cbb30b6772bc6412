/** As much of libsql as is used without TypeORM. */
export interface EmbeddedConnection {
  exec(sql: string): void;
  close(): void;
}

/** The driver of the embedded database: a CommonJS package without types, API of better-sqlite3 (stack.md). */
export function loadLibsql(): new (file: string) => EmbeddedConnection {
  return module.require('libsql') as new (file: string) => EmbeddedConnection;
}
