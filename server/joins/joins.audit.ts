import { differenceCheck, type AuditCheck } from '../ledger';

/** @rule L7 What joining wrote in several places says the same everywhere. */
export const joinsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'every member joined once, and says so in their stream',
    `SELECT m.id AS id, 1 AS expected, COUNT(o.id) AS actual
     FROM members m LEFT JOIN outbox o ON o.owner_key = CONCAT('1.member:', m.id) AND o.type = 'member.joined'
     GROUP BY m.id HAVING COUNT(o.id) <> 1`,
  ),
  differenceCheck(
    'every member is a person',
    `SELECT m.id AS id, m.person_id AS expected, p.id AS actual
     FROM members m LEFT JOIN people p ON p.id = m.person_id WHERE p.id IS NULL`,
  ),
  differenceCheck(
    "how a member came is one of the person's visits",
    `SELECT m.id AS id, m.first_visit_id AS expected, v.id AS actual
     FROM members m LEFT JOIN visits v ON v.id = m.first_visit_id AND v.person_id = m.person_id
       AND (v.channel_id = m.first_channel_id OR (v.channel_id IS NULL AND m.first_channel_id IS NULL))
     WHERE m.first_visit_id IS NOT NULL AND v.id IS NULL`,
  ),
  differenceCheck(
    'every welcome gift out of a budget went to a member of that channel',
    `SELECT t.id AS id, t.debit_account AS expected, CONCAT('budget.channel:', m.first_channel_id) AS actual
     FROM transfers t LEFT JOIN members m ON m.id = t.reference
     WHERE t.code = 'budget.spent'
       AND (m.id IS NULL OR m.first_channel_id IS NULL OR t.debit_account <> CONCAT('budget.channel:', m.first_channel_id))`,
  ),
];
