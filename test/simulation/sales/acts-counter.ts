import type { ResponseOf, Routes } from '../../../shared/contract';
import { refundOfPieces } from '../../../shared/rules';
import { pick } from '../acts-member';
import { must, type Staff, type Store } from '../books';
import { opOf, type Op } from '../op';
import type { Act } from '../story';
import { comer } from './acts';
import type { SaleTown } from './town';

type Preview = ResponseOf<Routes['POST /staff/scans']>['preview'];
type Pickup = Extract<Preview, { readonly kind: 'pickup' }>;

/** An order at the counter: its code is scanned, and what comes next follows from what staff see. */
export async function counter(town: SaleTown, act: Act): Promise<Op | null> {
  const come = comer(town, act);
  if (!come) return null;
  const { order, person } = come;
  const shown = await town.look('GET /me/orders/{id}/code', {
    token: person.token,
    params: { id: order.id },
  });
  const staff = pick(town.books.staff, act.who)!;
  if (!shown || staff.person === person) return null;
  const store = pick(staff.stores, act.what)!;
  const scanned = await town.look('POST /staff/scans', {
    token: staff.person.token,
    body: { code: shown.code, store_id: store.id },
  });
  if (scanned?.preview.kind !== 'pickup') return null;
  const at = { staff, store, scan_id: scanned.scan_id, preview: scanned.preview };
  if (scanned.preview.order.due_fen > 0) return takeMoney(town, at);
  if (act.how % 4 === 0 && scanned.preview.order.refundable_pieces > 0) return refund(town, act, at);
  return handOver(town, act, at);
}

interface AtCounter {
  readonly staff: Staff;
  readonly store: Store;
  readonly scan_id: ResponseOf<Routes['POST /staff/scans']>['scan_id'];
  readonly preview: Pickup;
}

const SCAN = ['scan_expired', 'scan_used', 'pickup_elsewhere', 'order_closed'];

function takeMoney(town: SaleTown, { staff, scan_id, preview }: AtCounter): Op {
  const { due_fen: pay_fen, title, id } = preview.order;
  return opOf({
    key: town.nextKey(),
    words: `${staff.name} takes ${pay_fen} fen for ${title}`,
    route: 'POST /staff/order-payments',
    as: staff.person,
    options: { body: { scan_id, expected: { pay_fen } } },
    refusals: () => [...SCAN, 'order_paid', 'order_not_payable', 'quote_changed'],
    accept: ({ order_id, paid_fen }) => {
      must(order_id === id && paid_fen === pay_fen, `${paid_fen} fen were taken for ${order_id}`);
    },
  });
}

function handOver(town: SaleTown, act: Act, { staff, store, scan_id, preview }: AtCounter): Op {
  const { title, pieces: all, pieces_handed, pieces_refunded, id } = preview.order;
  const left = all - pieces_handed - pieces_refunded;
  const pieces = act.how % 11 === 0 ? left + 1 : 1 + (act.how % Math.max(1, left));
  return opOf({
    key: town.nextKey(),
    words: `${staff.name} hands over ${pieces} of ${title}`,
    route: 'POST /staff/pickups',
    as: staff.person,
    options: { body: { scan_id, pieces } },
    refusals: () => [...SCAN, 'pickup_over', 'pieces_left', 'order_not_paid'],
    accept: ({ handover_id, order_id }) => {
      must(order_id === id, `${order_id} was handed over for ${id}`);
      town.sales.add(town.sales.handovers, { id: handover_id, order: id, store, pieces, undone: false });
    },
  });
}

function refund(town: SaleTown, act: Act, { staff, scan_id, preview }: AtCounter): Op {
  const { order } = preview;
  const pieces = 1 + (act.how % order.refundable_pieces);
  const expected = refundOfPieces(order, pieces);
  return opOf({
    key: town.nextKey(),
    words: `${staff.name} refunds ${pieces} of ${order.title}`,
    route: 'POST /staff/order-refunds',
    as: staff.person,
    options: { body: { scan_id, pieces, reason: '顾客退货', expected } },
    refusals: () => [
      ...[...SCAN, 'refund_not_allowed', 'order_not_paid', 'order_not_refundable', 'pieces_left'],
      'quote_changed',
    ],
    accept: ({ refund_id: id, fen }) => {
      must(fen === expected.fen, `${fen} fen go back, ${expected.fen} were shown`);
      town.sales.add(town.sales.refunds, { id, order: order.id, fen });
    },
  });
}

export function undo(town: SaleTown, act: Act): Op | null {
  const handover = pick(town.sales.handovers.slice(-4), act.what);
  if (!handover) return null;
  const staff = pick(town.books.staff, act.who)!;
  return opOf({
    key: town.nextKey(),
    words: `${staff.name} takes back what was handed over of …${handover.order.slice(-6)}`,
    route: 'POST /staff/pickups/{id}/undo',
    as: staff.person,
    options: { params: { id: handover.id }, body: { reason: '点错了' } },
    refusals: () => ['not_found', 'already_undone', 'undo_too_late', 'undo_not_allowed', 'order_refunded'],
    accept: ({ pieces }) => {
      must(!handover.undone && pieces === handover.pieces, `${handover.id} was undone twice`);
      handover.undone = true;
    },
  });
}
