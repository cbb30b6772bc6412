import type { BodyInputOf, MyTier, Routes, TierWrite } from '../../shared/contract';
import { day, dayIn, HOUR_MS, instant, startOfDay } from '../../shared/kernel';
import type { OutboxRow } from '../../server/ledger';
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

/** Goes to a time of a day in Shanghai, and does all timed work that is due then, whichever loop is faster. */
export async function liveOn(app: TestApp, date: string, hour = 10): Promise<void> {
  app.clock.set(instant(startOfDay(day(date), 'Asia/Shanghai') + hour * HOUR_MS));
  await workJobs(app);
}

/** Does all timed work of the day that is due, and delivers what it brought about. */
export async function workJobs(app: TestApp): Promise<void> {
  const { background } = app.app;
  for (;;) {
    await background.jobs.tick();
    const [row] = await app.db.database.read.query<{ n: number | string }>(
      "SELECT COUNT(*) AS n FROM jobs WHERE stage = 'open' AND due_at <= ?",
      [app.clock.now()],
    );
    const [made] = await app.db.database.read.query<{ n: number | string }>(
      'SELECT COUNT(*) AS n FROM jobs WHERE schedule_key LIKE ?',
      [`%:${dayIn(app.clock.now(), 'Asia/Shanghai')}`],
    );
    if (Number(row?.n) === 0 && Number(made?.n) > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await settled(app);
}

/** Waits until every event of a level has been acted upon. */
export async function settled(app: TestApp): Promise<void> {
  for (;;) {
    await app.app.background.drain();
    const [row] = await app.db.database.read.query<{ n: number | string }>(
      "SELECT COUNT(*) AS n FROM deliveries d JOIN outbox o ON o.id = d.id WHERE d.state = 'pending' AND o.type = 'member.tier_changed'",
    );
    if (Number(row?.n) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const heard = new WeakMap<TestApp, OutboxRow[]>();

/** Begins to remember what is committed: delivered events are deleted after thirty days. */
export function hear(app: TestApp): void {
  const events: OutboxRow[] = [];
  heard.set(app, events);
  app.app.core.ledger.onCommitted((rows) => events.push(...rows));
}

/** What was heard of one type in a member's stream, oldest first. */
export function eventsOf(app: TestApp, customer: Customer, type: string): OutboxRow['data'][] {
  const mine = (heard.get(app) ?? []).filter((event) => event.owner_key === `1.member:${customer.id}`);
  return mine.filter((event) => event.type === type).map(({ data }) => data);
}
