import { addDays } from '../../shared/kernel';
import { differenceCheck, type AuditCheck, type Drift } from '../ledger';
import { signIns, type SignInRow } from './sign-ins.entity';

const PAGE = 2_000;

/** Calendar sums that the two databases do not write alike, hence not in SQL. */
const streaks: AuditCheck = {
  name: 'the streak of a day is one more than that of the day before, or 1',
  async run(read) {
    const drift: Drift[] = [];
    let before: SignInRow | null = null;
    for (;;) {
      const raws = await read.query('SELECT * FROM sign_ins WHERE id > ? ORDER BY id LIMIT ?', [
        before?.id ?? '',
        PAGE,
      ]);
      for (const raw of raws) {
        const row = signIns.decode(raw);
        const isNext = before?.member_id === row.member_id && addDays(before.day, 1) === row.day;
        const expected = isNext && before ? before.streak + 1 : 1;
        if (row.streak !== expected)
          drift.push({ check: streaks.name, id: row.id, expected, actual: row.streak });
        before = row;
      }
      if (raws.length < PAGE) return drift;
    }
  },
};

/** @rule L7 @rule P8 */
export const signInsAuditChecks: readonly AuditCheck[] = [
  differenceCheck(
    'what sign-ins gave is what statements say',
    `SELECT id, SUM(given) AS expected, SUM(said) AS actual FROM (
       SELECT id, points + bonus AS given, 0 AS said FROM sign_ins
       UNION ALL SELECT reference, 0, points FROM point_lines WHERE reason = 'sign_in'
     ) both_sides GROUP BY id HAVING SUM(given) <> SUM(said)`,
  ),
  differenceCheck(
    'a day that was made up for gave nothing of its own',
    `SELECT id, 0 AS expected, points AS actual FROM sign_ins WHERE made_up = 1 AND points <> 0`,
  ),
  streaks,
];
