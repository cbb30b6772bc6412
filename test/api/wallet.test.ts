import { DAY_MS, HOUR_MS, instant, toRfc3339, type Id } from '../../shared/kernel';
import { deriveCode, parseCode } from '../../shared/rules';
import { audit, LEDGER_CHECKS, owner, rowsBy, type Command } from '../../server/ledger';
import { coupons, couponsAuditChecks, redeemCoupon, undoRedeemed } from '../../server/coupons';
import { createTestApp, freshKey, type TestApp } from '../support/app';
import { createStore } from './joins.support';
import { A_WEEK, claim, claimer, createShop, listed, type Claimer, type Shop } from './coupons.support';

let app: TestApp;
let shop: Shop;

beforeAll(async () => {
  app = await createTestApp();
  shop = await createShop(app);
});
afterAll(() => app.close());
// the engine's and the coupons' own checks: a counter would write redemptions beside what is done here
afterEach(async () => {
  const { drift } = await audit(app.db.database, [...LEDGER_CHECKS, ...couponsAuditChecks]);
  expect(drift).toEqual([]);
});

const STAFF: Id<'staff'> = `stf_${'0'.repeat(28)}`;
const REDEMPTION: Id<'redemption'> = `rdm_${'0'.repeat(28)}`;

interface Change {
  readonly member_id: Id<'member'>;
  readonly coupon_id: Id<'coupon'>;
  readonly undo: boolean;
}

/** What a counter does to a coupon, and nothing else. */
const change: Command<Change, null, { coupon_id: string }> = {
  kind: 'test.coupon',
  prepare: ({ member_id, coupon_id }) => ({
    subject: owner.member(member_id),
    owners: [owner.member(member_id)],
    rows: [rowsBy(coupons, 'id', [coupon_id])],
    seen: null,
  }),
  decide: (ctx) => {
    const coupon = ctx.loaded.get(coupons, ctx.input.coupon_id)!;
    const at = { coupon, store_id: shop.store_id, reference: REDEMPTION };
    const parts = ctx.input.undo
      ? undoRedeemed(ctx, { ...at, reason: '点错了' }).parts
      : redeemCoupon(ctx, { ...at, staff_id: STAFF });
    return { accept: { coupon_id: coupon.id }, ...parts };
  },
};

async function atCounter(member: Claimer, couponId: Id<'coupon'>, undo = false): Promise<void> {
  const actor = { kind: 'staff', id: STAFF } as const;
  const input = { member_id: member.id, coupon_id: couponId, undo };
  const result = await app.app.core.ledger.run(change, input, { key: freshKey(), actor });
  expect(result.ok).toBe(true);
}

function wallet(member: Claimer, query: Record<string, string | number> = {}) {
  return app.ok('GET /me/coupons', { token: member.token, query });
}

function detail(member: Claimer, id: Id<'coupon'>) {
  return app.call('GET /me/coupons/{id}', { token: member.token, params: { id } });
}

function codeOf(member: Claimer, id: Id<'coupon'>) {
  return app.call('GET /me/coupons/{id}/code', { token: member.token, params: { id } });
}

/** Claims and answers the coupon. */
async function own(member: Claimer, template: Id<'template'>): Promise<Id<'coupon'>> {
  const { coupon } = await app.ok('POST /coupon-templates/{id}/claims', {
    token: member.token,
    params: { id: template },
  });
  return coupon.id;
}

describe('where a coupon is good', () => {
  it('C3: sends nobody to a store that has closed for good', async () => {
    const second = await createStore(app, shop.merchant_id, '二号店');
    const scope = { store_ids: [shop.store_id, second], new_members_only: false };
    const member = await claimer(app);
    const template = await listed(app, shop, { scope });
    const id = await own(member, template);
    await app.ok('PATCH /console/stores/{id}', {
      token: await app.asConsole(),
      params: { id: second },
      body: { version: 1, state: 'closed' },
    });
    const coupon = await app.ok('GET /me/coupons/{id}', { token: member.token, params: { id } });
    expect(coupon.stores.map((store) => store.id)).toEqual([shop.store_id]);
    const { items } = await app.ok('GET /coupon-templates', { token: member.token });
    const card = items.find((item) => item.id === template);
    expect(card?.stores.map((store) => store.id)).toEqual([shop.store_id]);
  });
});

