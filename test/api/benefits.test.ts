import { freshKey, useTestApp, type TestApp } from '../support/app';
import { rowsOf, signIn } from './console.support';
import { joinCustomer, listedTemplate, openCounter, type Counter, type Customer } from './counter.support';
import { buy, eventsOf, hear, liveOn, setLadder, settled, tier, tierOf, workJobs } from './tiers.support';

let app: TestApp;
let counter: Counter;
let customer: Customer;

useTestApp(
  async (started) => {
    app = started;
    hear(app);
    counter = await openCounter(app);
    customer = await joinCustomer(app);
  },
  { life: 'test' },
);

async function wallet(of: Customer = customer) {
  const { items } = await app.ok('GET /me/coupons', { token: await app.asPerson(of.openid) });
  return items.map(({ template_id }) => template_id).sort();
}

const giftRows = () => rowsOf(app, 'SELECT * FROM benefit_gifts ORDER BY id');

describe('gifts of a level', () => {
  it('M4: are given for every level that one rises to, once', async () => {
    const silver = await listedTemplate(app, counter, { listed: false });
    const gold = await listedTemplate(app, counter, { listed: false });
    await setLadder(app, {
      tiers: [
        tier('普卡', 0),
        tier('银卡', 100, { gift_template_ids: [silver] }),
        tier('金卡', 300, { gift_template_ids: [gold, silver] }),
      ],
    });
    await buy(app, counter, customer, 500);
    await settled(app);
    expect(await wallet()).toEqual([silver, silver, gold].sort());
    // the relay delivers at least once: here it does so again
    await app.db.database.transaction((session) =>
      session.execute(
        `INSERT INTO deliveries (id, owner_key, owner_version, ordinal, at, state, attempts, next_attempt_at)
         SELECT id, owner_key, owner_version, ordinal, at, 'pending', 0, at FROM outbox WHERE type = 'member.tier_changed'`,
        [],
      ),
    );
    await settled(app);
    expect(await wallet()).toHaveLength(3);
    expect(await giftRows()).toHaveLength(3);
    await buy(app, counter, customer, 500);
    await settled(app);
    expect(await wallet()).toHaveLength(3);
  });

  it('M4: of the first level come with the first growth, once', async () => {
    const gift = await listedTemplate(app, counter, { listed: false });
    await setLadder(app, { tiers: [tier('普卡', 0, { gift_template_ids: [gift] }), tier('银卡', 100)] });
    expect(await wallet()).toEqual([]);
    for (const yuan of [1, 1, 200]) await buy(app, counter, customer, yuan);
    await settled(app);
    expect(await wallet()).toEqual([gift]);
    expect((await tierOf(app, customer)).ladder[0]?.benefits).toEqual(['首次消费礼：新人立减 5 元']);
  });

  it('M4: are not given on the way down, and again when one has risen again', async () => {
    const gift = await listedTemplate(app, counter, { listed: false });
    await setLadder(app, { tiers: [tier('普卡', 0), tier('银卡', 100, { gift_template_ids: [gift] })] });
    await buy(app, counter, customer, 100);
    await liveOn(app, '2027-11-20');
    expect((await tierOf(app, customer)).tier?.level).toBe(1);
    expect(await giftRows()).toHaveLength(1);
    await buy(app, counter, customer, 100);
    await settled(app);
    expect((await giftRows()).map(({ kind, level }) => [kind, Number(level)])).toEqual([
      ['tier', 2],
      ['tier', 2],
    ]);
  });

  it('M4: C4: are not had a second time where the template is for once in a life', async () => {
    const limits = { per_member: 1, per_member_day: null, per_day: null, per_phone: null };
    const gift = await listedTemplate(app, counter, { listed: false, limits });
    await setLadder(app, { tiers: [tier('普卡', 0), tier('银卡', 100, { gift_template_ids: [gift] })] });
    await buy(app, counter, customer, 100);
    await liveOn(app, '2027-11-20');
    await buy(app, counter, customer, 100);
    await settled(app);
    expect((await giftRows()).map(({ problem }) => problem).sort()).toEqual([null, 'limit_reached'].sort());
  });

  it('M4: that are sold out or over are noted, and hold up nothing', async () => {
    const good = await listedTemplate(app, counter, { listed: false });
    const gone = await listedTemplate(app, counter, { listed: false, stock: 1 });
    const over = await listedTemplate(app, counter, {
      listed: false,
      claim_to_at: '2026-11-20T02:00:00.001Z',
    });
    const gift_template_ids = [gone, over, good];
    await setLadder(app, { tiers: [tier('普卡', 0), tier('银卡', 100, { gift_template_ids })] });
    app.clock.advance(1_000);
    await buy(app, counter, customer, 100);
    await settled(app);
    const late = await joinCustomer(app);
    await buy(app, counter, late, 100);
    await settled(app);
    expect(await wallet()).toEqual([gone, good].sort());
    expect(await wallet(late)).toEqual([good]);
    const problems = (await giftRows()).map(({ template_id: id, problem }) => [id, problem]);
    expect(problems).toEqual(
      expect.arrayContaining([
        [over, 'ended'],
        [gone, 'sold_out'],
      ]),
    );
    const [pending] = await rowsOf(app, 'SELECT COUNT(*) AS n FROM deliveries WHERE attempts > 0');
    expect(Number(pending?.['n'])).toBe(0);
  });
});

