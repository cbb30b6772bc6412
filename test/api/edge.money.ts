import { instant, type Id } from '../../shared/kernel';
import { mergeParts, owner, type Command } from '../../server/ledger';
import { openPayment, refundMoved, requestRefund, settledPayment } from '../../server/payments';
import type { TestApp } from '../support/app';
import { joinCustomer, type Counter } from './counter.support';
import type { EdgeOfMoney, GivenByRoute } from './edge';
import { claimOne, createOffer } from './flash-sales.support';
import { givePoints, payFor } from './order-payments.support';

/** What a piece costs in points; there is no WeChat Pay on this stage. */
const POINTS = 5;
const FEN = 100;
const ACTOR = { kind: 'system', id: 'test' } as const;

/** Sets that part of the stage. */
export async function openMoney(app: TestApp, counter: Counter, sale: Id<'sale'>): Promise<EdgeOfMoney> {
  const ben = await joinCustomer(app);
  await givePoints(app, ben, 2 * POINTS);
  const offer = await createOffer(app, sale, { price_fen: 0, price_points: POINTS });
  const buy = async (): Promise<Id<'order'>> => {
    const id = await claimOne(app, ben, sale, offer);
    const expected = { pay_fen: 0, pay_points: POINTS };
    await payFor(app, ben, id, { way: 'none', pickup_store_id: counter.shop.store_id, expected });
    return id;
  };
  const orders = [await buy(), await buy()] as const;
  const unpaid = await claimOne(app, ben, sale, await createOffer(app, sale));
  const idle = await claimOne(app, ben, sale, await createOffer(app, sale));
  return { ben, orders, idle, stuck: await stuckRefund(app, ben.id, unpaid) };
}

/** Money that came for an order that cannot be had any more, and does not get back to its payer. */
async function stuckRefund(
  app: TestApp,
  member_id: Id<'member'>,
  order_id: Id<'order'>,
): Promise<Id<'payment_refund'>> {
  const { ledger } = app.app.core;
  const late: Command<{ fen: number }, null, { refund_id: Id<'payment_refund'>; number: string }> = {
    kind: 'test.late_money',
    prepare: () => ({ subject: owner.member(member_id), owners: [owner.member(member_id)], seen: null }),
    decide(ctx) {
      const of = { order_id, member_id, way: 'wechat', mchid: '1900000001', amount_fen: FEN } as const;
      const opened = openPayment(ctx, { ...of, expires_at: instant(ctx.at + 1) });
      const came = { received_fen: FEN, transaction_id: '4200000000000001', paid_at: ctx.at };
      const paid = settledPayment(ctx, opened.payment, came);
      const back = requestRefund(ctx, { payment: paid.payment, amount_fen: FEN, why: 'late' });
      const number = `R${back.refund_id.slice('prf_'.length)}`;
      return {
        accept: { refund_id: back.refund_id, number },
        ...mergeParts(opened.parts, paid.parts, back.parts),
      };
    },
  };
  const run = await ledger.run(late, { fen: FEN }, { key: 'edge-late-money', actor: ACTOR });
  if (!run.ok) throw new Error(`no late money: ${run.refusal.code}`);
  const moved = { out_refund_no: run.answer.number, refund_fen: FEN, state: 'abnormal' as const };
  const told = await ledger.run(refundMoved, moved, { key: 'edge-stuck', actor: ACTOR });
  if (!told.ok) throw new Error(`not stuck: ${told.refusal.code}`);
  return run.answer.refund_id;
}

/** What is sent about them. */
export function ofMoney({ ben, orders: [first, second], idle, stuck }: EdgeOfMoney): GivenByRoute {
  const body = { pieces: 1, expected: { fen: 0, points: POINTS } };
  return {
    'POST /me/orders/{id}/refunds': { token: ben.token, params: { id: first }, body },
    'GET /console/orders/{id}': { params: { id: second } },
    'POST /console/orders/{id}/refunds': { params: { id: second }, body: { ...body, reason: '做坏了' } },
    'POST /console/orders/{id}/cancellations': { params: { id: idle }, body: { reason: '门店停电' } },
    'POST /console/payment-refunds/{id}/settlements': { params: { id: stuck }, body: { note: '已现金退还' } },
  };
}
