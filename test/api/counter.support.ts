import type { BodyInputOf, Routes } from '../../shared/contract';
import { instant, MINUTE_MS, SECOND_MS, type Id } from '../../shared/kernel';
import { owner, type Command } from '../../server/ledger';
import { pointsRefs, spendPoints } from '../../server/points';
import { decodeBase64Url, deriveCode } from '../../shared/rules';
import { freshKey, type Client, type TestApp } from '../support/app';
import { createStore, createTemplate, freshOpenid, joinNew, type Shop } from './joins.support';

/** Somebody who stands at a counter, and their record as the console sees it. */
export interface Assistant {
  readonly openid: string;
  readonly token: string;
  readonly id: Id<'staff'>;
  readonly name: string;
}

/** A merchant with two stores and staff at both. */
export interface Counter {
  readonly shop: Shop;
  readonly other_store_id: Id<'store'>;
  readonly clerk: Assistant;
  readonly colleague: Assistant;
  readonly manager: Assistant;
  /** Works at the other store only. */
  readonly elsewhere: Assistant;
}

type PointRule = BodyInputOf<Routes['POST /console/merchants']>['point_rule'];

/** One point per yuan, unless told otherwise. */
export async function openCounter(app: Client, rule: Partial<PointRule> = {}): Promise<Counter> {
  const merchant = await app.ok('POST /console/merchants', {
    token: await app.asConsole(),
    body: { name: '好茶', point_rule: { rate_bp: 10_000, multiplier_bp: 10_000, daily_cap: null, ...rule } },
  });
  const storeId = await createStore(app, merchant.id, '静安店');
  const otherId = await createStore(app, merchant.id, '徐汇店');
  return {
    shop: { merchant_id: merchant.id, store_id: storeId },
    other_store_id: otherId,
    clerk: await hire(app, '小陈', 'clerk', [storeId]),
    colleague: await hire(app, '小李', 'clerk', [storeId]),
    manager: await hire(app, '王店长', 'manager', [storeId]),
    elsewhere: await hire(app, '小周', 'clerk', [otherId]),
  };
}

export async function hire(
  app: Client,
  name: string,
  role: 'clerk' | 'manager',
  storeIds: Id<'store'>[],
  openid = freshOpenid(),
): Promise<Assistant> {
  const staff = await app.ok('POST /console/staff', {
    token: await app.asConsole(),
    body: { name, role, store_ids: storeIds },
  });
  const token = await app.asPerson(openid);
  await app.ok('POST /staff/bindings', { token, body: { invitation: staff.invitation.code } });
  return { openid, token, id: staff.id, name };
}

/** Changes a staff record in the console. */
export async function changeStaff(
  app: TestApp,
  assistant: Assistant,
  change: Omit<BodyInputOf<Routes['PATCH /console/staff/{id}']>, 'version'>,
): Promise<void> {
  const token = await app.asConsole();
  const page = await app.ok('GET /console/staff', { token, query: { limit: 100 } });
  const version = page.items.find(({ id }) => id === assistant.id)?.version ?? 0;
  await app.ok('PATCH /console/staff/{id}', {
    token,
    params: { id: assistant.id },
    body: { version, ...change },
  });
}

/** A member with the phone that derives their codes. */
export interface Customer {
  readonly openid: string;
  readonly token: string;
  readonly id: Id<'member'>;
  readonly secret: Uint8Array;
  readonly card_no: string;
}

export async function joinCustomer(app: Client): Promise<Customer> {
  return customerOf(await joinNew(app));
}

export function customerOf(person: Awaited<ReturnType<typeof joinNew>>): Customer {
  const { member, code_secret: secret } = person.joined;
  return {
    openid: person.openid,
    token: person.token,
    id: member.id,
    secret: decodeBase64Url(secret),
    card_no: member.card_no,
  };
}

