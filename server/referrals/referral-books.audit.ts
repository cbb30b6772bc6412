import { account, differenceCheck, type AuditCheck, type Drift } from '../ledger';
import type { Reader } from '../platform/database';
import { referralPrograms, referralTerms } from './referrals.entity';

const LIVE = "('promised', 'resting', 'claimable')";
const KEPT = "('claimed', 'lost')";
/** Was claimed once, also what was taken back. */
const GIVEN = "('claimed', 'lost', 'taken_back')";

/** How many units of budgets were given back, per hold that had spent one. */
const RETURNED = `SELECT corrects_id, COUNT(*) AS n FROM transfers WHERE code = 'referral.returned' GROUP BY corrects_id`;

function one(states: string): string {
  return `CASE WHEN r.state IN ${states} THEN 1 ELSE 0 END`;
}

/** What each unit of a budget is for, with how many of its rewards can be claimed, are kept, and ever were claimed. */
const UNITS = `
  SELECT i.id AS id, i.hold_id AS hold_id, CONCAT('budget.referral:', i.program_id) AS budget,
    SUM(${one(LIVE)}) AS live, SUM(${one(KEPT)}) AS kept, SUM(${one(GIVEN)}) AS given
  FROM invites i JOIN referral_rewards r ON r.invite_id = i.id WHERE i.hold_id IS NOT NULL
  GROUP BY i.id, i.hold_id, i.program_id
  UNION ALL SELECT r.id, r.hold_id, CONCAT('budget.referral:', r.program_id, ':m', r.friends),
    ${one(LIVE)}, ${one(KEPT)}, ${one(GIVEN)} FROM referral_rewards r WHERE r.side = 'milestone'`;

/** Where the hold of a unit must be, and how often it must have come back. */
const MUST_BE = `CASE
  WHEN u.given > 0 AND u.live + u.kept > 0 THEN 'posted 0'
  WHEN u.given > 0 THEN 'posted 1'
  WHEN u.live > 0 THEN 'open 0'
  ELSE 'voided 0' END`;

/** Where the hold of a coupon that is kept must be. */
const STOCK_MUST_BE = `CASE
  WHEN r.state IN ${LIVE} THEN 'open' WHEN r.state IN ${GIVEN} THEN 'posted' ELSE 'voided' END`;

/** What the statement of points says of each reward, beside what was given and taken back. */
const POINTS = `SELECT l.reference AS id,
    CASE l.reason WHEN 'referral' THEN l.points ELSE 0 END AS given_points,
    CASE l.reason WHEN 'referral_back' THEN l.points ELSE 0 END AS taken_points
  FROM point_lines l WHERE l.reason IN ('referral', 'referral_back')
  UNION ALL SELECT r.id, -r.points, CASE r.state WHEN 'taken_back' THEN r.points ELSE 0 END
  FROM referral_rewards r WHERE r.kind = 'points' AND r.state IN ${GIVEN}`;

/** Units that are spent, per budget: of what was granted they are neither left nor held. */
const SPENT = `SELECT u.budget AS id, SUM(CASE WHEN u.given > 0 AND u.live + u.kept > 0 THEN 1 ELSE 0 END) AS n
  FROM (${UNITS}) u GROUP BY u.budget`;

const TOTALS = 'a budget is all that was granted, less what was withdrawn';

/** What every budget of every program has in all, and what its program says it has. */
async function budgetDrift(read: Reader): Promise<Drift[]> {
  const programs = (await read.query('SELECT * FROM referral_programs')).map((raw) =>
    referralPrograms.decode(raw),
  );
  const terms = (await read.query('SELECT * FROM referral_terms')).map((raw) => referralTerms.decode(raw));
  const rows = await read.query<{ id: string; total: number | string }>(
    `SELECT a.id AS id, a.credits_posted - a.debits_posted + COALESCE(s.n, 0) AS total
     FROM accounts a LEFT JOIN (${SPENT}) s ON s.id = a.id WHERE a.kind = 'budget.referral'`,
  );
  const totals = new Map(rows.map(({ id, total }) => [id, Number(total)]));
  const expected = new Map<string, number>();
  for (const { id, terms_no, budget_total, milestone_totals } of programs) {
    expected.set(account.referralBudget(id).id, budget_total);
    const milestones =
      terms.find((row) => row.program_id === id && row.no === terms_no)?.terms.milestones ?? [];
    for (const [i, { friends }] of milestones.entries())
      expected.set(account.referralBudget(id, friends).id, milestone_totals[i] ?? 0);
  }
  return [...new Set([...totals.keys(), ...expected.keys()])]
    .map((id) => ({
      check: TOTALS,
      id,
      expected: expected.get(id) ?? 0,
      actual: totals.get(id) ?? 0,
    }))
    .filter((drift) => drift.expected !== drift.actual);
}

