import type { BodyInputOf, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { asRole, rowsOf } from './console.support';
import { createShop, listed, type Shop } from './coupons.support';
import {
  changeOfferStock,
  createOffer,
  createSale,
  offerBody,
  saleBody,
  shownOffer,
} from './flash-sales.support';

let app: TestApp;
let shop: Shop;
let token: string;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
  token = await app.asConsole();
});
afterEach(() => app.audit());

const once = (key?: string) => (key === undefined ? {} : { key });
const sell = (change: Partial<ReturnType<typeof saleBody>> = {}, key?: string) =>
  app.call('POST /console/flash-sales', { token, body: saleBody(shop, change), ...once(key) });
const offer = (sale: Id<'sale'>, change: Partial<ReturnType<typeof offerBody>> = {}, key?: string) =>
  app.call('POST /console/offers', { token, body: offerBody(sale, change), ...once(key) });
const changeSale = (id: string, body: BodyInputOf<Routes['PATCH /console/flash-sales/{id}']>) =>
  app.call('PATCH /console/flash-sales/{id}', { token, params: { id }, body });
const changeOffer = (id: string, body: BodyInputOf<Routes['PATCH /console/offers/{id}']>, key?: string) =>
  app.call('PATCH /console/offers/{id}', { token, params: { id }, body, ...once(key) });

const NO_SALE = `sal_${'0'.repeat(28)}` as const;
const NO_OFFER = `ofr_${'0'.repeat(28)}` as const;
const kindsOf = async (id: string) =>
  (await rowsOf(app, 'SELECT command_kind FROM changes WHERE subject_id = ?', [id]))
    .map((row) => row['command_kind'])
    .sort();

