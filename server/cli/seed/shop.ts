import { DEFAULT_TIMEZONE, type Id, type Instant } from '../../../shared/kernel';
import type { SeedClient } from './client';
import { openLoyalty } from './loyalty';
import { openProgram } from './referrals';
import { makeTemplates, type SeedTemplates } from './templates';

/** A small bakery-café chain; every name, number and address is made up. */
export interface Shop {
  readonly merchant: Id<'merchant'>;
  readonly stores: readonly SeedStore[];
  readonly templates: SeedTemplates;
  readonly program: Id<'referral_program'>;
}

export interface SeedStore {
  readonly id: Id<'store'>;
  readonly name: string;
  /** Codes that stand in the store: at the door, then on tables. */
  readonly codes: readonly string[];
  /** The assistant on duty, as WeChat knows the person. */
  readonly clerk: string;
}

const STORES = [
  {
    name: '梧桐街店',
    address: '梧桐街 18 号一层',
    phone: '021-00001018',
    lat: 31.2284,
    lng: 121.4486,
    staff: ['林晓', '周宁'],
  },
  {
    name: '河滨店',
    address: '河滨大道 206 号',
    phone: '021-00001206',
    lat: 31.1921,
    lng: 121.4377,
    staff: ['陈屿', '何苗'],
  },
  {
    name: '学院路店',
    address: '学院路 9 号 B1-07',
    phone: '021-00001009',
    lat: 31.2981,
    lng: 121.5012,
    staff: ['苏禾', '方圆'],
  },
] as const;

/** The demo is known by its name when it is started again. */
export const MERCHANT = '麦屿面包咖啡';

/** Sets up merchant, stores, templates, levels, sign-in, channels, staff and referrals through the console API. */
export async function openShop(client: SeedClient, token: string, now: Instant): Promise<Shop> {
  const merchant = await client.call('POST /console/merchants', {
    token,
    body: { name: MERCHANT, point_rule: { rate_bp: 10_000, multiplier_bp: 10_000, daily_cap: 2_000 } },
  });
  const templates = await makeTemplates(client, token, merchant.id);
  await openLoyalty(client, token, templates);
  const stores: SeedStore[] = [];
  for (const [n, plan] of STORES.entries()) {
    const store = await client.call('POST /console/stores', {
      token,
      body: {
        merchant_id: merchant.id,
        name: plan.name,
        address: plan.address,
        phone: plan.phone,
        timezone: DEFAULT_TIMEZONE,
        hours: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({
          weekday,
          from_minute: 450,
          to_minute: weekday > 5 ? 1320 : 1290,
        })),
        lat: plan.lat,
        lng: plan.lng,
      },
    });
    const codes = await makeCodes(client, token, store.id, templates.welcome);
    const [manager, clerk] = plan.staff;
    await hire(client, token, `demo-manager-${n + 1}`, manager, 'manager', [store.id]);
    const openid = `demo-clerk-${n + 1}`;
    await hire(client, token, openid, clerk, 'clerk', [store.id]);
    stores.push({ id: store.id, name: plan.name, codes, clerk: openid });
  }
  // the person behind the staff preview works everywhere, as a manager, so that everything can be tried
  await hire(
    client,
    token,
    'demo-staff',
    '许安',
    'manager',
    stores.map(({ id }) => id),
  );
  const program = await openProgram(client, token, merchant.id, templates, now);
  return { merchant: merchant.id, stores, templates, program };
}

async function hire(
  client: SeedClient,
  token: string,
  openid: string,
  name: string,
  role: 'clerk' | 'manager',
  storeIds: readonly Id<'store'>[],
): Promise<void> {
  const staff = await client.call('POST /console/staff', {
    token,
    body: { name, role, store_ids: [...storeIds] },
  });
  const person = await client.tokenOf(openid);
  await client.call('POST /staff/bindings', { token: person, body: { invitation: staff.invitation.code } });
}

async function makeCodes(
  client: SeedClient,
  token: string,
  store: Id<'store'>,
  welcome: Id<'template'>,
): Promise<string[]> {
  const plans = [
    { name: '门口海报', kind: 'store' },
    { name: '1 号桌', kind: 'table' },
  ] as const;
  const codes: string[] = [];
  for (const plan of plans) {
    const channel = await client.call('POST /console/channels', {
      token,
      body: {
        name: plan.name,
        kind: plan.kind,
        store_id: store,
        staff_id: null,
        gift_template_id: welcome,
        gift_points: 20,
        gift_budget: 500,
        valid_from_at: null,
        valid_to_at: null,
      },
    });
    codes.push(channel.code);
  }
  return codes;
}
