import { MINUTE_MS, toRfc3339, instant, type Id } from '../../shared/kernel';
import { lapseDue } from '../../server/orders';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { rowsOf, signIn } from './console.support';
import { claimer, claimers, createShop, type Claimer, type Shop } from './coupons.support';
import {
  changeOfferStock,
  claimOne,
  claimPiece,
  claimSays,
  createOffer,
  createSale,
  offerSeen,
  ticketFor,
} from './flash-sales.support';
import { setLadder, tier } from './tiers.support';

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

/** A sale that is on for an hour from now, from `inMinutes` on. */
const sale = (inMinutes = 0, change: Parameters<typeof createSale>[2] = {}) => {
  const from = app.clock.now() + inMinutes * MINUTE_MS;
  return createSale(app, shop, {
    starts_at: toRfc3339(instant(from)),
    ends_at: toRfc3339(instant(from + 60 * MINUTE_MS)),
    ...change,
  });
};
const orderOf = (who: Claimer, id: Id<'order'>) =>
  app.ok('GET /me/orders/{id}', { token: who.token, params: { id } });
const cancel = (who: Claimer, id: Id<'order'>, key = freshKey()) =>
  app.call('POST /me/orders/{id}/cancellations', { token: who.token, params: { id }, key });
const lapse = () => lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
const historyOf = async (id: Id<'order'>) =>
  (await rowsOf(app, 'SELECT * FROM order_events WHERE order_id = ? ORDER BY version', [id])).map((row) =>
    [row['from_state'], row['to_state']].join(' → '),
  );
/** Makes one level for all, with so much early access. */
const early = (early_access_minutes: number) =>
  setLadder(app, { tiers: [tier('普卡', 0, { early_access_minutes })] });
/** Changes the sale whatever its version is. */
const changeSale = async (id: Id<'sale'>, change: Record<string, unknown>) => {
  const token = await signIn(app);
  const { items } = await app.ok('GET /console/flash-sales', { token, query: { limit: 100 } });
  const version = items.find((one) => one.id === id)?.version ?? 0;
  await app.ok('PATCH /console/flash-sales/{id}', { token, params: { id }, body: { version, ...change } });
};

