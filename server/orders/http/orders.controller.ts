import { Controller } from '@nestjs/common';
import { toRfc3339 } from '../../../shared/kernel';
import { Tickets } from '../../flash-sales';
import { accepted, Ledger } from '../../ledger';
import { Handle, Input, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { claimOffer } from '../claim.command';
import { cancelOrder } from '../give-up.commands';
import { OrderDirectory } from '../orders.queries';

/** Claims and orders of a member. */
@Controller()
export class OrdersController {
  constructor(
    private readonly ledger: Ledger,
    private readonly tickets: Tickets,
    private readonly orders: OrderDirectory,
  ) {}

  /** Claims one piece of an offer. @rule F3 @rule F9 */
  @Handle('POST /offers/{id}/claims')
  async claim(
    @Input() { params, principal, once, ticket }: Call<'POST /offers/{id}/claims'>,
  ): Promise<Answer<'POST /offers/{id}/claims'>> {
    const { member_id } = principal;
    const sale_id = this.tickets.saleOf(ticket, member_id);
    const { answer, replayed } = await accepted(
      this.ledger.run(
        claimOffer,
        { offer_id: params.id, sale_id, member_id },
        { key: once.key, actor: { kind: 'member', id: member_id } },
      ),
    );
    const { order_id: id, hold_until_at, ...rest } = answer;
    return new Replayable({ order: { id, ...rest, hold_until_at: toRfc3339(hold_until_at) } }, replayed);
  }

  @Handle('GET /me/orders')
  async list(@Input() call: Call<'GET /me/orders'>): Promise<Answer<'GET /me/orders'>> {
    return this.orders.page(call.principal.member_id, call.query);
  }

  @Handle('GET /me/orders/{id}')
  async detail(@Input() call: Call<'GET /me/orders/{id}'>): Promise<Answer<'GET /me/orders/{id}'>> {
    const order = await this.orders.own(call.principal.member_id, call.params.id);
    if (!order) throw new Refusal('not_found');
    return this.orders.detail(order);
  }

  /** Gives up a piece that is held. @rule F5 */
  @Handle('POST /me/orders/{id}/cancellations')
  async cancel(
    @Input() { params, principal, once }: Call<'POST /me/orders/{id}/cancellations'>,
  ): Promise<Answer<'POST /me/orders/{id}/cancellations'>> {
    const { member_id } = principal;
    const { answer, replayed } = await accepted(
      this.ledger.run(
        cancelOrder,
        { order_id: params.id, member_id },
        { key: once.key, actor: { kind: 'member', id: member_id } },
      ),
    );
    return new Replayable({ order_id: answer.order_id, state: 'cancelled' as const }, replayed);
  }
}
