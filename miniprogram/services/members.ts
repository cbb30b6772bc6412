import type { Landing, MemberProfile, TERMS_VERSION as ContractVersion } from '@shared/contract';
import { API_ROOT } from '@/platform/env';
import { PAGES } from '@/platform/router';
import { call, session } from './app';
import type { Answer } from './call-types';
import { chooseStore, storeById } from './stores';

/** The version that is shown and agreed to; the compiler keeps it equal to the contract's, which costs no bytes here. */
export const TERMS_VERSION: typeof ContractVersion = '2026-11';

export interface Visit {
  readonly visit_id: `vis_${string}`;
  readonly landing: Landing;
}

/** By what somebody came: a scanned code, a friend's invite, or nothing of the kind. */
export interface WayIn {
  readonly scene?: string | undefined;
  readonly invite?: string | undefined;
}

/** Records that the person came, by what, and learns what awaits them. The store becomes the chosen one. */
export async function visit({ scene, invite }: WayIn): Promise<Visit> {
  const answer = await call('POST /visits', {
    body: {
      path: PAGES.landing.slice(1),
      ...(scene === undefined ? {} : { scene }),
      ...(invite === undefined ? {} : { invite }),
    },
  });
  const { store } = answer.landing;
  if (store) chooseStore(store);
  return answer;
}

/**
 * A visit by a scanned code or an invite, or by a card that a friend shared of a store: that store is shown to who has not
 * joined. A store that is gone, or does not answer, is left out.
 */
export async function arrive(way: WayIn, storeId: string | undefined): Promise<Visit> {
  if (way.scene !== undefined || way.invite !== undefined || storeId === undefined) return visit(way);
  const [answer, store] = await Promise.all([visit(way), storeById(storeId).catch(() => null)]);
  // a member is told what can be used in the store the server chose: the two must not be mixed
  if (store === null || answer.landing.member) return answer;
  chooseStore(store);
  return { ...answer, landing: { ...answer.landing, store } };
}

export type Joined = Answer<'POST /members'>;

/** Joins with one tap; from then on codes can be shown. */
export async function join(visitId: `vis_${string}` | null, marketing: boolean): Promise<Joined> {
  const answer = await call('POST /members', {
    body: {
      ...(visitId === null ? {} : { visit_id: visitId }),
      consents: { terms: TERMS_VERSION, marketing },
    },
  });
  session.learn({ member: answer.member, code_secret: answer.code_secret });
  return answer;
}

/** Reads my profile and counts anew. */
export async function refreshMe(): Promise<MemberProfile> {
  const member = await call('GET /me');
  learnMe(member);
  return member;
}

function learnMe(member: MemberProfile): void {
  session.learn({ member, staff: member.staff });
}

/** Where my picture is read, also while WeChat is checking it; null without one. */
export function avatarUrl({ avatar }: MemberProfile): string | null {
  return avatar?.url ? API_ROOT + avatar.url : null;
}

/** Changes my name, or takes it away. */
export async function changeNickname(nickname: string | null): Promise<void> {
  learnMe(await call('PATCH /me', { body: { nickname } }));
}

/** Sets my picture. @param picture JPEG or PNG in base64 */
export async function changeAvatar(picture: string): Promise<void> {
  learnMe(await call('PUT /me/avatar', { body: { picture }, timeout_ms: 30_000 }));
}

/** Takes my picture away. */
export async function removeAvatar(): Promise<void> {
  learnMe(await call('DELETE /me/avatar'));
}

/** Agrees to hear of offers, or withdraws that. @rule M6 */
export async function changeMarketing(marketing: boolean): Promise<void> {
  learnMe(await call('PATCH /me/preferences', { body: { marketing } }));
}

/** Binds the phone number behind a single-use code. @rule M1 */
export async function verifyPhone(code: string): Promise<void> {
  await call('POST /me/phone', { body: { phone_code: code } });
  await refreshMe();
}

/** Sets my birthday, once and for good. @rule M6a */
export async function setBirthday(on: { month: number; day: number }): Promise<void> {
  const birthday = await call('PUT /me/birthday', { body: on });
  const member = session.current()?.member;
  if (member) learnMe({ ...member, birthday });
}
