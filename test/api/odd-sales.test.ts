import { instant, MINUTE_MS, toRfc3339, type Id } from '../../shared/kernel';
import { createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import {
  claim,
  claimers,
  createShop,
  listed,
  NO_LIMITS,
  patch,
  verifyPhone,
  type Claimer,
  type Shop,
} from './coupons.support';
import {
  claimPiece,
  claimSays,
  createOffer,
  createSale,
  offerSeen,
  shownOffer,
  ticketFor,
} from './flash-sales.support';
import { countRows } from './joins.support';
import { payFor } from './order-payments.support';
import { setLadder, tier } from './tiers.support';
import { editSale, waitSays } from './waits.support';

/** Goal: sales that are touched while they run, and coupons that cannot be delivered, leave nobody with less than was said. */

let app: TestApp;
/** A second server process' worth of app on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;
let crowd: Claimer[];

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
  crowd = await claimers(app, 40);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
afterEach(() => app.audit());

describe('a sale that is touched while it runs', () => {
  it('F3: F4: a pause in the middle of the rush leaves what was claimed, and the rest is there afterwards', async () => {
    const sale = await createSale(app, shop);
    const offer = await createOffer(app, sale, { stock: 30, per_member: 1 });
    const tickets = await Promise.all(crowd.map((taker) => ticketFor(app, taker, sale)));
    const claimAs = async (n: number) => {
      const { status, body } = await claimPiece(n % 2 ? app : other, crowd[n]!, offer, tickets[n]!);
      return status === 201 ? 'claimed' : String(body.code);
    };
    const [, ...says] = await Promise.all([
      editSale(app, sale, { state: 'paused' }),
      ...crowd.slice(0, 20).map((_, n) => claimAs(n)),
    ]);
    expect(['claimed', 'not_found']).toEqual(expect.arrayContaining([...new Set(says)]));
    expect(await claimAs(20)).toBe('not_found');
    const claimed = says.filter((word) => word === 'claimed').length;
    const held = "SELECT COUNT(*) AS n FROM orders WHERE offer_id = ? AND state = 'held'";
    expect(await countRows(app, held, [offer])).toBe(claimed);
    await editSale(app, sale, { state: 'active' });
    const again = await Promise.all(crowd.map((_, n) => claimAs(n)));
    expect(again.filter((word) => word === 'claimed')).toHaveLength(30 - claimed);
    expect(await shownOffer(app, sale, offer)).toMatchObject({ stock_left: 0, stock_total: 30 });
  });

  it('F1: F5: who may come early may take it all, and wait; the others hear so when it begins for them', async () => {
    const starts = instant(app.clock.now() + 10 * MINUTE_MS);
    const sale = await createSale(app, shop, {
      starts_at: toRfc3339(starts),
      ends_at: toRfc3339(instant(starts + 60 * MINUTE_MS)),
    });
    const offer = await createOffer(app, sale, { stock: 1, per_member: 1 });
    await setLadder(app, { tiers: [tier('普卡', 0, { early_access_minutes: 10 })] });
    expect(await claimSays(app, crowd[0]!, sale, offer)).toBe('claimed');
    expect(await waitSays(app, crowd[1]!, offer)).toBe('waiting');
    const early = await ticketFor(app, crowd[2]!, sale);
    await setLadder(app, { tiers: [tier('普卡', 0, { early_access_minutes: 5 })] });
    // sold out or not: before it begins for them, that is what they hear
    expect((await claimPiece(app, crowd[2]!, offer, early)).body.code).toBe('not_started');
    expect(await waitSays(app, crowd[2]!, offer)).toBe('not_started');
    expect((await offerSeen(app, crowd[2]!, sale, offer))?.status).toBe('not_started');
    app.clock.advance(5 * MINUTE_MS);
    expect((await claimPiece(app, crowd[2]!, offer, early)).body.code).toBe('sold_out');
    await setLadder(app, { tiers: [tier('普卡', 0, { early_access_minutes: 0 })] });
  });

  it('F2: whatever time a phone says, tickets and claims go by the clock of the server', async () => {
    const starts = instant(app.clock.now() + 6 * MINUTE_MS);
    const sale = await createSale(app, shop, {
      starts_at: toRfc3339(starts),
      ends_at: toRfc3339(instant(starts + 60 * MINUTE_MS)),
    });
    const offer = await createOffer(app, sale);
    const [{ token }] = crowd as [Claimer];
    const params = { id: sale };
    for (const date of ['Fri, 20 Nov 2026 12:00:00 GMT', 'Mon, 01 Jan 2001 00:00:00 GMT']) {
      const asked = await app.call('GET /flash-sales/{id}/ticket', { token, params, headers: { date } });
      expect(asked.body.code).toBe('not_started');
    }
    app.clock.advance(MINUTE_MS);
    const { ticket } = await app.ok('GET /flash-sales/{id}/ticket', { token, params });
    const headers = { 'liuke-ticket': ticket, date: 'Fri, 20 Nov 2026 12:00:00 GMT' };
    const claimed = await app.call('POST /offers/{id}/claims', { token, params: { id: offer }, headers });
    expect(claimed.body.code).toBe('not_started');
    app.clock.advance(5 * MINUTE_MS);
    const late = { ...headers, date: 'Mon, 01 Jan 2001 00:00:00 GMT' };
    const again = await app.call('POST /offers/{id}/claims', { token, params: { id: offer }, headers: late });
    expect(again.status).toBe(201);
  });
});

describe('a coupon that cannot be delivered', () => {
  const FREE = { way: 'none', expected: { pay_fen: 0, pay_points: 0 } } as const;
  let mall: Id<'sale'>;

  beforeAll(async () => {
    mall = await createSale(app, shop, { kind: 'mall', ends_at: '2027-11-20T03:00:00.000Z' });
  });

  /** An order of the member for a coupon of a template, free of charge. */
  async function ordered(who: Claimer, template_id: Id<'template'>): Promise<Id<'order'>> {
    const goods = { kind: 'coupon', template_id } as const;
    const offer = await createOffer(app, mall, { goods, price_fen: 0, list_price_fen: 500 });
    const { status, body } = await claimPiece(app, who, offer, '');
    expect(status).toBe(201);
    return body.order.id;
  }

  it('C4: F6: what issuing would refuse is said at the payment, and the order stays to be paid', async () => {
    const [ann, ben] = crowd as [Claimer, Claimer];
    const says = async (who: Claimer, order: Id<'order'>) => (await payFor(app, who, order, FREE)).body.code;
    const last = await listed(app, shop, { stock: 1 });
    const [hers, his] = [await ordered(ann, last), await ordered(ben, last)];
    expect((await payFor(app, ann, hers, FREE)).body).toMatchObject({ order: { state: 'picked_up' } });
    expect(await says(ben, his)).toBe('sold_out');
    const single = await listed(app, shop, { limits: { ...NO_LIMITS, per_member: 1 } });
    const second = await ordered(ann, single);
    expect(await claim(app, ann, single)).toBe('claimed');
    expect(await says(ann, second)).toBe('limit_reached');
    const paused = await listed(app, shop);
    const third = await ordered(ann, paused);
    await patch(app, paused, { state: 'paused' });
    expect(await says(ann, third)).toBe('not_found');
    await patch(app, paused, { state: 'active' });
    expect((await payFor(app, ann, third, FREE)).status).toBe(201);
  });

  it('C4: a template for phone numbers wants one, and counts it for what is bought as well', async () => {
    const [, , cat] = crowd as [Claimer, Claimer, Claimer];
    const perPhone = await listed(app, shop, { limits: { ...NO_LIMITS, per_phone: 1 } });
    const [first, second] = [await ordered(cat, perPhone), await ordered(cat, perPhone)];
    expect((await payFor(app, cat, first, FREE)).body.code).toBe('phone_required');
    await verifyPhone(app, cat);
    expect((await payFor(app, cat, first, FREE)).status).toBe(201);
    expect((await payFor(app, cat, second, FREE)).body.code).toBe('limit_reached');
  });
});
