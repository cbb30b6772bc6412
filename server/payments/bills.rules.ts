import type { BillRow } from '../wechat/pay';
import type { BillDifferenceRow } from './payments.entity';

/** The zone of WeChat Pay's days. */
export const BILL_ZONE = 'Asia/Shanghai';

export type Difference = Pick<
  BillDifferenceRow,
  'kind' | 'out_trade_no' | 'out_refund_no' | 'transaction_id' | 'ours_fen' | 'theirs_fen'
>;

/** Money that we have booked, or were to get. */
export interface BookedPayment {
  readonly out_trade_no: string;
  readonly transaction_id: string | null;
  /** What came in; null where nothing is booked. */
  readonly fen: number | null;
  /** Whether the bill of the day must have it. */
  readonly is_due: boolean;
}

/** Money that we sent back. */
export interface BookedRefund {
  readonly out_trade_no: string;
  readonly out_refund_no: string;
  readonly fen: number;
  readonly is_due: boolean;
}

/** Our side of a day: what the bill names, and what it must name. */
export interface Books {
  readonly appid: string;
  readonly payments: readonly BookedPayment[];
  readonly refunds: readonly BookedRefund[];
}

/** Whether a line of the bill is of money that went back. */
export function isRefundLine(line: BillRow): boolean {
  return line.state === 'REFUND';
}

/**
 * Everything in which a day's trade bill and our books differ, by number and amount. A line of a refund never changes
 * after it was accepted, so that its state says nothing. Payments of another app of the same merchant are none of ours.
 * @rule K5
 */
export function compareBill(lines: readonly BillRow[], books: Books): Difference[] {
  const ours = lines.filter(
    (line) =>
      line.appid === books.appid || books.payments.some((one) => one.out_trade_no === line.out_trade_no),
  );
  return [
    ...comparePayments(
      ours.filter((line) => !isRefundLine(line)),
      books.payments,
    ),
    ...compareRefunds(ours.filter(isRefundLine), books.refunds),
  ];
}

function comparePayments(lines: readonly BillRow[], booked: readonly BookedPayment[]): Difference[] {
  const known = new Map(booked.map((one) => [one.out_trade_no, one]));
  const seen = new Set<string>();
  const found = lines.flatMap((line): Difference[] => {
    const { out_trade_no, transaction_id, total_fen: theirs_fen } = line;
    const one = known.get(out_trade_no);
    // the same number with another transaction is other money
    if (one?.transaction_id !== transaction_id || one.fen === null)
      return [
        {
          kind: 'payment_unknown',
          out_trade_no,
          out_refund_no: null,
          transaction_id,
          ours_fen: null,
          theirs_fen,
        },
      ];
    seen.add(out_trade_no);
    if (one.fen === theirs_fen) return [];
    const ours_fen = one.fen;
    return [
      { kind: 'payment_amount', out_trade_no, out_refund_no: null, transaction_id, ours_fen, theirs_fen },
    ];
  });
  const missing = booked
    .filter((one) => one.is_due && !seen.has(one.out_trade_no))
    .map(({ out_trade_no, transaction_id, fen }): Difference => {
      const nothing = { out_refund_no: null, theirs_fen: null };
      return { kind: 'payment_missing', out_trade_no, transaction_id, ours_fen: fen, ...nothing };
    });
  return [...found, ...missing];
}

function compareRefunds(lines: readonly BillRow[], booked: readonly BookedRefund[]): Difference[] {
  const known = new Map(booked.map((one) => [one.out_refund_no, one]));
  const seen = new Set<string>();
  const found = lines.flatMap((line): Difference[] => {
    const { out_trade_no, out_refund_no, transaction_id, refund_fen: theirs_fen } = line;
    const one = known.get(out_refund_no);
    if (one?.out_trade_no !== out_trade_no)
      return [
        { kind: 'refund_unknown', out_trade_no, out_refund_no, transaction_id, ours_fen: null, theirs_fen },
      ];
    seen.add(out_refund_no);
    if (one.fen === theirs_fen) return [];
    const ours_fen = one.fen;
    return [{ kind: 'refund_amount', out_trade_no, out_refund_no, transaction_id, ours_fen, theirs_fen }];
  });
  const missing = booked
    .filter((one) => one.is_due && !seen.has(one.out_refund_no))
    .map(({ out_trade_no, out_refund_no, fen }): Difference => {
      const nothing = { transaction_id: null, theirs_fen: null };
      return { kind: 'refund_missing', out_trade_no, out_refund_no, ours_fen: fen, ...nothing };
    });
  return [...found, ...missing];
}
