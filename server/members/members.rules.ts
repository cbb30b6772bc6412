import { ID_PREFIX, maskPhone, type Id } from '../../shared/kernel';

/**
 * The member that a person is or will be: the same characters under another prefix. A join has to lock the
 * member's owner before it is decided, thus before the engine hands out ids; and since a person joins at most
 * once (M2), the person's id makes a good one. `people.id` is unique, so no two members can share it.
 * @rule M2
 */
export function memberIdOf(person: Id<'person'>): Id<'member'> {
  return `${ID_PREFIX.member}_${person.slice(ID_PREFIX.person.length + 1)}`;
}

/**
 * Key of what remains of a closed account, by the keyed hash of its openid or phone number.
 * @rule M6
 */
export function closedId(kind: 'openid' | 'phone', hash: string): string {
  return `${kind}:${hash}`;
}

/** A phone number as WeChat tells it. */
export interface PhoneNumber {
  /** National digits. */
  readonly phone: string;
  /** Without a plus. */
  readonly country_code: string;
}

/** The one way a number is written before it is hashed or sealed: `+8613812345678`. */
export function canonicalPhone({ phone, country_code }: PhoneNumber): string {
  return `+${country_code}${phone}`;
}

const HOME = '+86';

/** `138****5678`; a number from elsewhere keeps its plus and country. @rule M6 */
export function maskedPhone(canonical: string): string {
  return maskPhone(canonical.startsWith(HOME) ? canonical.slice(HOME.length) : canonical);
}

/** What a reader takes for one character. WeChat's engine on Android has no such thing: names are masked here. */
const CHARACTERS = new Intl.Segmenter('zh', { granularity: 'grapheme' });

/**
 * First character and stars: what others may see of a nickname. Flags, families and letters with marks stay whole.
 * @rule M6
 */
export function maskName(name: string): string {
  const [first] = CHARACTERS.segment(name);
  return first === undefined ? '会员' : `${first.segment}**`;
}

/** Where a reader of a member's stream stands. Owner versions begin at 1, so the zero cursor precedes everything. */
export interface StreamCursor {
  readonly version: number;
  readonly ordinal: number;
}

export const STREAM_START: StreamCursor = { version: 0, ordinal: 0 };

const CURSOR = /^(\d{1,15})\.(\d{1,15})$/;

/** `<version>.<ordinal>`, opaque to clients. */
export function writeCursor({ version, ordinal }: StreamCursor): string {
  return `${version}.${ordinal}`;
}

/** The cursor, or null for a text that none of ours is. */
export function readCursor(text: string): StreamCursor | null {
  const [, version, ordinal] = CURSOR.exec(text) ?? [];
  return version === undefined || ordinal === undefined
    ? null
    : { version: Number(version), ordinal: Number(ordinal) };
}
