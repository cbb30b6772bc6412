import { Controller } from '@nestjs/common';
import { CODE_STEP_SECONDS, deriveCode, secondsLeft } from '../../../shared/rules';
import { MemberDirectory } from '../../members';
import { Clock } from '../../platform/clock';
import { Handle, Refusal, Replayable, type Answer, type Call } from '../../platform/http';
import { OrderDirectory } from '../orders.queries';
import { PayDesk } from '../pay-desk';

/** Orders of a member. */
@Controller()
export class OrdersController {
  constructor(
    private readonly orders: OrderDirectory,
    private readonly desk: PayDesk,
    private readonly members: MemberDirectory,
    private readonly clock: Clock,
  ) {}

  @Handle('GET /me/orders')
  async list(call: Call<'GET /me/orders'>): Promise<Answer<'GET /me/orders'>> {
    return this.orders.page(call.principal.member_id, call.query);
  }

  @Handle('GET /me/orders/{id}')
  async detail(call: Call<'GET /me/orders/{id}'>): Promise<Answer<'GET /me/orders/{id}'>> {
    const order = await this.orders.own(call.principal.member_id, call.params.id);
    if (!order) throw new Refusal('not_found');
    return this.orders.detail(order);
  }

  /**
   * The pickup code of an order that is paid, or to be paid at the counter; after pickup it is what staff scan to
   * refund it.
   * @rule M7 @rule F7
   */
  @Handle('GET /me/orders/{id}/code')
  async code(call: Call<'GET /me/orders/{id}/code'>): Promise<Answer<'GET /me/orders/{id}/code'>> {
    const { member_id } = call.principal;
    const order = await this.orders.own(member_id, call.params.id);
    if (!order) throw new Refusal('not_found');
    const { state, way, number } = order;
    if (state === 'cancelled' || state === 'lapsed' || state === 'refunded')
      throw new Refusal('order_closed');
    const isDue = state === 'paying' && way === 'counter';
    const isPaid = state === 'paid' || state === 'picked_up';
    if (number === null || !(isDue || isPaid)) throw new Refusal('order_not_paid');
    const at = this.clock.now();
    const secret = await this.members.codeSecret(member_id);
    return {
      code: deriveCode({ secret, kind: 'pickup', number, at }),
      seconds_left: secondsLeft(at),
      step_seconds: CODE_STEP_SECONDS,
    };
  }

  /** Gives up a piece that is held. @rule F5 */
  @Handle('POST /me/orders/{id}/cancellations')
  async cancel({
    params,
    principal,
    once,
  }: Call<'POST /me/orders/{id}/cancellations'>): Promise<Answer<'POST /me/orders/{id}/cancellations'>> {
    const { member_id } = principal;
    const by = { key: once.key, actor: { kind: 'member', id: member_id } } as const;
    const { answer, replayed } = await this.desk.cancel(params.id, { member_id }, by);
    return new Replayable({ order_id: answer.order_id, state: 'cancelled' as const }, replayed);
  }
}
