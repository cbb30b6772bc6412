import {
  choice,
  dayColumn,
  flag,
  id,
  instantColumn,
  integer,
  json,
  longText,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';
import { ASSETS } from './chart';

/** Natural keys: kind, owner, sub-key; the longest is a member's quota for a template and a day. */
export const ACCOUNT_ID_LENGTH = 140;
export const OWNER_KEY_LENGTH = 120;
/** `<audience>:<person>:<client key>` */
export const IDEM_LENGTH = 160;

export const ACTOR_KINDS = ['member', 'person', 'staff', 'console', 'system', 'till'] as const;

/** What locks are taken on. Nothing references it. */
export const owners = table(
  'owners',
  { owner_key: text(OWNER_KEY_LENGTH), version: integer(0) },
  { primary: ['owner_key'] },
);

/** @rule L1 Four counters per account; a limited account's available balance is never negative. */
export const accounts = table(
  'accounts',
  {
    id: text(ACCOUNT_ID_LENGTH),
    owner_key: nullable(text(OWNER_KEY_LENGTH)),
    kind: text(32),
    asset: choice(ASSETS),
    limited: flag(),
    debits_posted: integer(0),
    credits_posted: integer(0),
    debits_pending: integer(0),
    credits_pending: integer(0),
    created_at: instantColumn(),
  },
  {
    primary: ['id'],
    index: { owner: ['owner_key', 'asset'] },
    // nobody asks for all of a member's quotas: a claim opens one for each
    where: { owner: "asset = 'points'" },
    checks: { available: 'limited = 0 OR credits_posted - debits_posted - debits_pending >= 0' },
  },
);
export type AccountRow = Row<typeof accounts>;

export const TRANSFER_KINDS = ['single', 'pending', 'post', 'void'] as const;

/** @rule L2 @rule L8 A transfer never changes once written: who, why, when, where. */
export const transfers = table(
  'transfers',
  {
    id: id('transfer'),
    kind: choice(TRANSFER_KINDS),
    asset: choice(ASSETS),
    debit_account: text(ACCOUNT_ID_LENGTH),
    credit_account: text(ACCOUNT_ID_LENGTH),
    amount: integer(1),
    /** Of a post or void: the hold it resolves. */
    hold_id: nullable(id('transfer')),
    /** Of a correction: the transfer it corrects. */
    corrects_id: nullable(id('transfer')),
    code: text(40),
    reference: nullable(text(64)),
    command_id: id('command'),
    actor_kind: choice(ACTOR_KINDS),
    actor_id: text(64),
    merchant_id: nullable(id('merchant')),
    store_id: nullable(id('store')),
    subject: text(OWNER_KEY_LENGTH),
    subject_version: integer(1),
    ordinal: integer(0),
    day: dayColumn(),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { hold: ['hold_id'] }, where: { hold: 'hold_id IS NOT NULL' } },
);
export type TransferRow = Row<typeof transfers>;

export const HOLD_STATES = ['open', 'posted', 'voided'] as const;

/** @rule L3 The state of a pending transfer; resolved at most once. */
export const holds = table(
  'holds',
  {
    id: id('transfer'),
    debit_account: text(ACCOUNT_ID_LENGTH),
    credit_account: text(ACCOUNT_ID_LENGTH),
    asset: choice(ASSETS),
    amount: integer(1),
    state: choice(HOLD_STATES),
    posted_amount: integer(0),
    subject: text(OWNER_KEY_LENGTH),
    /** Null where the account is a system account. */
    debit_owner: nullable(text(OWNER_KEY_LENGTH)),
    credit_owner: nullable(text(OWNER_KEY_LENGTH)),
    code: text(40),
    reference: nullable(text(64)),
    deadline_at: instantColumn(),
    on_deadline: choice(['post', 'void']),
    resolved_at: nullable(instantColumn()),
  },
  {
    primary: ['id'],
    index: { deadline: ['state', 'deadline_at'], credit: ['credit_owner', 'state', 'deadline_at'] },
  },
);
export type HoldRow = Row<typeof holds>;

/** @rule L5 An accepted command's key, with the hash of what was asked and the answer given. */
export const commands = table(
  'commands',
  {
    id: id('command'),
    idem: text(IDEM_LENGTH),
    hash: text(64),
    kind: text(40),
    answer: longText(),
    actor_kind: choice(ACTOR_KINDS),
    actor_id: text(64),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { idem: ['idem'] } },
);
export type CommandRow = Row<typeof commands>;

/** What happened, written in the command's own commit. Rows are never changed. */
export const outbox = table(
  'outbox',
  {
    id: id('event'),
    owner_key: text(OWNER_KEY_LENGTH),
    owner_version: integer(1),
    ordinal: integer(0),
    type: text(40),
    data: json<EventData>(),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { order: ['owner_key', 'owner_version', 'ordinal'] } },
);
export type OutboxRow = Row<typeof outbox>;

/**
 * Events that somebody waits for, written with them and deleted once delivered: at least once, per owner in order. An
 * event that nobody waits for has no row here.
 */
export const deliveries = table(
  'deliveries',
  {
    /** The event; the next four are what it says. */
    id: id('event'),
    owner_key: text(OWNER_KEY_LENGTH),
    owner_version: integer(1),
    ordinal: integer(0),
    at: instantColumn(),
    state: choice(['pending', 'parked']),
    attempts: integer(0),
    next_attempt_at: instantColumn(),
    problem: nullable(text(300)),
  },
  { primary: ['id'], index: { due: ['state', 'owner_key', 'owner_version', 'ordinal'] } },
);
export type DeliveryRow = Row<typeof deliveries>;

/** Who works on what: taken and renewed by compare-and-set, free again when the time is over. */
export const leases = table(
  'leases',
  { name: text(64), holder: text(64), until_at: instantColumn() },
  { primary: ['name'] },
);

/** Ids and numbers only: no personal data, no secrets. */
export type EventData = Readonly<Record<string, string | number | null>>;

export const LEDGER_TABLES = [
  owners,
  accounts,
  transfers,
  holds,
  commands,
  outbox,
  deliveries,
  leases,
] as const;
