import type { ErrorCode } from '@shared/contract';
import type { SessionState } from './session';

/** What must be true of a person whom the server refuses with this code for being nobody of that kind. */
const DENIED: Readonly<Partial<Record<ErrorCode, (known: SessionState) => boolean>>> = {
  not_a_member: (known) => known.member !== null,
  not_staff: (known) => known.staff !== null,
  staff_without_store: (known) => (known.staff?.stores.length ?? 0) > 0,
  wrong_store: (known) => known.staff !== null,
};

/**
 * Whether a refusal contradicts what this phone believes of its person: an account closed, a staff record removed, a
 * store taken away. Then it must log in anew, so that the screens show what is true.
 */
export function contradicts(code: string, known: SessionState | null): boolean {
  return known !== null && DENIED[code as ErrorCode]?.(known) === true;
}
