import type { Database, Reader } from '../platform/database';
import { ACCOUNT_KINDS, type Asset } from './chart';
import { RECIPES, type Posting } from './recipes';

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

const holdsOfTransfers = differenceCheck(
  'every hold is the pending transfer of its id, posted as its resolution says',
  `SELECT h.id AS id, CONCAT(COALESCE(t.amount, 0), ', posted ', COALESCE(r.amount, 0)) AS expected,
     CONCAT(h.amount, ', posted ', h.posted_amount) AS actual
   FROM holds h LEFT JOIN transfers t ON t.id = h.id AND t.kind = 'pending'
     LEFT JOIN transfers r ON r.hold_id = h.id AND r.kind = 'post'
   WHERE t.id IS NULL OR t.amount <> h.amount OR t.debit_account <> h.debit_account
     OR t.credit_account <> h.credit_account OR h.posted_amount <> COALESCE(r.amount, 0)
   UNION ALL SELECT t.id, t.kind, NULL FROM transfers t LEFT JOIN holds h ON h.id = COALESCE(t.hold_id, t.id)
   WHERE t.kind <> 'single' AND h.id IS NULL`,
);

const ownersOfTransfers = differenceCheck(
  'no act bears a version that its owner has not reached',
  `SELECT t.subject AS id, MAX(t.subject_version) AS expected, MAX(o.version) AS actual
   FROM transfers t LEFT JOIN owners o ON o.owner_key = t.subject
   GROUP BY t.subject HAVING MAX(o.version) IS NULL OR MAX(o.version) < MAX(t.subject_version)`,
);

const eventsOfDeliveries = differenceCheck(
  'every event that is to be delivered is there, in its place',
  `SELECT d.id AS id, CONCAT(d.owner_key, ' ', d.owner_version, ' ', d.ordinal, ' ', d.at) AS expected,
     CONCAT(o.owner_key, ' ', o.owner_version, ' ', o.ordinal, ' ', o.at) AS actual
   FROM deliveries d LEFT JOIN outbox o ON o.id = d.id
   WHERE o.id IS NULL OR o.owner_key <> d.owner_key OR o.owner_version <> d.owner_version
     OR o.ordinal <> d.ordinal OR o.at <> d.at`,
);

interface ChartRow {
  readonly id: string;
  readonly kind: string;
  readonly asset: string;
  readonly limited: number;
  readonly owner_key: string | null;
}

const chart: AuditCheck = {
  name: 'every account is as the chart has it',
  async run(read) {
    const kinds: Readonly<Record<string, { asset: Asset; limited: boolean } | undefined>> = ACCOUNT_KINDS;
    const rows = await read.query<ChartRow>('SELECT id, kind, asset, limited, owner_key FROM accounts');
    return rows.flatMap((row) => {
      const kind = row.id.split(/[:#]/)[0] ?? '';
      const of = kinds[kind];
      const expected = of ? `${kind}, ${of.asset}, ${of.limited ? 1 : 0}` : null;
      const actual = `${row.kind}, ${row.asset}, ${row.limited}`;
      const owned = row.id.includes('#') === (row.owner_key === null);
      if (expected === actual && owned) return [];
      return [{ check: chart.name, id: row.id, expected, actual: owned ? actual : `owner ${row.owner_key}` }];
    });
  },
};

interface PostingRow {
  readonly id: string;
  readonly code: string;
  readonly pending: number;
  readonly debit: string;
  readonly credit: string;
}

const recipes: AuditCheck = {
  name: 'every transfer follows its recipe',
  async run(read) {
    const known: Readonly<Record<string, Posting | undefined>> = RECIPES;
    const rows = await read.query<PostingRow>(
      `SELECT MIN(t.id) AS id, t.code AS code, CASE WHEN t.kind = 'single' THEN 0 ELSE 1 END AS pending,
         a.kind AS debit, b.kind AS credit
       FROM transfers t JOIN accounts a ON a.id = t.debit_account JOIN accounts b ON b.id = t.credit_account
       GROUP BY t.code, CASE WHEN t.kind = 'single' THEN 0 ELSE 1 END, a.kind, b.kind`,
    );
    return rows.flatMap((row) => {
      const recipe = known[row.code];
      const text = (debit: string, credit: string, pending: boolean): string =>
        `${row.code}: ${pending ? 'hold ' : ''}${debit} → ${credit}`;
      const expected = recipe ? text(recipe.debit, recipe.credit, recipe.pending ?? false) : null;
      const actual = text(row.debit, row.credit, row.pending === 1);
      return expected === actual ? [] : [{ check: recipes.name, id: row.id, expected, actual }];
    });
  },
};

export const LEDGER_CHECKS: readonly AuditCheck[] = [
  counters,
  assetSums,
  limits,
  chart,
  recipes,
  ownersOfTransfers,
  holdStates,
  holdsOfTransfers,
  commandsOfTransfers,
  accountsOfTransfers,
  eventsOfDeliveries,
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
