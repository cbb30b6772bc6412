import { marks, type Reader } from '../platform/database';
import { inviteCodes, type InviteCodeRow } from './referrals.entity';

/** Whose these codes are, by code; one that nobody has is left out. @rule R1 */
export async function codesOf(
  read: Reader,
  codes: readonly string[],
): Promise<ReadonlyMap<string, InviteCodeRow>> {
  const wanted = [...new Set(codes)];
  if (wanted.length === 0) return new Map();
  const rows = await read.query(`SELECT * FROM invite_codes WHERE code IN (${marks(wanted.length)})`, wanted);
  return new Map(rows.map((raw) => inviteCodes.decode(raw)).map((row) => [row.code, row]));
}