describe('flash sales in the console', () => {
  it('F1: a sale is created, listed, changed and paused, and every change is on record', async () => {
    const key = freshKey();
    const made = await sell({ store_ids: [shop.store_id] }, key);
    expect([made.status, made.body]).toEqual([
      201,
      {
        ...saleBody(shop, { store_ids: [shop.store_id] }),
        id: expect.stringMatching(/^sal_/) as string,
        state: 'active',
        version: 1,
        created_at: '2026-11-20T02:00:00.000Z',
      },
    ]);
    const { id } = made.body;
    const change = { min_tier_level: 2, new_members_only: true, ends_at: '2026-11-21T00:00:00.000Z' };
    const changed = await changeSale(id, { version: 1, ...change, store_ids: [] });
    expect(changed.body).toEqual({ ...made.body, ...change, store_ids: [], version: 2 });
    const paused = await changeSale(id, { version: 2, state: 'paused' });
    expect(paused.body).toMatchObject({ ...change, state: 'paused', version: 3 });
    expect((await changeSale(id, { version: 2, state: 'active' })).body.code).toBe('version_conflict');
    expect((await app.ok('GET /console/flash-sales', { token })).items[0]).toEqual(paused.body);
    const replay = await sell({ store_ids: [shop.store_id] }, key);
    expect([replay.replayed, replay.body]).toEqual([true, made.body]);
    expect(await kindsOf(id)).toEqual(['sale.change', 'sale.change', 'sale.create']);
  });

  it('F1: offers are created and changed; a replay answers what was answered, also when things have changed', async () => {
    const sale = await createSale(app, shop);
    const [createKey, changeKey] = [freshKey(), freshKey()];
    const made = await offer(sale, {}, createKey);
    const { stock, ...terms } = offerBody(sale);
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      ...terms,
      id: expect.stringMatching(/^ofr_/) as string,
      state: 'active',
      stock_total: stock,
      stock_left: stock,
      waiting: 0,
      version: 1,
      created_at: '2026-11-20T02:00:00.000Z',
    });
    const { id } = made.body;
    const change = { price_fen: 0, price_points: 100, per_member: 1, pickup_store_ids: [shop.store_id] };
    const changed = await changeOffer(id, { version: 1, ...change }, changeKey);
    expect(changed.body).toEqual({ ...made.body, ...change, version: 2 });
    expect((await changeOfferStock(app, id, 5)).body).toEqual({ stock_left: 25 });
    expect(await shownOffer(app, sale, id)).toEqual({ ...changed.body, stock_total: 25, stock_left: 25 });
    for (const [again, before] of [
      [await offer(sale, {}, createKey), made],
      [await changeOffer(id, { version: 1, ...change }, changeKey), changed],
    ] as const) {
      expect([again.replayed, again.body]).toEqual([true, before.body]);
    }
    expect((await changeOffer(id, { version: 1, state: 'paused' })).body.code).toBe('version_conflict');
    expect(await kindsOf(id)).toEqual(['offer.change', 'offer.create', 'offer.stock']);
  });

  it('F1: a coupon is one of the merchant’s own, comes singly and needs no pickup', async () => {
    const sale = await createSale(app, shop);
    const goods = { kind: 'coupon', template_id: await listed(app, shop) } as const;
    const made = await offer(sale, { goods });
    expect([made.status, made.body.goods]).toEqual([201, goods]);
    const foreign = await listed(app, await createShop(app, '别家店'));
    const others = [foreign, `tpl_${'0'.repeat(28)}` as const];
    for (const template_id of others)
      expect((await offer(sale, { goods: { kind: 'coupon', template_id } })).body.code).toBe('not_found');
    const odd = await offer(sale, { goods, pieces: 2, pickup_store_ids: [shop.store_id] });
    expect(odd.body.fields?.map(({ field }) => field)).toEqual(['pieces', 'pickup_store_ids']);
    const changed = await changeOffer(made.body.id, { version: 1, pickup_store_ids: [shop.store_id] });
    expect(changed.body.fields?.map(({ field }) => field)).toEqual(['pickup_store_ids']);
  });

  it('F4a: stock changes by deltas, never below nothing', async () => {
    const sale = await createSale(app, shop);
    const id = await createOffer(app, sale, { stock: 3 });
    expect((await changeOfferStock(app, id, -3)).body.stock_left).toBe(0);
    const refused = await changeOfferStock(app, id, -1);
    expect([refused.status, refused.body.code, refused.body.params]).toEqual([
      409,
      'stock_below_claimed',
      { available: 0 },
    ]);
    expect((await changeOfferStock(app, id, 0)).body.stock_left).toBe(0);
    expect(await shownOffer(app, sale, id)).toMatchObject({ stock_total: 0, stock_left: 0 });
  });

  it('F4: whatever many do to the stock at once, what is left is what was put in less what was taken out', async () => {
    const sale = await createSale(app, shop);
    const id = await createOffer(app, sale, { stock: 0 });
    const deltas = Array.from({ length: 20 }, (_, n) => (n % 2 ? 2 : -1));
    const replies = await Promise.all(deltas.map((delta) => changeOfferStock(app, id, delta)));
    const sum = deltas.reduce((total, delta, n) => total + (replies[n]!.status === 201 ? delta : 0), 0);
    expect(await shownOffer(app, sale, id)).toMatchObject({ stock_total: sum, stock_left: sum });
  });

  it('F1: what cannot be is named field by field', async () => {
    const doubled = [shop.store_id, shop.store_id];
    const faults = (reply: Awaited<ReturnType<typeof sell | typeof offer>>) => [
      reply.body.code,
      reply.body.fields?.map(({ field }) => field),
    ];
    const backwards = { ends_at: saleBody(shop).starts_at, store_ids: doubled };
    expect(faults(await sell(backwards))).toEqual(['malformed', ['ends_at', 'store_ids']]);
    const sale = await createSale(app, shop);
    expect((await changeSale(sale, { version: 1, ends_at: saleBody(shop).starts_at })).body.fields).toEqual([
      { field: 'ends_at', problem: '结束时间要晚于开始时间' },
    ]);
    const dear = { price_fen: 2_991, pickup_store_ids: doubled };
    expect(faults(await offer(sale, dear))).toEqual(['malformed', ['price_fen', 'pickup_store_ids']]);
    const id = await createOffer(app, sale);
    expect((await changeOffer(id, { version: 1, list_price_fen: 989 })).body.code).toBe('malformed');
    expect((await changeOffer(id, { version: 1, list_price_fen: 990 })).status).toBe(200);
  });

  it('F1: merchants, stores and sales must be there, and the stores the merchant’s own', async () => {
    const other = await createShop(app, '别家店');
    const foreign = [other.store_id];
    const sale = await createSale(app, shop);
    const id = await createOffer(app, sale);
    const replies = [
      await sell({ merchant_id: `mer_${'0'.repeat(28)}` }),
      await sell({ store_ids: foreign }),
      await changeSale(sale, { version: 1, store_ids: foreign }),
      await changeSale(NO_SALE, { version: 1, name: '无' }),
      await offer(NO_SALE),
      await offer(sale, { pickup_store_ids: foreign }),
      await changeOffer(id, { version: 1, pickup_store_ids: foreign }),
      await changeOffer(NO_OFFER, { version: 1, title: '无' }),
      await changeOfferStock(app, NO_OFFER, 1),
      await app.call('GET /console/flash-sales/{id}/offers', { token, params: { id: NO_SALE } }),
    ];
    expect(replies.map(({ body }) => body.code)).toEqual(replies.map(() => 'not_found'));
  });

  it('O1: analysts may look and not write', async () => {
    const analyst = await asRole(app, 'analyst');
    expect((await app.call('GET /console/flash-sales', { token: analyst })).status).toBe(200);
    const body = saleBody(shop);
    expect((await app.call('POST /console/flash-sales', { token: analyst, body })).body.code).toBe(
      'forbidden',
    );
  });
});
