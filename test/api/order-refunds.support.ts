import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { TestApp } from '../support/app';
import { claimer, type Claimer } from './coupons.support';
import { claimOne, createOffer } from './flash-sales.support';
import type { Shop } from './joins.support';
import { payInSandbox, plantPaid } from './payments.support';

type OfferBody = BodyInputOf<Routes['POST /console/offers']>;

/** A sale that is on, and what a test buys of it. */
export interface Market {
  readonly app: TestApp;
  readonly shop: Shop;
  readonly sale: Id<'sale'>;
}

/** An order that is paid, and whose it is. */
export interface BoughtOrder {
  readonly buyer: Claimer;
  readonly order: Id<'order'>;
  readonly offer: Id<'offer'>;
  readonly payment: Id<'payment'> | null;
}

/** Gives a member points, by hand. */
export async function givePoints(app: TestApp, { id }: Claimer, points: number): Promise<void> {
  await app.ok('POST /console/members/{id}/adjustments', {
    token: await app.asConsole(),
    params: { id },
    body: { points, reason: '测试' },
  });
}

/** Somebody new buys a piece of an offer of its own, through WeChat Pay unless told otherwise. */
export async function buy(
  { app, shop, sale }: Market,
  change: Partial<OfferBody> = {},
  way: 'wechat' | 'counter' = 'wechat',
): Promise<BoughtOrder> {
  const buyer = await claimer(app);
  const offer = await createOffer(app, sale, change);
  const points = change.price_points ?? 0;
  if (points > 0) await givePoints(app, buyer, points);
  const order = await claimOne(app, buyer, sale, offer);
  const fen = change.price_fen ?? 990;
  const paid = way === 'wechat' && fen > 0 ? await payInSandbox(app, buyer.openid, fen) : null;
  const payment = await plantPaid(app, {
    order_id: order,
    store_id: shop.store_id,
    way: fen === 0 ? 'none' : way,
    paid,
  });
  return { buyer, order, offer, payment };
}

/** The member asks for so many pieces back; what was shown is right unless told otherwise. */
export async function askBack(
  app: TestApp,
  { buyer, order }: BoughtOrder,
  pieces: number,
  expected: { readonly fen: number; readonly points: number },
  key?: string,
) {
  return app.call('POST /me/orders/{id}/refunds', {
    token: buyer.token,
    params: { id: order },
    body: { pieces, expected },
    ...(key === undefined ? {} : { key }),
  });
}

/** An order as its member sees it. */
export function seenOrder(app: TestApp, { buyer, order }: BoughtOrder) {
  return app.ok('GET /me/orders/{id}', { token: buyer.token, params: { id: order } });
}

/** The points that a member can spend. */
export async function pointsOf(app: TestApp, { token }: Claimer): Promise<number> {
  return (await app.ok('GET /me/points', { token })).balance;
}
