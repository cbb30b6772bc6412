import type { CouponLimits } from '../../shared/contract';
import { DAY_MS, HOUR_MS, instant, toRfc3339, type Id } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import {
  addStock,
  cardOf,
  claim,
  claimer,
  claimers,
  claimReply,
  createShop,
  listed,
  NO_LIMITS,
  patch,
  verifyPhone,
  type Claimer,
  type Shop,
} from './coupons.support';
import { countRows } from './joins.support';

let app: TestApp;
let shop: Shop;

useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
});
afterEach(() => app.audit());

function coupons(id: Id<'template'>): Promise<number> {
  return countRows(app, 'SELECT COUNT(*) AS n FROM coupons WHERE template_id = ?', [id]);
}

function limits(change: Partial<CouponLimits>): { limits: CouponLimits } {
  return { limits: { ...NO_LIMITS, ...change } };
}

describe('claiming at the same moment', () => {
  it('C4: 500 claims by 300 members for a stock of 100, one each: exactly 100 coupons, none left, nobody two', async () => {
    const members = await claimers(app, 300);
    const id = await listed(app, shop, { stock: 100, ...limits({ per_member: 1 }) });
    const asking = Array.from({ length: 500 }, (_, i) => members[(i * 7) % 300]!);
    const answers = await Promise.all(asking.map((member) => claim(app, member, id)));
    const count = (word: string): number => answers.filter((answer) => answer === word).length;
    expect(count('claimed')).toBe(100);
    expect(count('claimed') + count('sold_out') + count('limit_reached')).toBe(500);
    expect(await coupons(id)).toBe(100);
    const twice =
      'SELECT COUNT(*) AS n FROM (SELECT member_id FROM coupons WHERE template_id = ? GROUP BY member_id) m';
    expect(await countRows(app, twice, [id])).toBe(100);
    const winner = members.find(
      (_, i) => answers[asking.findIndex((member) => member === members[i])] === 'claimed',
    )!;
    expect(await cardOf(app, winner, id)).toMatchObject({
      stock_total: 100,
      stock_left: 0,
      claimed_by_me: 1,
      status: 'sold_out',
    });
    expect(await countRows(app, 'SELECT COUNT(DISTINCT number) AS n FROM coupons')).toBe(
      await countRows(app, 'SELECT COUNT(*) AS n FROM coupons'),
    );
  });

  it('L5: 50 requests with one key have one effect and 50 equal answers', async () => {
    const member = await claimer(app);
    const id = await listed(app, shop);
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => claimReply(app, member, id, 'same-key-50')),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(replies.filter(({ replayed }) => replayed)).toHaveLength(49);
    expect(await coupons(id)).toBe(1);
    await patch(app, id, { state: 'paused' });
    const late = await claimReply(app, member, id, 'same-key-50');
    expect([late.status, late.replayed, late.body]).toEqual([201, true, replies[0]!.body]);
    const other = await listed(app, shop);
    expect(await claim(app, member, other, 'same-key-50')).toBe('idempotency_key_reused');
    expect(await claim(app, await claimer(app), other, 'same-key-50')).toBe('claimed');
  });

  it('L5: a refusal leaves no trace and is decided afresh', async () => {
    const member = await claimer(app);
    const id = await listed(app, shop, { stock: 0 });
    expect(await claim(app, member, id, 'key-of-a-refusal')).toBe('sold_out');
    await addStock(app, id, 1);
    expect(await claim(app, member, id, 'key-of-a-refusal')).toBe('claimed');
  });

  it('C4: stock and limits that change during the rush are never exceeded', async () => {
    const members = await claimers(app, 20);
    const id = await listed(app, shop, { stock: 10, ...limits({ per_member: 3 }) });
    const rush = (): Promise<string[]> =>
      Promise.all(members.flatMap((member) => [claim(app, member, id), claim(app, member, id)]));
    const [first] = await Promise.all([
      rush(),
      addStock(app, id, 15),
      patch(app, id, limits({ per_member: 1 })),
      addStock(app, id, -3),
    ]);
    const given = first.filter((answer) => answer === 'claimed').length;
    expect(await coupons(id)).toBe(given);
    await patch(app, id, limits({ per_member: 2 }));
    await rush();
    const most = `SELECT MAX(k.n) AS n FROM (SELECT COUNT(*) AS n FROM coupons WHERE template_id = ? GROUP BY member_id) k`;
    expect(await countRows(app, most, [id])).toBeLessThanOrEqual(3);
    const card = await cardOf(app, members[0]!, id);
    expect(card!.stock_left + (await coupons(id))).toBe(card!.stock_total);
    expect(card!.stock_total).toBeLessThanOrEqual(25);
  });

  it('C4: a phone number is locked too, whoever asks, and once it is changed the new one counts', async () => {
    const id = await listed(app, shop, limits({ per_phone: 1 }));
    const member = await claimer(app);
    expect(await claim(app, member, id)).toBe('phone_required');
    await verifyPhone(app, member);
    const answers = await Promise.all(Array.from({ length: 10 }, () => claim(app, member, id)));
    expect(answers.filter((answer) => answer === 'claimed')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'limit_reached')).toHaveLength(9);
    await verifyPhone(app, member);
    expect(await claim(app, member, id)).toBe('limit_reached');
  });
});

