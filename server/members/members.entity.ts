import {
  dayColumn,
  flag,
  id,
  instantColumn,
  integer,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

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
    nickname: nullable(text(20)),
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
    version: integer(1),
  },
  {
    primary: ['id'],
    unique: { person: ['person_id'], card_no: ['card_no'], phone_hash: ['phone_hash'] },
    index: { channel: ['first_channel_id'], joined: ['joined_day', 'id'] },
  },
);
export type MemberRow = Row<typeof members>;

export const MEMBERS_TABLES = [people, members] as const;
