import type { BodyInputOf, Routes } from '../../shared/contract';
import { TERMS_VERSION } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import type { Client, TestApp } from '../support/app';
import { channelBody } from './console.support';

export const CONSENTS = { terms: TERMS_VERSION, marketing: false } as const;

let serial = 0;

/** An openid that no other test of the file uses. */
export function freshOpenid(): string {
  serial += 1;
  return `openid-of-test-${String(serial).padStart(6, '0')}`;
}

/** A mobile number that no other test of the file uses. */
export function freshPhone(): string {
  serial += 1;
  return `139${String(serial).padStart(8, '0')}`;
}

/** A merchant with an open store, made in the console. */
export interface Shop {
  readonly merchant_id: Id<'merchant'>;
  readonly store_id: Id<'store'>;
}

export async function createShop(app: Client, name = '一号店'): Promise<Shop> {
  const token = await app.asConsole();
  const merchant = await app.ok('POST /console/merchants', {
    token,
    body: { name: '好茶', point_rule: { rate_bp: 10_000, multiplier_bp: 10_000, daily_cap: null } },
  });
  const store = await createStore(app, merchant.id, name);
  return { merchant_id: merchant.id, store_id: store };
}

export async function createStore(
  app: Client,
  merchantId: Id<'merchant'>,
  name: string,
): Promise<Id<'store'>> {
  const store = await app.ok('POST /console/stores', {
    token: await app.asConsole(),
    body: {
      merchant_id: merchantId,
      name,
      address: '人民路 1 号',
      phone: null,
      timezone: 'Asia/Shanghai',
      hours: [],
      lat: null,
      lng: null,
    },
  });
  return store.id;
}

type TemplateBody = BodyInputOf<Routes['POST /console/coupon-templates']>;

export async function createTemplate(
  app: Client,
  shop: Shop,
  change: Partial<TemplateBody> = {},
): Promise<Id<'template'>> {
  const template = await app.ok('POST /console/coupon-templates', {
    token: await app.asConsole(),
    body: {
      merchant_id: shop.merchant_id,
      title: '新人立减 5 元',
      value: { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 },
      validity: { kind: 'relative', days: 30, start_after_days: 0 },
      times: { weekdays: [], from_minute: null, to_minute: null },
      scope: { store_ids: [], new_members_only: false },
      limits: { per_member: 1, per_member_day: null, per_day: null, per_phone: null },
      claim_from_at: null,
      claim_to_at: null,
      listed: false,
      stock: 100,
      ...change,
    },
  });
  return template.id;
}

type ChannelBody = BodyInputOf<Routes['POST /console/channels']>;
export type Channel = Awaited<ReturnType<typeof createChannel>>;

export async function createChannel(app: Client, change: Partial<ChannelBody> = {}) {
  return app.ok('POST /console/channels', {
    token: await app.asConsole(),
    body: channelBody(change),
  });
}

/** Somebody who has logged in, with the visit through `scene` that brought them. */
export async function arrive(app: Client, scene?: string, openid = freshOpenid()) {
  const token = await app.asPerson(openid);
  const { visit_id, landing } = await app.ok('POST /visits', {
    token,
    body: scene === undefined ? {} : { scene },
  });
  return { openid, token, visit_id, landing };
}

/** Somebody who has just joined. */
export async function joinNew(app: Client, scene?: string) {
  const person = await arrive(app, scene);
  const joined = await app.ok('POST /members', {
    token: person.token,
    body: { visit_id: person.visit_id, consents: CONSENTS },
  });
  return { ...person, joined };
}

/** What an account can still give; 0 when it does not exist. */
export async function left(app: TestApp, accountId: string): Promise<number> {
  const [row] = await app.db.database.read.query<{ held: number | string }>(
    'SELECT credits_posted - debits_posted - debits_pending AS held FROM accounts WHERE id = ?',
    [accountId],
  );
  return Number(row?.held ?? 0);
}

export async function countRows(app: TestApp, sql: string, params: readonly string[] = []): Promise<number> {
  const [row] = await app.db.database.read.query<{ n: number | string }>(sql, [...params]);
  return Number(row?.n ?? 0);
}
