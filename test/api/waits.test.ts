import { MINUTE_MS, type Id } from '../../shared/kernel';
import { AHEAD_MAX, WAIT_OFFER_MS } from '../../shared/rules';
import { lapseDue, turnWaits } from '../../server/orders';
import { testDatabase } from '../support/database';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { claimers, createShop, type Claimer, type Shop } from './coupons.support';
import {
  changeOfferStock,
  claimOne,
  claimPiece,
  claimSays,
  createOffer,
  createSale,
  offerSeen,
  shownOffer,
} from './flash-sales.support';
import { cancel, editSale, joinWait, leaveWait, myWait, waitSays } from './waits.support';

let app: TestApp;
/** A second server process' worth of app on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;
let crowd: Claimer[];
let sale: Id<'sale'>;
let offer: Id<'offer'>;

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
  crowd = await claimers(app, 8);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
beforeEach(async () => {
  sale = await createSale(app, shop);
  offer = await createOffer(app, sale, { stock: 1, per_member: 1 });
});
afterEach(() => app.audit());

/** The background turns the lists as well, whenever it likes: tests look at what came of it. */
const round = (on = app): Promise<number> => turnWaits(on.db.database, on.app.core.ledger, on.clock);
const seen = (n: number) => offerSeen(app, crowd[n]!, sale, offer);
const mine = (n: number) => myWait(app, crowd[n]!, offer);
const claim = (n: number, on = app) => claimSays(on, crowd[n]!, sale, offer);

/** Somebody holds the only piece, and these wait for it. */
async function queue(...waiting: number[]): Promise<Id<'order'>> {
  const order = await claimOne(app, crowd[0]!, sale, offer);
  for (const n of waiting) expect(await waitSays(app, crowd[n]!, offer)).toBe('waiting');
  return order;
}

