import type { AccountSpec } from './chart';
import type { AccountRow } from './ledger.entity';

/** An account that has never been posted to. `created_at` is set when it is written. */
export function emptyAccount(spec: AccountSpec): AccountRow {
  return {
    id: spec.id,
    owner_key: spec.owner,
    kind: spec.kind,
    asset: spec.asset,
    limited: spec.limited,
    debits_posted: 0,
    credits_posted: 0,
    debits_pending: 0,
    credits_pending: 0,
    created_at: 0 as AccountRow['created_at'],
  };
}

/** Roughly how many bytes a row takes in a statement. */
export function weightOf(row: object): number {
  let bytes = 0;
  for (const value of Object.values(row) as unknown[]) {
    if (typeof value === 'string') bytes += value.length;
    else bytes += typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8;
  }
  return bytes;
}
