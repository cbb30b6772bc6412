import { MINUTE_MS, type Id } from '../../shared/kernel';
import { lapseDue } from '../../server/orders';
import { useTestApp, type TestApp } from '../support/app';
import { claimers, createShop, listed, type Claimer, type Shop } from './coupons.support';
import { claimPiece, createOffer, createSale } from './flash-sales.support';
import { createStore } from './joins.support';
import { editSale, myWait, waitSays } from './waits.support';

let app: TestApp;
let shop: Shop;
let ann: Claimer;
let ben: Claimer;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
  [ann, ben] = (await claimers(app, 2)) as [Claimer, Claimer];
});
afterEach(() => app.audit());

const cardOf = async (
  who: Claimer,
  sale: Id<'sale'>,
  route: 'GET /mall' | 'GET /flash-sales' = 'GET /mall',
) => (await app.ok(route, { token: who.token, query: { limit: 100 } })).items.find(({ id }) => id === sale);
const claim = async (who: Claimer, offer: Id<'offer'>, ticket = '') => {
  const { status, body } = await claimPiece(app, who, offer, ticket);
  return status === 201 ? 'claimed' : String(body.code);
};

describe('the points mall', () => {
  it('P9: a mall is listed apart from flash sales and needs no ticket', async () => {
    const [mall, flash] = [await createSale(app, shop, { kind: 'mall' }), await createSale(app, shop)];
    const [gift, cup] = [await createOffer(app, mall), await createOffer(app, flash)];
    expect((await cardOf(ann, mall))?.offers).toMatchObject([{ id: gift, status: 'claimable' }]);
    expect(await cardOf(ann, flash)).toBeUndefined();
    expect(await cardOf(ann, mall, 'GET /flash-sales')).toBeUndefined();
    expect((await cardOf(ann, flash, 'GET /flash-sales'))?.kind).toBe('flash');
    const ticket = await app.call('GET /flash-sales/{id}/ticket', { token: ann.token, params: { id: mall } });
    expect(ticket.body.code).toBe('not_found');
    expect([await claim(ann, gift), await claim(ann, cup)]).toEqual(['claimed', 'ticket_invalid']);
    expect(await claim(ann, `ofr_${'0'.repeat(28)}`)).toBe('not_found');
  });

  it('P9: F5: holds lapse there as well, but bar nobody', async () => {
    const mall = await createSale(app, shop, { kind: 'mall', ends_at: '2027-11-20T03:00:00.000Z' });
    const gift = await createOffer(app, mall, { stock: 1, per_member: 1 });
    for (let lapse = 0; lapse < 3; lapse += 1) {
      expect(await claim(ann, gift)).toBe('claimed');
      expect(await claim(ben, gift)).toBe('sold_out');
      app.clock.advance(15 * MINUTE_MS);
      await lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
    }
    expect((await cardOf(ann, mall))?.offers[0]?.status).toBe('claimable');
  });

  it('P9: F10: what is for some only is said to be so, also after it sold out', async () => {
    const mall = await createSale(app, shop, { kind: 'mall', ends_at: '2027-11-20T03:00:00.000Z' });
    const gift = await createOffer(app, mall, { stock: 0 });
    expect([await claim(ann, gift), await claim(ben, gift)]).toEqual(['sold_out', 'sold_out']);
    await editSale(app, mall, { min_tier_level: 3 });
    expect(await claim(ann, gift)).toBe('not_eligible');
  });

  it('F1: F5: a card names the stores, my open order and my place on the list', async () => {
    const second = await createStore(app, shop.merchant_id, '二号店');
    const mall = await createSale(app, shop, {
      kind: 'mall',
      ends_at: '2027-11-20T03:00:00.000Z',
      store_ids: [second],
    });
    const gift = await createOffer(app, mall, { stock: 1 });
    const here = await createOffer(app, mall, { pickup_store_ids: [shop.store_id] });
    const template_id = await listed(app, shop);
    const coupon = await createOffer(app, mall, { goods: { kind: 'coupon', template_id } });
    expect(await claim(ann, gift)).toBe('claimed');
    expect(await waitSays(app, ben, gift)).toBe('waiting');
    const [hers, his] = [await cardOf(ann, mall), await cardOf(ben, mall)];
    const card = (shown: typeof hers, id: Id<'offer'>) => shown?.offers.find((one) => one.id === id);
    expect(card(hers, gift)).toMatchObject({
      pickup_stores: [{ id: second, name: '二号店' }],
      my_order: { state: 'held', hold_until_at: expect.stringMatching(/Z$/) as string },
      my_wait: null,
      waiting: 1,
    });
    expect(card(hers, here)?.pickup_stores).toEqual([{ id: shop.store_id, name: '一号店' }]);
    expect(card(hers, coupon)?.pickup_stores).toEqual([]);
    const { id } = (await myWait(app, ben, gift))!;
    expect(card(his, gift)).toMatchObject({
      my_order: null,
      my_wait: { id, state: 'waiting', ahead: 0, offered_until_at: null },
      status: 'sold_out',
    });
  });

  it('F3: a page of sales takes as many queries as one sale does', async () => {
    const { database } = app.app.core;
    // the background asks as well
    await app.app.background.stop();
    const counted = async (limit: number): Promise<number> => {
      const spy = jest.spyOn(database.read, 'query');
      await app.ok('GET /mall', { token: ann.token, query: { limit } });
      const count = spy.mock.calls.length;
      spy.mockRestore();
      return count;
    };
    const one = await counted(1);
    expect(one).toBeGreaterThan(3);
    expect(await counted(100)).toBe(one);
  });
});
