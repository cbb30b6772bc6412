import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ConsoleRole } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { ConsolePrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';

/** Bearer tokens of the console are opaque: the row of the session says whose it is, at every request anew. */
@Injectable()
export class ConsoleSessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Whose session a token is, or null when it is unknown, expired or ended. One read by a unique key. */
  async principalOf(token: string): Promise<ConsolePrincipal | null> {
    const [row] = await this.database.read.query<{
      session_id: Id<'session'>;
      account_id: Id<'account'>;
      name: string;
      role: ConsoleRole;
    }>(
      `SELECT s.id AS session_id, a.id AS account_id, a.name AS name, a.role AS role
       FROM console_sessions s JOIN console_accounts a ON a.id = s.account_id
       WHERE s.token_hash = ? AND s.revoked_at IS NULL AND s.expires_at > ?`,
      [sessionHashOf(token), this.clock.now()],
    );
    return row ? { kind: 'console', ...row } : null;
  }
}

/** What a session is found by. Tokens carry 256 random bits: a plain hash is enough to keep them unreadable. */
export function sessionHashOf(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('base64url');
}
