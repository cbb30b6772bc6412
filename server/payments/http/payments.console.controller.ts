import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { changedTo, consoleActor } from '../../merchants';
import { Database } from '../../platform/database';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import type { PaymentRefundRow } from '../payments.entity';
import { ConsolePayments, consoleRefundOf } from '../payments.console.queries';
import { settleRefund } from '../refunds.commands';

/** Money through WeChat Pay in the console. @rule O1 */
@Controller()
export class PaymentsConsoleController {
  constructor(
    private readonly ledger: Ledger,
    private readonly database: Database,
    private readonly payments: ConsolePayments,
  ) {}

  @Handle('GET /console/payment-refunds')
  async refunds({
    query,
  }: Call<'GET /console/payment-refunds'>): Promise<Answer<'GET /console/payment-refunds'>> {
    return this.payments.refunds(query);
  }

  /** @rule F8 */
  @Handle('POST /console/payment-refunds/{id}/settlements')
  async settle({
    params,
    body,
    principal,
    once,
  }: Call<'POST /console/payment-refunds/{id}/settlements'>): Promise<
    Answer<'POST /console/payment-refunds/{id}/settlements'>
  > {
    const { answer, replayed } = await accepted(
      this.ledger.run(
        settleRefund,
        { refund_id: params.id, note: body.note },
        { key: once.key, actor: consoleActor(principal) },
      ),
    );
    const row = await changedTo<PaymentRefundRow>(this.database.read, answer.change_id);
    return new Replayable(consoleRefundOf(row), replayed);
  }

  @Handle('GET /console/bill-checks')
  async checks({ query }: Call<'GET /console/bill-checks'>): Promise<Answer<'GET /console/bill-checks'>> {
    return this.payments.checks(query);
  }

  @Handle('GET /console/bill-differences')
  async differences({
    query,
  }: Call<'GET /console/bill-differences'>): Promise<Answer<'GET /console/bill-differences'>> {
    return this.payments.differences(query);
  }
}
