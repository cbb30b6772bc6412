import { dayIn, HOUR_MS, MINUTE_MS, type Day, type Id } from '../../shared/kernel';
import { owner, type Command } from '../../server/ledger';
import { returnPoints, returnRefs, pointsRefs, spendPoints, type SpentLeg } from '../../server/points';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { signIn } from '../api/console.support';
import {
  joinCustomer,
  memberCode,
  nextStep,
  openCounter,
  scanAt,
  type Counter,
  type Customer,
} from '../api/counter.support';
import { letArrive } from '../api/refunds.support';
import { setSignInRule } from '../api/sign-ins.support';
import { setLadder, tier } from '../api/tiers.support';
import { GRACE_DAYS, LEVELS, MONTHS, WINDOW_MONTHS, type Rule } from './book';

export const ZONE = 'Asia/Shanghai';
/** Weekdays on which the first merchant doubles; the second always gives half as much again. */
export const DOUBLE_DAYS = [2, 5];

export const RULES: readonly Rule[] = [
  { rate_bp: 10_000, multiplier_bp: 15_000, daily_cap: 300, excluded: ['香烟'], rest_days: 0 },
  { rate_bp: 20_000, multiplier_bp: 10_000, daily_cap: null, excluded: [], rest_days: 3 },
];

export interface Town {
  readonly app: TestApp;
  readonly counters: readonly Counter[];
  readonly customers: readonly Customer[];
}

/** Two merchants, three members, levels and sign-ins; points last two months after the month they were earned in. */
export async function openTown(people: number): Promise<Town> {
  const program = {
    name: '留客',
    timezone: ZONE,
    point_expiry: { kind: 'months', months: MONTHS } as const,
    point_grace_days: GRACE_DAYS,
    adjustment_threshold: 1_000,
  };
  const app = await createTestApp({ settings: { program } });
  const counters: Counter[] = [];
  for (const { excluded, ...rule } of RULES)
    counters.push(await openCounter(app, { ...rule, excluded_categories: [...excluded] }));
  await setLadder(app, {
    tiers: LEVELS.map(({ from, bp }, i) => tier(`${i + 1} 级`, from, { multiplier_bp: bp })),
    window_months: WINDOW_MONTHS,
  });
  await setSignInRule(app);
  const always = { store_ids: [], from_day: '2026-01-01', to_day: null, from_minute: null, to_minute: null };
  const campaigns = [
    { name: '周二周五双倍', multiplier_bp: 20_000, weekdays: DOUBLE_DAYS },
    { name: '一直一倍半', multiplier_bp: 15_000, weekdays: [] },
  ];
  for (const [i, campaign] of campaigns.entries()) {
    const merchant_id = counters[i]!.shop.merchant_id;
    const token = await app.asConsole();
    await app.ok('POST /console/point-campaigns', { token, body: { merchant_id, ...campaign, ...always } });
  }
  const customers: Customer[] = [];
  for (let i = 0; i < people; i += 1) customers.push(await joinCustomer(app));
  return { app, counters, customers };
}

export function today({ app }: Pick<Town, 'app'>): Day {
  return dayIn(app.clock.now(), ZONE);
}

