import { ControlRefusal } from '../control-refusal';
import { type PayOrder } from './orders';
import { type PayWorld } from './pay-world';
import { PREPAY_ID_MS, transactionOf } from './transactions';

/** What a payer can do with the payment sheet. */
export const PAYER_ACTS = ['pay', 'cancel', 'pay_late', 'pay_twice'] as const;
export type PayerAct = (typeof PAYER_ACTS)[number];

function conflict(code: string, detail: string): ControlRefusal {
  return new ControlRefusal(409, code, detail);
}

/** Throws ControlRefusal when the order has come to its end. */
function checkOpen({ state }: PayOrder): void {
  if (state === 'CLOSED') throw conflict('order_closed', 'the order is closed');
  if (state !== 'NOTPAY') throw conflict('order_paid', 'the order is paid already');
}

function tellPaid(world: PayWorld, order: PayOrder): void {
  const content = transactionOf(world, order);
  world.notices.add('TRANSACTION.SUCCESS', 'transaction', order.notify_url, {
    ...content,
    trade_state: 'SUCCESS',
  });
}

function receive(world: PayWorld, order: PayOrder): void {
  const { clock, random, orders } = world;
  const digits = Array.from(random.bytes(24), (byte) => byte % 10).join('');
  orders.pay(order, `4200${digits}`, clock.now());
  tellPaid(world, order);
}

/** The payer enters the password, in time. */
function pay(world: PayWorld, order: PayOrder): void {
  checkOpen(order);
  const now = world.clock.now();
  if (now >= order.expires_at) throw conflict('order_expired', 'too late: time_expire is over');
  if (now >= order.prepaid_at + PREPAY_ID_MS)
    throw conflict('prepay_id_expired', 'the prepay_id is older than two hours');
  receive(world, order);
}

/** The payer enters the password in time, and the bank lets the money through only when the order is over. */
function payLate(world: PayWorld, order: PayOrder): void {
  checkOpen(order);
  world.orders.holdBack(order);
  world.notices.watch();
}

/**
 * What a payer does with the sheet of an order. `pay_late` leaves it as it is, to be closed or to expire, until its
 * money comes (`receiveLate`); `pay_twice` sends a second notice of its own for the same money.
 * Throws ControlRefusal when there is nothing to pay any more.
 */
export function actOfPayer(world: PayWorld, order: PayOrder, act: PayerAct): void {
  if (act === 'pay' || act === 'pay_twice') pay(world, order);
  if (act === 'pay_twice') tellPaid(world, order);
  if (act === 'pay_late') payLate(world, order);
}

/** Takes the money that banks have held back long enough: the orders are paid, closed or not. */
export function receiveLate(world: PayWorld): void {
  const until = world.clock.now() - world.late_ms;
  for (const order of world.orders.heldBack())
    if ((order.closed_at ?? order.expires_at) <= until) receive(world, order);
}
