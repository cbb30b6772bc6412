import { accounts, commands, LEDGER_TABLES, leases } from '../../server/ledger/ledger.entity';
import type { SqlValue, Table } from '../../server/platform/database';
import { createTestDatabase, testDatabase, type TestDatabase } from '../support/database';

/** Goal: what must never be in a row is refused by both databases, whoever writes it. */

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(async () => {
  await db.drop();
});

interface Named {
  readonly name: string;
  readonly columnNames: readonly string[];
}

/** A row that every CHECK allows. */
function rowOf({ name: of, columnNames }: Named): Record<string, SqlValue> {
  serial += 1;
  const examples: Record<string, SqlValue> = {
    kind: of === 'transfers' ? 'single' : 'points.member',
    asset: 'points',
    state: of === 'holds' ? 'open' : 'pending',
    on_deadline: 'void',
    actor_kind: 'system',
    limited: 1,
    credits_posted: 100,
  };
  const nulls = new Set(['hold_id', 'corrects_id', 'problem', 'resolved_at', 'owner_key']);
  const numbers = /_posted|_pending|amount|version|ordinal|_at$|^at$|attempts/;
  return Object.fromEntries(
    columnNames.map((name) => {
      if (name in examples) return [name, examples[name] ?? null];
      if (nulls.has(name) && (of === 'accounts' || name !== 'owner_key')) return [name, null];
      return [name, numbers.test(name) ? 1 : `${name}-${serial}`.slice(0, 30)];
    }),
  );
}
let serial = 0;

function write(table: Named, row: Record<string, SqlValue>): Promise<number> {
  const columns = Object.keys(row);
  return db.database.transaction((session) =>
    session.execute(
      `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      Object.values(row),
    ),
  );
}

describe('CHECKs', () => {
  /** For each CHECK, columns that break it and nothing else. */
  const broken: Record<string, Record<string, SqlValue>> = {
    ck_owners_version: { version: -1 },
    ck_accounts_asset: { asset: 'gold' },
    ck_accounts_limited: { limited: 2 },
    ck_accounts_debits_posted: { debits_posted: -1 },
    ck_accounts_credits_posted: { credits_posted: -1, debits_posted: 0, debits_pending: 0, limited: 0 },
    ck_accounts_debits_pending: { debits_pending: -1 },
    ck_accounts_credits_pending: { credits_pending: -1 },
    ck_accounts_created_at: { created_at: -1 },
    ck_accounts_available: { credits_posted: 5, debits_posted: 3, debits_pending: 3 },
    ck_transfers_kind: { kind: 'double' },
    ck_transfers_asset: { asset: 'gold' },
    ck_transfers_amount: { amount: 0 },
    ck_transfers_actor_kind: { actor_kind: 'nobody' },
    ck_transfers_subject_version: { subject_version: 0 },
    ck_transfers_ordinal: { ordinal: -1 },
    ck_transfers_at: { at: -1 },
    ck_holds_asset: { asset: 'gold' },
    ck_holds_amount: { amount: 0 },
    ck_holds_state: { state: 'lost' },
    ck_holds_posted_amount: { posted_amount: -1 },
    ck_holds_deadline_at: { deadline_at: -1 },
    ck_holds_on_deadline: { on_deadline: 'keep' },
    ck_holds_resolved_at: { resolved_at: -1 },
    ck_commands_actor_kind: { actor_kind: 'nobody' },
    ck_commands_at: { at: -1 },
    ck_outbox_owner_version: { owner_version: 0 },
    ck_outbox_ordinal: { ordinal: -1 },
    ck_outbox_at: { at: -1 },
    ck_deliveries_owner_version: { owner_version: 0 },
    ck_deliveries_ordinal: { ordinal: -1 },
    ck_deliveries_at: { at: -1 },
    ck_deliveries_state: { state: 'lost' },
    ck_deliveries_attempts: { attempts: -1 },
    ck_deliveries_next_attempt_at: { next_attempt_at: -1 },
    ck_leases_until_at: { until_at: -1 },
  };
  const tables = LEDGER_TABLES as unknown as Table[];

  it('L1: every CHECK of the ledger is tried below', () => {
    expect(Object.keys(broken).sort()).toEqual(tables.flatMap(({ checks }) => Object.keys(checks)).sort());
  });

  it.each(tables.map((table) => [table.name, table] as const))(
    'L1: %s takes a legal row',
    async (_, table) => {
      expect(await write(table, rowOf(table))).toBe(1);
    },
  );

  it.each(tables.flatMap((table) => Object.keys(table.checks).map((check) => [check, table] as const)))(
    'L1: %s is enforced',
    async (check, table) => {
      await expect(write(table, { ...rowOf(table), ...broken[check] })).rejects.toThrow(
        testDatabase === 'mariadb' ? check : 'CHECK constraint failed',
      );
    },
  );

  it('L1: a limited account cannot be overdrawn by an UPDATE either', async () => {
    const row: Record<string, SqlValue> = {
      ...rowOf(accounts),
      credits_posted: 10,
      debits_posted: 4,
      debits_pending: 6,
    };
    await write(accounts, row);
    for (const counter of ['debits_posted', 'debits_pending']) {
      await expect(
        db.database.transaction((session) =>
          session.execute(`UPDATE accounts SET ${counter} = ${counter} + 1 WHERE id = ?`, [
            String(row['id']),
          ]),
        ),
      ).rejects.toThrow();
    }
  });

  it('L5: NULL where none is allowed is refused', async () => {
    await expect(write(leases, { name: 'x', holder: null, until_at: 0 })).rejects.toThrow();
  });

  it('L5: a duplicate key is told apart from other failures, with its name', async () => {
    const dialect = db.database.dialect;
    const row = rowOf(commands);
    await write(commands, row);
    const clash = async (change: Record<string, SqlValue>): Promise<string | null> =>
      write(commands, { ...row, ...change }).then(
        () => 'accepted',
        (error: unknown) => dialect.duplicateKey(error),
      );
    expect(await clash({ id: 'cmd_other' })).toContain('idem');
    expect(await clash({ idem: 'other' })).not.toContain('idem');
    expect(await clash({ id: 'cmd_other', idem: 'other', at: -1 })).toBeNull();
    expect(dialect.isRetryable(new Error('syntax error'))).toBe(false);
    expect(dialect.duplicateKey(null)).toBeNull();
  });
});
