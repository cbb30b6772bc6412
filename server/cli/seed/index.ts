import { createApp } from '../../app';
import { SystemClock, TestClock } from '../../platform/clock';
import { loadConfig } from '../../platform/config';
import { lockFolder } from '../../platform/database';
import { SeededRandom, SystemRandom } from '../../platform/random';
import { DAY_MS, instant } from '../../../shared/kernel';
import { SeedClient } from './client';
import { liveThrough } from './history';
import { findSeller, openSales, renewFlashSales } from './sales';
import { openShop } from './shop';

/** The name of the demo's console account; its password is drawn anew for each demo. */
const ACCOUNT = 'demo';

/**
 * `seed [--if-empty]`: makes the demo shop and four weeks of its life, by the commands that people use, on a clock
 * that runs through those weeks. Where the demo is already, only its flash sales are opened anew when they are over.
 * Needs the sandbox; never runs in production.
 * @throws Error when the database holds something already and `--if-empty` was not given
 */
export async function seed(args: readonly string[]): Promise<void> {
  const config = loadConfig();
  if (config.env === 'production' || config.sandbox_url === null) {
    throw new Error('the demo needs the sandbox: it is not for production');
  }
  const unlock = config.database_url === null ? lockFolder(config.data_dir) : () => undefined;
  const now = new SystemClock().now();
  const clock = new TestClock(instant(now - 29 * DAY_MS));
  const setupToken = config.setup_token ?? new SystemRandom().text(24);
  const quiet = config.with({ setup_token: setupToken, log_level: 'error', rate_limits: false });
  const app = await createApp(quiet, { clock });
  try {
    const [row] = await app.core.database.read.query<{ n: number }>('SELECT COUNT(*) AS n FROM merchants');
    if (Number(row?.n) > 0) {
      if (!args.includes('--if-empty'))
        throw new Error('the database is not empty; `npm start -- --reset` begins anew');
      const seller = await findSeller(app.core.database.read, ACCOUNT);
      clock.set(now);
      await renewFlashSales(app, seller, now);
      return;
    }
    const password = new SystemRandom().text(14);
    const client = new SeedClient(app, config.sandbox_url, clock);
    const { token } = await client.call('POST /console/setup', {
      body: { token: setupToken, name: ACCOUNT, password },
    });
    const shop = await openShop(client, token, clock.now());
    const counts = await liveThrough(client, shop, clock, new SeededRandom('liuke-demo'), now);
    clock.set(instant(Math.max(now, clock.now())));
    await openSales(app, await findSeller(app.core.database.read, ACCOUNT), now);
    await app.background.drain();
    console.log(
      `Demo shop: 3 stores, ${counts.members} members, ${counts.purchases} purchases, ${counts.redemptions} coupons used.`,
    );
    console.log(`Console API account of the demo: ${ACCOUNT} / ${password}`);
  } finally {
    await app.close();
    unlock();
  }
}