/** @rule L7 @rule R5 @rule R6 @rule P4 What the ledger holds and gave for referral, beside its rows. */
export const referralBooksAuditChecks: readonly AuditCheck[] = [
  { name: TOTALS, run: budgetDrift },
  differenceCheck(
    'a friend or milestone has its unit of the budget as long as something of it is, or can be, claimed',
    `SELECT u.id AS id, ${MUST_BE} AS expected, COALESCE(CONCAT(h.state, ' ', COALESCE(b.n, 0)), 'no hold') AS actual
     FROM (${UNITS}) u
     LEFT JOIN holds h ON h.id = u.hold_id AND h.code = 'referral.held' AND h.debit_account = u.budget
     LEFT JOIN (${RETURNED}) b ON b.corrects_id = u.hold_id
     WHERE h.id IS NULL OR CONCAT(h.state, ' ', COALESCE(b.n, 0)) <> ${MUST_BE}`,
  ),
  differenceCheck(
    'every unit that is held is of one friend or milestone',
    `SELECT h.id AS id, 1 AS expected, COUNT(u.id) AS actual FROM holds h LEFT JOIN (${UNITS}) u ON u.hold_id = h.id
     WHERE h.code = 'referral.held' GROUP BY h.id HAVING COUNT(u.id) <> 1`,
  ),
  differenceCheck(
    'a coupon is kept for a reward until it is issued or falls away',
    `SELECT r.id AS id, ${STOCK_MUST_BE} AS expected, COALESCE(h.state, 'no hold') AS actual FROM referral_rewards r
     LEFT JOIN holds h ON h.id = r.stock_hold_id AND h.code = 'coupon.reserved'
       AND h.debit_account = CONCAT('stock.available:', r.template_id)
     WHERE r.kind = 'coupon' AND (h.id IS NULL OR h.state <> ${STOCK_MUST_BE})
     UNION ALL SELECT h.id, '1', CONCAT(COUNT(r.id), '') FROM holds h
     LEFT JOIN referral_rewards r ON r.stock_hold_id = h.id
     WHERE h.code = 'coupon.reserved' GROUP BY h.id HAVING COUNT(r.id) <> 1`,
  ),
  differenceCheck(
    'points that were claimed and taken back are in the statement',
    `SELECT p.id AS id, 0 AS expected, CONCAT(SUM(p.given_points), ' ', SUM(p.taken_points)) AS actual
     FROM (${POINTS}) p GROUP BY p.id HAVING SUM(p.given_points) <> 0 OR SUM(p.taken_points) <> 0`,
  ),
  differenceCheck(
    "a coupon that was claimed as a reward is its member's, and one that was taken back cannot be used",
    `SELECT r.id AS id, r.coupon_id AS expected, COALESCE(c.state, 'no coupon') AS actual FROM referral_rewards r
     LEFT JOIN coupons c ON c.id = r.coupon_id AND c.member_id = r.member_id AND c.template_id = r.template_id
       AND c.source = 'referral' AND c.source_id = r.id
     WHERE r.coupon_id IS NOT NULL AND (c.id IS NULL
       OR ((r.state = 'taken_back') <> (c.state = 'revoked') AND NOT (r.state = 'taken_back' AND c.state = 'expired')))
     UNION ALL SELECT c.id, 'a reward', 'none' FROM coupons c
     LEFT JOIN referral_rewards r ON r.coupon_id = c.id
     WHERE c.source = 'referral' AND r.id IS NULL`,
  ),
];