/** What the customer's phone shows now, or showed `agoMs` ago. */
export function memberCode(app: Client, customer: Customer, agoMs = 0): string {
  const at = instant(app.clock.now() - agoMs);
  return deriveCode({ secret: customer.secret, kind: 'member', number: customer.card_no, at });
}

export function couponCode(
  app: Client,
  customer: Customer,
  coupon: { readonly number: string },
  agoMs = 0,
): string {
  const at = instant(app.clock.now() - agoMs);
  return deriveCode({ secret: customer.secret, kind: 'coupon', number: coupon.number, at });
}

/** A code whose last digits are wrong by `n`. */
export function wrongCode(code: string, n = 1): string {
  const otp = (Number(code.slice(12)) + n) % 1_000_000;
  return code.slice(0, 12) + String(otp).padStart(6, '0');
}

/** Lets the codes change, so that the next scan is not of a step that is used up. */
export function nextStep(app: TestApp): void {
  app.clock.advance(61 * SECOND_MS);
}

export { MINUTE_MS, SECOND_MS };

export interface OwnCoupon {
  readonly id: Id<'coupon'>;
  readonly number: string;
  readonly template_id: Id<'template'>;
}

type TemplateChange = Parameters<typeof createTemplate>[2];

/** A listed template of the counter's merchant: ¥5 off from ¥20, unless told otherwise. */
export function listedTemplate(
  app: Client,
  counter: Counter,
  change: TemplateChange = {},
): Promise<Id<'template'>> {
  const limits = { per_member: null, per_member_day: null, per_day: null, per_phone: null };
  return createTemplate(app, counter.shop, { listed: true, limits, ...change });
}

export async function claim(app: Client, customer: Customer, templateId: Id<'template'>): Promise<OwnCoupon> {
  const { coupon } = await app.ok('POST /coupon-templates/{id}/claims', {
    token: customer.token,
    params: { id: templateId },
  });
  const detail = await app.ok('GET /me/coupons/{id}', { token: customer.token, params: { id: coupon.id } });
  return { id: detail.id, number: detail.number, template_id: detail.template_id };
}

/** A scan by an assistant at a store; fails the test unless it opens a ticket. */
export function scanAt(app: Client, assistant: Assistant, storeId: Id<'store'>, code: string) {
  return app.ok('POST /staff/scans', { token: assistant.token, body: { code, store_id: storeId } });
}

/** A coupon scanned by the counter's clerk, ready to be confirmed. */
export async function scannedCoupon(app: Client, counter: Counter, customer: Customer, coupon: OwnCoupon) {
  return scanAt(app, counter.clerk, counter.shop.store_id, couponCode(app, customer, coupon));
}

export async function balanceOf(app: TestApp, customer: Customer) {
  return app.ok('GET /me/points', { token: customer.token });
}

export async function couponOf(app: TestApp, customer: Customer, coupon: OwnCoupon) {
  return app.ok('GET /me/coupons/{id}', { token: customer.token, params: { id: coupon.id } });
}

/** Spends points, which no route of this stage does yet. */
export async function spend(app: TestApp, customer: Customer, points: number): Promise<void> {
  const { config, ledger } = app.app.core;
  const command: Command<{ points: number }, null, { balance: number }> = {
    kind: 'test.spend',
    prepare: () => ({
      subject: owner.member(customer.id),
      owners: [owner.member(customer.id)],
      ...pointsRefs(customer.id),
      seen: null,
    }),
    decide: (context) => {
      const spent = spendPoints(context, {
        member_id: customer.id,
        points,
        reason: 'spend',
        reference: 'test',
        store_id: null,
        policy: config.program,
      });
      if ('missing' in spent) return { refuse: 'points_insufficient', params: { missing: spent.missing } };
      return { accept: { balance: spent.balance_after }, ...spent.parts };
    },
  };
  const result = await ledger.run(
    command,
    { points },
    { key: freshKey(), actor: { kind: 'member', id: customer.id } },
  );
  if (!result.ok) throw new Error(`could not spend: ${result.refusal.code}`);
}