describe('claims', () => {
  it('F2a: F3: a claim has no body and is answered at once: an order at the price of the moment, held for its payment', async () => {
    const on = await sale();
    const offer = await createOffer(app, on, { price_points: 50 });
    const until = toRfc3339(instant(app.clock.now() + 15 * MINUTE_MS));
    const key = freshKey();
    const ticket = await ticketFor(app, ann, on);
    const claimed = await claimPiece(app, ann, offer, ticket, key);
    expect([claimed.status, claimed.body.order]).toEqual([
      201,
      {
        id: expect.stringMatching(/^ord_/) as string,
        offer_id: offer,
        price_fen: 990,
        price_points: 50,
        hold_until_at: until,
      },
    ]);
    const { id } = claimed.body.order;
    const again = await claimPiece(app, ann, offer, ticket, key);
    expect([again.replayed, again.body]).toEqual([true, claimed.body]);
    await app.ok('PATCH /console/offers/{id}', {
      token: await app.asConsole(),
      params: { id: offer },
      body: { version: 1, price_fen: 1_990 },
    });
    const held = {
      ...{ id, sale_id: on, offer_id: offer, title: '招牌奶茶', state: 'held', list_price_fen: 2_990 },
      ...{ price_fen: 990, price_points: 50, held_at: toRfc3339(app.clock.now()), hold_until_at: until },
      closed_at: null,
    };
    expect(await orderOf(ann, id)).toMatchObject(held);
    const mine = await app.ok('GET /me/orders', { token: ann.token });
    expect([mine.items[0], mine.counts]).toMatchObject([held, { to_pay: 1, to_pick_up: 0 }]);
    const theirs = await app.call('GET /me/orders/{id}', { token: ben.token, params: { id } });
    expect(theirs.body.code).toBe('not_found');
    expect(await offerSeen(app, ann, on, offer)).toMatchObject({
      ...{ stock_total: 20, stock_left: 19, taken_by_me: 1, status: 'claimable', price_fen: 1_990 },
    });
  });

  it('F3: every refusal has its reason, and the list says the same beforehand', async () => {
    const on = await sale();
    const one = await createOffer(app, on, { stock: 1, per_member: 1 });
    expect(await claimSays(app, ann, on, one)).toBe('claimed');
    const refused = await claimPiece(app, ann, one, await ticketFor(app, ann, on));
    expect([refused.body.code, refused.body.params]).toEqual(['limit_reached', { limit: 1 }]);
    expect((await offerSeen(app, ann, on, one))?.status).toBe('limit_reached');
    expect(await claimSays(app, ben, on, one)).toBe('sold_out');
    expect((await offerSeen(app, ben, on, one))?.status).toBe('sold_out');
    await changeOfferStock(app, one, 1);
    expect(await claimSays(app, ben, on, one)).toBe('claimed');
    const ticket = await ticketFor(app, ann, on);
    await changeSale(on, { state: 'paused' });
    expect((await claimPiece(app, ann, one, ticket)).body.code).toBe('not_found');
    await changeSale(on, { state: 'active', ends_at: toRfc3339(instant(app.clock.now() + 1)) });
    app.clock.advance(1);
    expect((await claimPiece(app, ann, one, ticket)).body.code).toBe('ended');
    expect((await offerSeen(app, ann, on, one))?.status).toBe('ended');
  });

  it('F1: a sale for high levels or new members is for them only', async () => {
    const [high, fresh] = [await sale(0, { min_tier_level: 1 }), await sale(0, { new_members_only: true })];
    const reply = await app.call('GET /flash-sales/{id}/ticket', { token: ann.token, params: { id: high } });
    expect(reply.body.code).toBe('not_eligible');
    const offer = await createOffer(app, fresh);
    const ticket = await ticketFor(app, ann, fresh);
    await changeSale(fresh, { min_tier_level: 1 });
    expect((await claimPiece(app, ann, offer, ticket)).body.code).toBe('not_eligible');
    expect((await offerSeen(app, ann, fresh, offer))?.status).toBe('not_eligible');
    await setLadder(app, { tiers: [tier('普卡', 0), tier('银卡', 500)] });
    await changeSale(high, { min_tier_level: 2 });
    const seen = (id: Id<'sale'>) => app.ok('GET /flash-sales/{id}', { token: ann.token, params: { id } });
    expect(await seen(high)).toMatchObject({ min_tier_name: '银卡', new_members_only: false });
    // the lowest level is everybody's
    expect(await seen(fresh)).toMatchObject({ min_tier_name: null, new_members_only: true });
  });

  it('F9: tickets are handed out from five minutes before the start, for one member and one sale each', async () => {
    const [soon, other] = [await sale(6), await sale()];
    const [offer, elsewhere] = [await createOffer(app, soon), await createOffer(app, other)];
    const tooSoon = await app.call('GET /flash-sales/{id}/ticket', {
      token: ann.token,
      params: { id: soon },
    });
    expect(tooSoon.body.code).toBe('not_started');
    app.clock.advance(MINUTE_MS);
    const ticket = await ticketFor(app, ann, soon);
    expect((await claimPiece(app, ann, offer, ticket)).body.code).toBe('not_started');
    app.clock.advance(5 * MINUTE_MS);
    const forged = `${ticket.slice(0, -1)}${ticket.endsWith('A') ? 'B' : 'A'}`;
    for (const [who, what, with_] of [
      [ben, offer, ticket],
      [ann, elsewhere, ticket],
      [ann, offer, forged],
      [ann, offer, `${ticket}.x`],
      [ann, offer, ticket.replace(soon, other)],
      [ann, offer, soon],
      [ann, offer, ''],
    ] as const) {
      expect((await claimPiece(app, who, what, with_)).body.code).toBe('ticket_invalid');
    }
    expect((await claimPiece(app, ann, offer, ticket)).status).toBe(201);
  });

  it('F1: a level with early access begins earlier', async () => {
    const late = await sale(10);
    const offer = await createOffer(app, late);
    const token = ann.token;
    await early(0);
    const { starts_at, opens_at } = await app.ok('GET /flash-sales/{id}', { token, params: { id: late } });
    expect(opens_at).toBe(starts_at);
    await early(10);
    expect(await claimSays(app, ann, late, offer)).toBe('claimed');
    expect((await app.ok('GET /flash-sales/{id}', { token, params: { id: late } })).opens_at).toBe(
      toRfc3339(app.clock.now()),
    );
    await early(9);
    expect((await offerSeen(app, ann, late, offer))?.status).toBe('not_started');
    expect((await app.ok('GET /flash-sales', { token, query: { limit: 100 } })).items).toContainEqual(
      await app.ok('GET /flash-sales/{id}', { token, params: { id: late } }),
    );
    await early(0);
  });

  it('F5: a piece that is given up is free again, once', async () => {
    const on = await sale();
    const offer = await createOffer(app, on, { stock: 1, per_member: 1 });
    const id = await claimOne(app, ann, on, offer);
    expect((await cancel(ben, id)).body.code).toBe('not_found');
    const key = freshKey();
    const given = await cancel(ann, id, key);
    expect([given.status, given.body]).toEqual([201, { order_id: id, state: 'cancelled' }]);
    expect((await cancel(ann, id, key)).replayed).toBe(true);
    expect((await cancel(ann, id)).body.code).toBe('order_closed');
    expect(await orderOf(ann, id)).toMatchObject({
      state: 'cancelled',
      closed_at: toRfc3339(app.clock.now()),
    });
    expect(await offerSeen(app, ann, on, offer)).toMatchObject({ stock_left: 1, taken_by_me: 0 });
    expect(await historyOf(id)).toEqual(['held → cancelled']);
    expect(await claimSays(app, ann, on, offer)).toBe('claimed');
  });

  it('F5: a hold that nobody pays lapses at its deadline, and not before', async () => {
    const cat = await claimer(app);
    const on = await sale(0, { hold_minutes: 10 });
    const offer = await createOffer(app, on, { stock: 1 });
    const id = await claimOne(app, cat, on, offer);
    app.clock.advance(10 * MINUTE_MS - 1);
    await lapse();
    expect((await orderOf(cat, id)).state).toBe('held');
    app.clock.advance(1);
    expect((await cancel(cat, id)).body.code).toBe('order_closed');
    await Promise.all([lapse(), lapse()]);
    expect(await historyOf(id)).toEqual(['held → lapsed']);
    expect(await offerSeen(app, ben, on, offer)).toMatchObject({ stock_left: 1, status: 'claimable' });
    expect(await claimSays(app, ben, on, offer)).toBe('claimed');
  });

  it('F5: two lapsed holds bar a member from that sale, and from no other', async () => {
    const cat = await claimer(app);
    const on = await sale(0, { hold_minutes: 1 });
    const offer = await createOffer(app, on);
    for (let n = 0; n < 2; n += 1) {
      expect(await claimSays(app, cat, on, offer)).toBe('claimed');
      app.clock.advance(MINUTE_MS);
      await lapse();
    }
    expect(await claimSays(app, cat, on, offer)).toBe('barred');
    expect((await offerSeen(app, cat, on, offer))?.status).toBe('barred');
    const other = await sale();
    expect(await claimSays(app, cat, other, await createOffer(app, other))).toBe('claimed');
    expect(await claimSays(app, ben, on, offer)).toBe('claimed');
  });

  it('F4: a limit that is changed counts what was claimed before', async () => {
    const cat = await claimer(app);
    const on = await sale();
    const offer = await createOffer(app, on, { per_member: 2 });
    const limit = async (per_member: number, version: number) =>
      app.ok('PATCH /console/offers/{id}', {
        token: await signIn(app),
        params: { id: offer },
        body: { version, per_member },
      });
    expect(await claimSays(app, cat, on, offer)).toBe('claimed');
    await limit(1, 1);
    expect(await claimSays(app, cat, on, offer)).toBe('limit_reached');
    await limit(3, 2);
    const says: string[] = [];
    for (let n = 0; n < 3; n += 1) says.push(await claimSays(app, cat, on, offer));
    expect(says).toEqual(['claimed', 'claimed', 'limit_reached']);
  });
});
