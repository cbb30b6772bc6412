import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 What was put into a channel's account is the budget its row promises. */
const grants = differenceCheck(
  "a channel's gift budget is what its account was given",
  `SELECT c.id AS id, COALESCE(c.gift_budget, 0) AS expected, COALESCE(a.credits_posted, 0) AS actual
   FROM channels c LEFT JOIN accounts a ON a.id = CONCAT('budget.channel:', c.id)
   WHERE COALESCE(c.gift_budget, 0) <> COALESCE(a.credits_posted, 0)`,
);

export const channelsAuditChecks: readonly AuditCheck[] = [grants];
