import { SECOND_MS, type Instant } from '../kernel/time';
import { hmacSha256 } from './sha256';

/** What a code stands for, and its first two digits. None of them reads as a payment code at a till. */
export const CODE_PREFIX = { member: '66', coupon: '67', pickup: '68', receipt: '69' } as const;
export type CodeKind = keyof typeof CODE_PREFIX;

export const CODE_STEP_SECONDS = 60;
export const CODE_LENGTH = 18;
const OTP_DIGITS = 6;
const STEP_MS = CODE_STEP_SECONDS * SECOND_MS;

/** The secret of a member and what it is used for. `number` is the ten digits of the card or coupon. */
export interface CodeSource {
  readonly secret: Uint8Array;
  readonly kind: CodeKind;
  readonly number: string;
}

/** A code as read: its form is right, its one-time digits are not yet checked. */
export interface ParsedCode {
  readonly kind: CodeKind;
  readonly number: string;
  readonly otp: string;
}

/** The Luhn check digit of nine digits. @throws RangeError on anything else */
export function luhnDigit(nineDigits: string): string {
  if (!/^[0-9]{9}$/.test(nineDigits)) throw new RangeError('luhnDigit: nine digits expected');
  let sum = 0;
  for (let i = 0; i < 9; i += 1) {
    const digit = Number(nineDigits.charAt(i)) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  // with the check digit the number has ten digits, so the odd places from the left are the doubled ones
  return String((10 - (sum % 10)) % 10);
}

/** Whether `tenDigits` is nine digits and their check digit. */
export function isLuhn(tenDigits: string): boolean {
  return /^[0-9]{10}$/.test(tenDigits) && luhnDigit(tenDigits.slice(0, 9)) === tenDigits.charAt(9);
}

/** The ten-digit number of nine random digits. @rule M7 */
export function numberFrom(nineDigits: string): string {
  return nineDigits + luhnDigit(nineDigits);
}

/** The 60-second step that `at` lies in, counted from the epoch. */
export function stepOf(at: Instant): number {
  return Math.floor(at / STEP_MS);
}

/** Whole seconds until the code changes, 1–60. */
export function secondsLeft(at: Instant): number {
  return Math.ceil((STEP_MS - (at % STEP_MS)) / SECOND_MS);
}

/**
 * One-time digits of a step: RFC 6238 with HMAC-SHA-256 and the dynamic truncation of RFC 4226, section 5.3.
 * @param key any length
 * @param step non-negative safe integer
 * @param digits 1–9
 */
export function totp(key: Uint8Array, step: number, digits: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setUint32(0, Math.floor(step / 2 ** 32));
  counter.setUint32(4, step % 2 ** 32);
  const mac = hmacSha256(key, new Uint8Array(counter.buffer));
  const offset = (mac[mac.length - 1] ?? 0) & 0x0f;
  const word = new DataView(mac.buffer).getUint32(offset) & 0x7fffffff;
  return String(word % 10 ** digits).padStart(digits, '0');
}

/**
 * The 18 digits to show at `at`: prefix, number, six one-time digits.
 * @rule M7
 * @throws RangeError when `number` is no Luhn number
 */
export function deriveCode(source: CodeSource & { readonly at: Instant }): string {
  if (!isLuhn(source.number)) throw new RangeError('deriveCode: not a code number');
  return CODE_PREFIX[source.kind] + source.number + totp(keyOf(source), stepOf(source.at), OTP_DIGITS);
}

/**
 * Reads a scanned or typed code. White space and hyphens are ignored; null for anything that is no code:
 * another length, another character, an unknown prefix, a wrong check digit.
 */
export function parseCode(text: string): ParsedCode | null {
  const digits = text.replace(/[\s-]/g, '');
  if (digits.length !== CODE_LENGTH || !/^[0-9]+$/.test(digits)) return null;
  const kind = kindOf(digits.slice(0, 2));
  const number = digits.slice(2, 12);
  return kind && isLuhn(number) ? { kind, number, otp: digits.slice(12) } : null;
}

/**
 * The step whose digits `otp` are: the current one, the one before or the one after; null when it is none of
 * them. Always computes and compares all three, so the time taken tells nothing. That a step counts only once
 * per purpose is for the caller to keep.
 * @rule M7
 */
export function matchStep(
  source: CodeSource & { readonly otp: string; readonly at: Instant },
): number | null {
  const key = keyOf(source);
  const now = stepOf(source.at);
  let found: number | null = null;
  // the current step last: should two steps share their digits, it wins
  for (const step of [Math.max(0, now - 1), now + 1, now]) {
    if (sameText(totp(key, step, OTP_DIGITS), source.otp)) found = step;
  }
  return found;
}

/**
 * Bytes of unpadded base64url (RFC 4648, section 5), the form in which a secret is delivered.
 * @throws RangeError on any other character, length or stray bit
 */
export function decodeBase64Url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let next = 0;
  for (let i = 0; i < text.length; i += 1) {
    const value = BASE64URL.indexOf(text.charAt(i));
    if (value < 0) throw new RangeError('not base64url');
    bits = ((bits << 6) | value) & 0xfff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[next] = bits >> held;
      next += 1;
    }
  }
  if (text.length % 4 === 1 || (bits & ((1 << held) - 1)) !== 0) throw new RangeError('not base64url');
  return bytes;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Every kind and number has a key of its own, so that one code tells nothing about another. */
function keyOf({ secret, kind, number }: CodeSource): Uint8Array {
  return hmacSha256(secret, ascii(`${kind}:${number}`));
}

function kindOf(prefix: string): CodeKind | null {
  const kinds = Object.keys(CODE_PREFIX) as CodeKind[];
  return kinds.find((kind) => CODE_PREFIX[kind] === prefix) ?? null;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length;
  for (let i = 0; i < one.length; i += 1) difference |= one.charCodeAt(i) ^ other.charCodeAt(i);
  return difference === 0;
}
