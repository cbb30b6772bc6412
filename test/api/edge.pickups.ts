import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { nextStep, type Customer } from './counter.support';
import type { EdgeOfPickups, GivenByRoute } from './edge';
import { claimOne } from './flash-sales.support';
import { handOver, scanNow, takeMoney, type PickupCounter } from './pickups.support';

/** What a piece of the stage's offer costs. */
const PRICE_FEN = 990;

/** Sets that part of the stage. Moves the clock on by a minute. */
export async function openPickupEdge(
  app: TestApp,
  { counter, sale, offer }: PickupCounter,
  ann: Customer,
): Promise<EdgeOfPickups> {
  const { clerk, shop } = counter;
  const expected = { pay_fen: PRICE_FEN, pay_points: 0 };
  const toPay = async (): Promise<Id<'order'>> => {
    const id = await claimOne(app, ann, sale, offer);
    const body = { way: 'counter', pickup_store_id: shop.store_id, expected } as const;
    await app.ok('POST /me/orders/{id}/payments', { token: ann.token, params: { id }, body });
    return id;
  };
  const scan = async (id: Id<'order'>): Promise<Id<'scan'>> =>
    (await scanNow(app, clerk, shop.store_id, ann, id)).scan_id;
  const paid = async () => {
    const order = await toPay();
    const ticket = await scan(order);
    await takeMoney(app, clerk, ticket, undefined, PRICE_FEN);
    return { order, ticket };
  };
  const due = await toPay();
  const back = await paid();
  nextStep(app);
  const handed = await paid();
  const { body } = await handOver(app, clerk, handed.ticket, 1);
  return {
    due,
    payment_scan: await scan(due),
    handover_scan: (await paid()).ticket,
    refund_scan: await scan(back.order),
    handover: body.handover_id,
  };
}

/** What is sent about them. */
export function ofPickups({
  due,
  payment_scan,
  handover_scan,
  refund_scan,
  handover,
}: EdgeOfPickups): GivenByRoute {
  return {
    'GET /me/orders/{id}/code': { params: { id: due } },
    'POST /staff/order-payments': {
      body: { scan_id: payment_scan, expected: { pay_fen: PRICE_FEN } },
    },
    'POST /staff/pickups': { body: { scan_id: handover_scan, pieces: 1 } },
    'POST /staff/pickups/{id}/undo': { params: { id: handover }, body: { reason: '扫错了码' } },
    'POST /staff/order-refunds': {
      body: {
        scan_id: refund_scan,
        pieces: 1,
        reason: '顾客不要了',
        expected: { fen: PRICE_FEN, points: 0 },
      },
    },
  };
}
