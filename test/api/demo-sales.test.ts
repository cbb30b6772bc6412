import { DAY_MS } from '../../shared/kernel';
import { SeedClient } from '../../server/cli/seed/client';
import { findSeller, openSales, renewFlashSales, type Seller } from '../../server/cli/seed/sales';
import { openShop } from '../../server/cli/seed/shop';
import { useTestApp, type TestApp } from '../support/app';
import { claimer, claimers, type Claimer } from './coupons.support';
import { claimOne } from './flash-sales.support';

let app: TestApp;
let ann: Claimer;
let seller: Seller | null;

useTestApp(async (started) => {
  app = started;
  const token = await app.asConsole();
  await openShop(new SeedClient(app.app, app.sandboxUrl, app.clock), token, app.clock.now());
  seller = await findSeller(app.db.database.read, 'owner');
  await openSales(app.app, seller, app.clock.now());
  ann = await claimer(app);
});

const renew = () => renewFlashSales(app.app, seller, app.clock.now());
const shown = async (route: 'GET /flash-sales' | 'GET /mall', { token } = ann) =>
  (await app.ok(route, { token })).items;

describe('the sales of the demo', () => {
  it('F1: one is on and one about to begin, with cups in threes, points and money, and a coupon', async () => {
    const sales = await shown('GET /flash-sales');
    const kinds = sales.map(({ offers }) => offers.map(({ kind, status }) => `${kind} ${status}`).sort());
    expect(kinds.sort((a, b) => b.length - a.length)).toEqual([
      ['coupon claimable', 'item claimable', 'item claimable'],
      ['item not_started'],
    ]);
    const offers = sales.flatMap((sale) => sale.offers);
    expect(offers.some(({ pieces }) => pieces === 3)).toBe(true);
    expect(offers.some(({ price_fen, price_points }) => price_fen > 0 && price_points > 0)).toBe(true);
  });

  it('P9: the mall has coupons and gifts, and one thing that is sold out', async () => {
    const [mall] = await shown('GET /mall');
    expect(mall?.offers.map(({ kind, status }) => `${kind} ${status}`).sort()).toEqual([
      'coupon claimable',
      'coupon claimable',
      'item claimable',
      'item claimable',
      'item sold_out',
    ]);
  });

  it('a later start opens again what is over, leaves what is on, and touches no shop but the demo', async () => {
    const before = await shown('GET /flash-sales');
    const cups = before
      .flatMap((sale) => sale.offers.map((offer) => ({ sale, offer })))
      .find(({ offer }) => offer.pieces === 3);
    await claimOne(app, ann, cups!.sale.id, cups!.offer.id);
    await renew();
    expect((await shown('GET /flash-sales')).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    app.clock.advance(DAY_MS);
    const [ben] = (await claimers(app, 1)) as [Claimer];
    expect(await shown('GET /flash-sales', ben)).toEqual([]);
    await renew();
    const after = await shown('GET /flash-sales', ben);
    expect(after.map(({ name }) => name).sort()).toEqual(before.map(({ name }) => name).sort());
    expect(after.flatMap(({ offers }) => offers.map((offer) => offer.taken_by_me))).toEqual([0, 0, 0, 0]);
    expect((await shown('GET /mall', ben)).length).toBe(1);
    expect(await findSeller(app.db.database.read, 'somebody')).toBeNull();
  });
});
