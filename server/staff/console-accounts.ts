import { Injectable } from '@nestjs/common';
import type { ConsoleRole } from '../../shared/contract';
import { instant, toRfc3339, type Id } from '../../shared/kernel';
import { accepted, Ledger, type Accepted, type Actor } from '../ledger';
import { changedTo } from '../merchants';
import type { ConsolePrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Keyring } from '../platform/crypto';
import { Database } from '../platform/database';
import { Refusal } from '../platform/http';
import { Ids } from '../platform/ids';
import { Random } from '../platform/random';
import { createAccount, endSession, openSession, setUp, type Opened } from './accounts.commands';
import { sessionHashOf } from './console-sessions';
import { SetupToken } from './setup-token';
import { SignInGuard } from './sign-in-guard';
import { consoleAccounts, type AccountRow } from './staff.entity';

const TOKEN_BYTES = 32;
/** Who acts before anybody is signed in. */
const NOBODY: Actor = { kind: 'system', id: 'sign-in' };

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export interface AccountView {
  readonly id: Id<'account'>;
  readonly name: string;
  readonly role: ConsoleRole;
}

export interface SessionView {
  readonly token: string;
  readonly expires_at: string;
  readonly account: AccountView;
}

/** Console accounts and their sessions: who may sign in, and who is. */
@Injectable()
export class ConsoleAccounts {
  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly keyring: Keyring,
    private readonly random: Random,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly setupToken: SetupToken,
    private readonly guard: SignInGuard,
  ) {}

  /**
   * Creates the first operator and signs them in.
   * @throws Refusal `setup_closed` once an account exists, `setup_token_wrong`
   */
  async setUp(token: string, { name, password }: Credentials): Promise<SessionView> {
    if (!(await this.setupToken.isOpen())) throw new Refusal('setup_closed');
    if (!this.setupToken.matches(token)) throw new Refusal('setup_token_wrong');
    const session = this.drawToken();
    const input = {
      name,
      password_hash: await this.keyring.hashPassword(password),
      token_hash: sessionHashOf(session),
    };
    const { answer } = await accepted(
      this.ledger.run(setUp, input, { key: this.ownKey('setup'), actor: NOBODY }),
    );
    return viewOf(session, answer, { id: answer.account_id, name, role: 'admin' });
  }

  /**
   * Signs in. A wrong name and a wrong password are answered alike and as late.
   * @param address network address of whoever asks
   * @throws Refusal `wrong_credentials`, `too_many_requests`
   */
  async signIn({ name, password }: Credentials, address: string): Promise<SessionView> {
    const account = await this.guard.attempt(name, address, () => this.accountOf(name, password));
    if (!account) throw new Refusal('wrong_credentials');
    const isBehind = this.keyring.passwordNeedsRehash(account.password_hash);
    const rehashed = isBehind ? await this.keyring.hashPassword(password) : null;
    const session = this.drawToken();
    const input = { account_id: account.id, token_hash: sessionHashOf(session), rehashed };
    const actor: Actor = { kind: 'console', id: account.id };
    const { answer } = await accepted(
      this.ledger.run(openSession, input, { key: this.ownKey('session'), actor }),
    );
    return viewOf(session, answer, { id: account.id, name: account.name, role: account.role });
  }

  /** Ends the caller's session; from the next request on its token is worth nothing. */
  async signOut(principal: ConsolePrincipal): Promise<void> {
    const input = { account_id: principal.account_id, session_id: principal.session_id };
    const actor: Actor = { kind: 'console', id: principal.account_id };
    await accepted(this.ledger.run(endSession, input, { key: this.ownKey('session'), actor }));
  }

  /** Creates an account. @throws Refusal `account_name_taken` */
  async create(
    { name, password, role }: Credentials & { readonly role: ConsoleRole },
    by: { readonly key: string; readonly actor: Actor },
  ): Promise<Accepted<AccountView>> {
    const input = { name, role, password_hash: await this.keyring.hashPassword(password) };
    // The salt differs at every call, and a plain hash of the password must not be stored with the key: hence a MAC.
    const content = { name, role, password: this.keyring.sign('password-content', password) };
    const { answer, replayed } = await accepted(this.ledger.run(createAccount, input, { ...by, content }));
    return { answer: await changedTo<AccountView>(this.database.read, answer.change_id), replayed };
  }

  /** The account with this name and password, or null. */
  private async accountOf(name: string, password: string): Promise<AccountRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM console_accounts WHERE name = ?', [name]);
    const account = raw ? consoleAccounts.decode(raw) : null;
    const isRight = await this.keyring.verifyPassword(password, account?.password_hash ?? null);
    return isRight ? account : null;
  }

  private drawToken(): string {
    return this.random.bytes(TOKEN_BYTES).toString('base64url');
  }

  /** Sessions have no key of the client's: whoever loses the answer signs in again. */
  private ownKey(what: string): string {
    return `${what}:${this.ids.ulid(this.clock.now())}`;
  }
}

function viewOf(token: string, opened: Opened, account: AccountView): SessionView {
  return { token, expires_at: toRfc3339(instant(opened.expires_at)), account };
}
