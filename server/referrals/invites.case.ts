import type { ProgramTerms } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { mergeRefs, owner, rowsBy, type Loaded, type Refs } from '../ledger';
import type { Reader } from '../platform/database';
import { inviteById } from './invites.queries';
import { programById, termsOf } from './programs.queries';
import {
  invites,
  referralRewards,
  referralStandings,
  type InviteRow,
  type ProgramRow,
  type RewardRow,
} from './referrals.entity';
import { standingId } from './standings.parts';

/** An invite with all that belongs to it. */
export interface InviteCase {
  readonly invite: InviteRow;
  readonly program: ProgramRow;
  /** What it was promised (O2). */
  readonly terms: ProgramTerms;
  /** The inviter's and the friend's; of both, one, or neither. */
  readonly rewards: readonly RewardRow[];
}

/** Reads what belongs to an invite; null where there is none. */
export async function caseOf(read: Reader, inviteId: Id<'invite'>): Promise<InviteCase | null> {
  const invite = await inviteById(read, inviteId);
  if (!invite) return null;
  const [program, terms, rewards] = await Promise.all([
    programById(read, invite.program_id),
    termsOf(read, invite.program_id, invite.terms_no),
    read.query('SELECT * FROM referral_rewards WHERE invite_id = ?', [inviteId]),
  ]);
  if (!program) throw new Error(`program ${invite.program_id} of ${inviteId} is missing`);
  return { invite, program, terms: terms.terms, rewards: rewards.map((row) => referralRewards.decode(row)) };
}

/** What must be locked and loaded to change an invite: both members, their rewards, how far the inviter is. */
export function caseRefs({ invite }: InviteCase): Partial<Refs<unknown>> {
  const { id, program_id, inviter_id, invitee_id } = invite;
  return {
    owners: [owner.member(inviter_id), owner.member(invitee_id)],
    rows: [
      rowsBy(invites, 'id', [id]),
      rowsBy(referralRewards, 'invite_id', [id]),
      rowsBy(referralStandings, 'id', [standingId(program_id, inviter_id)]),
    ],
  };
}

/**
 * The case as it is under the locks.
 * @param seen as `caseOf` read it while preparing
 * @returns null where it moved since: prepare again
 */
export function caseUnderLock(loaded: Loaded, seen: InviteCase): InviteCase | null {
  const invite = loaded.get(invites, seen.invite.id);
  if (!invite) return null;
  const rewards = seen.rewards.flatMap(({ id }) => loaded.get(referralRewards, id) ?? []);
  const isSame =
    invite.state === seen.invite.state &&
    invite.review === seen.invite.review &&
    invite.due_at === seen.invite.due_at &&
    seen.rewards.every((reward, i) => isSameReward(reward, rewards[i]));
  return isSame ? { ...seen, invite, rewards } : null;
}

/** Whether a reward is where it was: then what was loaded to change it is enough. */
export function isSameReward(seen: RewardRow, now: RewardRow | undefined): boolean {
  return seen.state === now?.state && seen.coupon_id === now.coupon_id;
}

/** Several refs with their subject, at the place of the act or of the program. */
export function refsAt<Seen>(
  { invite, program }: InviteCase,
  timezone: string,
  seen: Seen,
  ...refs: readonly Partial<Refs<unknown>>[]
): Refs<Seen> {
  const place = { merchant_id: program.merchant_id, store_id: invite.act_store_id, timezone };
  return { ...mergeRefs(...refs), subject: owner.member(invite.inviter_id), place, seen };
}
