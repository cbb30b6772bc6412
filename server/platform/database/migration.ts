import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a statement says whose effect is there already: exists, dropped, or duplicate of a column, key or check. */
const DONE_ALREADY = new Set([1050, 1051, 1060, 1061, 1091, 1826]);

/**
 * A migration step written once for each database. Steps only go forward: a wrong one is mended by the next.
 * SQLite takes a step whole or not at all. MariaDB commits each change of the schema by itself, so how far a step
 * has come is written down, and one that was cut off goes on from there.
 */
export abstract class BothDialects implements MigrationInterface {
  abstract name: string;
  protected abstract readonly sqlite: readonly string[];
  protected abstract readonly mariadb: readonly string[];

  async up(runner: QueryRunner): Promise<void> {
    const embedded = runner.dataSource.options.type === 'better-sqlite3';
    if (embedded) for (const statement of this.sqlite) await runner.query(statement);
    else await this.goOn(runner);
  }

  down(): Promise<void> {
    return Promise.reject(new Error(`${this.name} cannot be undone: restore the backup instead`));
  }

  private async goOn(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE IF NOT EXISTS migration_progress (name varchar(100) NOT NULL PRIMARY KEY, done int NOT NULL) ENGINE=InnoDB',
    );
    const [before] = (await runner.query('SELECT done FROM migration_progress WHERE name = ?', [
      this.name,
    ])) as { done: number }[];
    if (!before) await this.mark(runner, 0);
    const from = before?.done ?? 0;
    for (const [n, statement] of this.mariadb.entries()) {
      if (n < from) continue;
      // rows change together with the mark; a change of the schema commits on its own
      const rows = /^(INSERT|UPDATE|DELETE)\b/i.test(statement);
      if (rows) await runner.query('START TRANSACTION');
      await runner.query(statement).catch((error: unknown) => {
        // only of the statement under way when it was cut off is it not known whether it was done
        if (!before || n !== from || !DONE_ALREADY.has((error as { errno?: number }).errno ?? 0)) throw error;
      });
      await this.mark(runner, n + 1);
      if (rows) await runner.query('COMMIT');
    }
  }

  private async mark(runner: QueryRunner, done: number): Promise<void> {
    await runner.query(
      'INSERT INTO migration_progress (name, done) VALUES (?, ?) ON DUPLICATE KEY UPDATE done = ?',
      [this.name, done, done],
    );
  }
}
