import type { Landing } from '../../shared/contract';
import { DAY_MS, toRfc3339, instant } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import {
  arrive,
  CONSENTS,
  countRows,
  createChannel,
  createShop,
  createStore,
  createTemplate,
  freshOpenid,
  joinNew,
  type Shop,
} from './joins.support';

let app: TestApp;
let shop: Shop;
useTestApp((started) => void (app = started));

async function landingOf(scene: string | undefined): Promise<Landing> {
  return (await arrive(app, scene)).landing;
}

describe('before there is a store', () => {
  it('A3: there is a page all the same', async () => {
    expect(await landingOf('whatever')).toEqual({
      outcome: 'unknown',
      store: null,
      staff: null,
      gift: null,
      arm: null,
      invite: null,
      member: false,
      usable_here: [],
    });
    shop = await createShop(app);
  });
});

describe('a visit', () => {
  it('A3: through a good code shows its store, its guide and its gift', async () => {
    const guide = await app.ok('POST /console/staff', {
      token: await app.asConsole(),
      body: { name: '小李', role: 'clerk', store_ids: [shop.store_id] },
    });
    const template = await createTemplate(app, shop);
    const channel = await createChannel(app, {
      store_id: shop.store_id,
      staff_id: guide.id,
      gift_template_id: template,
      gift_points: 20,
      gift_budget: 1,
    });
    const landing = await landingOf(channel.code);
    expect(landing).toMatchObject({
      outcome: 'ok',
      store: { id: shop.store_id, name: '一号店', merchant_name: '好茶' },
      staff: { name: '小李' },
      gift: {
        coupon: { title: '新人立减 5 元', value: { kind: 'amount_off', amount_fen: 500 } },
        points: 20,
      },
      member: false,
      usable_here: [],
    });
  });

  it('A3: sent fifty times with one key is counted once, with one answer', async () => {
    const channel = await createChannel(app);
    const token = await app.asPerson(freshOpenid());
    const [key, body] = [freshKey(), { scene: channel.code, path: 'pages/landing/index' }];
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => app.call('POST /visits', { token, body, key })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(await countRows(app, 'SELECT COUNT(*) AS n FROM visits WHERE channel_id = ?', [channel.id])).toBe(
      1,
    );
    await app.ok('POST /visits', { token, body });
    const { items } = await app.ok('GET /console/channels', { token: await app.asConsole() });
    expect(items.find(({ id }) => id === channel.id)?.visits).toBe(2);
  });

  it.each([
    ['of eight characters that no channel has', 'ZZZZZZZZ'],
    ['too long', 'x'.repeat(200)],
    ['with a quote', "a' OR 1=1 --"],
    ['in Chinese with a smile', '扫我😀扫我'],
    ['with control characters', 'ab\u0000cd\u001fef'],
    ['that is still encoded', '%E4%BD%A0%ZZ'],
  ])('A3: a scene %s leads to the nearest place and is counted as unknown', async (_what, scene) => {
    const { landing, visit_id } = await arrive(app, scene);
    expect(landing).toMatchObject({
      outcome: 'unknown',
      store: { id: shop.store_id },
      gift: null,
      staff: null,
    });
    const [row] = await app.db.database.read.query('SELECT outcome, channel_id FROM visits WHERE id = ?', [
      visit_id,
    ]);
    expect(row).toEqual({ outcome: 'unknown', channel_id: null });
  });

  it.each([
    ['absent', undefined],
    ['empty', ''],
    ['blank', ' \t '],
  ])('A3: with a scene that is %s is a direct one', async (_what, scene) => {
    expect(await landingOf(scene)).toMatchObject({
      outcome: 'direct',
      store: { id: shop.store_id },
      gift: null,
    });
  });

  it('A3: through a retired code, one not yet or no longer in force, leads to its store without a promise', async () => {
    const now = app.clock.now();
    const at = (days: number): string => toRfc3339(instant(now + days * DAY_MS));
    const gift = { store_id: shop.store_id, gift_points: 5 };
    const retired = await createChannel(app, gift);
    await app.ok('PATCH /console/channels/{id}', {
      token: await app.asConsole(),
      params: { id: retired.id },
      body: { version: retired.version, state: 'retired' },
    });
    const early = await createChannel(app, { ...gift, valid_from_at: at(1) });
    const late = await createChannel(app, { ...gift, valid_from_at: at(-2), valid_to_at: at(-1) });
    for (const { code, id } of [retired, early, late]) {
      const { landing } = await arrive(app, code);
      expect(landing).toMatchObject({ outcome: 'retired', store: { id: shop.store_id }, gift: null });
      expect(await countRows(app, 'SELECT COUNT(*) AS n FROM visits WHERE channel_id = ?', [id])).toBe(1);
    }
  });

  it('A3: to a closed store leads to an open one of the same merchant, and still belongs to the closed one', async () => {
    const second = await createStore(app, shop.merchant_id, '二号店');
    const channel = await createChannel(app, { store_id: second });
    const token = await app.asConsole();
    await app.ok('PATCH /console/stores/{id}', {
      token,
      params: { id: second },
      body: { version: 1, state: 'closed' },
    });
    const { landing, visit_id } = await arrive(app, channel.code);
    expect([landing.outcome, landing.store?.id]).toEqual(['ok', shop.store_id]);
    const [row] = await app.db.database.read.query('SELECT store_id FROM visits WHERE id = ?', [visit_id]);
    expect(row).toEqual({ store_id: second });
  });

  it('A3: keeps the invite and the path it came by', async () => {
    const token = await app.asPerson(freshOpenid());
    const body = { invite: 'friend-1', path: 'pages/landing/index' };
    const { visit_id } = await app.ok('POST /visits', { token, body });
    const [row] = await app.db.database.read.query('SELECT invite, path, scene FROM visits WHERE id = ?', [
      visit_id,
    ]);
    expect(row).toEqual({ invite: 'friend-1', path: 'pages/landing/index', scene: null });
  });

  it('A3: needs a login, as every visit is somebody’s', async () => {
    expect((await app.call('POST /visits', { body: {} })).body.code).toBe('unauthenticated');
    const long = { scene: 'x'.repeat(201) };
    const token = await app.asPerson(freshOpenid());
    expect((await app.call('POST /visits', { token, body: long })).body.code).toBe('malformed');
  });
});

