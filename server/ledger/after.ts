import type { Asset } from './chart';
import type { Loaded, Parts, TransferSpec } from './command';
import type { AccountRow } from './ledger.entity';
import type { OwnerKey } from './owners';

/**
 * What a decision would see of accounts if `parts` had been applied: for an act that is made of several steps on the
 * same accounts. Rows and holds are as they were.
 */
export function seenAfter(loaded: Loaded, { transfers }: Pick<Parts, 'transfers'>): Loaded {
  const now = (row: AccountRow): AccountRow =>
    transfers.reduce((seen, transfer) => after(loaded, seen, transfer), row);
  return {
    account: (spec) => now(loaded.account(spec)),
    accountsOf(owner: OwnerKey, asset: Asset) {
      // one that the parts open is there afterwards
      for (const transfer of transfers) {
        if (transfer.kind === 'post' || transfer.kind === 'void') continue;
        for (const spec of [transfer.debit, transfer.credit])
          if (spec.owner === owner && spec.asset === asset) loaded.account(spec);
      }
      return loaded.accountsOf(owner, asset).map(now);
    },
    get: (table, id) => loaded.get(table, id),
    find: (table, column, value) => loaded.find(table, column, value),
    hold: (id) => loaded.hold(id),
  };
}

function after(loaded: Loaded, row: AccountRow, transfer: TransferSpec): AccountRow {
  if (transfer.kind === 'single' || transfer.kind === 'pending') {
    const debits = transfer.debit.id === row.id ? transfer.amount : 0;
    const credits = transfer.credit.id === row.id ? transfer.amount : 0;
    return moved(row, transfer.kind === 'single' ? [debits, credits, 0, 0] : [0, 0, debits, credits]);
  }
  const hold = loaded.hold(transfer.hold);
  if (!hold) throw new Error(`hold ${transfer.hold} was not loaded`);
  const posted = transfer.kind === 'void' ? 0 : (transfer.amount ?? hold.amount);
  const [isDebit, isCredit] = [Number(hold.debit_account === row.id), Number(hold.credit_account === row.id)];
  return moved(row, [isDebit * posted, isCredit * posted, -isDebit * hold.amount, -isCredit * hold.amount]);
}

/** A row with something added to its counters: debits and credits posted, debits and credits pending. */
function moved(row: AccountRow, by: readonly [number, number, number, number]): AccountRow {
  return {
    ...row,
    debits_posted: row.debits_posted + by[0],
    credits_posted: row.credits_posted + by[1],
    debits_pending: row.debits_pending + by[2],
    credits_pending: row.credits_pending + by[3],
  };
}
