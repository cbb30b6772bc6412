import type { TierWrite } from '../../../shared/contract';
import type { SeedClient } from './client';
import type { SeedTemplates } from './templates';

/** A level that gives nothing but what is named. */
function tier(name: string, growthFrom: number, gives: Partial<TierWrite> = {}): TierWrite {
  return {
    name,
    growth_from: growthFrom,
    multiplier_bp: 10_000,
    gift_template_ids: [],
    birthday_points: 0,
    birthday_template_id: null,
    early_access_minutes: 0,
    ...gives,
  };
}

/** The demo's four levels and its sign-in, through the console API. */
export async function openLoyalty(
  client: SeedClient,
  token: string,
  templates: SeedTemplates,
): Promise<void> {
  const birthday_template_id = templates.birthday;
  await client.call('PUT /console/tiers', {
    token,
    body: {
      version: 0,
      window_months: 12,
      growth_rate_bp: 10_000,
      tiers: [
        tier('普卡', 0, { birthday_points: 20 }),
        tier('银卡', 100, {
          multiplier_bp: 11_000,
          gift_template_ids: [templates.silver],
          birthday_points: 50,
        }),
        tier('金卡', 300, {
          multiplier_bp: 12_000,
          gift_template_ids: [templates.gold],
          birthday_points: 100,
          birthday_template_id,
          early_access_minutes: 10,
        }),
        tier('黑金卡', 1_200, {
          multiplier_bp: 15_000,
          gift_template_ids: [templates.black],
          birthday_points: 200,
          birthday_template_id,
          early_access_minutes: 30,
        }),
      ],
    },
  });
  await client.call('PUT /console/sign-in-rule', {
    token,
    body: {
      version: 0,
      active: true,
      daily_points: 2,
      steps: [
        { streak: 3, points: 5 },
        { streak: 7, points: 20 },
        { streak: 15, points: 50 },
      ],
      make_ups_per_month: 1,
    },
  });
}
