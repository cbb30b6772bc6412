import type { Id } from '../../shared/kernel';
import { insert, mergeRefs, owner, update, type Command } from '../../server/ledger';
import { orderEvents, orders, type OrderRow } from '../../server/orders/orders.entity';
import { handedOverParts } from '../../server/orders';
import { orderById } from '../../server/orders/orders.queries';
import { heldRefs } from '../../server/orders/orders.states';
import { paymentRefunds, payments, requestRefund, shippingParts } from '../../server/payments';
import type { PaymentRefundRow, PaymentRow } from '../../server/payments';
import { pointsRefs, spendPoints } from '../../server/points';
import { PaymentGateway, type Paid } from '../../server/wechat/pay';
import { sandboxPost, type TestApp } from '../support/app';
import type { Claimer } from './coupons.support';

let serial = 0;

/** Lets a member pay `fen` in the sandbox, under a number of its own. */
export async function payInSandbox(app: TestApp, openid: string, fen: number): Promise<Paid> {
  serial += 1;
  const gateway = app.app.nest.get(PaymentGateway);
  const number = `L${String(serial).padStart(10, '0')}`;
  await gateway.prepay({
    out_trade_no: number,
    description: '招牌奶茶',
    total_fen: fen,
    openid,
    expires_at: app.clock.now() + 600_000,
  });
  await sandboxPost(app.sandboxUrl, `payments/${number}`, { action: 'pay' });
  return (await gateway.query(number)) as Paid & { state: 'success' };
}

interface Bought {
  readonly order_id: Id<'order'>;
  readonly store_id: Id<'store'> | null;
  readonly way: 'wechat' | 'counter' | 'none';
  /** Null where it was not paid by WeChat Pay. */
  readonly paid: Paid | null;
}

/** Pays an order that is held, as the payment flow leaves it. */
export async function plantPaid(app: TestApp, bought: Bought): Promise<Id<'payment'> | null> {
  const { ledger, config } = app.app.core;
  serial += 1;
  const number = String(1_000_000_000 + serial);
  const command: Command<Bought, { order: OrderRow }, { payment_id: Id<'payment'> | null }> = {
    kind: 'test.pay',
    async prepare({ order_id }, { read }) {
      const order = await orderById(read, order_id);
      if (!order) return { code: 'not_found' };
      const refs = mergeRefs(heldRefs(order), pointsRefs(order.member_id));
      return { ...refs, subject: owner.member(order.member_id), seen: { order } };
    },
    decide(ctx) {
      const { at, day, actor, seen, input } = ctx;
      const { order } = seen;
      const { id: order_id, member_id, price_fen, price_points } = order;
      const spent = spendPoints(ctx, {
        ...{ member_id, points: price_points, reason: 'spend', reference: order_id },
        ...{ store_id: null, policy: config.program },
      });
      if ('missing' in spent) return { refuse: 'points_insufficient', params: { missing: spent.missing } };
      const { way } = input;
      const id = ctx.newId('payment');
      const payment_id = way === 'none' ? null : id;
      const payment: PaymentRow = {
        ...{
          id,
          order_id,
          member_id,
          way: way === 'wechat' ? way : 'counter',
          amount_fen: price_fen,
          state: 'paid',
          day,
        },
        ...{ out_trade_no: input.paid?.out_trade_no ?? null, mchid: input.paid?.mchid ?? null },
        ...{ opened_at: at, expires_at: order.hold_until_at, next_query_at: null, queries: 0 },
        ...{
          transaction_id: input.paid?.transaction_id ?? null,
          received_fen: input.paid?.total_fen ?? price_fen,
        },
        ...{ paid_at: at, closed_at: null, staff_id: null, store_id: null },
      };
      const moved = (from: OrderRow['state'], to: OrderRow['state']) =>
        insert(orderEvents, {
          ...{ id: ctx.newId('history'), order_id, from_state: from, to_state: to },
          ...{ actor_kind: actor.kind, actor_id: actor.id, day, at },
          ...{ version: ctx.version(owner.member(member_id)), ordinal: ctx.ordinal() },
        });
      const set = {
        ...{ state: 'paid' as const, way, pay_fen: price_fen, pay_points: price_points, payment_id },
        ...{ number, pickup_store_id: input.store_id, paid_at: at },
        pickup_until_at: order.kind === 'item' ? order.hold_until_at : null,
      } as const;
      return {
        accept: { payment_id },
        transfers: [
          { kind: 'post', hold: order.stock_hold_id },
          { kind: 'post', hold: order.quota_hold_id },
          ...spent.parts.transfers,
        ],
        writes: [
          ...(payment_id === null ? [] : [insert(payments, payment)]),
          update(orders, order_id, set, { state: 'held' }),
          moved('held', 'paid'),
          ...spent.parts.writes,
        ],
        events: [],
      };
    },
  };
  const run = await ledger.run(command, bought, { key: `test-pay:${bought.order_id}`, actor: TESTER });
  if (!run.ok) throw new Error(`not paid: ${run.refusal.code}`);
  return run.answer.payment_id;
}