describe('the coupon centre', () => {
  let member: Claimer;

  beforeAll(async () => {
    member = await claimer(app);
  });

  /** What the centre says, which must be what a claim then answers. */
  async function both(id: Id<'template'>, of: Claimer = member): Promise<string> {
    const card = await cardOf(app, of, id);
    const answer = await claim(app, of, id);
    expect(answer === 'claimed' ? 'claimable' : answer).toBe(card?.status ?? 'not_found');
    return answer;
  }

  it('C4: says for every template what a claim then answers', async () => {
    const now = app.clock.now();
    const soon = toRfc3339(instant(now + HOUR_MS));
    const before = toRfc3339(instant(now - HOUR_MS));
    const over = { kind: 'fixed' as const, from_at: toRfc3339(instant(now - DAY_MS)), to_at: before };
    const later = await listed(app, shop, { claim_from_at: soon });
    const cases = [
      ['claimed', await listed(app, shop)],
      ['not_started', later],
      ['ended', await listed(app, shop, { claim_to_at: before })],
      ['ended', await listed(app, shop, { validity: over })],
      ['sold_out', await listed(app, shop, { stock: 0 })],
      ['phone_required', await listed(app, shop, limits({ per_phone: 1 }))],
      ['claimed', await listed(app, shop, { scope: { store_ids: [shop.store_id], new_members_only: true } })],
      ['not_found', await listed(app, shop, { listed: false })],
    ] as const;
    for (const [expected, id] of cases) expect(await both(id)).toBe(expected);
    const from = await Promise.all([later, cases[0][1]].map((id) => cardOf(app, member, id)));
    expect(from.map((card) => card?.claim_from_at)).toEqual([soon, null]);

    const once = await listed(app, shop, limits({ per_member: 1 }));
    expect([await both(once), await both(once)]).toEqual(['claimed', 'limit_reached']);
    const daily = await listed(app, shop, limits({ per_member_day: 1 }));
    expect([await both(daily), await both(daily)]).toEqual(['claimed', 'limit_reached_today']);
    const released = await listed(app, shop, limits({ per_day: 1 }));
    expect([await both(released), await both(released)]).toEqual(['claimed', 'sold_out_today']);
    const paused = await listed(app, shop);
    await patch(app, paused, { state: 'paused' });
    expect(await both(paused)).toBe('not_found');
    await app.db.database.transaction((session) =>
      session.execute('UPDATE members SET purchases_count = 1 WHERE id = ?', [member.id]),
    );
    const forNew = await listed(app, shop, { scope: { store_ids: [], new_members_only: true } });
    expect(await both(forNew)).toBe('not_eligible');
    await app.db.database.transaction((session) =>
      session.execute('UPDATE members SET purchases_count = 0 WHERE id = ?', [member.id]),
    );
  });

  it('C4: a limit that is set later counts what was claimed before', async () => {
    for (const name of ['per_member', 'per_member_day', 'per_day'] as const) {
      const id = await listed(app, shop);
      expect([await both(id), await both(id)]).toEqual(['claimed', 'claimed']);
      await patch(app, id, limits({ [name]: 2 }));
      expect(await both(id)).not.toBe('claimed');
      await patch(app, id, limits({ [name]: 3 }));
      expect([await both(id), await both(id)].indexOf('claimed')).toBe(0);
      await patch(app, id, limits({}));
      expect(await both(id)).toBe('claimed');
    }
  });

  it('C4: refusals name the limit', async () => {
    const id = await listed(app, shop, limits({ per_member: 1 }));
    await claim(app, member, id);
    const { status, body } = await claimReply(app, member, id);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'limit_reached',
      params: { limit: 1 },
      detail: '每人限领 1 张，你已领完。',
    });
  });

  it('C4: an unknown template is not found', async () => {
    expect(await claim(app, member, `tpl_${'0'.repeat(28)}`)).toBe('not_found');
  });

  it('pages through the list, newest first, without gaps', async () => {
    const [all, one] = [
      [] as string[],
      await app.ok('GET /coupon-templates', { token: member.token, query: { limit: 100 } }),
    ];
    let after: string | undefined;
    do {
      const query = { limit: 3, ...(after === undefined ? {} : { after }) };
      const page = await app.ok('GET /coupon-templates', { token: member.token, query });
      expect(page.items.length).toBeLessThanOrEqual(3);
      all.push(...page.items.map(({ id }) => id));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(all).toEqual(one.items.map(({ id }) => id));
    const wrong = await app.call('GET /coupon-templates', {
      token: member.token,
      query: { after: 'nonsense' },
    });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'malformed']);
  });

  it('C3: names the stores and says the rules in three lines', async () => {
    const id = await listed(app, shop, { scope: { store_ids: [shop.store_id], new_members_only: false } });
    expect(await cardOf(app, member, id)).toMatchObject({
      merchant_name: '好茶',
      stores: [{ id: shop.store_id, name: '一号店' }],
      rules: ['满 ¥20 减 ¥5', '领取日起 30 天内可用', expect.stringContaining('一号店')],
    });
  });

  it('is for members only', async () => {
    const token = await app.asPerson('openid-of-nobody');
    expect((await app.call('GET /coupon-templates', { token })).body.code).toBe('not_a_member');
  });

  // last: after it the operator's session is over
  it('C4: a day is the program’s, and begins anew at its midnight', async () => {
    const id = await listed(app, shop, limits({ per_member_day: 1, per_day: 2 }));
    expect([await both(id), await both(id)]).toEqual(['claimed', 'limit_reached_today']);
    const others = await claimers(app, 2);
    expect([await both(id, others[0]), await both(id, others[1])]).toEqual(['claimed', 'sold_out_today']);
    app.clock.advance(14 * HOUR_MS - 1);
    expect(await both(id)).toBe('sold_out_today');
    app.clock.advance(1);
    expect([await both(id), await both(id)]).toEqual(['claimed', 'limit_reached_today']);
  });
});
