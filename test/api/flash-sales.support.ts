import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { Client } from '../support/app';
import type { Shop } from './joins.support';

type SaleBody = BodyInputOf<Routes['POST /console/flash-sales']>;
type OfferBody = BodyInputOf<Routes['POST /console/offers']>;

/** On for two hours from an hour before the clock of the tests starts, for everybody. */
export function saleBody(shop: Shop, change: Partial<SaleBody> = {}): SaleBody {
  return {
    merchant_id: shop.merchant_id,
    kind: 'flash',
    name: '周五抢购',
    starts_at: '2026-11-20T01:00:00.000Z',
    ends_at: '2026-11-20T03:00:00.000Z',
    store_ids: [],
    min_tier_level: 0,
    new_members_only: false,
    hold_minutes: 15,
    ...change,
  };
}

/** Twenty pieces at ¥9.90 instead of ¥29.90, two for each. */
export function offerBody(sale: Id<'sale'>, change: Partial<OfferBody> = {}): OfferBody {
  return {
    sale_id: sale,
    goods: { kind: 'item' },
    title: '招牌奶茶',
    pieces: 1,
    list_price_fen: 2_990,
    price_fen: 990,
    price_points: 0,
    per_member: 2,
    pickup_store_ids: [],
    pickup_days: 7,
    on_missed: 'refund',
    counter_allowed: true,
    restock: true,
    stock: 20,
    ...change,
  };
}

export async function createSale(
  app: Client,
  shop: Shop,
  change: Partial<SaleBody> = {},
): Promise<Id<'sale'>> {
  const token = await app.asConsole();
  return (await app.ok('POST /console/flash-sales', { token, body: saleBody(shop, change) })).id;
}

export async function createOffer(
  app: Client,
  sale: Id<'sale'>,
  change: Partial<OfferBody> = {},
): Promise<Id<'offer'>> {
  const token = await app.asConsole();
  return (await app.ok('POST /console/offers', { token, body: offerBody(sale, change) })).id;
}

/** Changes the stock of an offer, and answers whatever comes. */
export async function changeOfferStock(app: Client, id: Id<'offer'>, delta: number) {
  return app.call('POST /console/offers/{id}/stock-changes', {
    token: await app.asConsole(),
    params: { id },
    body: { delta, reason: '活动加量' },
  });
}

/** An offer as the console shows it. */
export async function shownOffer(app: Client, sale: Id<'sale'>, offer: Id<'offer'>) {
  const { items } = await app.ok('GET /console/flash-sales/{id}/offers', {
    token: await app.asConsole(),
    params: { id: sale },
    query: { limit: 100 },
  });
  return items.find(({ id }) => id === offer);
}

/** Somebody who can claim. */
interface Taker {
  readonly token: string;
}

export async function ticketFor(app: Client, { token }: Taker, sale: Id<'sale'>): Promise<string> {
  return (await app.ok('GET /flash-sales/{id}/ticket', { token, params: { id: sale } })).ticket;
}

/** Claims a piece, and answers whatever comes. */
export async function claimPiece(
  app: Client,
  { token }: Taker,
  offer: Id<'offer'>,
  ticket: string,
  key?: string,
) {
  return app.call('POST /offers/{id}/claims', {
    token,
    params: { id: offer },
    headers: { 'liuke-ticket': ticket },
    ...(key === undefined ? {} : { key }),
  });
}

/** Claims a piece with a ticket of one's own; fails the test unless there is one. */
export async function claimOne(
  app: Client,
  taker: Taker,
  sale: Id<'sale'>,
  offer: Id<'offer'>,
): Promise<Id<'order'>> {
  const { status, body } = await claimPiece(app, taker, offer, await ticketFor(app, taker, sale));
  if (status !== 201) throw new Error(`claim answered ${status} ${JSON.stringify(body)}`);
  return body.order.id;
}

/** What a claim with a ticket of one's own says: `claimed`, or the code of the refusal. */
export async function claimSays(
  app: Client,
  taker: Taker,
  sale: Id<'sale'>,
  offer: Id<'offer'>,
): Promise<string> {
  const { status, body } = await claimPiece(app, taker, offer, await ticketFor(app, taker, sale));
  return status === 201 ? 'claimed' : String(body.code);
}

/** An offer as a member sees it. */
export async function offerSeen(app: Client, { token }: Taker, sale: Id<'sale'>, offer: Id<'offer'>) {
  const { offers } = await app.ok('GET /flash-sales/{id}', { token, params: { id: sale } });
  return offers.find(({ id }) => id === offer);
}
