import { Injectable } from '@nestjs/common';
import { errorText, type PickupOrder, type ScanPreview } from '../../shared/contract';
import { dayIn, toRfc3339, type Id, type Instant } from '../../shared/kernel';
import {
  handoverObstacle,
  orderById,
  orderRefundObstacle,
  piecesLeft,
  piecesRefundable,
  type OrderRow,
} from '../orders';
import type { StaffPrincipal } from '../platform/auth';
import { Clock } from '../platform/clock';
import { Database, type Reader } from '../platform/database';
import type { Language } from '../platform/http';
import { StoreDirectory, type StoreEntry } from '../stores';
import { orderPaymentObstacle } from './order-payment.command';
import { elsewhereOf, refundRightObstacle, type OrderAct } from './pickup.rules';
import type { Refusal } from '../ledger';

type PickupPreview = Extract<ScanPreview, { kind: 'pickup' }>;

/** What of an order the assistant's screen shows. Reads only; nothing here decides anything. @rule F7 */
@Injectable()
export class PickupViews {
  constructor(
    private readonly database: Database,
    private readonly stores: StoreDirectory,
    private readonly clock: Clock,
  ) {}

  /** An order as it stands now, and why nothing of it can be handed over in a store, whether it is paid or not. */
  async preview(
    viewer: StaffPrincipal,
    orderId: Id<'order'>,
    store: StoreEntry,
    language: Language,
  ): Promise<Omit<PickupPreview, 'kind' | 'member'>> {
    const { read } = this.database;
    const order = await orderById(read, orderId);
    if (!order) throw new Error(`no order ${orderId}`);
    const elsewhere = await elsewhereOf(read, order, store);
    const here: Refusal | null =
      elsewhere === null ? null : { code: 'pickup_elsewhere', params: { store: elsewhere } };
    const obstacle = spoken(here ?? obstacleOf(order, this.clock.now()), language);
    const rights = refundRightObstacle(
      await orderActs(read, orderId),
      viewer,
      dayIn(this.clock.now(), store.timezone),
    );
    const refundObstacle = here ?? orderRefundObstacle(order, 1, 'staff') ?? (rights && { code: rights });
    return {
      order: await this.orderOf(order, spoken(refundObstacle, language)),
      usable_here: obstacle === null,
      obstacle,
    };
  }

  private async orderOf(
    order: OrderRow,
    refundObstacle: PickupOrder['refund_obstacle'],
  ): Promise<PickupOrder> {
    const { id, title, pieces, pieces_handed, pieces_refunded, pay_fen, pay_points, way } = order;
    const { state, pickup_store_id, paid_at, pickup_until_at } = order;
    if (state === 'held') throw new Error(`order ${id} has a code before its payment`);
    const store = pickup_store_id && (await this.stores.byId(pickup_store_id));
    return {
      ...{ id, title, state, pieces, pieces_handed, pieces_refunded, pay_fen, pay_points, way },
      due_fen: orderPaymentObstacle(order, this.clock.now()) === null ? pay_fen : 0,
      paid_at: paid_at && toRfc3339(paid_at),
      pickup_store_name: store ? store.name : null,
      pickup_until_at: pickup_until_at && toRfc3339(pickup_until_at),
      hold_until_at: toRfc3339(order.hold_until_at),
      refundable_pieces: orderRefundObstacle(order, 1, 'staff') ? 0 : piecesRefundable(order, 'staff'),
      refund_obstacle: refundObstacle,
    };
  }
}

/** What assistants did for an order: took its money, handed it over. What was undone does not count. @rule F8 */
export async function orderActs(read: Reader, orderId: Id<'order'>): Promise<OrderAct[]> {
  return read.query<OrderAct>(
    `SELECT staff_id, day FROM handovers WHERE order_id = ? AND undone_at IS NULL
     UNION ALL SELECT staff_id, day FROM payments
     WHERE order_id = ? AND way = 'counter' AND state = 'paid' AND staff_id IS NOT NULL`,
    [orderId, orderId],
  );
}

/** Why neither money can be taken nor anything be handed over. @rule F6 @rule F7 */
function obstacleOf(order: OrderRow, at: Instant): Refusal | null {
  const money = orderPaymentObstacle(order, at);
  if (money === null) return null;
  const isOver = money === 'order_closed';
  return isOver ? { code: money } : handoverObstacle(order, Math.min(1, piecesLeft(order)));
}

function spoken(refusal: Refusal | null, language: Language): PickupPreview['obstacle'] {
  return refusal && { code: refusal.code, detail: errorText(refusal.code, refusal.params ?? {}, language) };
}
