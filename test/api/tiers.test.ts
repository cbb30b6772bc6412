import { createTestApp, freshKey, useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { openCounter, joinCustomer, type Customer } from './counter.support';
import { createTemplate } from './joins.support';
import { ladder, setLadder, tier } from './tiers.support';

const UNKNOWN = `tpl_${'0'.repeat(28)}` as const;

describe('the ladder of levels', () => {
  let app: TestApp;
  let token: string;
  useTestApp(async (started) => {
    app = started;
    token = await app.asConsole();
  });

  it('M4: is empty at first, and nobody has a level', async () => {
    expect(await app.ok('GET /console/tiers', { token })).toEqual({
      tiers: [],
      window_months: 12,
      growth_rate_bp: 10_000,
      version: 0,
    });
    const customer = await joinCustomer(app);
    expect((await app.ok('GET /me', { token: customer.token })).tier).toBeNull();
    expect(await app.ok('GET /me/tier', { token: customer.token })).toEqual({
      tier: null,
      growth: 0,
      window_months: 12,
      next: null,
      review: null,
      ladder: [],
    });
  });

  it('M4: refuses thresholds that do not rise, and unknown coupons', async () => {
    const put = (body: ReturnType<typeof ladder>) => app.call('PUT /console/tiers', { token, body });
    expect(await put(ladder({ tiers: [tier('普卡', 10)] }))).toMatchObject({
      status: 422,
      body: { code: 'tiers_not_rising' },
    });
    expect(await put(ladder({ tiers: [tier('普卡', 0), tier('银卡', 0)] }))).toMatchObject({
      body: { code: 'tiers_not_rising' },
    });
    const gift = { gift_template_ids: [UNKNOWN] };
    expect(await put(ladder({ tiers: [tier('普卡', 0), tier('银卡', 5, gift)] }))).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    expect(await put(ladder({ tiers: [tier('普卡', 0, { birthday_template_id: UNKNOWN })] }))).toMatchObject({
      body: { code: 'not_found' },
    });
    expect((await app.ok('GET /console/tiers', { token })).version).toBe(0);
  });

  it('O2: is changed as a whole, by version, and the change is logged and replayed', async () => {
    const counter = await openCounter(app);
    const template = await createTemplate(app, counter.shop);
    const body = ladder({
      tiers: [
        tier('普卡', 0, { birthday_points: 50 }),
        tier('银卡', 100, {
          multiplier_bp: 12_500,
          gift_template_ids: [template],
          birthday_template_id: template,
          early_access_minutes: 10,
        }),
      ],
    });
    const key = freshKey();
    const first = await app.call('PUT /console/tiers', { token, body, key });
    expect(first).toMatchObject({ status: 200, body: { ...body, version: 1 } });
    expect(await app.call('PUT /console/tiers', { token, body })).toMatchObject({
      status: 409,
      body: { code: 'version_conflict' },
    });
    app.clock.advance(5);
    await setLadder(app, { ...body, window_months: 6 });
    expect(await app.call('PUT /console/tiers', { token, body, key })).toMatchObject({
      replayed: true,
      body: first.body,
    });
    const logged = await rowsOf(app, "SELECT * FROM changes WHERE subject_id = 'tiers' ORDER BY at, id");
    expect(logged).toMatchObject([
      { subject_kind: 'rule', command_kind: 'tiers.change', old_values: null, actor_kind: 'console' },
      { command_kind: 'tiers.change' },
    ]);
    expect(JSON.parse(String(logged[1]?.['old_values']))).toMatchObject({ window_months: 12, version: 1 });
    expect(JSON.parse(String(logged[1]?.['new_values']))).toMatchObject({ window_months: 6, version: 2 });

    const customer = await joinCustomer(app);
    expect(await app.ok('GET /me/tier', { token: customer.token })).toEqual({
      tier: { level: 1, name: '普卡' },
      growth: 0,
      window_months: 6,
      next: { level: 2, name: '银卡', growth_from: 100, missing: 100 },
      review: null,
      ladder: [
        { level: 1, name: '普卡', growth_from: 0, multiplier_bp: 10_000, benefits: ['生日礼：50 积分'] },
        {
          level: 2,
          name: '银卡',
          growth_from: 100,
          multiplier_bp: 12_500,
          benefits: [
            '积分 1.25 倍',
            '升级礼：新人立减 5 元',
            '生日礼：新人立减 5 元',
            '限时抢购提前 10 分钟',
          ],
        },
      ],
    });
    expect((await app.ok('GET /me', { token: customer.token })).tier).toEqual({ level: 1, name: '普卡' });
  });

  it('O2: of two changes at once one wins', async () => {
    const { version } = await app.ok('GET /console/tiers', { token });
    const replies = await Promise.all(
      [3, 4, 5, 6].map((window_months) =>
        app.call('PUT /console/tiers', { token, body: ladder({ version, window_months }) }),
      ),
    );
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(replies.filter(({ body }) => body.code === 'version_conflict')).toHaveLength(3);
  });
});

describe('a birthday', () => {
  let app: TestApp;
  let customer: Customer;
  beforeAll(async () => {
    app = await createTestApp();
  });
  beforeEach(async () => {
    customer = await joinCustomer(app);
  });
  afterAll(async () => {
    await app.audit();
    await app.close();
  });

  const put = (month: number, day: number, key = freshKey()) =>
    app.call('PUT /me/birthday', { token: customer.token, body: { month, day }, key });

  it('M6a: is set once, for ever, and counts after seven days', async () => {
    expect((await app.ok('GET /me', { token: customer.token })).birthday).toBeNull();
    const key = freshKey();
    const birthday = { month: 2, day: 29, counts_from: '2026-11-27' };
    expect(await put(2, 29, key)).toMatchObject({ status: 200, body: birthday });
    expect(await put(2, 29, key)).toMatchObject({ replayed: true, body: birthday });
    expect(await put(3, 1)).toMatchObject({ status: 409, body: { code: 'birthday_set' } });
    expect(await put(2, 29)).toMatchObject({ status: 409, body: { code: 'birthday_set' } });
    expect((await app.ok('GET /me', { token: customer.token })).birthday).toEqual(birthday);
  });

  it('M6a: must be a day that the calendar has', async () => {
    for (const [month, day] of [
      [2, 30],
      [4, 31],
      [11, 31],
    ] as const)
      expect(await put(month, day)).toMatchObject({ status: 422, body: { code: 'birthday_unreal' } });
    expect(await put(13, 1)).toMatchObject({ status: 400, body: { code: 'malformed' } });
    expect((await app.ok('GET /me', { token: customer.token })).birthday).toBeNull();
  });

  it('M6a: of many at once one stands', async () => {
    const replies = await Promise.all([1, 2, 3, 4, 5].map((day) => put(5, day)));
    const won = replies.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    expect((await app.ok('GET /me', { token: customer.token })).birthday).toEqual(won[0]?.body);
  });
});
