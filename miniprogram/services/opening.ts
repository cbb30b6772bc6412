import type { OpeningHours } from '@shared/contract';
import { t } from '@/texts';
import { clockText } from './format';

const BEIJING_MS = 8 * 3_600_000;

/** Today's opening hours in words. @param now the server's time */
export function openToday(hours: readonly OpeningHours[], now: number): string {
  const weekday = new Date(now + BEIJING_MS).getUTCDay() || 7;
  const today = hours.filter((entry) => entry.weekday === weekday);
  if (today.length === 0) return t.member.stores.closedToday;
  return today
    .map((entry) => t.member.stores.hoursToday(clockText(entry.from_minute), clockText(entry.to_minute)))
    .join('、');
}
