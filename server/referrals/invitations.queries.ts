import type { Invitation, InviterShown, Promised, RewardShown } from '../../shared/contract';
import { dayIn, toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { memberIdOf, shownToOthers } from '../members';
import { merchants } from '../merchants';
import type { Reader } from '../platform/database';
import { visitById } from '../visits';
import type { Bound } from './binding';
import { candidatesOf, chosenOf, type Candidate } from './candidates';
import { codesOf } from './codes.queries';
import { programById, termsOf } from './programs.queries';
import { isRunning } from './programs.rules';
import { capOf } from './promise.parts';
import { friendsLeft } from './promises.queries';
import { invites, referralStandings, type InviteCodeRow, type ProgramRow } from './referrals.entity';
import { promiseOf } from './shown';
import { standingId } from './standings.parts';

/** The member and the program of an invite code; null for one that nobody has. @rule R1 */
export async function inviteByCode(
  read: Reader,
  code: string,
): Promise<{ readonly code: InviteCodeRow; readonly program: ProgramRow } | null> {
  const found = (await codesOf(read, [code])).get(code);
  const program = found && (await programById(read, found.program_id));
  return found && program ? { code: found, program } : null;
}

/** Who looks at an invite's page, and when. */
export interface Looking {
  /** The visit by which they came. */
  readonly visit_id: Id<'visit'>;
  /** Neither a member nor one who was. */
  readonly is_newcomer: boolean;
  readonly at: Instant;
  /** The program's zone. */
  readonly timezone: string;
}

/**
 * What the page of an invite says: who invites, and what joining now would bring both. It promises nothing that the
 * budget, the coupons' stock or the inviter's limits would not keep.
 * @rule R1 @rule R5
 */
export async function invitationOf(read: Reader, code: string, looking: Looking): Promise<Invitation | null> {
  const invite = await inviteByCode(read, code);
  if (!invite) return null;
  const { program } = invite;
  const bound = await wouldBind(read, invite, looking);
  const [state, inviter, merchant, promise] = await Promise.all([
    stateOf(read, program, bound, looking),
    shownToOthers(read, bound.inviter_id),
    merchantName(read, program.merchant_id),
    promiseOf(read, bound.terms),
  ]);
  return {
    state,
    inviter,
    program_name: program.name,
    merchant_name: merchant,
    ends_at: toRfc3339(program.ends_at),
    promise,
  };
}

/** Whose friend somebody would be who joined now, and by which rules. */
type WouldBind = Pick<Candidate, 'inviter_id' | 'terms'>;

/**
 * What joining now would bind of the program of a code: where the first touch counts, the invite that was opened first,
 * whoever's card this is; by the rules in force when it was opened.
 * @rule R2 @rule O2
 */
async function wouldBind(
  read: Reader,
  { code, program }: { readonly code: InviteCodeRow; readonly program: ProgramRow },
  { visit_id: visitId, is_newcomer: isNewcomer, at }: Looking,
): Promise<WouldBind> {
  const visit = isNewcomer ? await visitById(read, visitId) : null;
  const chosen =
    visit && chosenOf(await candidatesOf(read, visit.person_id, at), memberIdOf(visit.person_id), at);
  if (chosen?.program_id === program.id) return chosen;
  const { terms } = await termsOf(read, program.id, program.terms_no);
  return { inviter_id: code.member_id, terms };
}

async function stateOf(
  read: Reader,
  program: ProgramRow,
  { inviter_id: inviterId, terms }: WouldBind,
  { is_newcomer: isNewcomer, at, timezone }: Looking,
): Promise<Invitation['state']> {
  if (!isNewcomer) return 'member';
  if (!isRunning(program, at)) return 'ended';
  const [raw] = await read.query('SELECT * FROM referral_standings WHERE id = ?', [
    standingId(program.id, inviterId),
  ]);
  const standing = raw ? referralStandings.decode(raw) : undefined;
  const cap = capOf(terms, standing, dayIn(at, timezone));
  const inviterReward = cap === null ? terms.inviter_reward : null;
  const isAnybodys = inviterReward !== null || terms.invitee_reward !== null;
  const left = await friendsLeft(read, program.id, { ...terms, inviter_reward: inviterReward });
  if (isAnybodys && left < 1) return 'used_up';
  return cap === null ? 'open' : 'capped';
}

/** What joining says of the invite that bound: whose it is, what I get for it, and what I am to do until when. */
export interface BoundShown {
  readonly program_name: string;
  readonly inviter: InviterShown;
  readonly reward: RewardShown | null;
  readonly missed: 'budget' | null;
  readonly promise: Promised;
  readonly qualify_until_at: string;
}

/** @rule R2 @rule R5 By the terms that were bound, whatever became of the program since. */
export async function boundShown(read: Reader, { invite_id, is_rewarded }: Bound): Promise<BoundShown> {
  const [raw] = await read.query('SELECT * FROM invites WHERE id = ?', [invite_id]);
  if (!raw) throw new Error(`${invite_id} was bound and is not there`);
  const invite = invites.decode(raw);
  const [program, { terms }, inviter] = await Promise.all([
    programById(read, invite.program_id),
    termsOf(read, invite.program_id, invite.terms_no),
    shownToOthers(read, invite.inviter_id),
  ]);
  if (!program) throw new Error(`${invite.program_id} of an invite is missing`);
  const promise = await promiseOf(read, terms);
  return {
    program_name: program.name,
    inviter,
    reward: is_rewarded ? promise.invitee_reward : null,
    missed: !is_rewarded && promise.invitee_reward !== null ? 'budget' : null,
    promise,
    qualify_until_at: toRfc3339(invite.qualify_until_at),
  };
}

async function merchantName(read: Reader, id: Id<'merchant'>): Promise<string> {
  const [raw] = await read.query('SELECT * FROM merchants WHERE id = ?', [id]);
  if (!raw) throw new Error(`${id} of a program is missing`);
  return merchants.decode(raw).name;
}
