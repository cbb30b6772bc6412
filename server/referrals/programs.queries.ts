import type { Id, Instant } from '../../shared/kernel';
import type { AccountSpec } from '../ledger';
import { marks, type Reader } from '../platform/database';
import { termsId, type ProgramProgress } from './programs.rules';
import { referralPrograms, referralTerms, type ProgramRow, type TermsRow } from './referrals.entity';

/** One program, or null. */
export async function programById(read: Reader, id: Id<'referral_program'>): Promise<ProgramRow | null> {
  const [raw] = await read.query('SELECT * FROM referral_programs WHERE id = ?', [id]);
  return raw ? referralPrograms.decode(raw) : null;
}

/** Programs that run at an instant, the oldest first. @rule R1 */
export async function runningPrograms(read: Reader, at: Instant): Promise<ProgramRow[]> {
  const rows = await read.query(
    `SELECT * FROM referral_programs WHERE state = 'active' AND ends_at > ? AND starts_at <= ? ORDER BY id`,
    [at, at],
  );
  return rows.map((raw) => referralPrograms.decode(raw));
}

/**
 * One version of a program's rules: what an invite was promised under it. @rule O2
 * @throws Error when there is no such version: a program and each invite name one that there is
 */
export async function termsOf(
  read: Reader,
  programId: Id<'referral_program'>,
  no: number,
): Promise<TermsRow> {
  const id = termsId(programId, no);
  const [raw] = await read.query('SELECT * FROM referral_terms WHERE id = ?', [id]);
  if (!raw) throw new Error(`terms ${id} are missing`);
  return referralTerms.decode(raw);
}

/** What budgets can still promise, by the id of their account. One that was never granted anything has nothing. */
export async function budgetsLeft(
  read: Reader,
  specs: readonly AccountSpec[],
): Promise<ReadonlyMap<string, number>> {
  const left = new Map<string, number>(specs.map(({ id }) => [id, 0]));
  if (left.size === 0) return left;
  const rows = await read.query<{ id: string; held: number | string }>(
    `SELECT id, credits_posted - debits_posted - debits_pending AS held
     FROM accounts WHERE id IN (${marks(left.size)})`,
    [...left.keys()],
  );
  for (const { id, held } of rows) left.set(id, Number(held));
  return left;
}

/** What one budget can still promise: how many more friends, or how many more members at a milestone. @rule R5 */
export async function budgetLeft(read: Reader, spec: AccountSpec): Promise<number> {
  return (await budgetsLeft(read, [spec])).get(spec.id) ?? 0;
}

interface Count {
  readonly program_id: Id<'referral_program'>;
  readonly n: number | string;
}

/** How far programs are, each of `ids` in the answer: three counts, however many programs. */
export async function progressOf(
  read: Reader,
  ids: readonly Id<'referral_program'>[],
): Promise<ReadonlyMap<Id<'referral_program'>, ProgramProgress>> {
  if (ids.length === 0) return new Map();
  const among = `program_id IN (${marks(ids.length)})`;
  const [friends, waiting, milestones] = await Promise.all([
    read.query<Count & { state: string }>(
      `SELECT program_id, state, COUNT(*) AS n FROM invites WHERE ${among} GROUP BY program_id, state`,
      ids,
    ),
    read.query<Count>(
      `SELECT program_id, COUNT(*) AS n FROM invites WHERE review = 'waiting' AND ${among} GROUP BY program_id`,
      ids,
    ),
    read.query<Count & { friends: number }>(
      `SELECT program_id, friends, COUNT(*) AS n FROM referral_rewards
       WHERE ${among} AND side = 'milestone' AND state NOT IN ('voided', 'taken_back')
       GROUP BY program_id, friends`,
      ids,
    ),
  ]);
  return new Map(
    ids.map((id) => {
      const own = <Row extends Count>(rows: readonly Row[]): Row[] =>
        rows.filter((row) => row.program_id === id);
      const inState = (state: string): number => sumOf(own(friends).filter((row) => row.state === state));
      const reached = own(milestones).map((row) => [String(row.friends), Number(row.n)] as const);
      return [
        id,
        {
          joined: sumOf(own(friends)),
          resting: inState('qualified'),
          confirmed: inState('confirmed'),
          in_review: sumOf(own(waiting)),
          reached: Object.fromEntries(reached),
        },
      ];
    }),
  );
}

/** Counts come as text from MariaDB where they are sums. */
function sumOf(rows: readonly Count[]): number {
  return rows.reduce((sum, { n }) => sum + Number(n), 0);
}
