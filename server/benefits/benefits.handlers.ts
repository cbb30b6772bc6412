import type { Id } from '../../shared/kernel';
import type { EventHandler, Ledger } from '../ledger';
import type { Database } from '../platform/database';
import type { PointPolicy } from '../points';
import { currentLadder } from '../tiers';
import { giveTierGift } from './benefits.commands';

/**
 * Gives the coupons of every level that a member has risen to (the first level with the first growth), those passed on
 * the way among them. An event that comes
 * twice finds its gifts given.
 * @rule M4
 */
export function benefitHandlers(database: Database, ledger: Ledger, policy: PointPolicy): EventHandler[] {
  const command = giveTierGift(policy);
  return [
    {
      name: 'benefits.tier_gifts',
      types: ['member.tier_changed'],
      handle: async ({ id, data }) => {
        const { member_id: memberId, from, to } = data;
        if (typeof memberId !== 'string' || typeof from !== 'number' || typeof to !== 'number') return;
        if (to <= from) return;
        const { tiers } = await currentLadder(database.read);
        for (let level = from + 1; level <= to; level += 1) {
          for (const templateId of tiers[level - 1]?.gift_template_ids ?? []) {
            const input = {
              event_id: id,
              member_id: memberId as Id<'member'>,
              level,
              template_id: templateId,
            };
            // refused: it was given before
            await ledger.run(command, input, {
              key: `tier-gift:${id}:${level}:${templateId}`,
              actor: { kind: 'system', id: 'benefits.tier_gifts' },
            });
          }
        }
      },
    },
  ];
}
