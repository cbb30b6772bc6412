import { Controller } from '@nestjs/common';
import { toRfc3339 } from '../../../shared/kernel';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { PickupDesk } from '../pickup-desk';

/** Orders at a counter: handed over, paid for, refunded. @rule F7 @rule F8 */
@Controller()
export class PickupsController {
  constructor(private readonly desk: PickupDesk) {}

  @Handle('POST /staff/pickups')
  async handOver(call: Call<'POST /staff/pickups'>): Promise<Answer<'POST /staff/pickups'>> {
    const { answer, replayed } = await this.desk.handOver(call.principal, call.body, call.once.key);
    return new Replayable({ ...answer, undo_until_at: toRfc3339(answer.undo_until_at) }, replayed);
  }

  @Handle('POST /staff/order-payments')
  async confirmMoney(
    call: Call<'POST /staff/order-payments'>,
  ): Promise<Answer<'POST /staff/order-payments'>> {
    const { answer, replayed } = await this.desk.confirmMoney(call.principal, call.body, call.once.key);
    const until = answer.pickup_until_at && toRfc3339(answer.pickup_until_at);
    return new Replayable({ ...answer, pickup_until_at: until }, replayed);
  }

  @Handle('POST /staff/pickups/{id}/undo')
  async undo(call: Call<'POST /staff/pickups/{id}/undo'>): Promise<Answer<'POST /staff/pickups/{id}/undo'>> {
    const asked = { handover_id: call.params.id, reason: call.body.reason };
    const { answer, replayed } = await this.desk.undo(call.principal, asked, call.once.key);
    return new Replayable(answer, replayed);
  }

  @Handle('POST /staff/order-refunds')
  async refund(call: Call<'POST /staff/order-refunds'>): Promise<Answer<'POST /staff/order-refunds'>> {
    const { answer, replayed } = await this.desk.refund(call.principal, call.body, call.once.key);
    const { refund_id, order_id, fen, points, at_counter } = answer;
    return new Replayable({ refund_id, order_id, fen, points, at_counter }, replayed);
  }
}