describe('a promise on the landing page', () => {
  it('A1: is made only while the budget and the coupons last', async () => {
    const template = await createTemplate(app, shop, { stock: 1 });
    const both = await createChannel(app, { gift_template_id: template, gift_points: 5, gift_budget: 2 });
    expect((await landingOf(both.code)).gift).toMatchObject({
      coupon: { title: '新人立减 5 元' },
      points: 5,
    });
    await joinNew(app, both.code);
    expect((await landingOf(both.code)).gift).toEqual({ coupon: null, points: 5 });
    await joinNew(app, both.code);
    expect((await landingOf(both.code)).gift).toBeNull();
  });

  it('A1: is not made for a coupon that is paused, or that needs more than one tap', async () => {
    const paused = await createTemplate(app, shop);
    await app.ok('PATCH /console/coupon-templates/{id}', {
      token: await app.asConsole(),
      params: { id: paused },
      body: { version: 1, state: 'paused' },
    });
    const limits = { per_member: 1, per_member_day: null, per_day: null, per_phone: 1 };
    const withPhone = await createTemplate(app, shop, { limits });
    for (const template of [paused, withPhone]) {
      const channel = await createChannel(app, { gift_template_id: template });
      expect((await landingOf(channel.code)).gift).toBeNull();
    }
  });

  it('L5: shows the same page when the phone asks again, though the last gift is gone meanwhile', async () => {
    const channel = await createChannel(app, { gift_points: 5, gift_budget: 1 });
    const token = await app.asPerson(freshOpenid());
    const [key, body] = [freshKey(), { scene: channel.code }];
    const first = await app.call('POST /visits', { token, body, key });
    await joinNew(app, channel.code);
    const again = await app.call('POST /visits', { token, body, key });
    expect([again.body, again.replayed]).toEqual([first.body, true]);
  });

  it('L5: a replay after joining is still the page of a newcomer', async () => {
    const token = await app.asPerson(freshOpenid());
    const key = freshKey();
    const first = await app.call('POST /visits', { token, body: {}, key });
    await app.ok('POST /members', { token, body: { consents: CONSENTS } });
    expect((await app.call('POST /visits', { token, body: {}, key })).body).toEqual(first.body);
  });
});

describe('a member who comes again', () => {
  it('A4: is welcomed back with the coupons of this store, and promised no second gift', async () => {
    const other = await createShop(app, '别家店');
    const template = await createTemplate(app, shop);
    const channel = await createChannel(app, {
      store_id: shop.store_id,
      gift_template_id: template,
      gift_points: 5,
    });
    const elsewhere = await createChannel(app, { store_id: other.store_id });
    const { token, joined } = await joinNew(app, channel.code);
    const back = await app.ok('POST /visits', { token, body: { scene: channel.code } });
    expect(back.landing).toMatchObject({ outcome: 'ok', member: true, gift: null });
    const [coupon] = joined.welcome;
    expect(back.landing.usable_here.map(({ id }) => id)).toEqual([
      coupon?.kind === 'coupon' && coupon.coupon_id,
    ]);
    const away = await app.ok('POST /visits', { token, body: { scene: elsewhere.code } });
    expect([away.landing.member, away.landing.usable_here]).toEqual([true, []]);
    expect((await app.ok('GET /me', { token })).points).toBe(5);
  });
});
