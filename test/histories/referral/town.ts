import type { ProgramTerms, ResponseOf, Routes } from '../../../shared/contract';
import { DAY_MS, instant, toRfc3339, type Id } from '../../../shared/kernel';
import { advanceDue, passMilestonesOn } from '../../../server/referrals';
import { createTestApp, sandboxPost, type TestApp } from '../../support/app';
import {
  claim as claimCoupon,
  couponCode,
  hire,
  listedTemplate,
  memberCode,
  openCounter,
  scanAt,
  spend,
  type Assistant,
  type Counter,
  type Customer,
  type OwnCoupon,
} from '../../api/counter.support';
import { signIn } from '../../api/console.support';
import { CONSENTS, freshOpenid } from '../../api/joins.support';

type Json<Key extends keyof Routes> = ResponseOf<Routes[Key]>;
export type Program = Json<'POST /console/referral-programs'>;
export type JoinAnswer = Json<'POST /members'>;

/** A merchant, staff, coupons to claim and to be rewarded with, and no programs yet. */
export interface Town {
  readonly app: TestApp;
  readonly counter: Counter;
  /** In the coupon centre, for whoever wants to use one. */
  readonly offered: Id<'template'>;
  /** Kept for rewards. */
  readonly prize: Id<'template'>;
  /** Since when somebody's token has been good. */
  readonly tokens: Map<string, { readonly token: string; readonly at: number }>;
}

const OPERATOR = 'operator';
/** Tokens of people last a week, those of the console twelve hours. */
const PERSON_MS = 6 * DAY_MS;
const OPERATOR_MS = DAY_MS / 3;

async function kept(
  { app, tokens }: Town,
  name: string,
  lasts_ms: number,
  make: () => Promise<string>,
): Promise<string> {
  const now = app.clock.now();
  const known = tokens.get(name);
  if (known && now - known.at < lasts_ms) return known.token;
  const token = await make();
  tokens.set(name, { token, at: now });
  return token;
}

export function tokenOf(town: Town, openid: string): Promise<string> {
  return kept(town, openid, PERSON_MS, () => town.app.asPerson(openid));
}

export function operator(town: Town): Promise<string> {
  return kept(town, OPERATOR, OPERATOR_MS, () => signIn(town.app));
}

/** Of the prize: little, so that it runs out. */
export const PRIZES = 5;
export const OFFERED = 1_000;

export async function openTown(): Promise<Town> {
  const app = await createTestApp();
  // nothing happens between what a history says and what it lets happen
  await app.app.background.stop();
  const counter = await openCounter(app);
  const offered = await listedTemplate(app, counter, { stock: OFFERED });
  const prize = await listedTemplate(app, counter, { listed: false, stock: PRIZES });
  return { app, counter, offered, prize, tokens: new Map() };
}

/** Lets everything be done that events and the clock call for. */
export async function settle({ app }: Town): Promise<void> {
  const { database, ledger, clock, config } = app.app.core;
  await app.app.background.drain();
  while ((await advanceDue(database, ledger, clock, config.program)) > 0);
  await app.app.background.drain();
  while ((await passMilestonesOn(database, ledger, config.program)) > 0);
}

export interface NewProgram {
  readonly name: string;
  readonly terms: ProgramTerms;
  readonly budget: number;
  readonly milestone_budgets: readonly number[];
  readonly starts: number;
  readonly ends: number;
}

export async function openProgram(
  town: Town,
  { name, terms, budget, milestone_budgets, starts, ends }: NewProgram,
): Promise<Program> {
  return town.app.ok('POST /console/referral-programs', {
    token: await operator(town),
    body: {
      merchant_id: town.counter.shop.merchant_id,
      ...{ name, terms, budget, milestone_budgets: [...milestone_budgets] },
      starts_at: toRfc3339(instant(starts)),
      ends_at: toRfc3339(instant(ends)),
    },
  });
}

export async function programsOf(town: Town): Promise<Program[]> {
  const token = await operator(town);
  return (await town.app.ok('GET /console/referral-programs', { token, query: { limit: 100 } })).items;
}

/** Changes a program whatever its version is. */
export async function changeProgram(
  town: Town,
  id: Id<'referral_program'>,
  change: { state?: 'active' | 'paused'; terms?: ProgramTerms },
): Promise<void> {
  const { version } = (await programsOf(town)).find((one) => one.id === id)!;
  const token = await operator(town);
  const body = { version, ...change };
  await town.app.ok('PATCH /console/referral-programs/{id}', { token, params: { id }, body });
}

export async function changeBudget(
  town: Town,
  id: Id<'referral_program'>,
  milestone: number | null,
  delta: number,
) {
  const token = await operator(town);
  const body = { milestone, delta, reason: '活动调整' };
  return town.app.call('POST /console/referral-programs/{id}/budget-changes', {
    token,
    params: { id },
    body,
  });
}

/** Somebody with a phone, who may join. */
export interface Phone {
  readonly openid: string;
  customer: Customer | null;
}

export function newPhone(): Phone {
  return { openid: freshOpenid(), customer: null };
}

