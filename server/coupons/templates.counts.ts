import type { Id } from '../../shared/kernel';
import { account, STRIPES, stripedId } from '../ledger';
import { marks, type Reader } from '../platform/database';

/** A sum of counters of an account. */
interface Held {
  readonly id: string;
  readonly held: number | string;
}

/** Ids asked for in one statement. */
const CHUNK = 500;

/** How many coupons of each template can still be claimed. A template without an account has none. */
export async function stockLeftOf(
  read: Reader,
  ids: readonly Id<'template'>[],
): Promise<Map<Id<'template'>, number>> {
  const held = await heldBy(
    read,
    ids.map((id) => account.stock(id).id),
  );
  return new Map(ids.map((id) => [id, held.get(account.stock(id).id) ?? 0]));
}

/** How many coupons of each template are kept for rewards that are promised. */
export async function reservedOf(
  read: Reader,
  ids: readonly Id<'template'>[],
): Promise<Map<Id<'template'>, number>> {
  const held = await countersBy(
    read,
    ids.map((id) => account.stock(id).id),
    'debits_pending',
  );
  return new Map(ids.map((id) => [id, held.get(account.stock(id).id) ?? 0]));
}

/** How many coupons of each template are used up, undone ones not counted. */
export async function redeemedOf(
  read: Reader,
  ids: readonly Id<'template'>[],
): Promise<Map<Id<'template'>, number>> {
  const stripes = (id: Id<'template'>): string[] =>
    Array.from({ length: STRIPES }, (_, stripe) => stripedId(account.stockRedeemed(id).id, stripe));
  const held = await heldBy(read, ids.flatMap(stripes));
  return new Map(
    ids.map((id) => [id, stripes(id).reduce((sum, stripe) => sum + (held.get(stripe) ?? 0), 0)]),
  );
}

async function heldBy(read: Reader, accountIds: readonly string[]): Promise<Map<string, number>> {
  return countersBy(read, accountIds, 'credits_posted - debits_posted - debits_pending');
}

async function countersBy(
  read: Reader,
  accountIds: readonly string[],
  counter: string,
): Promise<Map<string, number>> {
  const held = new Map<string, number>();
  for (let from = 0; from < accountIds.length; from += CHUNK) {
    const part = accountIds.slice(from, from + CHUNK);
    const rows = await read.query<Held>(
      `SELECT id, ${counter} AS held
       FROM accounts WHERE id IN (${marks(part.length)})`,
      part,
    );
    for (const row of rows) held.set(row.id, Number(row.held));
  }
  return held;
}
