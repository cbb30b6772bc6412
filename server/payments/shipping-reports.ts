import { Injectable } from '@nestjs/common';
import { Ledger, type Actor } from '../ledger';
import { Clock } from '../platform/clock';
import { Database } from '../platform/database';
import { Log } from '../platform/logging';
import { PayError, PaymentGateway } from '../wechat/pay';
import type { ShippingReportRow } from './payments.entity';
import { reportTried, type ReportTried } from './shipping.commands';

/** Reports sent in one round, one after the other. */
const ROUND = 20;
const ACTOR: Actor = { kind: 'system', id: 'payments.shipping' };

type Due = Pick<ShippingReportRow, 'payment_id' | 'description'> & {
  /** MariaDB gives integers as text where they do not fit its own. */
  readonly attempts: number | string;
  readonly transaction_id: string;
  readonly openid: string;
};

/**
 * Tells WeChat of goods handed over, later and later while it does not know the payment yet; several processes may do
 * so at once. What WeChat does not take has failed, and is shown in the console.
 * @rule F7
 */
@Injectable()
export class ShippingReports {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** One round. Answers how many reports were noted to be further; 0 when none is due. */
  async tick(): Promise<number> {
    if (!this.gateway.enabled) return 0;
    const due = await this.database.read.query<Due>(
      `SELECT s.payment_id AS payment_id, s.description AS description, s.attempts AS attempts,
         p.transaction_id AS transaction_id, n.openid AS openid
       FROM shipping_reports s JOIN payments p ON p.id = s.payment_id JOIN members m ON m.id = p.member_id
         JOIN people n ON n.id = m.person_id
       WHERE s.state = 'due' AND s.next_at <= ? ORDER BY s.next_at, s.payment_id LIMIT ?`,
      [this.clock.now(), ROUND],
    );
    let noted = 0;
    for (const one of due) if (await this.report(one)) noted += 1;
    return noted;
  }

  private async report({ payment_id, attempts: before, ...goods }: Due): Promise<boolean> {
    const attempts = Number(before);
    const said = await this.tell(payment_id, goods);
    const key = `shipping:${payment_id}:${attempts}:${said.problem ?? ''}`;
    const run = await this.ledger.run(reportTried, { payment_id, attempts, ...said }, { key, actor: ACTOR });
    if (run.ok && run.answer.state === 'failed')
      this.log.error({ payment_id, ...said }, 'WeChat does not take the report of goods handed over');
    return run.ok && !run.replayed;
  }

  private async tell(
    paymentId: Due['payment_id'],
    { transaction_id, openid, description }: Pick<Due, 'transaction_id' | 'openid' | 'description'>,
  ): Promise<Pick<ReportTried, 'problem' | 'is_final'>> {
    const goods = { transaction_id, openid, description };
    try {
      await this.gateway.uploadShipping({ ...goods, uploaded_at: this.clock.now() });
      return { problem: null, is_final: true };
    } catch (error) {
      if (error instanceof PayError) return { problem: error.code, is_final: !error.retryable };
      this.log.error({ err: error, payment_id: paymentId }, 'goods handed over cannot be reported');
      return { problem: 'UNEXPECTED', is_final: false };
    }
  }
}
