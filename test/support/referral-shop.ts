import { DAY_MS, instant, toRfc3339 } from '../../shared/kernel';
import { advanceDue } from '../../server/referrals';
import { createTestApp, type TestApp } from './app';
import { freePort } from './browser-start';
import { RunningClock } from './running-clock';
import { hire } from '../api/counter.support';
import { createShop, createTemplate, freshOpenid } from '../api/joins.support';
import { programTerms } from '../api/programs.support';

/** What A gets for a friend, and what the friend gets. */
export const POINTS = 100;
export const GIFT = '好友见面券';
export const PROGRAM = '老友带新';
/** Of the purchase that B makes: enough for the program. */
export const PAID = { yuan: '50', points: 50 };
export const PROTECT_DAYS = 7;

/** A server that listens, on a clock that can be put forward: a store, a manager at its counter, and a program. */
export interface ReferralShop {
  readonly app: TestApp;
  readonly clock: RunningClock;
  readonly url: string;
  /** Openid of the manager behind the counter. */
  readonly manager: string;
  /** Lets everything be done that the clock calls for. */
  settle(): Promise<void>;
  /** Lets days pass. */
  pass(days: number): Promise<void>;
  close(): Promise<void>;
}

/** @param manager openid of whoever stands at the counter */
export async function openReferralShop(manager = freshOpenid()): Promise<ReferralShop> {
  const clock = new RunningClock();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = await createTestApp({ clock, settings: { preview: true, public_url: url } });
  await app.app.nest.listen(port, '127.0.0.1');
  const shop = await createShop(app);
  await hire(app, '王店长', 'manager', [shop.store_id], manager);
  const limits = { per_member: null, per_member_day: null, per_day: null, per_phone: null };
  const gift = await createTemplate(app, shop, { title: GIFT, limits });
  const now = clock.now();
  await app.ok('POST /console/referral-programs', {
    token: await app.asConsole(),
    body: {
      merchant_id: shop.merchant_id,
      name: PROGRAM,
      starts_at: toRfc3339(now),
      ends_at: toRfc3339(instant(now + 60 * DAY_MS)),
      terms: programTerms({
        protect_days: PROTECT_DAYS,
        inviter_reward: { kind: 'points', points: POINTS },
        invitee_reward: { kind: 'coupon', template_id: gift },
      }),
      budget: 10,
      milestone_budgets: [],
    },
  });
  const settle = async (): Promise<void> => {
    const { database, ledger, config } = app.app.core;
    await app.app.background.drain();
    while ((await advanceDue(database, ledger, clock, config.program)) > 0);
    await app.app.background.drain();
  };
  const pass = async (days: number): Promise<void> => {
    clock.advance(days * DAY_MS);
    await settle();
  };
  const close = async (): Promise<void> => {
    // phones that were put away still hold the line for news
    app.app.nest.getHttpServer().closeAllConnections();
    await app.close();
  };
  return { app, clock, url, manager, settle, pass, close };
}
