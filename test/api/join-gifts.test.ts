import { phoneCode, useTestApp, type TestApp } from '../support/app';
import {
  arrive,
  CONSENTS,
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

async function gifts(channelId: string): Promise<number> {
  return left(app, `budget.channel:${channelId}`);
}

describe('the welcome gift', () => {
  it('A1: thirty join at once through a channel with seven gifts: seven get one, all join', async () => {
    const template = await createTemplate(app, shop);
    const channel = await createChannel(app, { gift_template_id: template, gift_points: 3, gift_budget: 7 });
    const people = await Promise.all(Array.from({ length: 30 }, () => arrive(app, channel.code)));
    const replies = await Promise.all(
      people.map(({ token, visit_id }) =>
        app.call('POST /members', { token, body: { visit_id, consents: CONSENTS } }),
      ),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([201]));
    const given = replies.filter(({ body }) => body.welcome.length === 2 && body.welcome_missed === null);
    const missed = replies.filter(
      ({ body }) => body.welcome.length === 0 && body.welcome_missed === 'gift_used_up',
    );
    expect([given.length, missed.length]).toEqual([7, 23]);
    expect(await gifts(channel.id)).toBe(0);
    expect(await left(app, `stock.available:${template}`)).toBe(93);
  });

  it('C4: the last four coupons of a template go to four of ten; the points go to all', async () => {
    const template = await createTemplate(app, shop, { stock: 4 });
    const channel = await createChannel(app, {
      gift_template_id: template,
      gift_points: 3,
      gift_budget: 100,
    });
    const people = await Promise.all(Array.from({ length: 10 }, () => arrive(app, channel.code)));
    const replies = await Promise.all(
      people.map(({ token, visit_id }) =>
        app.ok('POST /members', { token, body: { visit_id, consents: CONSENTS } }),
      ),
    );
    expect(replies.filter(({ welcome }) => welcome.some(({ kind }) => kind === 'coupon'))).toHaveLength(4);
    expect(replies.every(({ member }) => member.points === 3)).toBe(true);
    expect(replies.filter(({ welcome_missed: missed }) => missed === 'gift_used_up')).toHaveLength(6);
    expect(await gifts(channel.id)).toBe(90);
  });

  it('M1: a gift that needs a phone number is missed without one and given with one; joining never waits', async () => {
    const limits = { per_member: 1, per_member_day: null, per_day: null, per_phone: 1 };
    const template = await createTemplate(app, shop, { limits });
    const channel = await createChannel(app, { gift_template_id: template, gift_budget: 5 });
    const without = await joinNew(app, channel.code);
    expect([without.joined.welcome, without.joined.welcome_missed]).toEqual([[], 'gift_used_up']);
    expect(await gifts(channel.id)).toBe(5);
    const { openid, token, visit_id } = await arrive(app, channel.code);
    const { welcome } = await app.ok('POST /members', {
      token,
      body: { visit_id, phone_code: await phoneCode(app, openid, freshPhone()), consents: CONSENTS },
    });
    expect(welcome).toHaveLength(1);
    expect(await gifts(channel.id)).toBe(4);
  });

  it('A1: a channel without a limit goes on giving; one without a gift promises and misses nothing', async () => {
    const free = await joinNew(app, (await createChannel(app, { gift_points: 1 })).code);
    expect(free.joined.welcome).toEqual([{ kind: 'points', points: 1 }]);
    const none = await joinNew(app, (await createChannel(app)).code);
    expect([none.joined.welcome, none.joined.welcome_missed]).toEqual([[], null]);
    const direct = await joinNew(app);
    expect([direct.joined.welcome, direct.joined.welcome_missed]).toEqual([[], null]);
  });

  it('A1: retired between the scan and the tap: the member is told that the promised gift is gone', async () => {
    const channel = await createChannel(app, { gift_points: 9 });
    const scanned = await arrive(app, channel.code);
    await app.ok('PATCH /console/channels/{id}', {
      token: await app.asConsole(),
      params: { id: channel.id },
      body: { version: channel.version, state: 'retired' },
    });
    const late = await arrive(app, channel.code);
    const [promised, never] = await Promise.all(
      [scanned, late].map(({ token, visit_id }) =>
        app.ok('POST /members', { token, body: { visit_id, consents: CONSENTS } }),
      ),
    );
    expect([promised?.welcome, promised?.welcome_missed]).toEqual([[], 'gift_used_up']);
    expect([never?.welcome, never?.welcome_missed]).toEqual([[], null]);
  });
});
