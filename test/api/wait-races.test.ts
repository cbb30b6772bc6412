import { MINUTE_MS, type Id } from '../../shared/kernel';
import { lapseDue, turnWaits } from '../../server/orders';
import { SeededRandom } from '../../server/platform/random';
import { createTestApp, type TestApp } from '../support/app';
import { testDatabase } from '../support/database';
import { claimers, createShop, type Claimer } from './coupons.support';
import {
  changeOfferStock,
  claimPiece,
  createOffer,
  createSale,
  offerSeen,
  shownOffer,
} from './flash-sales.support';
import { rowsOf } from './console.support';
import { countRows } from './joins.support';
import { joinWait, leaveWait } from './waits.support';

/**
 * Goal: whatever members, operators and two servers do at once, no piece is given twice or lost, nobody is passed over,
 * and an offer that nobody waits for is open.
 */

const CROWD = 24;
const ROUNDS = 12;

let app: TestApp;
/** A second server process on MariaDB; on SQLite there is one only. */
let other: TestApp;
let crowd: Claimer[];
let sale: Id<'sale'>;

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  const shop = await createShop(app);
  // nobody is barred from a mall, so that lapses can go on and on
  sale = await createSale(app, shop, { kind: 'mall', ends_at: '2027-11-20T03:00:00.000Z', hold_minutes: 4 });
  crowd = await claimers(app, CROWD);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
afterEach(() => app.audit());

/** What went through in all histories, by name. */
const tally = { claimed: 0, 'given up': 0, joined: 0, left: 0, stock: 0 };

/** Does something at random as one of the crowd or the operator; answers what went through, null for a refusal. */
async function act(random: SeededRandom, offer: Id<'offer'>): Promise<keyof typeof tally | null> {
  const server = random.int(2) ? app : other;
  const who = crowd[random.int(CROWD)]!;
  const kind = random.int(12);
  if (kind === 0)
    return (await changeOfferStock(server, offer, random.int(5) - 2)).status === 201 ? 'stock' : null;
  const card = await offerSeen(server, who, sale, offer);
  if (kind < 4 && card?.my_order) {
    const call = { token: who.token, params: { id: card.my_order.id } };
    return (await server.call('POST /me/orders/{id}/cancellations', call)).status === 201 ? 'given up' : null;
  }
  if (kind < 6 && card?.my_wait)
    return (await leaveWait(server, who, card.my_wait.id)) === 'left' ? 'left' : null;
  // who may claim does mostly: the others let it pass
  if (kind < 11 && card?.status === 'claimable')
    return (await claimPiece(server, who, offer, '')).status === 201 ? 'claimed' : null;
  return (await joinWait(server, who, offer)).status === 201 ? 'joined' : null;
}

const both = (work: (server: TestApp) => Promise<number>): Promise<number[]> =>
  Promise.all([...new Set([app, other])].map(work));
const turn = (server: TestApp) => turnWaits(server.db.database, server.app.core.ledger, server.clock);
const lapse = (server: TestApp) =>
  lapseDue(server.db.database, server.app.core.ledger, server.clock, server.app.core.config.program);
const count = (table: 'orders' | 'waits', state: string, offer: Id<'offer'>): Promise<number> =>
  countRows(app, `SELECT COUNT(*) AS n FROM ${table} WHERE offer_id = ? AND state = ?`, [offer, state]);

/** The offer once the lists have been turned; what the background began before the clock moved may come in between. */
async function turned(offer: Id<'offer'>) {
  for (let tries = 0; ; tries += 1) {
    await both(turn);
    const shown = await shownOffer(app, sale, offer);
    if (tries === 10 || shown?.stock_left === 0 || shown?.waiting === 0) return shown;
  }
}

describe('waiting lists under fire', () => {
  it.each(['ada', 'bo', 'cy'])('F5: F4a: the history of seed %s comes out even', async (seed) => {
    const random = new SeededRandom(`wait-races:${seed}`);
    const offer = await createOffer(app, sale, { stock: 4, per_member: 1 });
    for (let round = 0; round < ROUNDS; round += 1) {
      const acts = Array.from({ length: 20 }, () => act(random, offer));
      const [went] = await Promise.all([Promise.all(acts), both(turn), both(lapse)]);
      for (const name of went) if (name !== null) tally[name] += 1;
      app.clock.advance(random.int(3) * MINUTE_MS);
      await both(lapse);
      const shown = await turned(offer);
      const [held, kept] = [await count('orders', 'held', offer), await count('waits', 'offered', offer)];
      expect(held + kept + (shown?.stock_left ?? 0)).toBe(shown?.stock_total);
      // whatever is left when the lists have been turned is left because nobody waits
      if ((shown?.waiting ?? 0) > 0) expect(shown?.stock_left).toBe(0);
      await app.audit();
    }
  });

  it('the histories were made of everything that there is', async () => {
    expect(Object.entries(tally).filter(([, n]) => n === 0)).toEqual([]);
    const ended = await rowsOf(
      app,
      'SELECT DISTINCT state FROM waits UNION SELECT DISTINCT state FROM orders',
    );
    const states = ended.map((row) => row['state']);
    expect(states).toEqual(expect.arrayContaining(['claimed', 'passed', 'left', 'cancelled', 'lapsed']));
  });

  it('F5: pieces that come one by one are offered in the order in which members joined, whoever offers them', async () => {
    const offer = await createOffer(app, sale, { stock: 0, per_member: 1 });
    // in turn through both servers: what counts is the order in which the list took them in
    for (const [n, who] of crowd.entries())
      expect((await joinWait(n % 2 ? app : other, who, offer)).body.ahead).toBe(n);
    for (const who of crowd) {
      await changeOfferStock(app, offer, 1);
      await both(turn);
      expect((await offerSeen(other, who, sale, offer))?.my_wait?.state).toBe('offered');
      expect((await claimPiece(other, who, offer, '')).status).toBe(201);
    }
    expect(await shownOffer(app, sale, offer)).toMatchObject({
      stock_left: 0,
      waiting: 0,
      stock_total: CROWD,
    });
  });

  it('F5: of many who join at once everybody has a place, and each piece finds the next', async () => {
    const offer = await createOffer(app, sale, { stock: 0, per_member: 1 });
    const joined = await Promise.all(crowd.map((who, n) => joinWait(n % 2 ? app : other, who, offer)));
    const places = joined.map(({ body }) => body.ahead);
    expect([...places].sort((a, b) => a - b)).toEqual(crowd.map((_, n) => n));
    await changeOfferStock(app, offer, 10);
    await both(turn);
    const states = await Promise.all(
      crowd.map(async (who) => (await offerSeen(app, who, sale, offer))?.my_wait?.state),
    );
    expect(states).toEqual(places.map((ahead) => (ahead < 10 ? 'offered' : 'waiting')));
  });
});
