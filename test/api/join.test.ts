import { isLuhn } from '../../shared/rules';
import { freshKey, phoneCode, useTestApp, type TestApp } from '../support/app';
import {
  arrive,
  CONSENTS,
  countRows,
  createChannel,
  createShop,
  createTemplate,
  freshPhone,
  joinNew,
  left,
  type Shop,
} from './joins.support';

let app: TestApp;
let shop: Shop;
useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
});

async function memberRow(id: string): Promise<Record<string, unknown>> {
  const [row] = await app.db.database.read.query('SELECT * FROM members WHERE id = ?', [id]);
  return row ?? {};
}

async function gifts(channelId: string): Promise<number> {
  return left(app, `budget.channel:${channelId}`);
}

describe('joining', () => {
  it('M1: takes one tap, and gives a card, a secret and the welcome gift', async () => {
    const template = await createTemplate(app, shop);
    const channel = await createChannel(app, {
      store_id: shop.store_id,
      gift_template_id: template,
      gift_points: 88,
      gift_budget: 10,
    });
    const { joined, token, visit_id } = await joinNew(app, channel.code);
    expect(isLuhn(joined.member.card_no)).toBe(true);
    expect(joined.member).toMatchObject({
      nickname: null,
      phone_masked: null,
      points: 88,
      coupons_usable: 1,
      first_store: { id: shop.store_id, name: '一号店' },
      staff: null,
    });
    expect(joined.welcome).toMatchObject([
      { kind: 'coupon', template_id: template, title: '新人立减 5 元' },
      { kind: 'points', points: 88 },
    ]);
    expect(joined.welcome_missed).toBeNull();
    expect(await gifts(channel.id)).toBe(9);
    expect(await left(app, `stock.available:${template}`)).toBe(99);
    expect(await memberRow(joined.member.id)).toMatchObject({
      first_visit_id: visit_id,
      first_channel_id: channel.id,
      first_store_id: shop.store_id,
    });
    expect(await app.ok('GET /me', { token })).toEqual(joined.member);
    const wallet = await app.ok('GET /me/coupons', { token });
    expect(wallet.items.map(({ id }) => id)).toEqual([
      joined.welcome[0]?.kind === 'coupon' && joined.welcome[0].coupon_id,
    ]);
  });

  it('M6: needs consent to the terms in force, and records its version and time', async () => {
    const { token } = await arrive(app);
    const old = await app.call('POST /members', {
      token,
      body: { consents: { terms: '2025-01', marketing: true } },
    });
    expect([old.status, old.body.code]).toEqual([422, 'consent_required']);
    const body = { nickname: ' 小茶 🍵 ', consents: { ...CONSENTS, marketing: true } };
    const { member } = await app.ok('POST /members', { token, body });
    expect(member.nickname).toBe('小茶 🍵');
    const row = await memberRow(member.id);
    expect([row['terms_version'], Number(row['marketing_consent']), Number(row['consent_at'])]).toEqual([
      CONSENTS.terms,
      1,
      app.clock.now(),
    ]);
  });

  it('M2: fifty requests with one key make one member and get one answer', async () => {
    const template = await createTemplate(app, shop);
    const channel = await createChannel(app, { gift_template_id: template, gift_points: 5, gift_budget: 50 });
    const { openid, token, visit_id } = await arrive(app, channel.code);
    const body = { visit_id, phone_code: await phoneCode(app, openid, freshPhone()), consents: CONSENTS };
    const key = freshKey();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => app.call('POST /members', { token, body, key })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(replies.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await gifts(channel.id)).toBe(49);
    const sql = 'SELECT COUNT(*) AS n FROM members WHERE first_channel_id = ?';
    expect(await countRows(app, sql, [channel.id])).toBe(1);
  });

  it('M2: twenty requests with as many keys make one member; the others are told', async () => {
    const channel = await createChannel(app, { gift_points: 5, gift_budget: 50 });
    const { token, visit_id } = await arrive(app, channel.code);
    const body = { visit_id, consents: CONSENTS };
    const replies = await Promise.all(
      Array.from({ length: 20 }, () => app.call('POST /members', { token, body })),
    );
    expect(replies.filter(({ status }) => status === 201)).toHaveLength(1);
    const others = replies.filter(({ status }) => status !== 201);
    expect(new Set(others.map(({ body: { code } }) => code))).toEqual(new Set(['already_member']));
    expect(await gifts(channel.id)).toBe(49);
  });

  it('L5: a replay answers the same gift, whatever became of the channel', async () => {
    const template = await createTemplate(app, shop);
    const channel = await createChannel(app, { gift_template_id: template, gift_points: 5 });
    const { token, visit_id } = await arrive(app, channel.code);
    const [key, body] = [freshKey(), { visit_id, consents: CONSENTS }];
    const first = await app.call('POST /members', { token, body, key });
    await app.ok('PATCH /console/channels/{id}', {
      token: await app.asConsole(),
      params: { id: channel.id },
      body: { version: channel.version, state: 'retired', gift_points: 0, gift_template_id: null },
    });
    const again = await app.call('POST /members', { token, body, key });
    expect([again.status, again.body, again.replayed]).toEqual([201, first.body, true]);
    const other = await app.call('POST /members', { token, body: { consents: CONSENTS }, key });
    expect(other.body.code).toBe('idempotency_key_reused');
  });

  it('M2: a phone number of another member stands in the way, and WeChat being away is said', async () => {
    const phone = freshPhone();
    const [one, other] = await Promise.all([arrive(app), arrive(app)]);
    const bodyOf = async ({ openid }: typeof one) => ({
      phone_code: await phoneCode(app, openid, phone),
      consents: CONSENTS,
    });
    const { member } = await app.ok('POST /members', { token: one.token, body: await bodyOf(one) });
    expect(member.phone_masked).toBe(`${phone.slice(0, 3)}****${phone.slice(-4)}`);
    const taken = await app.call('POST /members', { token: other.token, body: await bodyOf(other) });
    expect([taken.status, taken.body.code]).toEqual([409, 'phone_in_use']);
    const bad = await app.call('POST /members', {
      token: other.token,
      body: { phone_code: 'no-such-code', consents: CONSENTS },
    });
    expect([bad.status, bad.body.code]).toEqual([422, 'phone_code_invalid']);
    expect((await app.call('GET /me', { token: other.token })).body.code).toBe('not_a_member');
  });

  it('M1: needs a login, a key, and nothing that is not asked for', async () => {
    const { token } = await arrive(app);
    const body = { consents: CONSENTS };
    expect((await app.call('POST /members', { body })).body.code).toBe('unauthenticated');
    expect((await app.call('POST /members', { token, body, key: null })).body.code).toBe(
      'idempotency_key_required',
    );
    const more = { ...body, points: 1_000 };
    expect((await app.call('POST /members', { token, body: more })).body.code).toBe('malformed');
    const odd = { ...body, nickname: 'a\u0000b' };
    expect((await app.call('POST /members', { token, body: odd })).body.code).toBe('malformed');
  });
});

