import { Keyring } from '../../server/platform/crypto';
import { phoneCode, useTestApp, type TestApp } from '../support/app';
import { inviteOf, join, newInviter } from './invites.support';
import {
  CONSENTS,
  createChannel,
  createShop,
  createTemplate,
  freshOpenid,
  freshPhone,
  left,
  type Channel,
} from './joins.support';
import { createProgram } from './programs.support';

let app: TestApp;
let channel: Channel;
let code: string;
let program: `rpg_${string}`;
useTestApp(async (started) => {
  app = started;
  const shop = await createShop(app);
  channel = await createChannel(app, {
    store_id: shop.store_id,
    gift_template_id: await createTemplate(app, shop),
    gift_points: 5,
    gift_budget: 10,
  });
  program = await createProgram(app, shop);
  code = (await newInviter(app, program)).code;
});
afterEach(() => app.audit());

/** What remains of an account that was closed. */
async function close(kind: 'openid' | 'phone', value: string): Promise<void> {
  const hash = app.app.nest.get(Keyring).fingerprint(kind, value);
  await app.db.database.transaction((session) =>
    session.execute('INSERT INTO closed_identities (id, kind, closed_at) VALUES (?, ?, ?)', [
      `${kind}:${hash}`,
      kind,
      app.clock.now(),
    ]),
  );
}

/** Comes by the channel's code and a friend's card. */
async function come(openid: string, body: object = { scene: channel.code, invite: code }) {
  const token = await app.asPerson(openid);
  const { visit_id } = await app.ok('POST /visits', { token, body });
  return { token, visit_id };
}

const budgets = async () => [
  await left(app, `budget.channel:${channel.id}`),
  await left(app, `budget.referral:${program}`),
];

describe('whoever closed an account and joins again', () => {
  it('M6: joins, without gift and invite, and is told; the budgets are untouched', async () => {
    const openid = freshOpenid();
    await close('openid', openid);
    const before = await budgets();
    const { status, body } = await join(app, await come(openid));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      member: { points: 0, coupons_usable: 0 },
      welcome: [],
      welcome_missed: 'joined_before',
      invite: null,
    });
    expect(await inviteOf(app, body.member.id)).toBeUndefined();
    expect(await budgets()).toEqual(before);
  });

  it('M6: is known by the number too, under whatever WeChat account', async () => {
    const [openid, phone] = [freshOpenid(), freshPhone()];
    await close('phone', `+86${phone}`);
    const before = await budgets();
    const { token, visit_id } = await come(openid);
    const phone_code = await phoneCode(app, openid, phone);
    const body = { visit_id, phone_code, consents: CONSENTS };
    const joined = await app.ok('POST /members', { token, body });
    expect(joined).toMatchObject({ welcome: [], welcome_missed: 'joined_before', invite: null });
    expect(await budgets()).toEqual(before);
  });

  it('M6: is told of nothing that nobody promised', async () => {
    const openid = freshOpenid();
    await close('openid', openid);
    const { body } = await join(app, await come(openid, {}));
    expect(body).toMatchObject({ welcome: [], welcome_missed: null, invite: null });
    const other = freshOpenid();
    await close('openid', other);
    expect((await join(app, await come(other, { invite: code }))).body).toMatchObject({
      welcome_missed: 'joined_before',
      invite: null,
    });
  });

  it('M6: others get what is theirs', async () => {
    await close('openid', freshOpenid());
    const [gifts, friends] = await budgets();
    const { body } = await join(app, await come(freshOpenid()));
    expect(body.welcome).toHaveLength(2);
    expect(body.invite?.reward).toEqual({ kind: 'points', points: 50 });
    expect(await budgets()).toEqual([Number(gifts) - 1, Number(friends) - 1]);
  });
});
