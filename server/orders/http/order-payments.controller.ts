import { Controller } from '@nestjs/common';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { OrderQuotes } from '../order-quotes';
import { OrderDirectory } from '../orders.queries';
import { orderOf } from '../orders.views';
import { PayDesk } from '../pay-desk';

/** What an order costs, and its payment. */
@Controller()
export class OrderPaymentsController {
  constructor(
    private readonly orders: OrderDirectory,
    private readonly quotes: OrderQuotes,
    private readonly desk: PayDesk,
  ) {}

  /** @rule C7a */
  @Handle('GET /me/orders/{id}/quote')
  async quote({
    params,
    query,
    principal,
    language,
  }: Call<'GET /me/orders/{id}/quote'>): Promise<Answer<'GET /me/orders/{id}/quote'>> {
    const order = await this.orders.own(principal.member_id, params.id);
    if (!order) throw new Refusal('not_found');
    return this.quotes.of(order, query, language);
  }

  /** Settles how an order is paid, and opens its payment. @rule F6 */
  @Handle('POST /me/orders/{id}/payments')
  async pay({
    params,
    body,
    principal,
    once,
  }: Call<'POST /me/orders/{id}/payments'>): Promise<Answer<'POST /me/orders/{id}/payments'>> {
    const choice = {
      order_id: params.id,
      way: body.way,
      coupon_id: body.coupon_id ?? null,
      pickup_store_id: body.pickup_store_id ?? null,
      expected: body.expected,
    };
    const { order, wechat, replayed } = await this.desk.pay(principal, choice, once.key);
    return new Replayable({ order: orderOf(order, await this.orders.names()), wechat }, replayed);
  }
}
