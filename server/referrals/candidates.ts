import type { ProgramTerms } from '../../shared/contract';
import { DAY_MS, instant, type Id, type Instant } from '../../shared/kernel';
import { attributedVisit, type InvitedVisit } from '../../shared/rules';
import { memberIdOf } from '../members';
import { marks, type Reader } from '../platform/database';
import { visits, type VisitRow } from '../visits';
import { codesOf } from './codes.queries';
import { isRunning } from './programs.rules';
import { referralPrograms, referralTerms, type ProgramRow, type TermsRow } from './referrals.entity';

/** The longest window that terms may have. */
const WINDOW_DAYS_MAX = 90;
/** How many openings of a person are looked at from either end of them: whoever has more plays with the page. */
const OPENED_MAX = 100;

/** A visit through an invite that somebody has, with the program and the rules that were in force at the visit. */
export interface Candidate extends InvitedVisit {
  readonly visit_id: Id<'visit'>;
  readonly program_id: Id<'referral_program'>;
  readonly inviter_id: Id<'member'>;
  readonly program: ProgramRow;
  readonly terms_no: number;
  readonly terms: ProgramTerms;
}

/** A person's visits through invites, as far back as any window reaches, in their order. @rule R2 */
export async function candidatesOf(
  read: Reader,
  personId: Id<'person'>,
  now: Instant,
): Promise<readonly Candidate[]> {
  const opened = await openedInvites(read, personId, instant(now - WINDOW_DAYS_MAX * DAY_MS));
  const codes = await codesOf(
    read,
    opened.flatMap(({ invite }) => invite ?? []),
  );
  if (codes.size === 0) return [];
  const ids = [...new Set([...codes.values()].map(({ program_id }) => program_id))];
  const [programs, terms] = await Promise.all([programsOf(read, ids), termsOfPrograms(read, ids)]);
  return opened.flatMap((visit) => {
    const code = visit.invite === null ? undefined : codes.get(visit.invite);
    const program = code && programs.get(code.program_id);
    const rules =
      code && terms.find(({ program_id, at }) => program_id === code.program_id && at <= visit.at);
    if (!program || !rules) return [];
    const { window_days, touch } = rules.terms;
    return {
      visit_id: visit.id,
      at: visit.at,
      program_id: program.id,
      inviter_id: code.member_id,
      window_days,
      touch,
      program,
      terms_no: rules.no,
      terms: rules.terms,
    };
  });
}

/**
 * A person's visits after an instant through invites that somebody has, in their order; of very many the first and the
 * last. A visit is of the person whose session it is, so nobody opens one for another; and who opens cards over and over
 * afterwards moves neither the first touch nor the last out of sight.
 */
async function openedInvites(read: Reader, personId: Id<'person'>, after: Instant): Promise<VisitRow[]> {
  const from = async (way: 'ASC' | 'DESC'): Promise<VisitRow[]> => {
    const rows = await read.query(
      `SELECT v.* FROM visits v JOIN invite_codes c ON c.code = v.invite WHERE v.person_id = ? AND v.at > ?
       ORDER BY v.version ${way}, v.ordinal ${way} LIMIT ${OPENED_MAX}`,
      [personId, after],
    );
    return rows.map((raw) => visits.decode(raw));
  };
  const last = (await from('DESC')).reverse();
  if (last.length < OPENED_MAX) return last;
  const first = await from('ASC');
  const known = new Set(first.map(({ id }) => id));
  return [...first, ...last.filter(({ id }) => !known.has(id))];
}

/**
 * The invite that binds somebody who joins at `at`, or null.
 * @param locked a program as it is under its lock; the others are as they were read
 * @rule R2
 */
export function chosenOf(
  candidates: readonly Candidate[],
  memberId: Id<'member'>,
  at: Instant,
  locked?: ProgramRow,
): Candidate | null {
  const programOf = ({ program }: Candidate): ProgramRow => (program.id === locked?.id ? locked : program);
  return attributedVisit(candidates, { member_id: memberId, at }, (one) => isRunning(programOf(one), at));
}

/** Whether an invite would bind a person who joined now. Told before the command: nothing rests on it. */
export async function isInvited(read: Reader, personId: Id<'person'>, now: Instant): Promise<boolean> {
  return chosenOf(await candidatesOf(read, personId, now), memberIdOf(personId), now) !== null;
}

async function programsOf(
  read: Reader,
  ids: readonly Id<'referral_program'>[],
): Promise<ReadonlyMap<string, ProgramRow>> {
  const rows = await read.query(`SELECT * FROM referral_programs WHERE id IN (${marks(ids.length)})`, ids);
  return new Map(rows.map((raw) => referralPrograms.decode(raw)).map((row) => [row.id, row]));
}

/** All versions of rules, the newest of a program first. */
async function termsOfPrograms(
  read: Reader,
  ids: readonly Id<'referral_program'>[],
): Promise<readonly TermsRow[]> {
  const rows = await read.query(
    `SELECT * FROM referral_terms WHERE program_id IN (${marks(ids.length)}) ORDER BY program_id, no DESC`,
    ids,
  );
  return rows.map((raw) => referralTerms.decode(raw));
}
