import { DAY_MS, HOUR_MS, instant, toRfc3339 } from '../../shared/kernel';
import type { ResponseOf, RouteKey, Routes } from '../../shared/contract';

type AnswerOf<Key extends RouteKey> = ResponseOf<Routes[Key]>;
type Scanned = AnswerOf<'POST /staff/scans'>;
type Pickup = Extract<Scanned['preview'], { kind: 'pickup' }>;

const now = Date.now();
const inHoursAt = (hours: number): string => toRfc3339(instant(now + hours * HOUR_MS));
const inDaysAt = (days: number): string => toRfc3339(instant(now + days * DAY_MS));
const ORDER = 'ord_01M5PSXK4YPJTNAADS20KY1RHG00' as const;

/** Three drinks, paid through WeChat Pay and with points; one of them is picked up. */
const paidOrder: Pickup['order'] = {
  id: ORDER,
  title: '周五抢购·桂花拿铁三杯装',
  state: 'paid',
  pieces: 3,
  pieces_handed: 1,
  pieces_refunded: 0,
  due_fen: 0,
  pay_fen: 4_990,
  pay_points: 300,
  way: 'wechat',
  paid_at: inHoursAt(-20),
  pickup_store_name: '梧桐街店',
  pickup_until_at: inDaysAt(6),
  hold_until_at: inHoursAt(-19),
  refundable_pieces: 3,
  refund_obstacle: null,
};

function scanOf(order: Partial<Pickup['order']>, obstacle: Pickup['obstacle'] = null): Scanned {
  return {
    scan_id: 'scn_01M5PSXK4YPJTNAADS20KY1RHG00',
    expires_at: inHoursAt(1),
    kind: 'pickup',
    preview: {
      kind: 'pickup',
      member: {
        id: 'mem_01M5PSXK4YPJTNAADS20KY1RHG00',
        name_masked: '林**',
        phone_masked: '138****0021',
        points: 486,
        tier: { level: 2, name: '金卡' },
        joined_day: '2026-03-08',
      },
      order: { ...paidOrder, ...order },
      usable_here: obstacle === null,
      obstacle,
    },
  };
}

const dueOrder: Partial<Pickup['order']> = {
  ...{ state: 'paying', way: 'counter', due_fen: 4_990, pay_points: 0, pieces_handed: 0 },
  ...{ paid_at: null, pickup_until_at: null, hold_until_at: inHoursAt(1.5), refundable_pieces: 0 },
  refund_obstacle: { code: 'order_not_paid', detail: '这笔订单还没有付款。' },
};

/** What a scanned pickup code shows. */
export const pickups = {
  due: scanOf(dueOrder),
  paid: scanOf({}),
  overdue: scanOf({ pieces: 1, pieces_handed: 0, pickup_until_at: inDaysAt(-1), refundable_pieces: 1 }),
  elsewhere: scanOf(
    {
      pickup_store_name: '河滨店',
      refund_obstacle: { code: 'pickup_elsewhere', detail: '这笔订单的自提门店是河滨店。' },
    },
    { code: 'pickup_elsewhere', detail: '这笔订单的自提门店是河滨店。' },
  ),
  over: scanOf(
    { state: 'picked_up', pieces_handed: 3 },
    { code: 'pickup_over', detail: '这笔订单已经全部取走。' },
  ),
} as const;

export const orderPaid: AnswerOf<'POST /staff/order-payments'> = {
  order_id: ORDER,
  title: paidOrder.title,
  paid_fen: 4_990,
  pieces: 3,
  pickup_until_at: inDaysAt(7),
};

export const handedOver: AnswerOf<'POST /staff/pickups'> = {
  handover_id: 'hnd_01M5PSXK4YPJTNAADS20KY1RHG00',
  order_id: ORDER,
  title: paidOrder.title,
  pieces: 1,
  pieces_left: 1,
  undo_until_at: toRfc3339(instant(now + DAY_MS)),
};

export const orderRefunded: AnswerOf<'POST /staff/order-refunds'> = {
  refund_id: 'orf_01M5PSXK4YPJTNAADS20KY1RHG00',
  order_id: ORDER,
  fen: 3_326,
  points: 200,
  at_counter: false,
};

const record: AnswerOf<'GET /staff/records'>['items'][number] = {
  ...{ kind: 'handover', id: 'hnd_01M5PSXK4YPJTNAADS20KY1RHG00', purchase_id: null },
  ...{ title: '取货 2 份 · 桂花拿铁三杯装', member_name_masked: '林**', staff_name: '小周', mine: true },
  ...{ original_fen: 0, discount_fen: 0, paid_fen: 0, points: 0, at: inHoursAt(-0.1), undone: null },
  undo_until_at: inHoursAt(1),
};

/** A day with orders in it: paid for, handed over, undone, refunded. */
export const orderRecords: AnswerOf<'GET /staff/records'> = {
  items: [
    record,
    {
      ...record,
      ...{
        kind: 'order_payment',
        id: 'pay_01M5PSXK4YPJTNAADS20KY1RHG00',
        title: '订单收款 · 桂花拿铁三杯装',
      },
      ...{ original_fen: 4_990, paid_fen: 4_990, undo_until_at: null },
    },
    {
      ...record,
      ...{ kind: 'order_refund', id: 'orf_01M5PSXK4YPJTNAADS20KY1RHG00', title: '订单退款 1 份 · 手作司康' },
      ...{ original_fen: 1_990, paid_fen: 1_990, points: 100, undo_until_at: null },
    },
    {
      ...record,
      id: 'hnd_01M5PSXK4YPJTNAADS20KY1RHG01',
      title: '取货 1 份 · 手作司康',
      undone: { at: inHoursAt(-0.05), staff_name: '小周', reason: '扫错了码' },
      undo_until_at: null,
    },
    {
      ...record,
      ...{ kind: 'purchase', id: 'pur_01M5PSXK4YPJTNAADS20KY1RHG00', title: '消费登记 · 小票 A-1024' },
      ...{
        purchase_id: 'pur_01M5PSXK4YPJTNAADS20KY1RHG00',
        original_fen: 3_500,
        paid_fen: 3_500,
        points: 35,
      },
      undo_until_at: null,
    },
  ],
  next: null,
  day: new Date().toISOString().slice(0, 10),
  totals: {
    ...{ redemptions: 2, purchases: 5, handovers: 3, order_payments: 1 },
    ...{ paid_fen: 21_480, refunded_fen: 1_990, points: 165, joins: 1 },
  },
};