describe('the waiting list', () => {
  it('F10: of those before me a thousand are counted: a place costs the same however long the list is', async () => {
    await queue(1, 2);
    const { id } = (await mine(2))!;
    const run = (sql: string, params: readonly (string | number)[] = []) =>
      app.db.database.transaction((session) => session.execute(sql, params));
    await run('UPDATE waits SET version = version + 1 WHERE id = ?', [id]);
    for (let n = 0; n < 1.1 * AHEAD_MAX; n += 100) {
      const some = Array.from({ length: 100 }, (_, i) => `crowd-${n + i}`);
      await run(
        `INSERT INTO waits (id, offer_id, sale_id, member_id, place, state, version, ordinal, at)
         VALUES ${some.map(() => `(?, ?, ?, 'crowd', ?, 'waiting', 1, 0, 0)`).join(', ')}`,
        some.flatMap((one) => [one, offer, sale, one]),
      );
    }
    expect([(await seen(2))?.my_wait?.ahead, (await mine(2))?.ahead]).toEqual([AHEAD_MAX, AHEAD_MAX]);
    await run("DELETE FROM waits WHERE member_id = 'crowd'");
    expect((await seen(2))?.my_wait?.ahead).toBe(1);
  });

  it('F5: a piece that comes back is kept for the first, then for the next, and open only when nobody waits', async () => {
    const order = await queue(1, 2);
    expect([(await seen(1))?.my_wait?.ahead, (await seen(2))?.my_wait?.ahead]).toEqual([0, 1]);
    await cancel(app, crowd[0]!, order);
    // between return and turn, and after the turn: nobody else gets it
    expect([await claim(3), (await seen(3))?.stock_left]).toEqual(['sold_out', 0]);
    await round();
    expect([await claim(3), await claim(2)]).toEqual(['sold_out', 'sold_out']);
    expect(await seen(1)).toMatchObject({ status: 'claimable', my_wait: { state: 'offered', ahead: 0 } });
    expect(await seen(2)).toMatchObject({ status: 'sold_out', my_wait: { state: 'waiting', ahead: 0 } });
    app.clock.advance(WAIT_OFFER_MS - 1);
    await round();
    expect((await seen(1))?.status).toBe('claimable');
    app.clock.advance(1);
    // over at that moment, whether anybody has noticed or not
    expect([await claim(1), (await seen(1))?.my_wait]).toEqual(['sold_out', null]);
    await round();
    expect((await seen(2))?.status).toBe('claimable');
    expect(await claim(2)).toBe('claimed');
    expect(await shownOffer(app, sale, offer)).toMatchObject({ stock_left: 0, waiting: 0 });
    expect(await mine(1)).toMatchObject({ state: 'passed' });
    expect(await mine(2)).toMatchObject({ state: 'claimed', ahead: 0 });
    await cancel(app, crowd[2]!, (await seen(2))!.my_order!.id);
    expect(await claim(3)).toBe('claimed');
  });

  it('F5: a lapsed hold goes to the first of the list as well', async () => {
    await queue(1);
    app.clock.advance(15 * MINUTE_MS);
    await lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
    await round(other);
    expect([await claim(2), await claim(1, other)]).toEqual(['sold_out', 'claimed']);
  });

  it('F5: who leaves makes room for the next, also when a piece was kept for them', async () => {
    const order = await queue(1, 2, 3);
    const [first, second] = [(await seen(1))!.my_wait!.id, (await seen(2))!.my_wait!.id];
    expect(await leaveWait(app, crowd[2]!, second)).toBe('left');
    await cancel(app, crowd[0]!, order);
    await round();
    expect(await leaveWait(app, crowd[1]!, first)).toBe('left');
    expect(await leaveWait(app, crowd[1]!, first)).toBe('wait_closed');
    expect(await leaveWait(app, crowd[1]!, (await seen(3))!.my_wait!.id)).toBe('not_found');
    await round();
    expect([await claim(1), await claim(2), await claim(3)]).toEqual(['sold_out', 'sold_out', 'claimed']);
  });

  it('F5: joining is refused while there are pieces, twice, or without the right to claim', async () => {
    expect(await waitSays(app, crowd[1]!, offer)).toBe('still_available');
    const order = await queue(1);
    expect(await waitSays(app, crowd[1]!, offer)).toBe('already_waiting');
    expect(await waitSays(app, crowd[0]!, offer)).toBe('limit_reached');
    expect(await waitSays(app, crowd[2]!, `ofr_${'0'.repeat(28)}`)).toBe('not_found');
    const dear = await createSale(app, shop, { min_tier_level: 5 });
    expect(await waitSays(app, crowd[2]!, await createOffer(app, dear, { stock: 0 }))).toBe('not_eligible');
    const later = await createSale(app, shop, {
      starts_at: '2026-11-20T09:00:00.000Z',
      ends_at: '2026-11-20T10:00:00.000Z',
    });
    expect(await waitSays(app, crowd[2]!, await createOffer(app, later, { stock: 0 }))).toBe('not_started');
    await cancel(app, crowd[0]!, order);
    // while somebody waits, what is there is theirs: who comes now stands behind them
    expect(await waitSays(app, crowd[2]!, offer)).toBe('waiting');
  });

  it('L5: the same key joins once and answers the same, also when the turn has come', async () => {
    const order = await queue();
    const key = freshKey();
    const first = await joinWait(app, crowd[1]!, offer, key);
    await cancel(app, crowd[0]!, order);
    await round();
    const again = await joinWait(app, crowd[1]!, offer, key);
    expect([again.status, again.replayed, again.body]).toEqual([201, true, first.body]);
    expect(first.body).toMatchObject({
      state: 'waiting',
      ahead: 0,
      title: '招牌奶茶',
      offered_until_at: null,
    });
  });

  it('F5: stock that is added goes to who waits, one piece each, and the rest is open', async () => {
    await queue(1, 2);
    await changeOfferStock(app, offer, 3);
    await round();
    // two pieces are kept, the third is for everybody
    expect(await claim(4)).toBe('claimed');
    expect(await claim(5)).toBe('sold_out');
    expect([await claim(2), await claim(1)]).toEqual(['claimed', 'claimed']);
  });

  it('F5: a list stands still while sale or offer is paused, and ends with the sale', async () => {
    const order = await queue(1, 2);
    await editSale(app, sale, { state: 'paused' });
    await cancel(app, crowd[0]!, order);
    await round();
    expect((await mine(1))?.state).toBe('waiting');
    // late already when it goes on: else the first might have had their two minutes by then, and the second a turn
    app.clock.set(new Date('2026-11-20T02:30:59.000Z').getTime() as never);
    await editSale(app, sale, { state: 'active', ends_at: '2026-11-20T02:31:00.000Z' });
    await round();
    app.clock.advance(1_000);
    await round();
    expect([await waitSays(app, crowd[3]!, offer), (await mine(2))?.state]).toEqual(['ended', 'passed']);
    // what was offered before is theirs for its two minutes, with no ticket but the piece itself
    const claimed = await claimPiece(app, crowd[1]!, offer, '');
    expect([claimed.status, (await claimPiece(app, crowd[2]!, offer, '')).body.code]).toEqual([
      201,
      'ticket_invalid',
    ]);
  });

  it('F5: whoever cannot claim any more when their turn comes is passed over', async () => {
    const twin = await createOffer(app, sale, { stock: 2 });
    for (let lapse = 0; lapse < 2; lapse += 1) await claimOne(app, crowd[1]!, sale, twin);
    app.clock.advance(5 * MINUTE_MS);
    const order = await queue(1, 2);
    // barred before the piece comes back: else the background may have offered it already
    app.clock.advance(10 * MINUTE_MS);
    await lapseDue(app.db.database, app.app.core.ledger, app.clock, app.app.core.config.program);
    expect(await claimSays(app, crowd[1]!, sale, twin)).toBe('barred');
    await cancel(app, crowd[0]!, order);
    await round();
    expect([await claim(2), (await mine(1))?.state]).toEqual(['claimed', 'passed']);
  });
});
