import { z } from 'zod';

/**
 * A backup is one gzip file of JSON lines, the same for both databases: the header; then for each table a line that
 * names it and a line of values for each row; then the end with the counts and a SHA-256 over all lines before it.
 * Whatever is cut off or changed is noticed before a row is restored.
 */
export const FORMAT = 1;

export type StoredValue = string | number | null;

export const header = z.strictObject({
  liuke_backup: z.literal(FORMAT),
  /** UTC epoch ms. */
  at: z.int(),
  database: z.enum(['sqlite', 'mariadb']),
  /** Whether the keys of this installation are those of the backup, without saying anything about them. */
  keys: z.string(),
  /** Names of the migration steps that made the schema, oldest first. */
  steps: z.array(z.string()).min(1),
  tables: z.array(
    z.strictObject({
      name: z.string().regex(/^\w+$/),
      columns: z.array(
        z.strictObject({ name: z.string().regex(/^\w+$/), type: z.enum(['integer', 'text']) }),
      ),
      primary: z.array(z.string()),
    }),
  ),
});
export type Header = z.infer<typeof header>;

export const tableLine = z.strictObject({ table: z.string() });

export const endLine = z.strictObject({ rows: z.record(z.string(), z.int()), sha256: z.string() });

/** A file that is no backup, not whole, or not what was written. */
export class BackupDamaged extends Error {}
