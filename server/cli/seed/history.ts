import {
  DAY_MS,
  DEFAULT_TIMEZONE,
  HOUR_MS,
  instant,
  MINUTE_MS,
  startOfDay,
  dayIn,
  type Id,
} from '../../../shared/kernel';
import { decodeBase64Url, deriveCode } from '../../../shared/rules';
import { TERMS_VERSION } from '../../../shared/contract';
import type { TestClock } from '../../platform/clock';
import type { Random } from '../../platform/random';
import type { SeedClient } from './client';
import type { SeedStore, Shop } from './shop';

/** How long the story is. */
export const WEEKS = 4;
const NICKNAMES = [
  '阿树',
  '小满',
  'Mia',
  '南风',
  '一颗栗子',
  '糖豆',
  'Leo',
  '青禾',
  '半夏',
  '橘子汽水',
  '老陈',
  '云朵',
  '安可',
  '木木',
  'Yuki',
  '七七',
];

interface Guest {
  readonly openid: string;
  readonly cardNo: string;
  readonly secret: Uint8Array;
}

/**
 * Lives through the weeks before `until` on a clock of its own: people scan, invite, join, claim, buy, redeem and give
 * back, each through the API. The story is the same for the same `random`.
 */
export async function liveThrough(
  client: SeedClient,
  shop: Shop,
  clock: TestClock,
  random: Random,
  until: number,
  weeks = WEEKS,
): Promise<{ members: number; purchases: number; redemptions: number }> {
  const guests: Guest[] = [];
  const counts = { members: 0, purchases: 0, redemptions: 0 };
  for (let day = weeks * 7; day >= 1; day -= 1) {
    const morning =
      startOfDay(dayIn(instant(until - day * DAY_MS), DEFAULT_TIMEZONE), DEFAULT_TIMEZONE) + 8 * HOUR_MS;
    const acts = 4 + random.int(5);
    for (let n = 0; n < acts; n += 1) {
      // each act in its own minutes, so that codes, which count by the minute, are never the same
      const at = morning + n * HOUR_MS + random.int(40) * MINUTE_MS;
      if (at >= until) return counts;
      clock.set(instant(at));
      const store = pick(random, shop.stores);
      if (guests.length < 3 || random.int(10) < 4) {
        const openid = openidOf(guests.length);
        if (guests.length > 0 && random.int(3) === 0)
          await openInvite(client, shop, inviterOf(random, guests), openid);
        guests.push(await join(client, random, store, openid));
        counts.members += 1;
        continue;
      }
      const guest = pick(random, guests);
      if (random.int(3) === 0) await claimSomething(client, shop, random, guest);
      await signIn(client, guest);
      if (random.int(3) > 0) await claimRewards(client, guest);
      const redeemed = await buy(client, clock, random, store, guest);
      counts.purchases += 1;
      if (redeemed) counts.redemptions += 1;
    }
    await client.settle();
  }
  return counts;
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.int(list.length)] as T;
}

function openidOf(n: number): string {
  return `demo-guest-${String(n + 1).padStart(3, '0')}`;
}

/** The first guest brings as many as all the others: somebody gets as far as a milestone. */
function inviterOf(random: Random, guests: readonly Guest[]): Guest {
  return random.int(2) === 0 ? pick(random, guests.slice(0, 1)) : pick(random, guests);
}

/** Who comes next has opened a friend's card before. */
async function openInvite(client: SeedClient, shop: Shop, inviter: Guest, openid: string): Promise<void> {
  const { code } = await client.call('POST /referral-programs/{id}/codes', {
    token: await client.tokenOf(inviter.openid),
    params: { id: shop.program },
  });
  await client.call('POST /visits', { token: await client.tokenOf(openid), body: { invite: code } });
}

async function join(client: SeedClient, random: Random, store: SeedStore, openid: string): Promise<Guest> {
  const token = await client.tokenOf(openid);
  const visit = await client.call('POST /visits', { token, body: { scene: pick(random, store.codes) } });
  const joined = await client.call('POST /members', {
    token,
    body: {
      visit_id: visit.visit_id,
      nickname: pick(random, NICKNAMES),
      consents: { terms: TERMS_VERSION, marketing: random.int(2) === 0 },
    },
  });
  return { openid, cardNo: joined.member.card_no, secret: decodeBase64Url(joined.code_secret) };
}

async function claimSomething(client: SeedClient, shop: Shop, random: Random, guest: Guest): Promise<void> {
  const token = await client.tokenOf(guest.openid);
  const wanted = pick(random, [
    shop.templates.tea,
    shop.templates.americano,
    shop.templates.breakfast,
    shop.templates.weekend,
  ]);
  const centre = await client.call('GET /coupon-templates', { token });
  const card = centre.items.find(({ id }) => id === wanted);
  if (card?.status !== 'claimable') return;
  await client.call('POST /coupon-templates/{id}/claims', { token, params: { id: wanted } });
}

/** Who comes by signs in, once a day. */
async function signIn(client: SeedClient, guest: Guest): Promise<void> {
  const token = await client.tokenOf(guest.openid);
  const month = await client.call('GET /me/sign-ins', { token });
  if (!month.signed_today) await client.call('POST /me/sign-ins', { token });
}

/** What friends who bought have earned somebody, themselves included. */
async function claimRewards(client: SeedClient, guest: Guest): Promise<void> {
  const token = await client.tokenOf(guest.openid);
  const { items } = await client.call('GET /me/rewards', { token });
  for (const { id, state } of items)
    if (state === 'claimable') await client.call('POST /me/rewards/{id}/claims', { token, params: { id } });
}

/** Shows the member code at the counter; the assistant uses a coupon when one fits. Answers whether one did. */
async function buy(
  client: SeedClient,
  clock: TestClock,
  random: Random,
  store: SeedStore,
  guest: Guest,
): Promise<boolean> {
  const at = clock.now();
  const code = deriveCode({ secret: guest.secret, kind: 'member', number: guest.cardNo, at });
  const token = await client.tokenOf(store.clerk);
  const scan = await client.call('POST /staff/scans', { token, body: { code, store_id: store.id } });
  const amount = 1_200 + random.int(90) * 100;
  const usable = scan.preview.kind === 'member' ? scan.preview.usable_here : [];
  const coupon = usable.find(({ value }) => value.kind !== 'exchange' && value.threshold_fen <= amount);
  const { purchase_id: id } = await client.call('POST /staff/purchases', {
    token,
    body: {
      scan_id: scan.scan_id,
      store_id: store.id,
      amount_fen: amount,
      ...(coupon ? { coupon_ids: [coupon.id] as [Id<'coupon'>] } : {}),
    },
  });
  // without a coupon, which does not come back
  if (!coupon && random.int(20) === 0) {
    const body = { amount_fen: amount, reason: '顾客改了主意' };
    await client.call('POST /staff/purchases/{id}/refunds', { token, params: { id }, body });
  }
  return coupon !== undefined;
}
