import type { Qualification, RewardShown } from '@shared/contract';
import { t } from '@/texts';
import { pointsText, yuan } from './format';

const words = t.referral.words;

/** A reward in a few words: `50 积分`, `「十元券」`. @rule R5 */
export function rewardText(reward: RewardShown): string {
  return reward.kind === 'points' ? words.points(pointsText(reward.points)) : words.coupon(reward.title);
}

/** What a friend has to do, as the end of a sentence: `到店单笔实付满 ¥30`. @rule R4 */
export function actText(qualify: Qualification): string {
  if (qualify.kind === 'redemption') return words.redemption;
  return qualify.min_fen === 0 ? words.purchase : words.purchaseFrom(yuan(qualify.min_fen));
}
