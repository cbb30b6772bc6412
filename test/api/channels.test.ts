import { CHANNEL_CODE, landingUrl, TERMS_VERSION, type Problem } from '../../shared/contract';
import type { Id } from '../../shared/kernel';
import { createTestApp, freshKey, sandboxPost, useTestApp, type TestApp } from '../support/app';
import { readQr } from '../support/qr';
import { asRole, channelBody, createShop, rowsOf } from './console.support';
import { createTemplate } from './joins.support';

const NOBODYS = 'chn_0000000000000000000000000000';

/** Why there is no picture. */
function codeOf(body: unknown): unknown {
  return (body as Partial<Problem>).code;
}

describe('channels in the console', () => {
  let app: TestApp;
  let token: string;
  let shop: { merchant_id: Id<'merchant'>; store_id: Id<'store'> };
  useTestApp(async (started) => {
    app = started;
    token = await app.asConsole();
    shop = await createShop(app);
  });

  const create = (change: Parameters<typeof channelBody>[0] = {}, key = freshKey()) =>
    app.call('POST /console/channels', { token, key, body: channelBody(change) });
  const listed = async (id: string) =>
    (await app.ok('GET /console/channels', { token, query: { limit: 100 } })).items.find(
      (item) => item.id === id,
    );
  const createStaff = () =>
    app.ok('POST /console/staff', {
      token,
      body: { name: '小王', role: 'clerk', store_ids: [shop.store_id] },
    });

  it('A1: creates a channel with a code of its own and all that it attributes', async () => {
    const clerk = await createStaff();
    const template = await createTemplate(app, shop);
    const body = channelBody({
      kind: 'staff',
      store_id: shop.store_id,
      staff_id: clerk.id,
      gift_template_id: template,
      gift_points: 50,
      gift_budget: 20,
      valid_from_at: '2026-11-01T00:00:00.000Z',
      valid_to_at: '2026-12-01T00:00:00.000Z',
    });
    const [one, two] = await Promise.all([create(body), create(body)]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body).toMatchObject({
      ...body,
      gift_left: 20,
      state: 'active',
      visits: 0,
      joins: 0,
      version: 1,
    });
    expect(one.body.code).toMatch(CHANNEL_CODE);
    expect(one.body.code).not.toBe(two.body.code);
    expect(await listed(one.body.id)).toEqual(one.body);
    const [row] = await rowsOf(app, 'SELECT merchant_id FROM channels WHERE id = ?', [one.body.id]);
    expect(row).toEqual({ merchant_id: shop.merchant_id });
  });

  it('L1: keeps the budget of gifts in an account; no budget is no limit, zero is none', async () => {
    const of = async (budget: number | null): Promise<[number | null, unknown]> => {
      const { body } = await create({ gift_points: 10, gift_budget: budget });
      const [row] = await rowsOf(app, 'SELECT credits_posted AS n FROM accounts WHERE id = ?', [
        `budget.channel:${body.id}`,
      ]);
      expect((await listed(body.id))?.gift_left).toBe(body.gift_left);
      return [body.gift_left, row && Number(row['n'])];
    };
    expect(await of(5)).toEqual([5, 5]);
    expect(await of(0)).toEqual([0, undefined]);
    expect(await of(null)).toEqual([null, undefined]);
  });

  it('refuses stores, staff and templates that are not there, and staff who left', async () => {
    const before = await rowsOf(app, 'SELECT id FROM channels');
    const lost = await Promise.all([
      create({ store_id: 'sto_0000000000000000000000000000' }),
      create({ staff_id: 'stf_0000000000000000000000000000' }),
      create({ gift_template_id: 'tpl_0000000000000000000000000000' }),
    ]);
    expect(lost.map(({ status, body }) => [status, body.code])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    const clerk = await createStaff();
    await app.ok('PATCH /console/staff/{id}', {
      token,
      params: { id: clerk.id },
      body: { version: 1, state: 'left' },
    });
    const left = await create({ staff_id: clerk.id });
    expect([left.status, left.body.code]).toEqual([409, 'staff_left']);
    expect(await rowsOf(app, 'SELECT id FROM channels')).toHaveLength(before.length);
  });

  it('refuses a validity that never begins, and names the field', async () => {
    const [from, to] = ['2026-12-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'];
    const never = await create({ valid_from_at: from, valid_to_at: to });
    expect([never.status, never.body.fields?.map(({ field }) => field)]).toEqual([400, ['valid_to_at']]);
    const early = await create({ valid_from_at: '1969-12-31T00:00:00.000Z' });
    expect([early.status, early.body.fields?.map(({ field }) => field)]).toEqual([400, ['valid_from_at']]);
    const { body } = await create({ valid_from_at: from });
    const ending = await app.call('PATCH /console/channels/{id}', {
      token,
      params: { id: body.id },
      body: { version: 1, valid_to_at: '2026-11-30T00:00:00.000Z' },
    });
    expect([ending.status, ending.body.fields?.map(({ field }) => field)]).toEqual([400, ['valid_to_at']]);
  });

  it('O2: renames, retires and changes the gift; code and budget stay', async () => {
    const { body: before } = await create({ gift_points: 10, gift_budget: 5 });
    const { body: after } = await app.call('PATCH /console/channels/{id}', {
      token,
      params: { id: before.id },
      body: {
        version: 1,
        name: '二号桌',
        state: 'retired',
        gift_points: 20,
        valid_to_at: '2027-01-01T00:00:00.000Z',
      },
    });
    expect(after).toEqual({
      ...before,
      name: '二号桌',
      state: 'retired',
      gift_points: 20,
      valid_to_at: '2027-01-01T00:00:00.000Z',
      version: 2,
    });
    const [change] = await rowsOf(
      app,
      "SELECT * FROM changes WHERE subject_id = ? AND command_kind = 'channel.change'",
      [before.id],
    );
    expect(JSON.parse(String(change?.['old_values']))).toMatchObject({ name: '一号桌', gift_points: 10 });
    expect(JSON.parse(String(change?.['new_values']))).toMatchObject({ name: '二号桌', gift_points: 20 });
  });

  it('O2: refuses an old version, an unknown channel and an unknown gift', async () => {
    const { body } = await create();
    const patch = (
      id: string,
      change: { version: number; name?: string; gift_template_id?: Id<'template'> },
    ) => app.call('PATCH /console/channels/{id}', { token, params: { id }, body: change });
    expect((await patch(NOBODYS, { version: 1 })).body.code).toBe('not_found');
    expect(
      (await patch(body.id, { version: 1, gift_template_id: 'tpl_0000000000000000000000000000' })).body.code,
    ).toBe('not_found');
    const both = await Promise.all([
      patch(body.id, { version: 1, name: '甲' }),
      patch(body.id, { version: 1, name: '乙' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await patch(body.id, { version: 1, name: '丙' })).body.code).toBe('version_conflict');
  });

  it('A5: counts scans and joins; a replay of a change shows the counts of its moment', async () => {
    const { body: channel } = await create({ store_id: shop.store_id });
    const arrive = async (openid: string) => {
      const person = await app.asPerson(openid);
      const visit = await app.ok('POST /visits', { token: person, body: { scene: channel.code } });
      return { person, visit };
    };
    const joining = await arrive('openid-of-channel-test-1');
    await arrive('openid-of-channel-test-2');
    await app.ok('POST /members', {
      token: joining.person,
      body: { visit_id: joining.visit.visit_id, consents: { terms: TERMS_VERSION, marketing: false } },
    });
    expect(await listed(channel.id)).toMatchObject({ visits: 2, joins: 1 });
    const rename = { token, key: freshKey(), params: { id: channel.id }, body: { version: 1, name: '新名' } };
    const first = await app.call('PATCH /console/channels/{id}', rename);
    expect(first.body).toMatchObject({ name: '新名', visits: 2, joins: 1 });
    await arrive('openid-of-channel-test-3');
    const again = await app.call('PATCH /console/channels/{id}', rename);
    expect([again.replayed, again.body]).toEqual([true, first.body]);
    expect(await listed(channel.id)).toMatchObject({ visits: 3, joins: 1 });
  });

  it('L5: creates once per key, and refuses the key for another channel', async () => {
    const key = freshKey();
    const first = await create({ gift_budget: 3 }, key);
    const again = await create({ gift_budget: 3 }, key);
    expect([again.replayed, again.status, again.body]).toEqual([true, 201, first.body]);
    const other = await create({ gift_budget: 4 }, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('A2: draws a plain code of the landing page at exactly the size asked for', async () => {
    const { body } = await create();
    for (const width of [280, 431, 1280]) {
      const reply = await app.call('GET /console/channels/{id}/code.png', {
        token,
        params: { id: body.id },
        query: { form: 'plain', width },
      });
      expect([reply.status, reply.headers['content-type']]).toEqual([200, 'image/png']);
      expect(readQr(reply.body)).toEqual({
        text: landingUrl(app.app.core.config.public_url, body.code),
        width,
        height: width,
      });
    }
  });

  it('A2: asks WeChat for a mini-program code, once, and says so when WeChat does not answer', async () => {
    const { body } = await create();
    const draw = (width: number) =>
      app.call('GET /console/channels/{id}/code.png', { token, params: { id: body.id }, query: { width } });
    await sandboxPost(app.sandboxUrl, 'faults', {
      path: '/wxa/getwxacodeunlimit',
      kind: 'rate_limited',
      times: 1,
    });
    const refused = await draw(430);
    expect([refused.status, codeOf(refused.body)]).toEqual([503, 'wechat_unavailable']);
    const drawn = await draw(430);
    expect(drawn.status).toBe(200);
    expect(readQr(drawn.body).text).toContain(body.code);
    // WeChat would not answer now: this one is from memory
    await sandboxPost(app.sandboxUrl, 'faults', {
      path: '/wxa/getwxacodeunlimit',
      kind: 'rate_limited',
      times: 1,
    });
    expect((await draw(430)).body).toEqual(drawn.body);
    expect((await draw(431)).status).toBe(503);
  });

  it('A2: draws nothing for an unknown channel or an impossible size', async () => {
    const draw = (id: string, width: number) =>
      app.call('GET /console/channels/{id}/code.png', { token, params: { id }, query: { width } });
    expect(codeOf((await draw(NOBODYS, 430)).body)).toBe('not_found');
    const { body } = await create();
    expect(codeOf((await draw(body.id, 100)).body)).toBe('malformed');
  });

  it('O1: analysts and auditors read and print, operators write', async () => {
    const { body } = await create();
    for (const [role, status] of [
      ['operator', 201],
      ['analyst', 403],
      ['auditor', 403],
    ] as const) {
      const own = await asRole(app, role);
      expect((await app.call('GET /console/channels', { token: own })).status).toBe(200);
      const query = { form: 'plain' };
      expect(
        (
          await app.call('GET /console/channels/{id}/code.png', {
            token: own,
            params: { id: body.id },
            query,
          })
        ).status,
      ).toBe(200);
      expect((await app.call('POST /console/channels', { token: own, body: channelBody() })).status).toBe(
        status,
      );
    }
  });

  it('A2: draws a plain code unasked without WeChat credentials', async () => {
    const { wechat } = app.app.core.config;
    const bare = await createTestApp({ settings: { wechat: { ...wechat, credentials: false } } });
    const channel = await bare.ok('POST /console/channels', {
      token: await bare.asConsole(),
      body: channelBody(),
    });
    const reply = await bare.call('GET /console/channels/{id}/code.png', {
      token: await bare.asConsole(),
      params: { id: channel.id },
    });
    expect(readQr(reply.body)).toMatchObject({
      text: expect.stringMatching(new RegExp(`scene=${channel.code}$`)),
      width: 430,
    });
    await bare.close();
  });
});
