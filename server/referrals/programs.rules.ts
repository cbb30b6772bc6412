import type { Id, Instant } from '../../shared/kernel';
import type { ProgramRow } from './referrals.entity';

/** Whether friends can be invited to a program and be bound by it: active, begun, not over. @rule R1 @rule R2 */
export function isRunning(
  program: Pick<ProgramRow, 'state' | 'starts_at' | 'ends_at'>,
  at: Instant,
): boolean {
  return program.state === 'active' && program.starts_at <= at && at < program.ends_at;
}

/** Key of one version of a program's rules. */
export function termsId(programId: Id<'referral_program'>, no: number): string {
  return `${programId}:${no}`;
}
