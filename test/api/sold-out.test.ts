import { HOUR_MS, toRfc3339, instant, type Id } from '../../shared/kernel';
import { testDatabase } from '../support/database';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import {
  addStock,
  claim,
  claimers,
  claimReply,
  createShop,
  listed,
  NO_LIMITS,
  patch,
  type Claimer,
  type Shop,
} from './coupons.support';
import { countRows } from './joins.support';

/** Goal: those who come after a sell-out are told so cheaply, and never wrongly. */

let app: TestApp;
/** A second server process on MariaDB; on SQLite there is one only. */
let other: TestApp;
let shop: Shop;
let crowd: Claimer[];
/** Statements of units of work of `app` while `watch` runs. */
let statements: string[];

beforeAll(async () => {
  app = await createTestApp();
  other = testDatabase === 'mariadb' ? { ...(await app.second()), asConsole: app.asConsole } : app;
  shop = await createShop(app);
  crowd = await claimers(app, 60);
});
afterAll(async () => {
  if (other !== app) await other.close();
  await app.close();
});
beforeEach(() => {
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

/** A template that `winners` have taken all of, and of which `app` and `other` know so. */
async function soldOut(winners: readonly Claimer[], keys: readonly string[] = []): Promise<Id<'template'>> {
  const id = await listed(app, shop, { stock: winners.length, limits: { ...NO_LIMITS, per_member: 1 } });
  for (const [n, winner] of winners.entries())
    expect(await claim(app, winner, id, keys[n] ?? freshKey())).toBe('claimed');
  for (const server of [app, other]) expect(await claim(server, crowd[59]!, id)).toBe('sold_out');
  statements.length = 0;
  return id;
}

describe('after a sell-out', () => {
  it('C4: the late are refused without a lock, a unit of work or a trace', async () => {
    const id = await soldOut(crowd.slice(0, 3));
    const answers = await Promise.all(crowd.slice(3).map((member) => claim(app, member, id)));
    expect(new Set(answers)).toEqual(new Set(['sold_out']));
    expect(locks()).toEqual([]);
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM coupons WHERE template_id = ?', [id])).toBe(3);
  });

  it('L5: a winner who asks again gets the first answer, from whatever server; with a new key they are late too', async () => {
    const keys = [freshKey(), freshKey()];
    const id = await soldOut(crowd.slice(0, 2), keys);
    for (const server of [app, other]) {
      for (const n of [0, 1]) {
        const reply = await claimReply(server, crowd[n]!, id, keys[n]);
        expect(reply).toMatchObject({ status: 201, replayed: true });
      }
    }
    expect(await claim(app, crowd[0]!, id)).toBe('sold_out');
    expect(locks().length).toBeGreaterThan(0);
  });

  it('L5: a win whose answer was lost comes back as a win, on the server that thought it sold out as well', async () => {
    const id = await soldOut(crowd.slice(0, 1));
    await addStock(other, id, 1);
    const key = freshKey();
    expect(await claim(other, crowd[1]!, id, key)).toBe('claimed');
    const again = await claimReply(app, crowd[1]!, id, key);
    expect(again).toMatchObject({ status: 201, replayed: true });
  });

  it('L5: a key that was used for another template is refused as used, not as late', async () => {
    const key = freshKey();
    await soldOut(crowd.slice(1, 2), [key]);
    const second = await soldOut(crowd.slice(0, 1));
    expect(await claim(app, crowd[1]!, second, key)).toBe('idempotency_key_reused');
  });

  it('C5a: stock that is added counts at once, here and on every other server', async () => {
    const id = await soldOut(crowd.slice(0, 1));
    await addStock(app, id, 2);
    expect(await claim(other, crowd[1]!, id)).toBe('claimed');
    expect(await claim(app, crowd[2]!, id)).toBe('claimed');
    for (const server of [app, other]) expect(await claim(server, crowd[3]!, id)).toBe('sold_out');
    await addStock(other, id, 1);
    expect(await claim(app, crowd[3]!, id)).toBe('claimed');
  });

  it('C4: what comes before the stock is still said first: paused, over, not begun', async () => {
    const id = await soldOut(crowd.slice(0, 1));
    const now = app.clock.now();
    await patch(app, id, { claim_to_at: toRfc3339(instant(now + HOUR_MS)) });
    expect(await claim(app, crowd[1]!, id)).toBe('sold_out');
    await patch(app, id, { claim_from_at: toRfc3339(instant(now + HOUR_MS / 2)) });
    expect(await claim(app, crowd[1]!, id)).toBe('not_started');
    await patch(app, id, { state: 'paused' });
    expect(await claim(app, crowd[1]!, id)).toBe('not_found');
    await patch(app, id, { state: 'active', claim_from_at: null, claim_to_at: toRfc3339(now) });
    expect(await claim(app, crowd[1]!, id)).toBe('ended');
  });

  it('C4: claims that race with added stock take exactly what there is', async () => {
    const id = await soldOut(crowd.slice(0, 5));
    const rounds = Array.from({ length: 4 }, async (_, round) => {
      await addStock(round % 2 === 0 ? app : other, id, 5);
      return Promise.all(
        crowd.slice(5).map((member, n) => claim((n + round) % 2 === 0 ? app : other, member, id)),
      );
    });
    const answers = (await Promise.all(rounds)).flat();
    // whoever was refused while stock was on its way tries again: in the end it is all taken
    const late = await Promise.all(crowd.slice(5).map((member) => claim(app, member, id)));
    const claimed = [...answers, ...late].filter((answer) => answer === 'claimed').length;
    expect(claimed).toBe(20);
    const others = [...answers, ...late].filter((answer) => answer !== 'claimed');
    expect(['sold_out', 'limit_reached']).toEqual(expect.arrayContaining([...new Set(others)]));
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM coupons WHERE template_id = ?', [id])).toBe(25);
  });
});
