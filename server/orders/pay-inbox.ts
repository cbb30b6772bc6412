import { Injectable } from '@nestjs/common';
import { Ledger } from '../ledger';
import {
  lookedAtNotice,
  paymentByTrade,
  payNotices,
  refundMoved,
  retryAt,
  type PayNoticeRow,
} from '../payments';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Log } from '../platform/logging';
import type { RefundState } from '../wechat/pay';
import { PayDesk } from './pay-desk';

/** Most notices looked at in one round, all at once. */
const ROUND = 20;
/** A notice that cannot be worked out after so many tries is an operator's. */
const TRIES_MAX = 10;
const PROBLEM_LENGTH = 200;
const ACTOR = { kind: 'system', id: 'order.pay_inbox' } as const;

/** Works out what WeChat Pay's notices say: as often as needed, in whatever order they came. */
@Injectable()
export class PayInbox {
  readonly wakes = ['payment.noticed'];

  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly desk: PayDesk,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Works out what notices say. @rule F6 @returns how many were looked at */
  async tick(): Promise<number> {
    const rows = await this.database.read.query(
      "SELECT * FROM pay_notices WHERE state = 'new' AND next_at <= ? ORDER BY next_at, id LIMIT ?",
      [this.clock.now(), ROUND],
    );
    await Promise.all(rows.map((raw) => this.read(payNotices.decode(raw))));
    return rows.length;
  }

  private async read(notice: PayNoticeRow): Promise<void> {
    const { id, attempts } = notice;
    const problem = await this.apply(notice).catch((error: unknown) => {
      this.log.warn({ notice_id: id, err: error }, 'a notice could not be worked out; it is tried again');
      return 'again' as const;
    });
    const isAgain = problem === 'again' && attempts + 1 < TRIES_MAX;
    await this.ledger.run(
      lookedAtNotice,
      {
        notice_id: id,
        attempts,
        state: isAgain ? 'new' : problem === null ? 'done' : 'odd',
        next_at: isAgain ? retryAt(this.clock.now(), attempts) : null,
        problem: problem === null ? null : problem.slice(0, PROBLEM_LENGTH),
      },
      { key: `notice_looked_at:${id}:${attempts}`, actor: ACTOR, content: { notice_id: id } },
    );
  }

  /** @returns what an operator should look at, or null */
  private async apply(notice: PayNoticeRow): Promise<string | null> {
    if (notice.kind === 'refund') return this.refund(notice);
    const { content } = notice;
    const { out_trade_no, transaction_id, appid, mchid, currency, total_fen, success_at } = content;
    const payment = await paymentByTrade(this.database.read, out_trade_no);
    if (!payment) return 'no payment has this number';
    const odd = total_fen === payment.amount_fen ? null : `${total_fen} instead of ${payment.amount_fen} fen`;
    // a query was faster, or another server
    if (payment.state === 'paid' && payment.transaction_id === transaction_id) return odd;
    const money = { transaction_id, mchid, total_fen, appid: appid ?? '', currency: currency ?? '' };
    const result = await this.desk.settle(payment.id, {
      ...money,
      success_at: success_at ?? this.clock.now(),
    });
    return result.ok ? odd : result.refusal.code;
  }

  private async refund({ id, content }: PayNoticeRow): Promise<string | null> {
    const { out_refund_no, refund_fen, refund_state } = content;
    if (out_refund_no === null || refund_fen === null || !isRefundState(refund_state)) return 'not readable';
    const moved = { out_refund_no, refund_fen, state: refund_state };
    const result = await this.ledger.run(refundMoved, moved, { key: `refund_moved:${id}`, actor: ACTOR });
    return result.ok ? null : 'no refund has this number and amount';
  }
}

function isRefundState(text: string | null): text is RefundState {
  return text === 'processing' || text === 'success' || text === 'closed' || text === 'abnormal';
}
