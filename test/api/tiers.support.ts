import type { BodyInputOf, MyTier, Routes, TierWrite } from '../../shared/contract';
import type { TestApp } from '../support/app';
import { memberCode, nextStep, scanAt, type Counter, type Customer } from './counter.support';

type Ladder = BodyInputOf<Routes['PUT /console/tiers']>;

/** A level that gives nothing but what is named. */
export function tier(name: string, growthFrom: number, change: Partial<TierWrite> = {}): TierWrite {
  return {
    name,
    growth_from: growthFrom,
    multiplier_bp: 10_000,
    gift_template_ids: [],
    birthday_points: 0,
    birthday_template_id: null,
    early_access_minutes: 0,
    ...change,
  };
}

export const SILVER = 100;
export const GOLD = 300;

/** Three levels, from growth 0, 100 and 300; one point of growth per yuan, twelve months. */
export function ladder(change: Partial<Ladder> = {}): Ladder {
  return {
    version: 0,
    tiers: [tier('普卡', 0), tier('银卡', SILVER), tier('金卡', GOLD)],
    window_months: 12,
    growth_rate_bp: 10_000,
    ...change,
  };
}

/** Makes the program have these levels. */
export async function setLadder(app: TestApp, change: Partial<Ladder> = {}, token?: string): Promise<void> {
  const console = token ?? (await app.asConsole());
  const { version } = await app.ok('GET /console/tiers', { token: console });
  await app.ok('PUT /console/tiers', { token: console, body: ladder({ ...change, version }) });
}

/** Yuan that a scanned member pays at the counter; everybody logs in anew, for the clock may have gone on. */
export async function buy(
  app: TestApp,
  counter: Counter,
  customer: Customer,
  yuan: number,
  body: Partial<BodyInputOf<Routes['POST /staff/purchases']>> = {},
) {
  nextStep(app);
  const token = await app.asPerson(counter.clerk.openid);
  const at = { ...counter.clerk, token };
  const { scan_id } = await scanAt(app, at, counter.shop.store_id, memberCode(app, customer));
  return app.ok('POST /staff/purchases', {
    token,
    body: { store_id: counter.shop.store_id, amount_fen: yuan * 100, scan_id, ...body },
  });
}

/** What the member sees of their level now. */
export async function tierOf(app: TestApp, customer: Customer): Promise<MyTier> {
  return app.ok('GET /me/tier', { token: await app.asPerson(customer.openid) });
}
