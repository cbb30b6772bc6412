import { MINUTE_MS, type Id } from '../../shared/kernel';
import { lapseDue, turnWaits } from '../../server/orders';
import { testDatabase } from '../support/database';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { claimers, createShop, type Claimer, type Shop } from './coupons.support';
import { changeOfferStock, claimPiece, createOffer, createSale, ticketFor } from './flash-sales.support';
import { cancel, editSale, waitSays } from './waits.support';

/** Goal: those who come after a sell-out are told so cheaply, and never wrongly. */

let app: TestApp;
/** A second server process' worth of app on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;
let crowd: Claimer[];
/** Statements of units of work of `app` while a test runs. */
let statements: string[];
let sale: Id<'sale'>;
let offer: Id<'offer'>;
let tickets: string[];

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
  crowd = await claimers(app, 30);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
beforeEach(async () => {
  sale = await createSale(app, shop);
  offer = await createOffer(app, sale, { stock: 2, per_member: 1 });
  tickets = await Promise.all(crowd.map((taker) => ticketFor(app, taker, sale)));
  statements = [];
  app.app.core.database.injectFaults(({ phase, sql }) => {
    if (phase === 'before') statements.push(sql);
  });
});
afterEach(() => {
  app.app.core.database.injectFaults(undefined);
  return app.audit();
});

const locks = (): string[] => statements.filter((sql) => sql.startsWith('INSERT INTO owners'));
const reply = (n: number, on = app, key = freshKey()) => claimPiece(on, crowd[n]!, offer, tickets[n]!, key);
const claim = async (n: number, on = app): Promise<string> => {
  const { status, body } = await reply(n, on);
  return status === 201 ? 'claimed' : String(body.code);
};

/** The first two have taken all, and both servers know so. Answers their orders. */
async function soldOut(keys = [freshKey(), freshKey()]): Promise<Id<'order'>[]> {
  const replies = [await reply(0, app, keys[0]), await reply(1, app, keys[1])];
  for (const server of [app, other]) expect(await claim(29, server)).toBe('sold_out');
  statements.length = 0;
  return replies.map(({ body }) => body.order.id);
}

describe('after a sell-out', () => {
  it('F10: the late are refused without a lock or a unit of work', async () => {
    await soldOut();
    const answers = await Promise.all(crowd.slice(2).map((_, n) => claim(n + 2)));
    expect(new Set(answers)).toEqual(new Set(['sold_out']));
    expect(locks()).toEqual([]);
  });

  it('F10: a hold that is over opens the offer at once, on every server, for as many as there are', async () => {
    const [first] = await soldOut();
    await cancel(app, crowd[0]!, first!);
    expect([await claim(2, other), await claim(3), await claim(3, other)]).toEqual([
      'claimed',
      'sold_out',
      'sold_out',
    ]);
    app.clock.advance(15 * MINUTE_MS);
    await lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
    const answers = await Promise.all([4, 5, 6, 7].map((n) => claim(n, n % 2 ? app : other)));
    expect(answers.filter((word) => word === 'claimed')).toHaveLength(2);
    await changeOfferStock(other, offer, 1);
    expect(await claim(8)).toBe('claimed');
  });

  it('F10: the background opens what lapsed within a second or so, without being told', async () => {
    await soldOut();
    app.clock.advance(15 * MINUTE_MS);
    let answer = await claim(2, other);
    while (answer === 'sold_out') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      answer = await claim(2, other);
    }
    expect(answer).toBe('claimed');
  });

  it('L5: who holds a piece hears of their limit, and a winning answer that was lost comes back as a win', async () => {
    const keys = [freshKey(), freshKey()];
    await soldOut(keys);
    for (const server of [app, other]) {
      expect(await claim(0, server)).toBe('limit_reached');
      expect(await reply(0, server, keys[0])).toMatchObject({ status: 201, replayed: true });
      const noTicket = await claimPiece(server, crowd[1]!, offer, '', keys[1]);
      expect(noTicket).toMatchObject({ status: 201, replayed: true });
      expect((await reply(2, server, freshKey())).body.code).toBe('sold_out');
    }
  });

  it('F5: whoever has a piece kept for them claims it, and who waits is late like everybody', async () => {
    const [first] = await soldOut();
    expect([await waitSays(app, crowd[2]!, offer), await waitSays(app, crowd[3]!, offer)]).toEqual([
      'waiting',
      'waiting',
    ]);
    await cancel(app, crowd[0]!, first!);
    expect(await claim(4, other)).toBe('sold_out');
    await turnWaits(app.db.database, app.app.core.ledger, app.clock);
    expect([await claim(3, other), await claim(4), await claim(2, other)]).toEqual([
      'sold_out',
      'sold_out',
      'claimed',
    ]);
  });

  it('F10: F3: what comes before the stock is still said first', async () => {
    await soldOut();
    expect((await claimPiece(app, crowd[2]!, offer, '')).body.code).toBe('ticket_invalid');
    expect((await claimPiece(app, crowd[2]!, offer, tickets[3]!)).body.code).toBe('ticket_invalid');
    await editSale(app, sale, { starts_at: '2026-11-20T04:30:00.000Z', ends_at: '2026-11-20T05:00:00.000Z' });
    expect(await claim(2)).toBe('not_started');
    await editSale(app, sale, { state: 'paused' });
    expect(await claim(2)).toBe('not_found');
    await editSale(app, sale, {
      state: 'active',
      starts_at: '2026-11-20T01:00:00.000Z',
      ends_at: '2026-11-20T02:00:00.000Z',
    });
    expect(await claim(2)).toBe('ended');
  });
});
