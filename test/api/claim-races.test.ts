import { MINUTE_MS } from '../../shared/kernel';
import { lapseDue } from '../../server/orders';
import { createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { claimers, createShop, type Claimer, type Shop } from './coupons.support';
import {
  changeOfferStock,
  claimPiece,
  createOffer,
  createSale,
  shownOffer,
  ticketFor,
} from './flash-sales.support';
import { countRows } from './joins.support';

/** Goal: however many claim, give up and lapse at once, on however many servers, claims and what is left make the stock. */

const CROWD = 200;
const STOCK = 20;

let app: TestApp;
/** A second server process on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;
let crowd: Claimer[];

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
  crowd = await claimers(app, CROWD);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
afterEach(() => app.audit());

const serverOf = (n: number): TestApp => (n % 2 ? other : app);

/** A sale with one offer, and everybody's ticket for it. */
async function ready(perMember: number, stock: number) {
  const sale = await createSale(app, shop);
  const offer = await createOffer(app, sale, { stock, per_member: perMember });
  const tickets = await Promise.all(crowd.map((taker) => ticketFor(app, taker, sale)));
  return { sale, offer, tickets };
}

const heldOf = (offer: string): Promise<number> =>
  countRows(app, "SELECT COUNT(*) AS n FROM orders WHERE offer_id = ? AND state = 'held'", [offer]);

describe('the rush', () => {
  it('F4: of two hundred at once exactly as many get a piece as there are, and all others hear sold out', async () => {
    const { sale, offer, tickets } = await ready(1, STOCK);
    const replies = await Promise.all(
      crowd.map((taker, n) => claimPiece(serverOf(n), taker, offer, tickets[n]!)),
    );
    const says = replies.map(({ status, body }) => (status === 201 ? 'claimed' : String(body.code)));
    expect(says.filter((word) => word === 'claimed')).toHaveLength(STOCK);
    expect(says.filter((word) => word === 'sold_out')).toHaveLength(CROWD - STOCK);
    expect(await heldOf(offer)).toBe(STOCK);
    expect(await shownOffer(app, sale, offer)).toMatchObject({ stock_total: STOCK, stock_left: 0 });
  });

  it('F4: one member who asks twenty times at once gets as many as the limit allows', async () => {
    const { sale, offer, tickets } = await ready(3, STOCK);
    const claim = async (n: number) => {
      const { status, body } = await claimPiece(serverOf(n), crowd[0]!, offer, tickets[0]!);
      return status === 201 ? 'claimed' : String(body.code);
    };
    const says = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(n)));
    // one at a time is under way in a process; whoever waits for the answer gets the rest
    while (!says.includes('limit_reached')) says.push(await claim(0));
    expect(says.filter((word) => word === 'claimed')).toHaveLength(3);
    expect(new Set(says)).toEqual(new Set(['claimed', 'claim_in_flight', 'limit_reached']));
    expect(await shownOffer(app, sale, offer)).toMatchObject({ stock_left: STOCK - 3 });
  });

  it('F4a: pieces that are given up, lapse, come and go while others claim are counted once each', async () => {
    const { sale, offer, tickets } = await ready(1, STOCK);
    const first = await Promise.all(
      crowd.slice(0, STOCK).map((taker, n) => claimPiece(serverOf(n), taker, offer, tickets[n]!)),
    );
    expect(first.filter(({ status }) => status === 201)).toHaveLength(STOCK);
    app.clock.advance(15 * MINUTE_MS - 1);
    const acts = first.slice(0, 10).flatMap(({ body }, n) =>
      [app, other].map((server) =>
        server.call('POST /me/orders/{id}/cancellations', {
          token: crowd[n]!.token,
          params: { id: body.order.id },
        }),
      ),
    );
    const [given] = await Promise.all([
      Promise.all(acts),
      Promise.all([3, -2, 4].map((delta) => changeOfferStock(app, offer, delta))),
    ]);
    expect(given.filter(({ status }) => status === 201)).toHaveLength(10);
    app.clock.advance(1);
    const late = crowd.slice(100, 150);
    const [, claims] = await Promise.all([
      Promise.all(
        [app, other].map(({ db, app: { core } }) =>
          lapseDue(db.database, core.ledger, app.clock, core.config.program),
        ),
      ),
      Promise.all(late.map((taker, n) => claimPiece(serverOf(n), taker, offer, tickets[100 + n]!))),
    ]);
    const claimed = claims.filter(({ status }) => status === 201).length;
    const shown = await shownOffer(app, sale, offer);
    expect(await heldOf(offer)).toBe(claimed);
    expect(claimed + (shown?.stock_left ?? 0)).toBe(shown?.stock_total);
    const lapsed = "SELECT COUNT(*) AS n FROM orders WHERE offer_id = ? AND state = 'lapsed'";
    expect(await countRows(app, lapsed, [offer])).toBe(10);
  });
});
