import { Controller } from '@nestjs/common';
import { accepted, Ledger } from '../../ledger';
import { consoleActor } from '../../merchants';
import { Config } from '../../platform/config';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { OrderDirectory } from '../orders.queries';
import { orderOf } from '../orders.views';
import { refundOrder } from '../refund.command';

/** Refunds where nobody stands at a counter: by the member, and by an operator. @rule F8 */
@Controller()
export class OrderRefundsController {
  private readonly refund;

  constructor(
    private readonly ledger: Ledger,
    private readonly orders: OrderDirectory,
    { program }: Config,
  ) {
    this.refund = refundOrder(program);
  }

  @Handle('POST /me/orders/{id}/refunds')
  async byMember({
    params,
    body,
    principal,
    once,
  }: Call<'POST /me/orders/{id}/refunds'>): Promise<Answer<'POST /me/orders/{id}/refunds'>> {
    const { member_id } = principal;
    const { answer, replayed } = await accepted(
      this.ledger.run(
        this.refund,
        { ...body, order_id: params.id, member_id, why: 'member', note: null },
        { key: once.key, actor: { kind: 'member', id: member_id } },
      ),
    );
    const order = await this.orders.own(member_id, answer.order_id);
    if (!order) throw new Refusal('not_found');
    const { refund_id, fen, points } = answer;
    return new Replayable(
      { refund_id, fen, points, order: orderOf(order, await this.orders.names()) },
      replayed,
    );
  }

  @Handle('POST /console/orders/{id}/refunds')
  async byOperator({
    params,
    body,
    principal,
    once,
  }: Call<'POST /console/orders/{id}/refunds'>): Promise<Answer<'POST /console/orders/{id}/refunds'>> {
    const { pieces, reason: note, expected } = body;
    const { answer, replayed } = await accepted(
      this.ledger.run(
        this.refund,
        { order_id: params.id, member_id: null, pieces, why: 'operator', note, expected },
        { key: once.key, actor: consoleActor(principal) },
      ),
    );
    const { refund_id, fen, points } = answer;
    return new Replayable({ refund_id, fen, points }, replayed);
  }
}