const TESTER = { kind: 'system', id: 'test' } as const;

async function paymentOf(app: TestApp, id: Id<'payment'>): Promise<PaymentRow> {
  const [raw] = await app.db.database.read.query('SELECT * FROM payments WHERE id = ?', [id]);
  if (!raw) throw new Error('no such payment');
  return payments.decode(raw);
}

/** Sends so much of a payment back, by the part that commands call. */
export async function sendBack(
  app: TestApp,
  id: Id<'payment'>,
  fen: number,
  why: PaymentRefundRow['why'] = 'pieces',
): Promise<Id<'payment_refund'>> {
  const payment = await paymentOf(app, id);
  const command: Command<{ n: number }, null, { refund_id: Id<'payment_refund'> }> = {
    kind: 'test.send_back',
    prepare: () => {
      const subject = owner.member(payment.member_id);
      return { subject, owners: [subject], seen: null };
    },
    decide(ctx) {
      const { parts, refund_id } = requestRefund(ctx, { payment, amount_fen: fen, why });
      return { accept: { refund_id }, ...parts };
    },
  };
  serial += 1;
  const run = await app.app.core.ledger.run(
    command,
    { n: serial },
    { key: `test-back:${serial}`, actor: TESTER },
  );
  if (!run.ok) throw new Error(`not sent back: ${run.refusal.code}`);
  return run.answer.refund_id;
}

/** Makes a report of goods handed over due. */
export async function handOver(app: TestApp, id: Id<'payment'>): Promise<void> {
  const payment = await paymentOf(app, id);
  const command: Command<{ n: number }, null, { n: number }> = {
    kind: 'test.hand_over',
    prepare: () => {
      const subject = owner.member(payment.member_id);
      return { subject, owners: [subject], seen: null };
    },
    decide: (ctx) => ({ accept: { n: 1 }, ...shippingParts(ctx, { payment, description: '招牌奶茶' }) }),
  };
  const run = await app.app.core.ledger.run(command, { n: 1 }, { key: `test-ship:${id}`, actor: TESTER });
  if (!run.ok) throw new Error('not handed over');
}

/** A refund as it stands. */
export async function refundRow(app: TestApp, id: Id<'payment_refund'>): Promise<PaymentRefundRow> {
  const [raw] = await app.db.database.read.query('SELECT * FROM payment_refunds WHERE id = ?', [id]);
  if (!raw) throw new Error('no such refund');
  return paymentRefunds.decode(raw);
}

/** Lets WeChat Pay misbehave at so many calls of a path. */
export async function payFault(app: TestApp, path: string, kind: string, times = 1): Promise<void> {
  await sandboxPost(app.sandboxUrl, 'faults', { path, kind, times });
}

/** What a member was told, by type. */
export async function toldTo(
  app: TestApp,
  { id }: Claimer,
  type: string,
): Promise<Record<string, unknown>[]> {
  const rows = await app.db.database.read.query<{ data: string | Record<string, unknown> }>(
    'SELECT data FROM outbox WHERE owner_key = ? AND type = ? ORDER BY id',
    [owner.member(id), type],
  );
  return rows.map(({ data }) =>
    typeof data === 'string' ? (JSON.parse(data) as Record<string, unknown>) : data,
  );
}

/** Hands pieces of an order over, by the parts of the counter. */
export async function plantHandedOver(app: TestApp, id: Id<'order'>, pieces: number): Promise<void> {
  const order = await orderById(app.db.database.read, id);
  if (!order?.pickup_store_id) throw new Error('not to be picked up');
  const store_id = order.pickup_store_id;
  const command: Command<{ pieces: number }, null, { handed: number }> = {
    kind: 'test.hand_out',
    prepare: () => ({ ...mergeRefs(heldRefs(order)), subject: owner.member(order.member_id), seen: null }),
    decide(ctx) {
      const by = { staff_id: ctx.newId('staff'), scan_id: ctx.newId('scan'), store_id, pieces };
      const now = ctx.loaded.get(orders, id);
      if (!now) return { refuse: 'not_found' };
      return { accept: { handed: pieces }, ...handedOverParts(ctx, now, by).parts };
    },
  };
  serial += 1;
  const run = await app.app.core.ledger.run(
    command,
    { pieces },
    { key: `test-out:${serial}`, actor: TESTER },
  );
  if (!run.ok) throw new Error(`not handed over: ${run.refusal.code}`);
}
