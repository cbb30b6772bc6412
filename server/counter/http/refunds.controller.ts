import { Controller } from '@nestjs/common';
import type { RefundQuote } from '../../../shared/contract';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { RefundDesk } from '../refund-desk';
import { askOf, askOfQuery } from '../refund.asks';

/** Refunds at a counter. @rule P4 */
@Controller()
export class RefundsController {
  constructor(private readonly desk: RefundDesk) {}

  @Handle('GET /staff/purchases')
  async list(call: Call<'GET /staff/purchases'>): Promise<Answer<'GET /staff/purchases'>> {
    return this.desk.page(call.principal, call.query, call.language);
  }

  @Handle('GET /staff/purchases/{id}')
  async one(call: Call<'GET /staff/purchases/{id}'>): Promise<Answer<'GET /staff/purchases/{id}'>> {
    return this.desk.one(call.principal, call.params.id, call.language);
  }

  @Handle('GET /staff/purchases/{id}/refund-quote')
  async quote(call: Call<'GET /staff/purchases/{id}/refund-quote'>): Promise<RefundQuote> {
    return this.desk.quote(call.principal, call.params.id, askOfQuery(call.query), call.language);
  }

  @Handle('POST /staff/purchases/{id}/refunds')
  async refund(
    call: Call<'POST /staff/purchases/{id}/refunds'>,
  ): Promise<Answer<'POST /staff/purchases/{id}/refunds'>> {
    const asked = { purchase_id: call.params.id, ask: askOf(call.body), reason: call.body.reason };
    const { answer, replayed } = await this.desk.refund(call.principal, asked, call.once.key);
    return new Replayable(answer, replayed);
  }
}
