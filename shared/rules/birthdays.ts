import { addDays, day, type Day } from '../kernel/time';

/** A day of the year; the year of birth is nobody's business. */
export interface Birthday {
  readonly month: number;
  readonly day: number;
}

/** From setting a birthday to the first day on which it counts. */
const COUNTS_AFTER_DAYS = 7;
/** As long as any month is; 29 February is a birthday, too. */
const LONGEST = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Whether the calendar has such a day, in a leap year at least. @rule M6a */
export function isRealBirthday(birthday: Birthday): boolean {
  return birthday.day >= 1 && birthday.day <= (LONGEST[birthday.month - 1] ?? 0);
}

/** The date of a birthday in a year; 29 February is kept on the 28th where there is none. @rule M6a */
export function birthdayIn(year: number, birthday: Birthday): Day {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const date = birthday.month === 2 && birthday.day === 29 && !isLeap ? 28 : birthday.day;
  const two = (value: number): string => String(value).padStart(2, '0');
  return day(`${String(year).padStart(4, '0')}-${two(birthday.month)}-${two(date)}`);
}

/** The birthdays that are kept on a date: its own, and 29 February on the 28th of a year without one. @rule M6a */
export function birthdaysOn(date: Day): Birthday[] {
  const own = { month: Number(date.slice(5, 7)), day: Number(date.slice(8)) };
  const leap = { month: 2, day: 29 };
  const isMoved = own.day !== leap.day && birthdayIn(Number(date.slice(0, 4)), leap) === date;
  return isMoved ? [own, leap] : [own];
}

/** From which day a birthday counts that was set on `setOn`, both in the program's zone. @rule M6a */
export function birthdayCountsFrom(setOn: Day): Day {
  return addDays(setOn, COUNTS_AFTER_DAYS);
}
