import { TERMS_VERSION, type BodyInputOf, type ProgramTerms, type Routes } from '../../shared/contract';
import { callWire } from './browser-api';

export type ProgramBody = BodyInputOf<Routes['POST /console/referral-programs']>;
export type ProgramId = `rpg_${string}`;

/** A member's invite, as their phone hands it on. */
export interface SentInvite {
  readonly code: string;
  /** Page of a share card, with its query. */
  readonly path: string;
  /** Address in the H5 build, as a plain QR code holds it. */
  readonly url: string;
}

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

async function done<Body>(answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`the server refuses: ${status} ${JSON.stringify(body)}`);
  return body;
}

/** A usual program: 50 points for the inviter, 30 for the friend, for a purchase of ¥30 within 30 days. */
export const TERMS: ProgramTerms = {
  window_days: 7,
  touch: 'last',
  qualify: { kind: 'purchase', min_fen: 3_000 },
  qualify_days: 30,
  protect_days: 7,
  claim_days: 30,
  inviter_reward: { kind: 'points', points: 50 },
  invitee_reward: { kind: 'points', points: 30 },
  milestones: [],
  cap_day: null,
  cap_total: null,
};

/**
 * Opens a program beside the demo's own, at a running server, for ten friends unless something else is given.
 * @param token of a console account
 */
export async function openProgramAt(
  url: string,
  token: string,
  terms: Partial<ProgramTerms> = {},
  program: Partial<ProgramBody> = {},
): Promise<ProgramId> {
  const { items } = await done(callWire(url, 'GET /console/coupon-templates', { token }));
  const made = await done(
    callWire(url, 'POST /console/referral-programs', {
      token,
      body: {
        merchant_id: items[0]!.merchant_id,
        name: '周末一起来',
        starts_at: inDays(-1),
        ends_at: inDays(60),
        terms: { ...TERMS, ...terms },
        budget: 10,
        milestone_budgets: [],
        ...program,
      },
    }),
  );
  return made.id;
}

/** Pauses a program: nobody is invited by it any more. */
export async function pauseProgramAt(url: string, token: string, id: ProgramId): Promise<void> {
  const { items } = await done(callWire(url, 'GET /console/referral-programs', { token }));
  const { version } = items.find((one) => one.id === id)!;
  const body = { version, state: 'paused' as const };
  await done(callWire(url, 'PATCH /console/referral-programs/{id}', { token, params: { id }, body }));
}

/** Joins over the API, after a visit by this invite or by none. @param token of a person */
export async function joinAt(
  url: string,
  token: string,
  { nickname, invite }: { readonly nickname?: string; readonly invite?: string } = {},
) {
  const { visit_id } = await done(
    callWire(url, 'POST /visits', { token, body: invite === undefined ? {} : { invite } }),
  );
  const body = {
    visit_id,
    consents: { terms: TERMS_VERSION, marketing: false },
    ...(nickname === undefined ? {} : { nickname }),
  };
  return done(callWire(url, 'POST /members', { token, body }));
}

/** What a member hands on for a program. @param token of the member */
export async function inviteAt(url: string, token: string, id: ProgramId): Promise<SentInvite> {
  return done(callWire(url, 'POST /referral-programs/{id}/codes', { token, params: { id } }));
}

/** Programs that run now. @param token of a member */
export async function programsAt(url: string, token: string): Promise<ProgramId[]> {
  const { items } = await done(callWire(url, 'GET /referral-programs', { token }));
  return items.map(({ id }) => id);
}