/** Opens the mini-program, by a share card or without one. */
export async function visit(town: Town, phone: Phone, invite?: string) {
  const token = await tokenOf(town, phone.openid);
  return town.app.ok('POST /visits', { token, body: invite === undefined ? {} : { invite } });
}

export async function openCode(town: Town, phone: Phone, program: Id<'referral_program'>) {
  const token = await tokenOf(town, phone.openid);
  const params = { id: program };
  return town.app.call('POST /referral-programs/{id}/codes', { token, params });
}

/** WeChat takes somebody to be so risky (R7). */
export async function setRisk({ app }: Town, { openid }: Phone, rank: number): Promise<void> {
  await sandboxPost(app.sandboxUrl, `people/${openid}/risk-ranks`, { rank });
}

/** WeChat only speaks of people who opened the mini-program a moment ago. */
export async function join(town: Town, phone: Phone): Promise<JoinAnswer> {
  const token = await town.app.asPerson(phone.openid);
  const joined = await town.app.ok('POST /members', { token, body: { consents: CONSENTS } });
  const { member, code_secret: secret } = joined;
  const { openid } = phone;
  const key = new Uint8Array(Buffer.from(secret, 'base64url'));
  phone.customer = { openid, token, id: member.id, secret: key, card_no: member.card_no };
  return joined;
}

/** What an assistant must not have in common with a customer to serve them: the person. */
export type Server = Pick<Assistant, 'openid'>;

/** Buys at the counter; answers the purchase. */
export async function buy(town: Town, server: Server, { customer }: Phone, fen: number) {
  const { app, counter } = town;
  const { store_id } = counter.shop;
  const token = await tokenOf(town, server.openid);
  const { scan_id } = await scanAt(app, { ...counter.clerk, token }, store_id, memberCode(app, customer!));
  return app.ok('POST /staff/purchases', { token, body: { scan_id, store_id, amount_fen: fen } });
}

/** Claims one of the coupons that are offered. */
export async function takeOffered(town: Town, phone: Phone): Promise<OwnCoupon> {
  const token = await tokenOf(town, phone.openid);
  return claimCoupon(town.app, { ...phone.customer!, token }, town.offered);
}

/** Uses a coupon up on a bill. */
export async function redeem(town: Town, server: Server, phone: Phone, couponId: Id<'coupon'>, fen: number) {
  const { app, counter } = town;
  const { store_id } = counter.shop;
  const own = await tokenOf(town, phone.openid);
  const { number } = await app.ok('GET /me/coupons/{id}', { token: own, params: { id: couponId } });
  const token = await tokenOf(town, server.openid);
  const code = couponCode(app, phone.customer!, { number });
  const { scan_id } = await scanAt(app, { ...counter.clerk, token }, store_id, code);
  return app.ok('POST /staff/redemptions', { token, body: { scan_id, bill: { amount_fen: fen } } });
}

/** The manager gives money back. */
export async function refund(town: Town, id: string, fen: number): Promise<void> {
  const token = await tokenOf(town, town.counter.manager.openid);
  const body = { amount_fen: fen, reason: '顾客退货' };
  await town.app.ok('POST /staff/purchases/{id}/refunds', { token, params: { id }, body });
}

/** The manager undoes a redemption. */
export async function undo(town: Town, id: string): Promise<void> {
  const token = await tokenOf(town, town.counter.manager.openid);
  const body = { reason: '顾客改单' };
  await town.app.ok('POST /staff/redemptions/{id}/undo', { token, params: { id }, body });
}

export async function claim(town: Town, phone: Phone, id: string) {
  const token = await tokenOf(town, phone.openid);
  return town.app.call('POST /me/rewards/{id}/claims', { token, params: { id } });
}

export async function review(town: Town, id: string, decision: 'release' | 'refuse') {
  const token = await operator(town);
  const body = { decision, reason: '核对过了' };
  return town.app.call('POST /console/invites/{id}/reviews', { token, params: { id }, body });
}

/** What the server answers to terms that it should not take. */
export async function tryChange(town: Town, id: Id<'referral_program'>, terms: ProgramTerms) {
  const { version } = (await programsOf(town)).find((one) => one.id === id)!;
  const token = await operator(town);
  const body = { version, terms };
  return (await town.app.call('PATCH /console/referral-programs/{id}', { token, params: { id }, body })).body
    .code;
}

export async function consoleInvites(town: Town) {
  const token = await operator(town);
  return (await town.app.ok('GET /console/invites', { token, query: { limit: 100 } })).items;
}

export async function rewardsOf(town: Town, { openid }: Phone) {
  const token = await tokenOf(town, openid);
  return (await town.app.ok('GET /me/rewards', { token, query: { limit: 100 } })).items;
}

export async function friendsOf(town: Town, { openid }: Phone) {
  const token = await tokenOf(town, openid);
  return (await town.app.ok('GET /me/invites', { token, query: { limit: 100 } })).items;
}

/** Of the mall that is not there yet. */
export function spendPoints({ app }: Town, { customer }: Phone, points: number): Promise<void> {
  return spend(app, customer!, points);
}

/** Makes a clerk of somebody. */
export async function hireHere({ app, counter }: Town, { openid }: Phone): Promise<void> {
  await hire(app, '小吴', 'clerk', [counter.shop.store_id], openid);
}
