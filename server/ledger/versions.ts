import type { Reader } from '../platform/database';
import type { OwnerKey } from './owners';

/**
 * How often an owner has been locked and written under until now. Read before anything else while preparing, it tells
 * under the lock whether anybody came between: it is one more then, and no other number.
 */
export async function versionOf(read: Reader, key: OwnerKey): Promise<number> {
  const [row] = await read.query<{ version: number | string }>(
    'SELECT version FROM owners WHERE owner_key = ?',
    [key],
  );
  return Number(row?.version ?? 0);
}
