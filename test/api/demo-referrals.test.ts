import { DAY_MS, instant } from '../../shared/kernel';
import { SeedClient } from '../../server/cli/seed/client';
import { liveThrough } from '../../server/cli/seed/history';
import { openShop } from '../../server/cli/seed/shop';
import { SeededRandom } from '../../server/platform/random';
import { CONSOLE_PASSWORD, createTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { joinNew } from './joins.support';

const DAYS = 7;
let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
  const until = instant(app.clock.now() + DAYS * DAY_MS);
  const client = new SeedClient(app.app, app.sandboxUrl, app.clock);
  const shop = await openShop(client, await app.asConsole(), app.clock.now());
  await liveThrough(client, shop, app.clock, new SeededRandom('liuke-demo'), until, DAYS / 7);
  app.clock.set(until);
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

describe('the friends of the demo', () => {
  it('R8: some only joined, some bought, and rewards are claimed or wait to be', async () => {
    const states = async (sql: string) => (await rowsOf(app, sql, [])).map((row) => String(row['state']));
    expect(await states('SELECT DISTINCT state FROM invites')).toEqual(
      expect.arrayContaining(['bound', 'confirmed']),
    );
    expect(await states('SELECT DISTINCT state FROM referral_rewards')).toEqual(
      expect.arrayContaining(['promised', 'claimable', 'claimed']),
    );
  });

  it('R5: a new member sees one program that still has room, and a leaderboard with names', async () => {
    const { token } = await joinNew(app);
    const { items } = await app.ok('GET /referral-programs', { token });
    expect(items.map(({ sharing, merchant_name }) => [sharing, merchant_name])).toEqual([
      ['open', '麦屿面包咖啡'],
    ]);
    const id = items[0]?.id ?? '';
    const board = await app.ok('GET /referral-programs/{id}/leaderboard', { token, params: { id } });
    expect(board.items.length).toBeGreaterThan(0);
  });

  it('R10: the operator sees what it brought and cost', async () => {
    const { token } = await app.ok('POST /console/sessions', {
      body: { name: 'owner', password: CONSOLE_PASSWORD },
    });
    const query = { by: 'store', from: '2026-11-20', to: '2026-11-27' };
    const { rows, total } = await app.ok('GET /console/referral-numbers', { token, query });
    expect(rows.length).toBeGreaterThan(1);
    expect(total.confirmed).toBeGreaterThan(0);
    expect(total.points + total.coupons).toBeGreaterThan(0);
  });
});
