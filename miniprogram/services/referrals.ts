import type { Friend, MemberProgram, Reward } from '@shared/contract';
import { API_ROOT } from '@/platform/env';
import { call } from './app';
import type { Answer } from './call-types';

/** My invite for a program: the code, the page that a share card opens, and the same in the H5 build. */
export type InviteCode = Answer<'POST /referral-programs/{id}/codes'>;
export type Leaderboard = Answer<'GET /referral-programs/{id}/leaderboard'>;
export type ClaimedReward = Answer<'POST /me/rewards/{id}/claims'>;

const PAGE_SIZE = 20;

/** Programs that run now, with what they promise and how far I am. @rule R5 @rule R8 */
export async function readPrograms(): Promise<readonly MemberProgram[]> {
  return (await call('GET /referral-programs')).items;
}

/** My code for a program, the same every time; made with the first call. @rule R1 */
export function inviteCode(programId: MemberProgram['id']): Promise<InviteCode> {
  return call('POST /referral-programs/{id}/codes', { params: { id: programId } });
}

/** Where the picture of an invite code is read. @param form `plain` leads to the H5 page. @rule R1 */
export function codePicture(code: string, form: 'auto' | 'plain'): string {
  return `${API_ROOT}/invite-codes/${code}/code.png?width=680&form=${form}`;
}

/** A page of the friends I brought, newest first, masked. @rule R8 */
export function readFriends(
  programId: MemberProgram['id'] | undefined,
  after: string | undefined,
): Promise<Answer<'GET /me/invites'>> {
  return call('GET /me/invites', { query: { program_id: programId, after, limit: PAGE_SIZE } });
}

/** A page of my rewards, newest first, of all programs. */
export function readRewards(after: string | undefined): Promise<Answer<'GET /me/rewards'>> {
  return call('GET /me/rewards', { query: { state: 'all', after, limit: PAGE_SIZE } });
}

/** So many rewards that can be claimed are read at once; there may be more. */
export const CLAIMABLE_MAX = 20;

/** Rewards that wait for my tap, newest first. */
export async function claimableRewards(): Promise<readonly Reward[]> {
  return (await call('GET /me/rewards', { query: { state: 'claimable', limit: CLAIMABLE_MAX } })).items;
}

/** When the first of some rewards can be claimed no more; null where none has an end. */
export function firstToEnd(rewards: readonly Pick<Reward, 'claim_until_at'>[]): string | null {
  const ends = rewards.flatMap(({ claim_until_at: end }) => end ?? []);
  return ends.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null;
}

/**
 * Claims a reward. An answer that was lost is asked for again under the same key, so it is given once.
 * @rule R6
 */
export function claimReward(id: Reward['id']): Promise<ClaimedReward> {
  return call('POST /me/rewards/{id}/claims', { params: { id } });
}

/** The first by friends, and where I stand. @rule R8 */
export function readLeaderboard(programId: MemberProgram['id']): Promise<Leaderboard> {
  return call('GET /referral-programs/{id}/leaderboard', { params: { id: programId } });
}

export type { Friend, MemberProgram, Reward };
