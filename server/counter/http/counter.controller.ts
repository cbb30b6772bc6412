import { Controller } from '@nestjs/common';
import type { ResponseOf, Routes } from '../../../shared/contract';
import { toRfc3339 } from '../../../shared/kernel';
import { Handle, Replayable, type Answer, type Call } from '../../platform/http';
import { CounterDesk } from '../counter-desk';
import { CounterRecords } from '../counter.records';

/** What is done at a counter. @rule S3 @rule S4 */
@Controller()
export class CounterController {
  constructor(
    private readonly desk: CounterDesk,
    private readonly records: CounterRecords,
  ) {}

  @Handle('POST /staff/redemptions')
  async redeem(call: Call<'POST /staff/redemptions'>): Promise<Answer<'POST /staff/redemptions'>> {
    const { answer, replayed } = await this.desk.redeem(call.principal, call.body, call.once.key);
    const { redemption_id, coupon_id, balance_after, undo_until_at } = answer;
    if (!redemption_id || !coupon_id || balance_after === null || undo_until_at === null) {
      throw new Error('a redemption was answered without its coupon');
    }
    const { purchase_id, original_fen, discount_fen, paid_fen, earning, tier } = answer;
    const sums = { purchase_id, original_fen, discount_fen, paid_fen, earning, tier };
    return new Replayable(
      { redemption_id, coupon_id, ...sums, balance_after, undo_until_at: toRfc3339(undo_until_at) },
      replayed,
    );
  }

  @Handle('POST /staff/redemptions/{id}/undo')
  async undo(
    call: Call<'POST /staff/redemptions/{id}/undo'>,
  ): Promise<Answer<'POST /staff/redemptions/{id}/undo'>> {
    const { answer, replayed } = await this.desk.undo(
      call.principal,
      { redemption_id: call.params.id, reason: call.body.reason },
      call.once.key,
    );
    return new Replayable({ ...answer, coupon_valid_to_at: toRfc3339(answer.coupon_valid_to_at) }, replayed);
  }

  @Handle('POST /staff/purchases')
  async record(call: Call<'POST /staff/purchases'>): Promise<Answer<'POST /staff/purchases'>> {
    const { answer, replayed } = await this.desk.record(call.principal, call.body, call.once.key);
    const { purchase_id, redemption_id, original_fen, discount_fen, paid_fen, earning, balance_after } =
      answer;
    if (!purchase_id) throw new Error('a purchase was answered without its id');
    return new Replayable(
      {
        purchase_id,
        redemption_ids: redemption_id === null ? [] : [redemption_id],
        original_fen,
        discount_fen,
        paid_fen,
        earning,
        tier: answer.tier,
        balance_after,
        receipt: answer.receipt && this.desk.receiptOf(answer.receipt),
      },
      replayed,
    );
  }

  @Handle('POST /me/receipts')
  async collect(call: Call<'POST /me/receipts'>): Promise<Answer<'POST /me/receipts'>> {
    const { answer, replayed } = await this.desk.collect(call.principal, call.body.code, call.once.key);
    const { store_id, ...rest } = answer;
    return new Replayable({ ...rest, store_name: await this.desk.storeName(store_id) }, replayed);
  }

  @Handle('GET /staff/records')
  async list(call: Call<'GET /staff/records'>): Promise<ResponseOf<Routes['GET /staff/records']>> {
    return this.records.page(call.principal, call.query);
  }
}
