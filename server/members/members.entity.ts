import { NICKNAME_MAX } from '../../shared/contract';
import {
  choice,
  dayColumn,
  flag,
  id,
  instantColumn,
  integer,
  longText,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';
import { VERDICTS } from '../wechat';
import { PICTURE_MEDIA } from './pictures.rules';

/** Longest openid or unionid; WeChat's have 28 characters. */
export const WECHAT_ID_LENGTH = 64;
/** Length of a keyed hash. */
const FINGERPRINT_LENGTH = 43;
const SEALED_LENGTH = 200;

/** @rule M2 Everybody who ever logged in, joined or not: one row per openid. */
export const people = table(
  'people',
  {
    id: id('person'),
    openid: text(WECHAT_ID_LENGTH),
    unionid: nullable(text(WECHAT_ID_LENGTH)),
    created_at: instantColumn(),
  },
  { primary: ['id'], unique: { openid: ['openid'], unionid: ['unionid'] } },
);
export type PersonRow = Row<typeof people>;

/**
 * @rule M2 One member per person and per phone number.
 * @rule M3 How they came, written once.
 * @rule M6 The phone number sealed and as a keyed hash; consent with its version and time.
 */
export const members = table(
  'members',
  {
    id: id('member'),
    person_id: id('person'),
    card_no: text(10),
    /** A column counts in halves of surrogate pairs. */
    nickname: nullable(text(2 * NICKNAME_MAX)),
    phone_sealed: nullable(text(SEALED_LENGTH)),
    phone_hash: nullable(text(FINGERPRINT_LENGTH)),
    code_secret_sealed: text(SEALED_LENGTH),
    terms_version: text(16),
    marketing_consent: flag(),
    consent_at: instantColumn(),
    joined_at: instantColumn(),
    joined_day: dayColumn(),
    first_visit_id: nullable(id('visit')),
    first_channel_id: nullable(id('channel')),
    first_store_id: nullable(id('store')),
    first_staff_id: nullable(id('staff')),
    /** Purchases that were not undone; a member without any is a new one (C3). */
    purchases_count: integer(0),
    /** M4: the level, from 1; 0 until it was first looked at. Since when, and when it is looked at again. */
    tier_level: integer(0),
    tier_since_at: nullable(instantColumn()),
    /** Null where there is nothing to lose. The program's day. */
    tier_review_on: nullable(dayColumn()),
    /** The review that the member was last reminded of. */
    tier_reminded_of: nullable(dayColumn()),
    /** M6a: set once. */
    birthday_month: nullable(integer(1)),
    birthday_day: nullable(integer(1)),
    birthday_set_at: nullable(instantColumn()),
    version: integer(1),
  },
  {
    primary: ['id'],
    unique: { person: ['person_id'], card_no: ['card_no'], phone_hash: ['phone_hash'] },
    index: {
      channel: ['first_channel_id'],
      joined: ['joined_day', 'id'],
      review: ['tier_review_on', 'id'],
      birthday: ['birthday_month', 'birthday_day', 'id'],
    },
    checks: {
      birthday:
        '(birthday_month IS NULL AND birthday_day IS NULL AND birthday_set_at IS NULL) OR (birthday_month IS NOT NULL AND birthday_day IS NOT NULL AND birthday_set_at IS NOT NULL)',
    },
  },
);
export type MemberRow = Row<typeof members>;

/** @rule M6 What remains of a member who closed the account, so that joining again earns no new-member gifts. */
export const closedIdentities = table(
  'closed_identities',
  {
    /** `<kind>:<keyed hash>` */
    id: text(60),
    kind: choice(['openid', 'phone']),
    closed_at: instantColumn(),
  },
  { primary: ['id'] },
);

/** @rule R7 A number that a member gave up for another: whoever has it next is not the first. */
export const releasedPhones = table(
  'released_phones',
  {
    /** Keyed hash. */
    id: text(FINGERPRINT_LENGTH),
    /** Who had it last. */
    member_id: id('member'),
    released_at: instantColumn(),
  },
  { primary: ['id'] },
);

/** What a person agreed to, or took back. */
export const CONSENT_KINDS = ['terms', 'marketing'] as const;

/** @rule M6 Every consent and every withdrawal, with the version of the document and the time. */
export const consents = table(
  'consents',
  {
    id: id('history'),
    member_id: id('member'),
    kind: choice(CONSENT_KINDS),
    granted: flag(),
    /** Of the document that was shown. */
    document_version: text(16),
    /** The member's version after it: the order in which they were given. */
    member_version: integer(1),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { member: ['member_id', 'kind', 'member_version'] } },
);

/** Length of a picture's id, which nobody can guess. */
const PICTURE_ID_LENGTH = 43;
/** `none`: taken away, or never set. */
export const AVATAR_STATES = ['checking', 'passed', 'refused', 'none'] as const;

/** @rule M6a A member's own picture and where its check stands; a member without one may have no row. */
export const avatars = table(
  'avatars',
  {
    member_id: id('member'),
    picture_id: nullable(text(PICTURE_ID_LENGTH)),
    state: choice(AVATAR_STATES),
    /** Under which WeChat will tell its verdict; null until it was asked. */
    trace_id: nullable(text(64)),
    /** How often WeChat was asked about this picture. */
    attempts: integer(0),
    /** When WeChat is to be asked (again); null when there is nothing to ask. */
    next_check_at: nullable(instantColumn()),
    version: integer(1),
  },
  {
    primary: ['member_id'],
    unique: { picture: ['picture_id'], trace: ['trace_id'] },
    index: { due: ['next_check_at'] },
    checks: {
      shown:
        "(state IN ('checking', 'passed') AND picture_id IS NOT NULL) OR (state IN ('refused', 'none') AND picture_id IS NULL)",
      due: "state = 'checking' OR next_check_at IS NULL",
    },
  },
);
export type AvatarRow = Row<typeof avatars>;

/** Verdicts that WeChat pushed, one row per message: what comes twice counts once. */
export const mediaVerdicts = table(
  'media_verdicts',
  {
    event_key: text(FINGERPRINT_LENGTH),
    /** One for each timestamp and nonce, which nobody may use again for something else. */
    request_key: text(FINGERPRINT_LENGTH),
    trace_id: text(64),
    verdict: choice(VERDICTS),
    at: instantColumn(),
  },
  { primary: ['event_key'], unique: { request: ['request_key'] }, index: { trace: ['trace_id'] } },
);

/**
 * Pictures that were handed in. Written outside the ledger, before the command that names them: bytes have no place
 * in its batches. One that nothing names is purged after a day.
 */
export const pictures = table(
  'pictures',
  {
    id: text(PICTURE_ID_LENGTH),
    media: choice(PICTURE_MEDIA),
    pieces: integer(1),
    stored_at: instantColumn(),
  },
  { primary: ['id'], index: { stored: ['stored_at'] } },
);

/** Their bytes in base64, cut to what a text column holds on every database. */
export const picturePieces = table(
  'picture_pieces',
  {
    id: text(PICTURE_ID_LENGTH + 4),
    picture_id: text(PICTURE_ID_LENGTH),
    ordinal: integer(0),
    content: longText(),
  },
  { primary: ['id'], index: { picture: ['picture_id', 'ordinal'] } },
);

export const MEMBERS_TABLES = [
  people,
  members,
  consents,
  closedIdentities,
  releasedPhones,
  avatars,
  mediaVerdicts,
  pictures,
  picturePieces,
] as const;
