import { CONSOLE_ROLES, type ConsoleRole } from '../../shared/contract';
import { instant, type Id, type Instant } from '../../shared/kernel';
import { insert, owner, rowsBy, update, type Command, type DecideContext, type RowWrite } from '../ledger';
import { changeRow, drawId } from '../merchants';
import { consoleAccounts, consoleSessions, type AccountRow, type SessionRow } from './staff.entity';
import { SESSION_MS } from './staff.rules';

type Writing = Pick<DecideContext<unknown, unknown>, 'newId' | 'at' | 'actor'>;

/** A session by its ids; the token is not among them. */
export interface Opened {
  readonly account_id: Id<'account'>;
  readonly session_id: Id<'session'>;
  readonly expires_at: number;
}

function sessionOf(context: Writing, accountId: Id<'account'>, tokenHash: string): SessionRow {
  const expiresAt: Instant = instant(context.at + SESSION_MS);
  return {
    id: context.newId('session'),
    token_hash: tokenHash,
    account_id: accountId,
    expires_at: expiresAt,
    revoked_at: null,
    created_at: context.at,
  };
}

function accountWrites(
  context: Writing,
  row: AccountRow,
  commandKind: string,
): { changeId: Id<'history'>; writes: RowWrite[] } {
  const change = changeRow(context, {
    subject_kind: 'account',
    subject_id: row.id,
    command_kind: commandKind,
    old_values: null,
    new_values: { id: row.id, name: row.name, role: row.role },
  });
  return { changeId: change.id, writes: [insert(consoleAccounts, row), change.write] };
}

export interface SetUp {
  readonly name: string;
  readonly password_hash: string;
  readonly token_hash: string;
}

/** The first operator and their session. Of two at once one wins: both lock the same identity. */
export const setUp: Command<SetUp, { id: Id<'account'> }, Opened> = {
  kind: 'account.setup',
  async prepare(input, context) {
    const [first] = await context.read.query('SELECT id FROM console_accounts LIMIT 1');
    if (first) return { code: 'setup_closed' };
    const id = drawId('account', context);
    return {
      subject: owner.account(id),
      owners: [owner.account(id), owner.identity('setup', 'first'), owner.identity('account', input.name)],
      // every account there is: none, or just the one that was faster
      rows: [rowsBy(consoleAccounts, 'role', CONSOLE_ROLES)],
      seen: { id },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    if (CONSOLE_ROLES.some((role) => loaded.find(consoleAccounts, 'role', role).length > 0)) {
      return { refuse: 'setup_closed' };
    }
    const { name, password_hash } = input;
    const row: AccountRow = { id: seen.id, name, password_hash, role: 'admin', created_at: at };
    const session = sessionOf(context, row.id, input.token_hash);
    return {
      accept: { account_id: row.id, session_id: session.id, expires_at: session.expires_at },
      transfers: [],
      writes: [...accountWrites(context, row, 'account.setup').writes, insert(consoleSessions, session)],
      events: [],
    };
  },
};

export interface CreateAccount {
  readonly name: string;
  readonly role: ConsoleRole;
  readonly password_hash: string;
}

/** Creates a console account. */
export const createAccount: Command<
  CreateAccount,
  { id: Id<'account'> },
  { account_id: Id<'account'>; change_id: Id<'history'> }
> = {
  kind: 'account.create',
  prepare(input, context) {
    const id = drawId('account', context);
    return {
      subject: owner.account(id),
      owners: [owner.account(id), owner.identity('account', input.name)],
      rows: [rowsBy(consoleAccounts, 'name', [input.name])],
      seen: { id },
    };
  },
  decide(context) {
    const { input, seen, loaded, at } = context;
    if (loaded.find(consoleAccounts, 'name', input.name).length > 0) return { refuse: 'account_name_taken' };
    const row: AccountRow = { id: seen.id, ...input, created_at: at };
    const { changeId, writes } = accountWrites(context, row, 'account.create');
    return { accept: { account_id: row.id, change_id: changeId }, transfers: [], writes, events: [] };
  },
};

export interface OpenSession {
  readonly account_id: Id<'account'>;
  readonly token_hash: string;
  /** A stronger hash of the same password, when the stored one is behind today's cost. */
  readonly rehashed: string | null;
}

/** Opens a console session after the password was right. */
export const openSession: Command<OpenSession, null, Opened> = {
  kind: 'session.open',
  prepare({ account_id: accountId }) {
    return {
      subject: owner.account(accountId),
      owners: [owner.account(accountId)],
      rows: [rowsBy(consoleAccounts, 'id', [accountId])],
      seen: null,
    };
  },
  decide(context) {
    const { input, loaded } = context;
    const account = loaded.get(consoleAccounts, input.account_id);
    if (!account) return { refuse: 'wrong_credentials' };
    const session = sessionOf(context, account.id, input.token_hash);
    const rehash =
      input.rehashed === null
        ? []
        : [update(consoleAccounts, account.id, { password_hash: input.rehashed }, {})];
    return {
      accept: { account_id: account.id, session_id: session.id, expires_at: session.expires_at },
      transfers: [],
      writes: [insert(consoleSessions, session), ...rehash],
      events: [],
    };
  },
};

export interface EndSession {
  readonly account_id: Id<'account'>;
  readonly session_id: Id<'session'>;
}

/** Ends a session. Ending it again changes nothing. */
export const endSession: Command<EndSession, null, { session_id: Id<'session'> }> = {
  kind: 'session.end',
  prepare({ account_id: accountId, session_id: sessionId }) {
    return {
      subject: owner.account(accountId),
      owners: [owner.account(accountId)],
      rows: [rowsBy(consoleSessions, 'id', [sessionId])],
      seen: null,
    };
  },
  decide({ input, loaded, at }) {
    const session = loaded.get(consoleSessions, input.session_id);
    const isOver = session?.revoked_at !== null;
    return {
      accept: { session_id: input.session_id },
      transfers: [],
      writes: isOver ? [] : [update(consoleSessions, session.id, { revoked_at: at }, { revoked_at: null })],
      events: [],
    };
  },
};