describe('how a member came', () => {
  it('M3: is the visit named, and no later visit overwrites it', async () => {
    const [one, two] = await Promise.all([createChannel(app), createChannel(app)]);
    const { token, visit_id } = await arrive(app, one.code);
    await app.ok('POST /visits', { token, body: { scene: two.code } });
    const { member } = await app.ok('POST /members', { token, body: { visit_id, consents: CONSENTS } });
    await app.ok('POST /visits', { token, body: { scene: two.code } });
    expect(await memberRow(member.id)).toMatchObject({ first_visit_id: visit_id, first_channel_id: one.id });
  });

  it('M3: is the first visit through a channel when none is named, or when the named one had no channel', async () => {
    for (const isNamed of [false, true]) {
      const [one, two] = await Promise.all([createChannel(app), createChannel(app)]);
      const { token } = await arrive(app, 'nonsense');
      const first = await app.ok('POST /visits', { token, body: { scene: one.code } });
      await app.ok('POST /visits', { token, body: { scene: two.code } });
      const direct = await app.ok('POST /visits', { token, body: {} });
      const body = { consents: CONSENTS, ...(isNamed ? { visit_id: direct.visit_id } : {}) };
      const { member } = await app.ok('POST /members', { token, body });
      expect(await memberRow(member.id)).toMatchObject({
        first_visit_id: first.visit_id,
        first_channel_id: one.id,
      });
    }
  });

  it("M3: another person's visit, or one that never was, is not found", async () => {
    const channel = await createChannel(app, { gift_points: 5 });
    const [me, other] = await Promise.all([arrive(app), arrive(app, channel.code)]);
    for (const visit_id of [other.visit_id, `vis_${'0'.repeat(28)}` as const]) {
      const reply = await app.call('POST /members', {
        token: me.token,
        body: { visit_id, consents: CONSENTS },
      });
      expect([reply.status, reply.body.code]).toEqual([404, 'not_found']);
    }
  });

  it('M5: nobody is attributed to staff who have left since', async () => {
    const token = await app.asConsole();
    const guide = await app.ok('POST /console/staff', {
      token,
      body: { name: '小王', role: 'clerk', store_ids: [shop.store_id] },
    });
    const channel = await createChannel(app, { kind: 'staff', store_id: shop.store_id, staff_id: guide.id });
    const stays = await joinNew(app, channel.code);
    const late = await arrive(app, channel.code);
    expect(late.landing.staff).toEqual({ name: '小王' });
    await app.ok('PATCH /console/staff/{id}', {
      token,
      params: { id: guide.id },
      body: { version: guide.version, state: 'left' },
    });
    const { member } = await app.ok('POST /members', {
      token: late.token,
      body: { visit_id: late.visit_id, consents: CONSENTS },
    });
    expect((await memberRow(stays.joined.member.id))['first_staff_id']).toBe(guide.id);
    expect(await memberRow(member.id)).toMatchObject({ first_staff_id: null, first_channel_id: channel.id });
  });
});
