import type { AccountSpec } from './chart';
import type { AccountRow } from './ledger.entity';

const NUMBER_BYTES = 8;

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

/** Roughly how many bytes a row, or what lies in one of its columns, takes in a statement. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return NUMBER_BYTES;
  const members = value as Readonly<Record<string, unknown>>;
  let bytes = 0;
  for (const name in members) bytes += name.length + weightOf(members[name]);
  return bytes;
}
