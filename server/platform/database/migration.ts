import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration step written once for each database. Steps only go forward: a wrong one is mended by the next. */
export abstract class BothDialects implements MigrationInterface {
  abstract name: string;
  protected abstract readonly sqlite: readonly string[];
  protected abstract readonly mariadb: readonly string[];

  async up(runner: QueryRunner): Promise<void> {
    const embedded = runner.dataSource.options.type === 'better-sqlite3';
    for (const statement of embedded ? this.sqlite : this.mariadb) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error(`${this.name} cannot be undone: restore the backup instead`));
  }
}
