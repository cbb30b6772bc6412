import { z } from 'zod';
import { routes, type RouteKey } from '../../shared/contract';
import type { TestApp } from '../support/app';
import {
  claim,
  couponCode,
  listedTemplate,
  memberCode,
  nextStep,
  scanAt,
  type Assistant,
  type Customer,
} from './counter.support';
import {
  appOfDays,
  buyToday,
  newFriend,
  openReferral,
  settle,
  type Friend,
  type Referral,
} from './lifecycle.support';

/** Rare letters, so that a masked name cannot stand in an answer by chance. */
const NAMES = { inviter: '璩如意', bound: '亓官月', confirmed: '佴知秋' } as const;

let app: TestApp;
let referral: Referral;
let secrets: readonly string[];
let friends: readonly Friend[];

beforeAll(async () => {
  app = await appOfDays();
  referral = await openReferral(app, { protect_days: 0 });
  const bound = await named(await newFriend(app, referral), NAMES.bound);
  const confirmed = await named(await newFriend(app, referral), NAMES.confirmed);
  await named(referral.inviter, NAMES.inviter);
  friends = [bound, confirmed];
  // at another store, whose own records are not looked at here
  await buyElsewhere(confirmed);
  await settle(app);
  const { items } = await app.ok('GET /me/rewards', { token: referral.inviter.token });
  secrets = [
    referral.code,
    referral.program,
    ...friends.flatMap(({ id, invite_id, openid, card_no }) => [id, invite_id, openid, card_no]),
    ...items.map(({ id }) => id),
    NAMES.bound.slice(0, 1),
    NAMES.confirmed.slice(0, 1),
  ];
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

async function named<Of extends Customer>(customer: Of, nickname: string): Promise<Of> {
  await app.ok('PATCH /me', { token: customer.token, body: { nickname } });
  return customer;
}

async function buyElsewhere(customer: Customer): Promise<void> {
  const { elsewhere } = referral.counter;
  const counter = {
    ...referral.counter,
    shop: { ...referral.counter.shop, store_id: referral.counter.other_store_id },
  };
  await buyToday(app, counter, customer, 3_000, { assistant: elsewhere });
}

/** What of a member's friends stands in an answer. */
function leaksIn(answer: unknown): string[] {
  const text = JSON.stringify(answer);
  return secrets.filter((secret) => text.includes(secret));
}

/** Everything an assistant is answered about a member from the scan to the refund, by route. */
async function seenOf(customer: Customer, assistant: Assistant): Promise<Map<string, unknown>> {
  const seen = new Map<string, unknown>();
  const { token } = assistant;
  const store_id = referral.counter.shop.store_id;
  const keep = <Of>(name: string, answer: Of): Of => {
    seen.set(name, answer);
    return answer;
  };
  const coupon = await claim(app, customer, await listedTemplate(app, referral.counter));
  keep('GET /staff/me', await app.ok('GET /staff/me', { token }));
  nextStep(app);
  const scan = keep('a member’s code', await scanAt(app, assistant, store_id, memberCode(app, customer)));
  const params = { id: scan.scan_id };
  keep(
    'a quote',
    await app.ok('GET /staff/scans/{id}/quote', { token, params, query: { amount_fen: 5_000 } }),
  );
  const list = { store_id, scan_id: scan.scan_id };
  const bought = keep(
    'a purchase',
    await app.ok('POST /staff/purchases', {
      token,
      body: { scan_id: scan.scan_id, store_id, amount_fen: 5_000 },
    }),
  );
  keep('a member’s purchases', await app.ok('GET /staff/purchases', { token, query: list }));
  const id = bought.purchase_id;
  keep('one purchase', await app.ok('GET /staff/purchases/{id}', { token, params: { id } }));
  const amount_fen = 1_000;
  keep(
    'what a refund takes back',
    await app.ok('GET /staff/purchases/{id}/refund-quote', { token, params: { id }, query: { amount_fen } }),
  );
  keep(
    'a refund',
    await app.ok('POST /staff/purchases/{id}/refunds', {
      token,
      params: { id },
      body: { amount_fen, reason: '退货' },
    }),
  );
  nextStep(app);
  const ticket = keep(
    'a coupon’s code',
    await scanAt(app, assistant, store_id, couponCode(app, customer, coupon)),
  );
  const used = keep(
    'a redemption',
    await app.ok('POST /staff/redemptions', {
      token,
      body: { scan_id: ticket.scan_id, bill: { amount_fen: 4_000 } },
    }),
  );
  keep(
    'an undone redemption',
    await app.ok('POST /staff/redemptions/{id}/undo', {
      token,
      params: { id: used.redemption_id },
      body: { reason: '点错了' },
    }),
  );
  keep('the records of the day', await app.ok('GET /staff/records', { token, query: { store_id } }));
  return seen;
}

/** The routes of the counter whose answers have a place for what is about inviting. */
function placesIn(keys: readonly RouteKey[]): string[] {
  return keys.filter((key) => {
    const { response } = routes[key];
    if (response === null) return false;
    return /\b(?:ivt|rwd|rpg)_|"(?:\w*invite\w*|\w*inviter\w*|friends?|referr\w*|rewards?)":/.test(
      JSON.stringify(z.toJSONSchema(response)),
    );
  });
}

const KEYS = Object.keys(routes) as RouteKey[];

describe('what staff see of a member who invites', () => {
  it('R8: the member sees friends and rewards: what is looked for is there', async () => {
    const { token } = referral.inviter;
    const own = [
      await app.ok('GET /me/invites', { token }),
      await app.ok('GET /me/rewards', { token }),
      await app.ok('GET /referral-programs', { token }),
    ];
    expect(leaksIn(own)).toEqual(
      expect.arrayContaining([
        referral.program,
        ...friends.map(({ invite_id }) => invite_id),
        NAMES.bound.slice(0, 1),
        NAMES.confirmed.slice(0, 1),
      ]),
    );
  });

  it.each(['clerk', 'manager'] as const)(
    'R8: a %s finds neither friends nor rewards nor the invite in any answer about them',
    async (role) => {
      const seen = await seenOf(referral.inviter, referral.counter[role]);
      expect(seen.size).toBe(12);
      expect(JSON.stringify([...seen.values()])).toContain(referral.inviter.id);
      for (const [name, answer] of seen)
        expect({ name, leaks: leaksIn(answer) }).toEqual({ name, leaks: [] });
    },
  );

  it('R8: nor do they find in a friend’s who brought them', async () => {
    const seen = await seenOf(friends[0]!, referral.counter.clerk);
    const brought = [referral.inviter.id, referral.inviter.card_no, referral.code, friends[0]!.invite_id];
    for (const [name, answer] of seen) {
      // the day’s records are of all customers of the store, the inviter among them
      if (name === 'the records of the day') continue;
      const text = JSON.stringify(answer);
      expect({ name, leaks: brought.filter((secret) => text.includes(secret)) }).toEqual({ name, leaks: [] });
    }
  });

  it('R8: no answer of the counter has a place for an invite, a reward or a friend', () => {
    const counter = KEYS.filter((key) => routes[key].audience === 'staff');
    expect(counter.length).toBeGreaterThan(10);
    expect(placesIn(counter)).toEqual([]);
    expect(placesIn(KEYS)).toEqual(
      expect.arrayContaining(['GET /me/invites', 'GET /me/rewards', 'POST /members']),
    );
  });
});
