import { Controller } from '@nestjs/common';
import { consoleActor } from '../../merchants';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { ConsoleOrders } from '../orders.console.queries';
import { PayDesk } from '../pay-desk';

/** Members' orders in the console. @rule O1 */
@Controller()
export class OrdersConsoleController {
  constructor(
    private readonly orders: ConsoleOrders,
    private readonly desk: PayDesk,
  ) {}

  @Handle('GET /console/orders')
  async list({ query }: Call<'GET /console/orders'>): Promise<Answer<'GET /console/orders'>> {
    return this.orders.page(query);
  }

  @Handle('GET /console/orders/{id}')
  async detail({ params }: Call<'GET /console/orders/{id}'>): Promise<Answer<'GET /console/orders/{id}'>> {
    const order = await this.orders.detail(params.id);
    if (!order) throw new Refusal('not_found');
    return order;
  }

  /** @rule C5 @rule F5 */
  @Handle('POST /console/orders/{id}/cancellations')
  async cancel({
    params,
    body,
    principal,
    once,
  }: Call<'POST /console/orders/{id}/cancellations'>): Promise<
    Answer<'POST /console/orders/{id}/cancellations'>
  > {
    const by = { key: once.key, actor: consoleActor(principal) };
    const { answer, replayed } = await this.desk.cancel(params.id, { reason: body.reason }, by);
    return new Replayable({ order_id: answer.order_id, state: 'cancelled' as const }, replayed);
  }
}
