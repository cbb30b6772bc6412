import type { Landing } from '@shared/contract';
import type { Joined } from '@/services/members';
import { t } from '@/texts';

/** What was there to be seen before joining. */
export interface Shown {
  readonly gift: Landing['gift'];
  /** Whether a friend's invite promised me something, and whether it promised anybody anything. */
  readonly mine: boolean;
  readonly anybodys: boolean;
}

/** Whether something of the gift that was shown has not come. */
function isLess(gift: Landing['gift'], welcome: Joined['welcome']): boolean {
  if (!gift) return false;
  const has = (kind: Joined['welcome'][number]['kind']): boolean =>
    welcome.some((item) => item.kind === kind);
  return (gift.coupon !== null && !has('coupon')) || (gift.points > 0 && !has('points'));
}

/** Why less came than the page had promised; null where nothing is missing that was promised. @rule A1 @rule R5 */
export function missedWords(
  { welcome, welcome_missed: gift, invite }: Pick<Joined, 'welcome' | 'welcome_missed' | 'invite'>,
  shown: Shown,
): string | null {
  const words = t.member.landing.missed;
  const missed = t.referral.joined.missed;
  if (gift === 'joined_before') return shown.mine ? missed.joined_before : words.joined_before;
  if (gift === 'gift_used_up' && isLess(shown.gift, welcome)) return words.gift_used_up;
  if (invite?.missed === 'budget' && shown.anybodys) return missed.budget;
  return shown.mine && invite === null ? missed.not_counted : null;
}
