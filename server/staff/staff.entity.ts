import { CONSOLE_ROLES } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import {
  choice,
  id,
  instantColumn,
  integer,
  json,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

export const STAFF_ROLES = ['clerk', 'manager'] as const;
export const STAFF_STATES = ['active', 'left'] as const;

/** HMAC-SHA-256 as base64url. */
const MAC_LENGTH = 43;

/** A person who works at one or more stores. */
export const staff = table(
  'staff',
  {
    id: id('staff'),
    name: text(20),
    role: choice(STAFF_ROLES),
    /** Asked for by person only, never searched: no table of its own. */
    store_ids: json<readonly Id<'store'>[]>(),
    person_id: nullable(id('person')),
    state: choice(STAFF_STATES),
    /** The invitation's code is derived from id and version (S1); only a keyed hash to find it by is kept. */
    invitation_version: integer(0),
    invitation_hash: nullable(text(MAC_LENGTH)),
    invitation_expires_at: instantColumn(),
    invitation_used_at: nullable(instantColumn()),
    version: integer(1),
    created_at: instantColumn(),
  },
  { primary: ['id'], unique: { person: ['person_id'], invitation: ['invitation_hash'] } },
);
export type StaffRow = Row<typeof staff>;

/** Somebody who signs in to the console by name and password. */
export const consoleAccounts = table(
  'console_accounts',
  {
    id: id('account'),
    name: text(40),
    /** scrypt with its parameters and salt. */
    password_hash: text(160),
    role: choice(CONSOLE_ROLES),
    created_at: instantColumn(),
  },
  { primary: ['id'], unique: { name: ['name'] } },
);
export type AccountRow = Row<typeof consoleAccounts>;

/** A signed-in console. The token is nowhere; its SHA-256 finds the row. */
export const consoleSessions = table(
  'console_sessions',
  {
    id: id('session'),
    token_hash: text(MAC_LENGTH),
    account_id: id('account'),
    expires_at: instantColumn(),
    revoked_at: nullable(instantColumn()),
    created_at: instantColumn(),
  },
  { primary: ['id'], unique: { token: ['token_hash'] }, index: { account: ['account_id'] } },
);
export type SessionRow = Row<typeof consoleSessions>;

/**
 * Sign-ins to the console that failed, or are being tried. Kept for two minutes, outside the ledger: a refusal writes
 * nothing, and these must be remembered just then. Names and networks stand here as keyed hashes: what was typed for a
 * name may be a password.
 */
export const signInFailures = table(
  'sign_in_failures',
  { id: text(26), account_mac: text(MAC_LENGTH), place_mac: text(MAC_LENGTH), at: instantColumn() },
  {
    primary: ['id'],
    index: { account: ['account_mac', 'at'], place: ['place_mac', 'at'], age: ['at'] },
  },
);
