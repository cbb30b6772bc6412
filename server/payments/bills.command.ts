import { makeId, startOfDay, type Day, type Id } from '../../shared/kernel';
import { hashOf, insert, owner, rowsBy, update, type Command, type RowWrite } from '../ledger';
import { crockford, ulidTime } from '../platform/ids';
import { BILL_ZONE, type Difference } from './bills.rules';
import { billChecks, billDifferences } from './payments.entity';

/** Characters of chance in a ULID. */
const CHANCE = 16;

/** The id of a difference: the same one whenever its day is compared. */
export function differenceId(day: Day, difference: Difference): Id<'history'> {
  const { kind, out_trade_no, out_refund_no, transaction_id, ours_fen, theirs_fen } = difference;
  const content = { day, kind, out_trade_no, out_refund_no, transaction_id, ours_fen, theirs_fen };
  const bytes = Buffer.from(hashOf('bill', content), 'base64url').subarray(0, CHANCE);
  return makeId('history', ulidTime(startOfDay(day, BILL_ZONE)) + crockford(bytes), 0);
}

export interface BillCompared {
  readonly day: Day;
  /** Some of what differs. */
  readonly found: readonly Difference[];
  /** Some of what differed when it was compared before, and does no longer. */
  readonly gone: readonly Id<'history'>[];
  /** With the last of them: how many lines there were, and how many differences. */
  readonly totals: {
    readonly payments: number;
    readonly refunds: number;
    readonly differences: number;
  } | null;
}

/** Notes what a day's trade bill and our books differ in; each difference once, however often the day is compared. */
export const billCompared: Command<BillCompared, null, { readonly day: Day }> = {
  kind: 'payments.bill_compared',
  lane: 'low',
  prepare({ day, found, gone }) {
    const subject = owner.identity('bill', day);
    const ids = [...found.map((one) => differenceId(day, one)), ...gone];
    return {
      subject,
      owners: [subject],
      rows: [rowsBy(billDifferences, 'id', ids), rowsBy(billChecks, 'day', [day])],
      seen: null,
    };
  },
  decide({ input, loaded, at }) {
    const { day, found, gone, totals } = input;
    const writes = found.flatMap((one): RowWrite[] => {
      const id = differenceId(day, one);
      const row = loaded.get(billDifferences, id);
      if (!row) return [insert(billDifferences, { id, day, ...one, at, gone_at: null })];
      return row.gone_at === null
        ? []
        : [update(billDifferences, id, { gone_at: null }, { gone_at: row.gone_at })];
    });
    const ended = gone.flatMap((id): RowWrite[] => {
      const row = loaded.get(billDifferences, id);
      return row?.gone_at === null ? [update(billDifferences, id, { gone_at: at }, { gone_at: null })] : [];
    });
    const check = loaded.get(billChecks, day);
    const noted =
      totals === null
        ? []
        : [
            check
              ? update(billChecks, day, { ...totals, at }, { at: check.at })
              : insert(billChecks, { day, ...totals, at }),
          ];
    return { accept: { day }, transfers: [], writes: [...writes, ...ended, ...noted], events: [] };
  },
};
