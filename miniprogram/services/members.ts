import type { Landing, MemberProfile, TERMS_VERSION as ContractVersion, WelcomeItem } from '@shared/contract';
import { PAGES } from '@/platform/router';
import { call, session } from './app';
import { chosenStore } from './chosen-store';

/** The version that is shown and agreed to; the compiler keeps it equal to the contract's, which costs no bytes here. */
export const TERMS_VERSION: typeof ContractVersion = '2026-11';

export interface Visit {
  readonly visit_id: `vis_${string}`;
  readonly landing: Landing;
}

/** Records that the person came, by which code, and learns what awaits them. The store becomes the chosen one. */
export async function visit(scene: string | undefined): Promise<Visit> {
  const answer = await call('POST /visits', {
    body: { path: PAGES.landing.slice(1), ...(scene === undefined ? {} : { scene }) },
  });
  const { store } = answer.landing;
  if (store) chosenStore.set({ id: store.id, name: store.name, open_now: store.open_now });
  return answer;
}

export interface Joined {
  readonly member: MemberProfile;
  readonly welcome: readonly WelcomeItem[];
  readonly welcome_missed: 'gift_used_up' | 'joined_before' | null;
}

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
  session.learn({ member, staff: member.staff });
  return member;
}
