import type { Actor } from '../../ledger';
import type { ConsolePrincipal } from '../../platform/auth';

/** A console account as the ledger records it (L8). */
export function consoleActor(principal: ConsolePrincipal): Actor {
  return { kind: 'console', id: principal.account_id };
}
