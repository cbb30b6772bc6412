import { Injectable } from '@nestjs/common';
import type { BillDifference, ConsolePaymentRefund, ResponseOf, Routes } from '../../shared/contract';
import { toRfc3339 } from '../../shared/kernel';
import { Database } from '../platform/database';
import { pageOf, positionOf, type Page } from '../platform/paging';
import {
  billChecks,
  billDifferences,
  paymentRefunds,
  type BillDifferenceRow,
  type PaymentRefundRow,
} from './payments.entity';

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

type BillCheck = ResponseOf<Routes['GET /console/bill-checks']>['items'][number];

/** A refund as the console shows it. */
export function consoleRefundOf(row: PaymentRefundRow): ConsolePaymentRefund {
  const { id, order_id, payment_id, out_refund_no, amount_fen, why, state, attempts } = row;
  return {
    ...{ id, order_id, payment_id, out_refund_no, amount_fen, why, state, attempts },
    problem: row.problem,
    settled_note: row.settled_note,
    requested_at: toRfc3339(row.requested_at),
    done_at: row.done_at === null ? null : toRfc3339(row.done_at),
  };
}

function differenceOf(row: BillDifferenceRow): BillDifference {
  const { at: _at, gone_at: _gone, ...shown } = row;
  return shown;
}

/** Money through WeChat Pay in the console: what is on its way back, and how the bills compare. @rule O1 */
@Injectable()
export class ConsolePayments {
  constructor(private readonly database: Database) {}

  /** Newest first. Throws Refusal `malformed` for a wrong cursor. */
  async refunds(
    query: PageQuery & { readonly state?: PaymentRefundRow['state'] | undefined },
  ): Promise<Page<ConsolePaymentRefund>> {
    const position = positionOf(query.after, ['string']);
    const state = query.state === undefined ? '' : 'AND state = ?';
    const found = await this.database.read.query(
      `SELECT * FROM payment_refunds WHERE 1 = 1 ${state} ${position ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ?`,
      [...(query.state === undefined ? [] : [query.state]), ...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => paymentRefunds.decode(raw));
    return pageOf(rows, query.limit, (row) => [row.id], consoleRefundOf);
  }

  /** Newest day first. Throws Refusal `malformed` for a wrong cursor. */
  async checks(query: PageQuery): Promise<Page<BillCheck>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM bill_checks ${position ? 'WHERE day < ?' : ''} ORDER BY day DESC LIMIT ?`,
      [...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => billChecks.decode(raw));
    return pageOf(
      rows,
      query.limit,
      (row) => [row.day],
      ({ at, ...row }) => ({ ...row, at: toRfc3339(at) }),
    );
  }

  /** Of one day. Throws Refusal `malformed` for a wrong cursor. */
  async differences(query: PageQuery & { readonly day: string }): Promise<Page<BillDifference>> {
    const position = positionOf(query.after, ['string']);
    const found = await this.database.read.query(
      `SELECT * FROM bill_differences WHERE day = ? AND gone_at IS NULL ${position ? 'AND id > ?' : ''} ORDER BY id LIMIT ?`,
      [query.day, ...(position ?? []), query.limit + 1],
    );
    const rows = found.map((raw) => billDifferences.decode(raw));
    return pageOf(rows, query.limit, (row) => [row.id], differenceOf);
  }
}
