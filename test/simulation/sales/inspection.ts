import type { PayOrder, PayRefund } from '../../../sandbox/pay/orders';
import { must } from '../books';
import type { SaleTown } from './town';

type Value = string | number | null;
type Row = Readonly<Record<string, Value>>;

interface Money {
  readonly orders: ReadonlyMap<string, Row>;
  readonly payments: readonly Row[];
  readonly refunds: readonly Row[];
}

async function moneyOf({ server }: SaleTown): Promise<Money> {
  const [orders, payments, refunds] = await Promise.all([
    server.rows('SELECT id, state, way, pay_fen, payment_id, hold_until_at FROM orders'),
    server.rows(
      'SELECT id, order_id, way, out_trade_no, amount_fen, state, transaction_id, received_fen FROM payments',
    ),
    server.rows('SELECT id, payment_id, out_refund_no, amount_fen, why, state FROM payment_refunds'),
  ]);
  return { orders: new Map(orders.map((row) => [String(row['id']), row])), payments, refunds };
}

/** Whose piece it is. */
const THEIRS = ['paid', 'picked_up', 'refunded'];
/** What was taken back from the bank's point of view, or is on its way. */
const backOf = (order: PayOrder): number =>
  order.refunds.reduce((sum, one) => sum + (one.status === 'CLOSED' ? 0 : one.refund), 0);

/**
 * What holds at any time, whatever is still on its way: the books of the server balance, and say nothing of WeChat Pay's
 * money that WeChat Pay does not say.
 */
export async function watchMoney(town: SaleTown): Promise<void> {
  const drift = await town.server.turns.until(town.server.audit());
  must(drift.length === 0, `the books of the server do not balance: ${JSON.stringify(drift)}`);
  const money = await town.server.turns.until(moneyOf(town));
  const { bank } = town.server;
  if (!bank) return;
  const { orders } = bank.books;
  for (const number of bank.opened) {
    const order = orders.get(number)!;
    const own = money.payments.find((row) => row['out_trade_no'] === number);
    must(own !== undefined, `WeChat Pay has ${number}, nobody here has heard of it`);
    must(Number(own['amount_fen']) === order.total, `${number} is over ${order.total} fen there`);
    for (const back of order.refunds) watchRefund(money, order, back);
    must(backOf(order) <= order.total, `${backOf(order)} fen of ${order.total} go back of ${number}`);
  }
  for (const row of money.payments)
    if (row['way'] === 'wechat' && row['state'] === 'paid') watchPaid(town, row);
  for (const order of money.orders.values()) watchOrder(money, order);
}

function watchRefund({ refunds }: Money, order: PayOrder, back: PayRefund): void {
  const own = refunds.find((row) => row['out_refund_no'] === back.out_refund_no);
  must(
    own !== undefined,
    `WeChat Pay gives ${back.refund} fen of ${order.out_trade_no} back, nobody here asked`,
  );
  must(Number(own['amount_fen']) === back.refund, `${back.out_refund_no} is over ${back.refund} fen there`);
  must(own['state'] !== 'success' || back.status === 'SUCCESS', `${back.out_refund_no} has not arrived`);
}

function watchPaid({ server }: SaleTown, row: Row): void {
  const order = server.bank?.books.orders.get(String(row['out_trade_no']));
  must(
    typeof order?.paid_at === 'number' && order.transaction_id === row['transaction_id'],
    `${row['out_trade_no']} is not paid at WeChat Pay`,
  );
  must(order.total === Number(row['received_fen']), `${row['received_fen']} fen came in of ${order.total}`);
}

/** No order without its money, no money without its order. */
function watchOrder({ payments, refunds }: Money, order: Row): void {
  const paid = payments.filter((row) => row['order_id'] === order['id'] && row['state'] === 'paid');
  const isTheirs = THEIRS.includes(String(order['state']));
  const received = paid.reduce((sum, row) => sum + Number(row['received_fen'] ?? row['amount_fen']), 0);
  const returned = refunds.filter(
    (row) => paid.some(({ id }) => id === row['payment_id']) && row['why'] !== 'pieces',
  );
  const kept = received - returned.reduce((sum, row) => sum + Number(row['amount_fen']), 0);
  const due = isTheirs ? Number(order['pay_fen']) : 0;
  must(
    kept === due,
    `order ${order['id']} is ${order['state']}: ${due} fen are due, ${kept} came in and stay`,
  );
}

/** What the answers say, when nothing is unknown. */
export async function inspectSales(town: SaleTown): Promise<void> {
  const { sales, server } = town;
  const rows = await server.turns.until(
    server.rows('SELECT id, state, offer_id, member_id, pieces_handed, pieces_refunded FROM orders'),
  );
  const known = new Set<string>(sales.claimed.map(({ id }) => id));
  for (const row of rows)
    must(known.has(String(row['id'])), `there is an order ${row['id']} that nobody was told of`);
  must(rows.length === known.size, `${known.size} claims were answered, ${rows.length} orders are there`);
  for (const { id, offer, cancelled } of sales.claimed) {
    const row = rows.find((one) => one['id'] === id)!;
    must(row['offer_id'] === offer.id, `${id} is of another offer`);
    const isOpen = row['state'] === 'held' || row['state'] === 'paying';
    must(!cancelled || !isOpen, `${id} was given up, and is ${row['state']}`);
    const handed = sales.handovers.filter(({ order, undone }) => order === id && !undone);
    const pieces = handed.reduce((sum, one) => sum + one.pieces, 0);
    // a coupon is in the wallet as soon as it is paid
    if (offer.isItem)
      must(Number(row['pieces_handed']) === pieces, `${pieces} pieces of ${id} were handed over`);
  }
  for (const offer of sales.offers) {
    const own = rows.filter((row) => row['offer_id'] === offer.id && !isGone(row));
    must(own.length <= offer.stock, `${own.length} have a piece of ${offer.title}, of ${offer.stock}`);
    for (const member of new Set(own.map((row) => row['member_id']))) {
      const count = own.filter((row) => row['member_id'] === member).length;
      must(count <= offer.per_member, `${String(member)} has ${count} of ${offer.title}`);
    }
  }
  await inspectRefunds(town);
}

const isGone = (row: Row): boolean => ['cancelled', 'lapsed', 'refunded'].includes(String(row['state']));

async function inspectRefunds({ sales, server }: SaleTown): Promise<void> {
  const rows = await server.turns.until(server.rows('SELECT id, order_id, fen FROM order_refunds'));
  for (const { id, order, fen } of sales.refunds) {
    const row = rows.find((one) => one['id'] === id);
    must(row?.['order_id'] === order && Number(row['fen']) === fen, `${id} was answered, and is not there`);
  }
}

/** When all has come to its end, nothing is open, and all money is where it belongs. */
export async function inspectEnd(town: SaleTown): Promise<void> {
  const { server } = town;
  const money = await server.turns.until(moneyOf(town));
  for (const { id, state } of [...money.orders.values()] as { id: Value; state: Value }[])
    must(state !== 'held' && state !== 'paying', `order ${id} is still ${state}`);
  for (const row of money.payments) must(row['state'] !== 'open', `payment ${row['id']} is still open`);
  for (const row of money.refunds)
    must(row['state'] === 'success', `refund ${row['id']} is still ${row['state']}`);
  for (const number of server.bank?.opened ?? []) {
    const order = server.bank!.books.orders.get(number)!;
    const own = money.payments.find((row) => row['out_trade_no'] === number);
    must(order.paid_at === null || own?.['state'] === 'paid', `${number} is paid, and nobody here knows`);
  }
}
