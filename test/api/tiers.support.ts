import type { BodyInputOf, Routes, TierWrite } from '../../shared/contract';
import type { TestApp } from '../support/app';

type Ladder = BodyInputOf<Routes['PUT /console/tiers']>;

/** A level that gives nothing but what is named. */
export function tier(name: string, growthFrom: number, change: Partial<TierWrite> = {}): TierWrite {
  return {
    name,
    growth_from: growthFrom,
    multiplier_bp: 10_000,
    gift_template_ids: [],
    birthday_points: 0,
    birthday_template_id: null,
    early_access_minutes: 0,
    ...change,
  };
}

export const SILVER = 100;
export const GOLD = 300;

/** Three levels, from growth 0, 100 and 300; one point of growth per yuan, twelve months. */
export function ladder(change: Partial<Ladder> = {}): Ladder {
  return {
    version: 0,
    tiers: [tier('普卡', 0), tier('银卡', SILVER), tier('金卡', GOLD)],
    window_months: 12,
    growth_rate_bp: 10_000,
    ...change,
  };
}

/** Makes the program have these levels. */
export async function setLadder(app: TestApp, change: Partial<Ladder> = {}, token?: string): Promise<void> {
  const console = token ?? (await app.asConsole());
  const { version } = await app.ok('GET /console/tiers', { token: console });
  await app.ok('PUT /console/tiers', { token: console, body: ladder({ ...change, version }) });
}
