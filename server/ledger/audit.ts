import type { Database, Reader } from '../platform/database';

/** One difference between what is stored and what follows from the transfers or events. */
export interface Drift {
  readonly check: string;
  readonly id: string;
  readonly expected: string | number | null;
  readonly actual: string | number | null;
}

/** One thing that must hold. Runs inside one snapshot, beside live traffic; answers what differs. */
export interface AuditCheck {
  readonly name: string;
  run(read: Reader): Promise<Drift[]>;
}

export interface AuditReport {
  readonly accounts: number;
  readonly transfers: number;
  readonly checks: readonly string[];
  readonly drift: readonly Drift[];
}

/** Most differences of one check that are listed. */
const LIST_MAX = 100;

/** Sums come as text from MariaDB, which makes them decimals. */
type Sum = number | string;

interface CounterRow {
  readonly id: string;
  readonly dp: Sum;
  readonly cp: Sum;
  readonly dq: Sum;
  readonly cq: Sum;
}

/** What each transfer does to the four counters of both its accounts. A post or void releases the whole hold. */
const MOVES = `
  SELECT t.debit_account AS id, t.amount AS dp, 0 AS cp, 0 AS dq, 0 AS cq FROM transfers t WHERE t.kind IN ('single', 'post')
  UNION ALL SELECT t.credit_account, 0, t.amount, 0, 0 FROM transfers t WHERE t.kind IN ('single', 'post')
  UNION ALL SELECT t.debit_account, 0, 0, t.amount, 0 FROM transfers t WHERE t.kind = 'pending'
  UNION ALL SELECT t.credit_account, 0, 0, 0, t.amount FROM transfers t WHERE t.kind = 'pending'
  UNION ALL SELECT h.debit_account, 0, 0, -h.amount, 0 FROM transfers t JOIN transfers h ON h.id = t.hold_id
  UNION ALL SELECT h.credit_account, 0, 0, 0, -h.amount FROM transfers t JOIN transfers h ON h.id = t.hold_id`;

/** Recomputes every counter from the transfers. */
const counters: AuditCheck = {
  name: 'account counters equal the sums of their transfers',
  async run(read) {
    const sums = await read.query<CounterRow>(
      `SELECT m.id AS id, SUM(m.dp) AS dp, SUM(m.cp) AS cp, SUM(m.dq) AS dq, SUM(m.cq) AS cq FROM (${MOVES}) m GROUP BY m.id`,
    );
    const stored = await read.query<CounterRow>(
      'SELECT id, debits_posted AS dp, credits_posted AS cp, debits_pending AS dq, credits_pending AS cq FROM accounts',
    );
    const expected = new Map(sums.map((row) => [row.id, countersText(row)]));
    const drift: Drift[] = [];
    for (const row of stored) {
      const want = expected.get(row.id) ?? countersText({ id: row.id, dp: 0, cp: 0, dq: 0, cq: 0 });
      const have = countersText(row);
      if (want !== have) drift.push({ check: counters.name, id: row.id, expected: want, actual: have });
      expected.delete(row.id);
    }
    for (const [id, want] of expected) drift.push({ check: counters.name, id, expected: want, actual: null });
    return drift;
  },
};

function countersText(row: CounterRow): string {
  return `posted -${Number(row.dp)} +${Number(row.cp)}, pending -${Number(row.dq)} +${Number(row.cq)}`;
}

/** Makes a check of a query that selects `id, expected, actual` of what differs. */
export function differenceCheck(name: string, sql: string): AuditCheck {
  return {
    name,
    async run(read) {
      const rows = await read.query<{
        id: string;
        expected: string | number | null;
        actual: string | number | null;
      }>(`${sql} LIMIT ${LIST_MAX}`);
      return rows.map(({ id, expected, actual }) => ({ check: name, id, expected, actual }));
    },
  };
}

const assetSums = differenceCheck(
  'every asset sums to zero',
  `SELECT asset AS id, 0 AS expected,
     SUM(credits_posted) - SUM(debits_posted) + SUM(credits_pending) - SUM(debits_pending) AS actual
   FROM accounts GROUP BY asset
   HAVING SUM(credits_posted) <> SUM(debits_posted) OR SUM(credits_pending) <> SUM(debits_pending)`,
);

const limits = differenceCheck(
  'no limited account is overdrawn',
  `SELECT id, 0 AS expected, credits_posted - debits_posted - debits_pending AS actual
   FROM accounts WHERE limited = 1 AND credits_posted - debits_posted - debits_pending < 0`,
);

const holdStates = differenceCheck(
  'a hold is in the state its transfers left it in',
  `SELECT h.id AS id, COALESCE(CASE t.kind WHEN 'post' THEN 'posted' WHEN 'void' THEN 'voided' END, 'open') AS expected, h.state AS actual
   FROM holds h LEFT JOIN transfers t ON t.hold_id = h.id
   WHERE h.state <> COALESCE(CASE t.kind WHEN 'post' THEN 'posted' WHEN 'void' THEN 'voided' END, 'open')`,
);

const commandsOfTransfers = differenceCheck(
  'every transfer belongs to an accepted command',
  `SELECT t.id AS id, t.command_id AS expected, NULL AS actual
   FROM transfers t LEFT JOIN commands c ON c.id = t.command_id WHERE c.id IS NULL`,
);

const accountsOfTransfers = differenceCheck(
  'every transfer names accounts of its asset',
  `SELECT t.id AS id, t.asset AS expected, COALESCE(a.asset, 'no account') AS actual
   FROM transfers t LEFT JOIN accounts a ON a.id = t.debit_account LEFT JOIN accounts b ON b.id = t.credit_account
   WHERE a.asset IS NULL OR b.asset IS NULL OR a.asset <> t.asset OR b.asset <> t.asset`,
);

export const LEDGER_CHECKS: readonly AuditCheck[] = [
  counters,
  assetSums,
  limits,
  holdStates,
  commandsOfTransfers,
  accountsOfTransfers,
];

/**
 * Recomputes every counter from the transfers, every row state from its events, and every asset's sum, all inside
 * one snapshot, beside live traffic.
 * @rule L7
 * @param checks the engine's own plus those of the features
 */
export async function audit(database: Database, checks: readonly AuditCheck[]): Promise<AuditReport> {
  return database.snapshot(async (read) => {
    const count = async (name: string): Promise<number> => {
      const [row] = await read.query<{ n: Sum }>(`SELECT COUNT(*) AS n FROM ${name}`);
      return Number(row?.n ?? 0);
    };
    const drift: Drift[] = [];
    for (const check of checks) drift.push(...(await check.run(read)));
    return {
      accounts: await count('accounts'),
      transfers: await count('transfers'),
      checks: checks.map((check) => check.name),
      drift,
    };
  });
}
