import { Controller } from '@nestjs/common';
import { Handle, Input, Refusal, type Answer, type Call } from '../../platform/http';
import { ConsoleOrders } from '../orders.console.queries';

/** Members' orders in the console. @rule O1 */
@Controller()
export class OrdersConsoleController {
  constructor(private readonly orders: ConsoleOrders) {}

  @Handle('GET /console/orders')
  async list(@Input() { query }: Call<'GET /console/orders'>): Promise<Answer<'GET /console/orders'>> {
    return this.orders.page(query);
  }

  @Handle('GET /console/orders/{id}')
  async detail(
    @Input() { params }: Call<'GET /console/orders/{id}'>,
  ): Promise<Answer<'GET /console/orders/{id}'>> {
    const order = await this.orders.detail(params.id);
    if (!order) throw new Refusal('not_found');
    return order;
  }
}
