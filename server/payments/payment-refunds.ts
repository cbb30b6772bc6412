import { Injectable } from '@nestjs/common';
import { instant } from '../../shared/kernel';
import { Ledger, type Actor } from '../ledger';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Log } from '../platform/logging';
import { PayError, PaymentGateway, type RefundSeen } from '../wechat/pay';
import type { PaymentRefundRow } from './payments.entity';
import { refundAsked, type RefundAsked } from './refunds.commands';
import { isRefused } from './refunds.rules';

/** Refunds asked about in one round, one after the other. */
const ROUND = 20;
const ACTOR: Actor = { kind: 'system', id: 'payments.refunds' };

/** What the payer reads beside the money. */
const REASONS: Readonly<Record<PaymentRefundRow['why'], string>> = {
  pieces: '订单退款',
  late: '付款超时，自动退回',
  twice: '重复付款，自动退回',
  wrong_amount: '金额不符，自动退回',
};

/** MariaDB gives integers as text where they do not fit its own. */
type Due = Pick<PaymentRefundRow, 'id' | 'out_refund_no' | 'why'> & {
  readonly [Column in 'amount_fen' | 'attempts' | 'received_fen']: number | string;
} & { readonly out_trade_no: string };

/** When nothing was said. */
const SILENT = { state: null, accepted_at: null } as const;

type Said = Pick<RefundAsked, 'state' | 'accepted_at' | 'problem'>;

/**
 * Follows every refund until it is final: asks WeChat Pay for it, always under the same number, later and later; several
 * processes may do so at once. A process that dies over it is made up for: whoever asks next is told of the same refund.
 * @rule F8
 */
@Injectable()
export class PaymentRefunds {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** One round. Answers how many refunds were noted to be further; 0 when none is due. */
  async tick(): Promise<number> {
    if (!this.gateway.enabled) return 0;
    const due = await this.database.read.query<Due>(
      `SELECT r.id AS id, r.out_refund_no AS out_refund_no, r.amount_fen AS amount_fen, r.why AS why,
         r.attempts AS attempts, p.out_trade_no AS out_trade_no, p.received_fen AS received_fen
       FROM payment_refunds r JOIN payments p ON p.id = r.payment_id
       WHERE r.next_at <= ? ORDER BY r.next_at, r.id LIMIT ?`,
      [this.clock.now(), ROUND],
    );
    let noted = 0;
    for (const one of due) if (await this.follow(one)) noted += 1;
    return noted;
  }

  /** Answers whether anything was noted; what is not will be due again. */
  private async follow(one: Due): Promise<boolean> {
    const attempts = Number(one.attempts);
    const said = await this.ask(one);
    if (said.problem !== null) this.log.warn({ refund_id: one.id, ...said }, 'a refund is not through yet');
    // a process that asked at the same time and heard the same has noted it
    const key = `refund:${one.id}:${attempts}:${said.state ?? ''}:${said.problem ?? ''}`;
    const run = await this.ledger.run(
      refundAsked,
      { refund_id: one.id, attempts, ...said },
      { key, actor: ACTOR },
    );
    return run.ok && !run.replayed;
  }

  private async ask(one: Due): Promise<Said> {
    try {
      const seen = await this.gateway.refund({
        out_trade_no: one.out_trade_no,
        out_refund_no: one.out_refund_no,
        refund_fen: Number(one.amount_fen),
        total_fen: Number(one.received_fen),
        reason: REASONS[one.why],
      });
      return saidBy(seen);
    } catch (error) {
      if (error instanceof PayError && isRefused(error)) return this.refused(one, error);
      return { ...SILENT, problem: this.problemOf(error, one) };
    }
  }

  /** Refused, unless WeChat Pay knows this refund after all. */
  private async refused(one: Due, { code }: PayError): Promise<Said> {
    try {
      const seen = await this.gateway.refundState(one.out_refund_no);
      return seen === null ? { ...SILENT, state: 'abnormal', problem: code } : saidBy(seen);
    } catch (error) {
      return { ...SILENT, problem: this.problemOf(error, one) };
    }
  }

  /** What is no answer of WeChat Pay is our bug; it keeps no other refund from its turn. */
  private problemOf(error: unknown, { id }: Due): string {
    if (error instanceof PayError) return error.code;
    this.log.error({ err: error, refund_id: id }, 'a refund cannot be asked for');
    return 'UNEXPECTED';
  }
}

function saidBy({ state, accepted_at }: RefundSeen): Said {
  const problem = state === 'abnormal' || state === 'closed' ? state.toUpperCase() : null;
  return { state, accepted_at: instant(accepted_at), problem };
}