describe('the gift of a birthday', () => {
  const setBirthday = async (month: number, day: number, of: Customer = customer) =>
    app.ok('PUT /me/birthday', {
      token: await app.asPerson(of.openid),
      body: { month, day },
      key: freshKey(),
    });
  const gifts = () => eventsOf(app, customer, 'member.birthday');
  const balance = async (of: Customer = customer) =>
    (await app.ok('GET /me/points', { token: await app.asPerson(of.openid) })).balance;

  it('M6a: is given once a year by the level, points and coupon', async () => {
    const coupon = await listedTemplate(app, counter, { listed: false });
    await setLadder(app, {
      tiers: [
        tier('普卡', 0, { birthday_points: 20 }),
        tier('银卡', 100, { birthday_points: 66, birthday_template_id: coupon }),
      ],
    });
    await setBirthday(11, 30);
    await liveOn(app, '2026-11-29', 23);
    expect(gifts()).toEqual([]);
    await liveOn(app, '2026-11-30', 1);
    expect(gifts()).toEqual([{ points: 20, coupon_id: null, balance_after: 20 }]);
    for (const date of ['2026-11-30', '2026-12-01', '2026-12-07', '2027-01-02']) await liveOn(app, date);
    expect(gifts()).toHaveLength(1);
    await liveOn(app, '2027-11-20');
    await buy(app, counter, customer, 100);
    await liveOn(app, '2027-11-30', 1);
    expect(gifts()[1]).toMatchObject({ points: 66, balance_after: 186 });
    expect(await wallet()).toEqual([coupon]);
    const { items } = await app.ok('GET /me/points/transfers', {
      token: await app.asPerson(customer.openid),
    });
    expect(items[0]).toMatchObject({ reason: 'birthday', points: 66 });
  });

  it('M6a: counts seven days after the birthday was set, not before', async () => {
    await setLadder(app, { tiers: [tier('普卡', 0, { birthday_points: 20 })] });
    const late = customer;
    customer = await joinCustomer(app);
    // set on the 20th: the 26th is a day too early, the 27th is not
    await setBirthday(11, 26, late);
    await setBirthday(11, 27);
    for (const date of ['2026-11-26', '2026-11-27', '2026-11-28', '2026-12-03']) await liveOn(app, date);
    expect([await balance(late), await balance()]).toEqual([0, 20]);
    await liveOn(app, '2027-11-26');
    expect([await balance(late), await balance()]).toEqual([20, 20]);
  });

  it('M6a: of 29 February is given on the 28th in other years', async () => {
    await setLadder(app, { tiers: [tier('普卡', 0, { birthday_points: 5 })] });
    await setBirthday(2, 29);
    await liveOn(app, '2027-02-27');
    expect(await balance()).toBe(0);
    await liveOn(app, '2027-02-28');
    expect(await balance()).toBe(5);
    await liveOn(app, '2028-02-28');
    // what had not expired by the end of 2027 is still there
    expect(gifts()).toHaveLength(1);
    await liveOn(app, '2028-02-29');
    expect(gifts()).toHaveLength(2);
    await liveOn(app, '2028-03-01');
    expect(gifts()).toHaveLength(2);
  });

  it('M6a: is made up for when no server ran on the day, also over New Year', async () => {
    await setLadder(app, { tiers: [tier('普卡', 0, { birthday_points: 5 })] });
    await setBirthday(12, 30);
    await liveOn(app, '2027-01-03');
    await liveOn(app, '2027-01-04');
    expect(gifts()).toHaveLength(1);
    await liveOn(app, '2027-12-30');
    expect(gifts()).toHaveLength(2);
    await liveOn(app, '2028-12-30');
    expect(gifts()).toHaveLength(3);
  });

  it('M6a: whose coupon is sold out still gives the points, and notes it', async () => {
    const coupon = await listedTemplate(app, counter, { listed: false, stock: 1 });
    await setLadder(app, {
      tiers: [tier('普卡', 0, { birthday_points: 5, birthday_template_id: coupon })],
    });
    const other = await joinCustomer(app);
    await setBirthday(12, 1);
    await setBirthday(12, 1, other);
    await liveOn(app, '2026-12-01');
    expect([await balance(), await balance(other)]).toEqual([5, 5]);
    expect((await giftRows()).map(({ problem }) => problem).sort()).toEqual([null, 'sold_out'].sort());
  });

  it('M6a: is none while no level gives one, and pages reach everybody of a day', async () => {
    await app.asConsole();
    const many = [customer];
    for (let n = 0; n < 60; n += 1) many.push(await joinCustomer(app));
    for (const each of many) await setBirthday(12, 5, each);
    await liveOn(app, '2026-12-05', 1);
    expect(await giftRows()).toEqual([]);
    await setLadder(app, { tiers: [tier('普卡', 0, { birthday_points: 5 })] }, await signIn(app));
    await liveOn(app, '2026-12-06', 1);
    await workJobs(app);
    expect(await giftRows()).toHaveLength(many.length);
  });
});
