import { DAY_MS, instant, toRfc3339, type Id, type Instant } from '../../../shared/kernel';
import type { SeedClient } from './client';
import type { SeedTemplates } from './templates';

/**
 * The demo's referral program, through the console API. Rewards rest no time at all, unlike the week a shop would give
 * them: whoever walks the story by hand claims them after the purchase.
 */
export async function openProgram(
  client: SeedClient,
  token: string,
  merchant: Id<'merchant'>,
  templates: SeedTemplates,
  now: Instant,
): Promise<Id<'referral_program'>> {
  const program = await client.call('POST /console/referral-programs', {
    token,
    body: {
      merchant_id: merchant,
      name: '带朋友来坐坐',
      starts_at: toRfc3339(now),
      ends_at: toRfc3339(instant(now + 365 * DAY_MS)),
      terms: {
        window_days: 7,
        touch: 'last',
        qualify: { kind: 'purchase', min_fen: 3_000 },
        qualify_days: 30,
        protect_days: 0,
        claim_days: 30,
        inviter_reward: { kind: 'points', points: 50 },
        invitee_reward: { kind: 'coupon', template_id: templates.five },
        milestones: [
          { friends: 3, reward: { kind: 'coupon', template_id: templates.croissant } },
          { friends: 10, reward: { kind: 'points', points: 500 } },
        ],
        cap_day: 5,
        cap_total: 30,
      },
      budget: 300,
      milestone_budgets: [50, 10],
    },
  });
  return program.id;
}
