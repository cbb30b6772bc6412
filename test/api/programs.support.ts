import type { BodyInputOf, ProgramTerms, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { Client } from '../support/app';
import type { Shop } from './joins.support';

type ProgramBody = BodyInputOf<Routes['POST /console/referral-programs']>;
type ProgramPatch = Omit<BodyInputOf<Routes['PATCH /console/referral-programs/{id}']>, 'version'>;

/** 100 points for the inviter, 50 for the friend, who buys for ¥20 within 30 days; nothing else. */
export function programTerms(change: Partial<ProgramTerms> = {}): ProgramTerms {
  return {
    window_days: 7,
    touch: 'last',
    qualify: { kind: 'purchase', min_fen: 2_000 },
    qualify_days: 30,
    protect_days: 7,
    claim_days: 30,
    inviter_reward: { kind: 'points', points: 100 },
    invitee_reward: { kind: 'points', points: 50 },
    milestones: [],
    cap_day: null,
    cap_total: null,
    ...change,
  };
}

/** Runs from an hour before the clock of the tests starts until the end of the year, for a hundred friends. */
export function programBody(shop: Shop, change: Partial<ProgramBody> = {}): ProgramBody {
  return {
    merchant_id: shop.merchant_id,
    name: '老友带新',
    starts_at: '2026-11-20T01:00:00.000Z',
    ends_at: '2026-12-31T16:00:00.000Z',
    terms: programTerms(),
    budget: 100,
    milestone_budgets: [],
    ...change,
  };
}

export async function createProgram(
  app: Client,
  shop: Shop,
  change: Partial<ProgramBody> = {},
): Promise<Id<'referral_program'>> {
  const token = await app.asConsole();
  return (await app.ok('POST /console/referral-programs', { token, body: programBody(shop, change) })).id;
}

/** A program as the console shows it. */
export async function shownProgram(app: Client, id: Id<'referral_program'>) {
  const token = await app.asConsole();
  const { items } = await app.ok('GET /console/referral-programs', { token, query: { limit: 100 } });
  const found = items.find((program) => program.id === id);
  if (!found) throw new Error(`program ${id} is not listed`);
  return found;
}

/** Changes a program whatever its version is. */
export async function patchProgram(
  app: Client,
  id: Id<'referral_program'>,
  change: ProgramPatch,
): Promise<void> {
  const { version } = await shownProgram(app, id);
  await app.ok('PATCH /console/referral-programs/{id}', {
    token: await app.asConsole(),
    params: { id },
    body: { version, ...change },
  });
}

/** Changes a budget of a program, and answers whatever comes. */
export async function changeProgramBudget(
  app: Client,
  id: Id<'referral_program'>,
  delta: number,
  milestone: number | null = null,
) {
  return app.call('POST /console/referral-programs/{id}/budget-changes', {
    token: await app.asConsole(),
    params: { id },
    body: { milestone, delta, reason: '活动加量' },
  });
}
