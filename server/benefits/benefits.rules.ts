import { dayIn, type Day, type Id } from '../../shared/kernel';
import { birthdayCountsFrom, birthdayIn, levelOn } from '../../shared/rules';
import type { MemberRow } from '../members';
import type { Ladder } from '../tiers';

/** Key of a gift of a level: one for each rise and level. */
export function giftIdOfLevel(gift: {
  readonly event_id: string;
  readonly level: number;
  readonly template_id: Id<'template'>;
}): string {
  return `${gift.event_id}:${gift.level}:${gift.template_id}`;
}

/** Key of the gift of a birthday: one a year. */
export function giftIdOfBirthday(gift: { readonly member_id: Id<'member'>; readonly on: Day }): string {
  return `${gift.member_id}:${gift.on.slice(0, 4)}`;
}

export interface BirthdayGift {
  readonly points: number;
  readonly template_id: Id<'template'> | null;
}

/** What a stored level gives for a birthday; null where it gives nothing. @rule M6a */
export function birthdayGiftOf(ladder: Ladder, storedLevel: number): BirthdayGift | null {
  const tier = ladder.tiers[levelOn(ladder.tiers, storedLevel) - 1];
  if (!tier || (tier.birthday_points === 0 && tier.birthday_template_id === null)) return null;
  return { points: tier.birthday_points, template_id: tier.birthday_template_id };
}

/** Whether it is the member's birthday and was set early enough to count. @rule M6a */
export function countsOn(
  member: Pick<MemberRow, 'birthday_month' | 'birthday_day' | 'birthday_set_at'>,
  on: Day,
  timezone: string,
): boolean {
  const { birthday_month: month, birthday_day: day, birthday_set_at: setAt } = member;
  if (month === null || day === null || setAt === null) return false;
  const isOn = birthdayIn(Number(on.slice(0, 4)), { month, day }) === on;
  return isOn && birthdayCountsFrom(dayIn(setAt, timezone)) <= on;
}
