import type { ProgramTerms } from '../../shared/contract';
import { DAY_MS, HOUR_MS, instant, type Id, type Instant } from '../../shared/kernel';
import { advanceDue } from '../../server/referrals';
import { CONSOLE_PASSWORD, createTestApp, useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import {
  claim,
  couponCode,
  customerOf,
  listedTemplate,
  memberCode,
  openCounter,
  scanAt,
  type Assistant,
  type Counter,
  type Customer,
} from './counter.support';
import { inviteCode, inviteOf, joinInvited } from './invites.support';
import { joinNew } from './joins.support';
import { createProgram, programTerms } from './programs.support';

/**
 * An app in which days pass: the operator signs in again for each. Nothing happens by itself: what happened is delivered,
 * and what is due done, when a test says so.
 */
export async function appOfDays(options: Parameters<typeof createTestApp>[0] = {}): Promise<TestApp> {
  return withDays(await createTestApp(options));
}

/** The same for all tests of a file, audited and closed after them. */
export function useAppOfDays(begun: (app: TestApp) => void): void {
  useTestApp(async (app) => {
    begun(await withDays(app));
  });
}

async function withDays(app: TestApp): Promise<TestApp> {
  await app.app.background.stop();
  let console = { token: await app.asConsole(), at: app.clock.now() };
  const asConsole = async (): Promise<string> => {
    const now = app.clock.now();
    if (now - console.at > 6 * HOUR_MS) {
      const body = { name: 'owner', password: CONSOLE_PASSWORD };
      console = { token: (await app.ok('POST /console/sessions', { body })).token, at: now };
    }
    return console.token;
  };
  return { ...app, asConsole };
}

/** A program of a shop of its own, and a member who invites. */
export interface Referral {
  readonly counter: Counter;
  readonly program: Id<'referral_program'>;
  readonly inviter: Customer;
  readonly code: string;
}

/** 100 points for the inviter and 50 for the friend, who has two days; they rest one and can be claimed for two. */
export async function openReferral(
  app: TestApp,
  change: Partial<ProgramTerms> | ((counter: Counter) => Promise<Partial<ProgramTerms>>) = {},
  budgets: { readonly budget?: number; readonly milestone_budgets?: number[] } = {},
): Promise<Referral> {
  const counter = await openCounter(app);
  const asked = typeof change === 'function' ? await change(counter) : change;
  const terms = programTerms({ qualify_days: 2, protect_days: 1, claim_days: 2, ...asked });
  const program = await createProgram(app, counter.shop, {
    ends_at: '2027-11-20T00:00:00.000Z',
    terms,
    ...budgets,
  });
  const inviter = customerOf(await joinNew(app));
  return { counter, program, inviter, code: await inviteCode(app, inviter.token, program) };
}

/** Somebody who has joined by the invite, with the id of that. */
export interface Friend extends Customer {
  readonly invite_id: Id<'invite'>;
}

export async function newFriend(app: TestApp, { code }: Pick<Referral, 'code'>): Promise<Friend> {
  const customer = customerOf(await joinInvited(app, code));
  const invite = await inviteOf(app, customer.id);
  return { ...customer, invite_id: String(invite?.['id']) as Id<'invite'> };
}

/** Several, one after another and far enough apart to be nobody's burst. */
export async function newFriends(app: TestApp, referral: Referral, count: number): Promise<Friend[]> {
  const friends: Friend[] = [];
  while (friends.length < count) {
    app.clock.advance(15 * 60_000);
    friends.push(await newFriend(app, referral));
  }
  return friends;
}

/** The clerk's ticket for a customer, on a day on which everybody signs in anew. */
export async function ticketToday(
  app: TestApp,
  counter: Counter,
  customer: Customer,
  assistant: Assistant = counter.clerk,
): Promise<{ scan_id: Id<'scan'>; token: string }> {
  app.clock.advance(61_000);
  const token = await app.asPerson(assistant.openid);
  const { scan_id } = await scanAt(
    app,
    { ...assistant, token },
    counter.shop.store_id,
    memberCode(app, customer),
  );
  return { scan_id, token };
}

/** A purchase that an assistant records for a customer; `at` is when to the millisecond. */
export async function buyToday(
  app: TestApp,
  counter: Counter,
  customer: Customer,
  amountFen: number,
  { at, assistant }: { readonly at?: Instant; readonly assistant?: Assistant } = {},
): Promise<Id<'purchase'>> {
  if (at !== undefined) app.clock.set(instant(at - 61_000));
  const { scan_id, token } = await ticketToday(app, counter, customer, assistant);
  const body = { scan_id, store_id: counter.shop.store_id, amount_fen: amountFen };
  return (await app.ok('POST /staff/purchases', { token, body })).purchase_id;
}

/** The manager may on later days, too. */
export async function refundToday(app: TestApp, counter: Counter, id: string, amountFen: number) {
  const token = await app.asPerson(counter.manager.openid);
  const body = { amount_fen: amountFen, reason: '顾客退货' };
  return app.ok('POST /staff/purchases/{id}/refunds', { token, params: { id }, body });
}

/** Delivers what happened and does what is due, until there is nothing more. */
export async function settle(app: TestApp): Promise<void> {
  await app.app.background.drain();
  await doDue(app);
}

/** Does only what is due: nobody was told of anything. */
export async function doDue(app: TestApp): Promise<void> {
  const { database, ledger, clock, config } = app.app.core;
  while ((await advanceDue(database, ledger, clock, config.program)) > 0);
}

export function daysLater(app: TestApp, days: number): void {
  app.clock.advance(days * DAY_MS);
}

/** The invite as it is stored. */
export async function inviteRow(app: TestApp, { invite_id }: Pick<Friend, 'invite_id'>) {
  const [row] = await rowsOf(app, 'SELECT * FROM invites WHERE id = ?', [invite_id]);
  if (!row) throw new Error(`${invite_id} is not there`);
  return row;
}

/** Where an invite and its rewards stand: `confirmed: claimable claimable`, the inviter's first. */
export async function standsAt(app: TestApp, friend: Pick<Friend, 'invite_id'>): Promise<string> {
  const { state } = await inviteRow(app, friend);
  const rewards = await rowsOf(
    app,
    "SELECT state FROM referral_rewards WHERE invite_id = ? ORDER BY CASE side WHEN 'inviter' THEN 0 ELSE 1 END",
    [friend.invite_id],
  );
  return [`${String(state)}:`, ...rewards.map((row) => String(row['state']))].join(' ');
}

/** How many more friends a program, or members a milestone of it, can still be promised to. */
export async function leftOf(app: TestApp, { program }: Referral, milestone?: number): Promise<number> {
  const token = await app.asConsole();
  const { items } = await app.ok('GET /console/referral-programs', { token, query: { limit: 100 } });
  const shown = items.find(({ id }) => id === program);
  const found =
    milestone === undefined
      ? shown?.budget_left
      : shown?.milestones.find(({ friends }) => friends === milestone)?.budget_left;
  if (found === undefined) throw new Error(`${program} has no such budget`);
  return found;
}

/** A member's rewards, newest first, by the API. */
export async function rewardsShown(app: TestApp, { openid }: Pick<Customer, 'openid'>) {
  const token = await app.asPerson(openid);
  return (await app.ok('GET /me/rewards', { token, query: { limit: 100 } })).items;
}

/** Claims all that can be claimed; answers what came of each. */
export async function claimAll(app: TestApp, { openid }: Pick<Customer, 'openid'>): Promise<number> {
  const token = await app.asPerson(openid);
  const { items } = await app.ok('GET /me/rewards', { token, query: { state: 'claimable' } });
  for (const { id } of items) await app.ok('POST /me/rewards/{id}/claims', { token, params: { id } });
  return items.length;
}

export async function pointsOf(app: TestApp, { openid }: Pick<Customer, 'openid'>) {
  const { balance, debt } = await app.ok('GET /me/points', { token: await app.asPerson(openid) });
  return { balance, debt };
}

/** Nobody is told of what has happened until now. */
export async function loseEvents(app: TestApp): Promise<void> {
  await app.db.database.transaction((session) =>
    session.execute("DELETE FROM deliveries WHERE state = 'pending'", []),
  );
}

/** A coupon of the shop that a customer uses on a bill of ¥25, of which ¥20 are paid. */
export async function redeemToday(
  app: TestApp,
  counter: Counter,
  customer: Customer,
  { assistant = counter.clerk }: { readonly assistant?: Assistant } = {},
): Promise<{ readonly redemption: Id<'redemption'>; readonly purchase: string | null }> {
  const template = await listedTemplate(app, counter);
  const signedIn = { ...customer, token: await app.asPerson(customer.openid) };
  const coupon = await claim(app, signedIn, template);
  app.clock.advance(61_000);
  const token = await app.asPerson(assistant.openid);
  const { scan_id } = await scanAt(
    app,
    { ...assistant, token },
    counter.shop.store_id,
    couponCode(app, customer, coupon),
  );
  const body = { scan_id, bill: { amount_fen: 2_500 } };
  const { redemption_id, purchase_id } = await app.ok('POST /staff/redemptions', { token, body });
  return { redemption: redemption_id, purchase: purchase_id };
}

export async function undoToday(app: TestApp, counter: Counter, id: Id<'redemption'>): Promise<void> {
  const token = await app.asPerson(counter.manager.openid);
  const body = { reason: '顾客改单' };
  await app.ok('POST /staff/redemptions/{id}/undo', { token, params: { id }, body });
}

/** How far a member is in a program. */
export async function standing(app: TestApp, { program, inviter }: Pick<Referral, 'program' | 'inviter'>) {
  const [row] = await rowsOf(
    app,
    'SELECT joined, resting, confirmed, rewarded FROM referral_standings WHERE id = ?',
    [`${program}:${inviter.id}`],
  );
  return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
}