describe('the wallet', () => {
  it('C5: a coupon goes from usable to used and back, and the counts with it', async () => {
    const member = await claimer(app);
    const id = await own(member, await listed(app, shop, { validity: A_WEEK }));
    await own(member, await listed(app, shop, { validity: A_WEEK }));
    expect((await wallet(member)).counts).toEqual({ usable: 2, used: 0, expired: 0 });
    await atCounter(member, id);
    const used = await wallet(member, { state: 'used' });
    expect(used.items).toMatchObject([{ id, state: 'redeemed', shown_as: 'used' }]);
    expect(used.counts).toEqual({ usable: 1, used: 1, expired: 0 });
    expect((await detail(member, id)).body.redeemed).toEqual({
      at: toRfc3339(app.clock.now()),
      store_name: '一号店',
    });
    expect((await codeOf(member, id)).body.code).toBe('coupon_not_usable');
    await atCounter(member, id, true);
    expect((await detail(member, id)).body).toMatchObject({
      state: 'issued',
      shown_as: 'usable',
      redeemed: null,
    });
    expect((await wallet(member)).counts).toEqual({ usable: 2, used: 0, expired: 0 });
  });

  it('C2: what has not begun is there, but not usable yet', async () => {
    const member = await claimer(app);
    const validity = { kind: 'relative' as const, days: 7, start_after_days: 1 };
    const id = await own(member, await listed(app, shop, { validity }));
    expect((await wallet(member)).items).toMatchObject([
      {
        id,
        shown_as: 'not_yet',
        valid_from_at: '2026-11-20T16:00:00.000Z',
        valid_to_at: '2026-11-27T16:00:00.000Z',
      },
    ]);
    expect((await codeOf(member, id)).status).toBe(200);
  });

  it('C5a: shows what was promised, whatever the template says now', async () => {
    const member = await claimer(app);
    const template = await listed(app, shop, { validity: A_WEEK });
    const id = await own(member, template);
    await app.ok('PATCH /console/coupon-templates/{id}', {
      token: await app.asConsole(),
      params: { id: template },
      body: { version: 1, title: '改了', value: { kind: 'exchange', item: '茶', value_fen: 100 } },
    });
    expect((await detail(member, id)).body).toMatchObject({
      title: '新人立减 5 元',
      value: { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 },
      rules: ['满 ¥20 减 ¥5', '可用至 2026年11月26日', '全部门店可用'],
      stores: [{ id: shop.store_id, name: '一号店', address: '人民路 1 号' }],
      claimed_at: toRfc3339(app.clock.now()),
    });
  });

  it('M7: the code is the one that the phone derives', async () => {
    const member = await claimer(app);
    const id = await own(member, await listed(app, shop));
    const { number } = (await wallet(member)).items[0]!;
    const { code, seconds_left: left } = await app.ok('GET /me/coupons/{id}/code', {
      token: member.token,
      params: { id },
    });
    expect(parseCode(code)).toMatchObject({ kind: 'coupon', number });
    const login = await app.ok('POST /auth/wechat', { body: { js_code: await jsCode(member) } });
    const secret = new Uint8Array(Buffer.from(login.code_secret!, 'base64url'));
    expect(code).toBe(deriveCode({ secret, kind: 'coupon', number, at: app.clock.now() }));
    expect(left).toBeGreaterThan(0);
  });

  it('is nobody else’s business', async () => {
    const id = await own(await claimer(app), await listed(app, shop));
    const other = await claimer(app);
    expect((await detail(other, id)).status).toBe(404);
    expect((await codeOf(other, id)).status).toBe(404);
    expect((await wallet(other)).items).toEqual([]);
  });

  it('pages through each tab without gaps, soonest to expire first', async () => {
    const member = await claimer(app);
    const validities = [5, 3, 3, 9, 3, 1, 5].map((days) => ({ ...A_WEEK, days }));
    const ids: Id<'coupon'>[] = [];
    for (const validity of validities) ids.push(await own(member, await listed(app, shop, { validity })));
    const all = await wallet(member);
    expect(all.items.map((coupon) => coupon.valid_to_at)).toEqual(
      all.items.map((coupon) => coupon.valid_to_at).sort(),
    );
    for (const id of ids.slice(0, 5)) await atCounter(member, id);
    for (const [state, total] of [
      ['usable', 2],
      ['used', 5],
    ] as const) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await wallet(member, { state, limit: 2, ...(after === undefined ? {} : { after }) });
        seen.push(...page.items.map(({ id }) => id));
        after = page.next ?? undefined;
      } while (after !== undefined);
      expect(seen).toEqual((await wallet(member, { state, limit: 100 })).items.map(({ id }) => id));
      expect(new Set(seen).size).toBe(total);
    }
  });

  it('C11: expired from the very millisecond it ends, and an undo later gives it a day', async () => {
    const member = await claimer(app);
    const template = await listed(app, shop, { validity: A_WEEK });
    const id = await own(member, template);
    const end = Date.parse((await detail(member, id)).body.valid_to_at);
    app.clock.set(instant(end - 1));
    await relogin(member);
    expect((await wallet(member)).items).toMatchObject([{ id, shown_as: 'usable' }]);
    app.clock.set(instant(end));
    expect((await wallet(member)).items).toEqual([]);
    const expired = await wallet(member, { state: 'expired' });
    expect(expired).toMatchObject({
      items: [{ id, state: 'issued', shown_as: 'expired' }],
      counts: { usable: 0, used: 0, expired: 1 },
    });
    expect((await codeOf(member, id)).body.code).toBe('coupon_not_usable');
    app.clock.set(instant(end - DAY_MS));
    await atCounter(member, id);
    app.clock.set(instant(end + HOUR_MS));
    await atCounter(member, id, true);
    expect((await detail(member, id)).body).toMatchObject({
      shown_as: 'usable',
      valid_to_at: toRfc3339(instant(end + HOUR_MS + DAY_MS)),
    });
    expect(await claim(app, member, template)).toBe('claimed');
  });
});

async function jsCode(member: Claimer): Promise<string> {
  const answer = await fetch(`${app.sandboxUrl}/_control/people/${member.openid}/login-codes`, {
    method: 'POST',
  });
  return ((await answer.json()) as { js_code: string }).js_code;
}

/** Tokens last seven days; the tests move the clock. */
async function relogin(member: Claimer): Promise<void> {
  Object.assign(member, { token: await app.asPerson(member.openid) });
}