/** Lets time pass, and all be done that the days which began call for. */
export async function pass({ app }: Town, ms: number): Promise<void> {
  app.clock.advance(ms);
  while ((await letArrive(app)) > 0);
  const { jobs } = app.app.background;
  for (let waits = 0; waits < 1_000; waits += 1) {
    while ((await jobs.tick()) > 0);
    const open = await app.app.core.database.read.query<{ kind: string; problem: string | null }>(
      "SELECT kind, problem FROM jobs WHERE wish = 'run' AND stage = 'open' AND due_at <= ?",
      [app.clock.now()],
    );
    if (open.length === 0) return;
    const [failing] = open.filter(({ problem }) => problem !== null);
    if (failing) throw new Error(`${failing.kind}: ${String(failing.problem)}`);
    // the server's own loop is at it
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the jobs of the day do not end');
}

export const STEPS = { hour: HOUR_MS, minute: MINUTE_MS, day: 24 * HOUR_MS };

/** A scanned member buys. Between two acts the codes change. */
export async function buy(
  { app }: Town,
  counter: Counter,
  customer: Customer,
  lines: readonly { readonly category: string | null; readonly paid: number }[],
  amount: number,
) {
  const token = await app.asPerson(counter.clerk.openid);
  const { scan_id } = await scanAt(
    app,
    { ...counter.clerk, token },
    counter.shop.store_id,
    memberCode(app, customer),
  );
  const named = lines.map(({ category, paid }, i) => ({
    name: `商品 ${i + 1}`,
    quantity: 1,
    amount_fen: paid,
    ...(category === null ? {} : { category }),
  }));
  const bill = { amount_fen: amount, ...(named.length === 0 ? {} : { lines: named }) };
  return app.ok('POST /staff/purchases', {
    token,
    body: { ...bill, scan_id, store_id: counter.shop.store_id },
  });
}

export async function beforeScan({ app }: Town): Promise<void> {
  nextStep(app);
}

/** The manager gives money back; answers what went back of each line too. */
export async function refund(
  { app }: Town,
  counter: Counter,
  id: Id<'purchase'>,
  ask: { amount_fen: number } | { lines: { index: number; amount_fen: number }[] },
) {
  const token = await app.asPerson(counter.manager.openid);
  const read = () => app.ok('GET /staff/purchases/{id}', { token, params: { id } });
  const before = await read();
  const answer = await app.ok('POST /staff/purchases/{id}/refunds', {
    token,
    params: { id },
    body: { reason: '顾客退货', ...ask },
  });
  const after = await read();
  const back = after.lines.map((line, i) => line.refunded_fen - (before.lines[i]?.refunded_fen ?? 0));
  return { answer, back };
}

type Exchange =
  | { readonly member_id: Id<'member'>; readonly reference: string; readonly points: number }
  | { readonly member_id: Id<'member'>; readonly reference: string; readonly legs: readonly SpentLeg[] };

/** What the points mall will do: spends points, or gives back what was spent. */
function exchange(town: Town): Command<Exchange, null, { balance_after: number }> {
  const policy = town.app.app.core.config.program;
  return {
    kind: 'test.exchange',
    prepare: (input) => ({
      owners: [],
      ...('legs' in input ? returnRefs(input.member_id, input.legs) : pointsRefs(input.member_id)),
      subject: owner.member(input.member_id),
      seen: null,
    }),
    decide(ctx) {
      const { member_id, reference } = ctx.input;
      const act = { member_id, reference, store_id: null, policy };
      if ('legs' in ctx.input) {
        const back = returnPoints(ctx, { ...act, reason: 'return', legs: ctx.input.legs });
        return { accept: { balance_after: back.balance_after }, ...back.parts };
      }
      const spent = spendPoints(ctx, { ...act, reason: 'spend', points: ctx.input.points });
      if ('missing' in spent) return { refuse: 'points_insufficient', params: { missing: spent.missing } };
      return { accept: { balance_after: spent.balance_after }, ...spent.parts };
    },
  };
}

/** Runs an exchange; null where the points do not suffice. */
export async function run(town: Town, input: Exchange): Promise<{ balance_after: number } | null> {
  const { ledger } = town.app.app.core;
  const actor = { kind: 'member', id: input.member_id } as const;
  const result = await ledger.run(exchange(town), input, { key: `exchange:${freshKey()}`, actor });
  if (!result.ok && result.refusal.code !== 'points_insufficient') throw new Error(result.refusal.code);
  return result.ok ? result.answer : null;
}

/** Out of which accounts an exchange took its points. */
export async function legsOf({ app }: Town, reference: string): Promise<SpentLeg[]> {
  const rows = await app.app.core.database.read.query<{ debit_account: string; amount: number | string }>(
    "SELECT debit_account, amount FROM transfers WHERE code = 'points.spent' AND reference = ?",
    [reference],
  );
  return rows.map(({ debit_account, amount }) => ({ account_id: debit_account, points: Number(amount) }));
}

/** Gives or takes by hand, or waives. */
export async function byHand(
  { app }: Town,
  id: Id<'member'>,
  what: 'adjustments' | 'debt-waivers',
  points: number,
) {
  await app.asConsole();
  const token = await signIn(app);
  return app.ok(`POST /console/members/{id}/${what}`, {
    token,
    params: { id },
    body: { points, reason: '按店长意见处理' },
  });
}
