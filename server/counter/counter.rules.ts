import { CHANNEL_CODE } from '../../shared/contract';
import { instant, MINUTE_MS, SECOND_MS, wallClock, type Instant } from '../../shared/kernel';
import {
  CODE_PREFIX,
  CODE_STEP_SECONDS,
  matchStep,
  parseCode,
  type CodeKind,
  type CodeSource,
  type ParsedCode,
} from '../../shared/rules';

/** C6: how long a scan is good for. */
export const TICKET_MS = 10 * MINUTE_MS;
/** How far back a code is still recognised as one that has run out, rather than one that never was. */
const RECOGNISED_MS = 30 * MINUTE_MS;
/** `matchStep` looks at three steps at a time. */
const LOOK_MS = 3 * CODE_STEP_SECONDS * SECOND_MS;

/** What a scanned or typed text is: 18 digits, a channel's code, or neither. */
export type ScannedText =
  | { readonly kind: 'code'; readonly code: ParsedCode }
  | { readonly kind: 'channel'; readonly channel_code: string }
  | { readonly kind: 'malformed' };

/**
 * Reads what the camera or the assistant gives: a dynamic code (blanks and hyphens are ignored), or the link, path
 * or bare code of a channel's QR.
 * @rule S2
 */
export function readScanned(text: string): ScannedText {
  const code = parseCode(text);
  if (code) return { kind: 'code', code };
  const trimmed = text.trim();
  const scene = /[?&#]scene=([^&#]*)/.exec(trimmed)?.[1];
  const channel = scene === undefined ? trimmed : decoded(scene);
  return CHANNEL_CODE.test(channel) ? { kind: 'channel', channel_code: channel } : { kind: 'malformed' };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The twelve digits that a code keeps from step to step: what is locked after too many failures. */
export function codeSubject(kind: CodeKind, number: string): string {
  return CODE_PREFIX[kind] + number;
}

/** The key under which a step is used up. @rule M7 */
export function stepKey(subject: string, purpose: 'scan', step: number): string {
  return `${subject}:${purpose}:${step}`;
}

/**
 * Whether the one-time digits are right now, were right within the last half hour, or neither.
 * @rule M7
 */
export function judgeCode(
  source: CodeSource & { readonly otp: string; readonly at: Instant },
): { readonly step: number } | 'expired' | 'unknown' {
  const step = matchStep(source);
  if (step !== null) return { step };
  for (let back = LOOK_MS; back <= RECOGNISED_MS; back += LOOK_MS) {
    if (source.at >= back && matchStep({ ...source, at: instant(source.at - back) }) !== null)
      return 'expired';
  }
  return 'unknown';
}

/** `11月22日 18:05` on the wall of a store: when something was done, to be read aloud. */
export function spokenTime(at: Instant, timezone: string): string {
  const { day, minute_of_day: minute } = wallClock(at, timezone);
  return `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日 ${timeText(minute)}`;
}

function timeText(minuteOfDay: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** `18:06`, on the wall of a store, of the first full minute that is not before `at`: from when on something goes again. */
export function nextMinuteText(at: Instant, timezone: string): string {
  return timeText(wallClock(instant(Math.ceil(at / MINUTE_MS) * MINUTE_MS), timezone).minute_of_day);
}
