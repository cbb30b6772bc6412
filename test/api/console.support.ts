import type { BodyInputOf, ConsoleRole, Routes } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { CONSOLE_PASSWORD, type TestApp } from '../support/app';

type Body<Key extends keyof Routes> = BodyInputOf<Routes[Key]>;

export const POINT_RULE: Body<'POST /console/merchants'>['point_rule'] = {
  rate_bp: 10_000,
  multiplier_bp: 10_000,
  daily_cap: null,
  excluded_categories: ['烟'],
  rest_days: 0,
};

export const MERCHANT: Body<'POST /console/merchants'> = { name: '好茶', point_rule: POINT_RULE };

/** Every minute of the week. */
export const ALWAYS = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from_minute: 0, to_minute: 1440 }));

export function storeBody(
  merchantId: Id<'merchant'>,
  change: Partial<Body<'POST /console/stores'>> = {},
): Body<'POST /console/stores'> {
  return {
    merchant_id: merchantId,
    name: '人民广场店',
    address: '人民路 1 号',
    phone: '021-55550000',
    timezone: 'Asia/Shanghai',
    hours: ALWAYS,
    lat: 31.2304,
    lng: 121.4737,
    ...change,
  };
}

export function channelBody(
  change: Partial<Body<'POST /console/channels'>> = {},
): Body<'POST /console/channels'> {
  return {
    name: '一号桌',
    kind: 'table',
    store_id: null,
    staff_id: null,
    gift_template_id: null,
    gift_points: 0,
    gift_budget: null,
    valid_from_at: null,
    valid_to_at: null,
    ...change,
  };
}

/** A merchant and one open store of it. */
export async function createShop(
  app: TestApp,
  change: Partial<Body<'POST /console/stores'>> = {},
): Promise<{ merchant_id: Id<'merchant'>; store_id: Id<'store'> }> {
  const token = await app.asConsole();
  const merchant = await app.ok('POST /console/merchants', { token, body: MERCHANT });
  const store = await app.ok('POST /console/stores', { token, body: storeBody(merchant.id, change) });
  return { merchant_id: merchant.id, store_id: store.id };
}

/** Signs the first operator in anew: sessions end after twelve hours, and tests move the clock. */
export async function signIn(app: TestApp): Promise<string> {
  const { token } = await app.ok('POST /console/sessions', {
    body: { name: 'owner', password: CONSOLE_PASSWORD },
  });
  return token;
}

/** Token of a new account with the role. */
export async function asRole(app: TestApp, role: ConsoleRole): Promise<string> {
  const name = `${role}-of-test`;
  await app.ok('POST /console/accounts', {
    token: await app.asConsole(),
    body: { name, password: CONSOLE_PASSWORD, role },
  });
  return (await app.ok('POST /console/sessions', { body: { name, password: CONSOLE_PASSWORD } })).token;
}

/** Rows of a query, for what no route shows. */
export async function rowsOf(
  app: TestApp,
  sql: string,
  params: readonly (string | number)[] = [],
): Promise<Record<string, unknown>[]> {
  return app.db.database.read.query<Record<string, unknown>>(sql, params);
}
