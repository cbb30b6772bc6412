import { instant, type Instant } from '../../../shared/kernel';
import { Refusal } from './refusal';

const FIRST = Date.parse('1970-01-01T00:00:00.000Z');
/** Short of the last instant by so much that no time zone and no sum of days leads beyond year 9999. */
const END = Date.parse('9999-01-01T00:00:00.000Z');

/** Why an instant that somebody entered is none that we can reckon with, or null. */
export function instantFault(text: string): string | null {
  const at = Date.parse(text);
  return at >= FIRST && at < END ? null : '时间要在 1970 年到 9998 年之间';
}

/**
 * The instant of a text that the contract found well-formed; null for null.
 * @throws Refusal `malformed` that names `field` for a year that is too far off
 */
export function instantOf(field: string, text: string): Instant;
export function instantOf(field: string, text: string | null): Instant | null;
export function instantOf(field: string, text: string | null): Instant | null {
  if (text === null) return null;
  const problem = instantFault(text);
  if (problem !== null) throw new Refusal('malformed', {}, { fields: [{ field, problem }] });
  return instant(Date.parse(text));
}
