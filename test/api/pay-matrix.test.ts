import { MINUTE_MS, type Id } from '../../shared/kernel';
import { PaymentGateway, PayError } from '../../server/wechat/pay';
import { freshKey, sandboxPost, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { claim as claimCoupon, joinCustomer, type Customer } from './counter.support';
import { listed, type Shop } from './coupons.support';
import { claimOne, createOffer } from './flash-sales.support';
import {
  atWechat,
  cancelFor,
  deliver,
  fault,
  orderEventsOf,
  orderOf,
  payAt,
  payFor,
  PRICE,
  readInbox,
  settleAll,
  tradeOf,
  watch,
  usePayScene,
} from './order-payments.support';

/**
 * What can become of an order, and when WeChat Pay's word of its money comes: in every cell the order ends as it must,
 * and what came in is what orders cost plus what went back.
 */
let app: TestApp;
let shop: Shop;
let ann: Customer;
let sale: Id<'sale'>;
let gateway: PaymentGateway;

const { here } = usePayScene((scene) => {
  ({ app, shop, ann, sale } = scene);
  gateway = app.app.nest.get(PaymentGateway);
});

const onePiece = () => createOffer(app, sale, { price_fen: PRICE, per_member: 1, stock: 1 });

type Fate = 'paid' | 'closed' | 'expired' | 'cancelled';

/** What is done with an order beside its payment. */
const ACTS: Readonly<Record<Fate, (order: Id<'order'>) => Promise<unknown>>> = {
  paid: () => watch(app),
  closed: (order) => payFor(app, ann, order, { ...here(), way: 'counter' }),
  expired: async () => {
    app.clock.advance(15 * MINUTE_MS);
    await settleAll(app);
  },
  cancelled: (order) => cancelFor(app, ann, order),
};

/** An order that waits for its money; when `isLost`, WeChat Pay has not got our call yet. */
async function paying(isLost = false): Promise<{ order: Id<'order'>; trade: string; offer: Id<'offer'> }> {
  const offer = await onePiece();
  const order = await claimOne(app, ann, sale, offer);
  if (isLost) {
    const lost = new PayError({ code: 'NO_ANSWER', status: null, request_id: null });
    jest.spyOn(gateway, 'prepay').mockRejectedValueOnce(lost);
  }
  const { status } = await payFor(app, ann, order, here());
  expect(status).toBe(isLost ? 503 : 201);
  return { order, offer, trade: await tradeOf(app, order) };
}

/** The call that was lost gets to WeChat Pay after all, and somebody pays. */
async function payLost(trade: string): Promise<void> {
  const { openid } = ann;
  const expires_at = app.clock.now() + 15 * MINUTE_MS;
  await gateway.prepay({
    out_trade_no: trade,
    description: '招牌奶茶',
    total_fen: PRICE,
    openid,
    expires_at,
  });
  await payAt(app, trade, 'pay');
}

/** How an order ended, what WeChat Pay has of its money now, and what the member was told. */
async function end(order: Id<'order'>, trade: string) {
  await settleAll(app);
  const { state, returned } = await orderOf(app, ann, order);
  const { state: there, total_fen, refunds } = await atWechat(app, trade);
  const back = refunds.reduce((sum, { refund_fen }) => sum + refund_fen, 0);
  const paid = there === 'SUCCESS' || there === 'REFUND' ? total_fen : 0;
  expect(returned.reduce((sum, { fen }) => sum + fen, 0)).toBe(back);
  const told = (await orderEventsOf(app, ann.id)).includes('order.money_returned');
  expect(told).toBe(back > 0);
  return { state, kept: paid - back };
}

describe('money that comes in time pays its order', () => {
  it.each(
    (['paid', 'closed', 'expired', 'cancelled'] as const).flatMap((fate) =>
      (['before', 'after', 'twice', 'never'] as const).map((notice) => [fate, notice] as const),
    ),
  )('F6: %s, the notice %s the answer', async (fate, notice) => {
    const { order, trade } = await paying();
    await payAt(app, trade, notice === 'twice' ? 'pay_twice' : 'pay');
    if (notice === 'never') await fault(app, 'notices', 'drop');
    if (notice !== 'after') await deliver(app);
    if (notice === 'before' || notice === 'twice') await readInbox(app);
    app.clock.advance(5_000);
    await ACTS[fate](order);
    if (notice === 'after' || notice === 'twice') await deliver(app, MINUTE_MS);
    expect(await end(order, trade)).toEqual({ state: 'paid', kept: PRICE });
  });
});

describe('money that comes after the piece was given away', () => {
  it('F6: takes the piece after all when all is still there, and the lapse was none', async () => {
    const { order, trade } = await paying(true);
    await ACTS.expired(order);
    expect((await orderOf(app, ann, order)).state).toBe('lapsed');
    await payLost(trade);
    await deliver(app);
    expect(await end(order, trade)).toEqual({ state: 'paid', kept: PRICE });
    const counted = await rowsOf(app, 'SELECT lapsed FROM sale_lapses WHERE sale_id = ?', [sale]);
    expect(counted.map(({ lapsed }) => Number(lapsed))).toEqual([0]);
  });

  it.each([
    ['closed', 'paying'],
    ['expired', 'lapsed'],
    ['cancelled', 'cancelled'],
  ] as const)('F6: %s, and somebody else has the piece: it goes back', async (fate, state) => {
    const { order, offer, trade } = await paying(true);
    await ACTS[fate](order);
    if (fate !== 'closed') await claimOne(app, await joinCustomer(app), sale, offer);
    await payLost(trade);
    await deliver(app);
    expect(await end(order, trade)).toEqual({ state, kept: 0 });
  });

  it('F6: C5: an order that was paid in another way meanwhile keeps that, and what came twice goes back', async () => {
    const { order, trade } = await paying(true);
    const template = await listed(app, shop, {
      value: { kind: 'amount_off', threshold_fen: 0, amount_fen: PRICE },
    });
    const { id: coupon_id } = await claimCoupon(app, ann, template);
    const free = { ...here(), way: 'none', coupon_id, expected: { pay_fen: 0, pay_points: 0 } } as const;
    expect((await payFor(app, ann, order, free)).body.order.state).toBe('paid');
    await payLost(trade);
    await deliver(app);
    expect(await end(order, trade)).toEqual({ state: 'paid', kept: 0 });
    const [row] = await rowsOf(app, 'SELECT why FROM payment_refunds WHERE order_id = ?', [order]);
    expect(row).toEqual({ why: 'twice' });
  });

  it('F6: C5: a coupon that was spent meanwhile is not there any more, and the money goes back', async () => {
    const offer = await createOffer(app, sale, { price_fen: PRICE, per_member: 5 });
    const [first, second] = [await claimOne(app, ann, sale, offer), await claimOne(app, ann, sale, offer)];
    const { id: coupon_id } = await claimCoupon(app, ann, await listed(app, shop));
    const body = { ...here(), coupon_id, expected: { pay_fen: PRICE - 500, pay_points: 0 } };
    await payFor(app, ann, first, body);
    const trade = await tradeOf(app, first);
    jest.spyOn(gateway, 'close').mockResolvedValueOnce('closed');
    expect((await cancelFor(app, ann, first)).status).toBe(201);
    expect((await payFor(app, ann, second, { ...body, way: 'counter' })).status).toBe(201);
    await payAt(app, trade, 'pay');
    await deliver(app);
    expect(await end(first, trade)).toEqual({ state: 'cancelled', kept: 0 });
  });
});

describe('money that the bank lets through after the close', () => {
  it.each([
    ['expired', 'there'],
    ['expired', 'gone'],
    ['cancelled', 'there'],
    ['cancelled', 'gone'],
  ] as const)('F6: %s, and the piece is %s', async (fate, piece) => {
    const { order, offer, trade } = await paying();
    await payAt(app, trade, 'pay_late');
    await ACTS[fate](order);
    expect(await orderOf(app, ann, order)).toMatchObject({ closed_at: expect.any(String), returned: [] });
    if (piece === 'gone') await claimOne(app, await joinCustomer(app), sale, offer);
    app.clock.advance(10_000);
    await deliver(app);
    const state = fate === 'expired' ? 'lapsed' : 'cancelled';
    expect(await end(order, trade)).toEqual(
      piece === 'gone' ? { state, kept: 0 } : { state: 'paid', kept: PRICE },
    );
    expect(await orderOf(app, ann, order)).toMatchObject({ paid_late: piece === 'there' });
  });

  it('F6: for an order that was paid on other terms meanwhile goes back, and the order stays paid', async () => {
    const { order, trade } = await paying();
    await payAt(app, trade, 'pay_late');
    expect((await payFor(app, ann, order, { ...here(), way: 'counter' })).status).toBe(201);
    expect((await payFor(app, ann, order, here())).status).toBe(201);
    const second = await tradeOf(app, order);
    expect(second).not.toBe(trade);
    await payAt(app, second, 'pay');
    await deliver(app);
    expect(await end(order, second)).toEqual({ state: 'paid', kept: PRICE });
    app.clock.advance(10_000);
    await deliver(app);
    expect(await end(order, trade)).toEqual({ state: 'paid', kept: 0 });
    expect(await orderOf(app, ann, order)).toMatchObject({ paid_late: false, returned: [{ fen: PRICE }] });
  });
});

/** Notices that the sandbox has sent. */
async function sandboxNotices(): Promise<{ fault: string | null; status: number | null }[]> {
  const answer = await fetch(`${app.sandboxUrl}/_control/notices`);
  return ((await answer.json()) as { delivered: { fault: string | null; status: number | null }[] })
    .delivered;
}

describe('what is told later', () => {
  it('F6: F8: a notice says that money has arrived with the member', async () => {
    const { order, trade } = await paying(true);
    await ACTS.cancelled(order);
    await claimOne(app, await joinCustomer(app), sale, (await orderOf(app, ann, order)).offer_id);
    await payLost(trade);
    await deliver(app);
    await end(order, trade);
    const progress = async () => (await orderOf(app, ann, order)).returned.map((one) => one.progress);
    expect(await progress()).toEqual(['on_its_way']);
    const [row] = await rowsOf(app, 'SELECT out_refund_no FROM payment_refunds WHERE order_id = ?', [order]);
    await sandboxPost(app.sandboxUrl, `refunds/${String(row?.['out_refund_no'])}`, { outcome: 'SUCCESS' });
    await deliver(app);
    await readInbox(app);
    expect(await progress()).toEqual(['arrived']);
  });

  it('F6: a payment that WeChat Pay has closed is opened anew when it is pressed again', async () => {
    const offer = await onePiece();
    const order = await claimOne(app, ann, sale, offer);
    const key = freshKey();
    const first = await payFor(app, ann, order, here(), key);
    const trade = await tradeOf(app, order);
    expect(await gateway.close(trade)).toBe('closed');
    const again = await payFor(app, ann, order, here(), key);
    expect([again.status, again.replayed, again.body.order]).toEqual([201, true, first.body.order]);
    const reopened = await tradeOf(app, order);
    expect(reopened).not.toBe(trade);
    expect((await payFor(app, ann, order, here(), key)).status).toBe(201);
    expect(await tradeOf(app, order)).toBe(reopened);
    await payAt(app, reopened, 'pay');
    expect((await payFor(app, ann, order, here(), key)).body.code).toBe('order_paid');
    expect(await end(order, reopened)).toEqual({ state: 'paid', kept: PRICE });
  });
});

describe('what is no payment of ours', () => {
  it('F6: another amount than was asked for goes back, an operator can see it, and the order can be paid', async () => {
    const { order, trade } = await paying();
    const [payment] = await rowsOf(app, 'SELECT payment_id AS id FROM orders WHERE id = ?', [order]);
    await app.db.database.transaction((session) =>
      session.execute('UPDATE payments SET amount_fen = amount_fen + 1 WHERE id = ?', [
        String(payment?.['id']),
      ]),
    );
    await payAt(app, trade, 'pay');
    await deliver(app);
    expect(await end(order, trade)).toEqual({ state: 'paying', kept: 0 });
    const odd = await rowsOf(app, "SELECT problem FROM pay_notices WHERE state = 'odd'", []);
    expect(odd).toEqual([{ problem: `${PRICE} instead of ${PRICE + 1} fen` }]);
    expect((await payFor(app, ann, order, here())).status).toBe(201);
    const again = await tradeOf(app, order);
    expect(again).not.toBe(trade);
    await payAt(app, again, 'pay');
    await deliver(app);
    await readInbox(app);
    expect((await orderOf(app, ann, order)).state).toBe('paid');
  });

  it.each(['bad_signature', 'tampered', 'clock_skew', 'signtest'])(
    'F6: a notice with %s is refused',
    async (kind) => {
      const { order, trade } = await paying();
      await fault(app, 'notices', kind);
      await payAt(app, trade, 'pay');
      await deliver(app);
      const tried = (await sandboxNotices()).filter((one) => one.fault === kind);
      expect(tried.map(({ status }) => status)).toEqual([401]);
      // what is WeChat Pay's own comes again
      await deliver(app, MINUTE_MS);
      expect(await end(order, trade)).toEqual({ state: 'paid', kept: PRICE });
    },
  );

  it('F6: whoever writes a notice themselves hears FAIL', async () => {
    const reply = await app.raw({
      method: 'POST',
      url: '/api/v1/wechat/pay/notices',
      headers: { 'content-type': 'application/json' },
      payload: '{"id":"EV-1"}',
    });
    expect([reply.status, reply.body]).toEqual([401, { code: 'FAIL', message: '验签失败' }]);
  });
});
