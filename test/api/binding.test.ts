import type { ProgramTerms } from '../../shared/contract';
import { DAY_MS, instant, toRfc3339, type Id } from '../../shared/kernel';
import { freshKey, phoneCode, useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import {
  arriveInvited,
  inviteCode,
  inviteOf,
  join,
  joinInvited,
  newInviter,
  rewardsOf,
  standingOf,
} from './invites.support';
import {
  CONSENTS,
  createChannel,
  createShop,
  createTemplate,
  freshOpenid,
  freshPhone,
  joinNew,
  left,
  type Shop,
} from './joins.support';
import { askedAt } from './profile.support';
import { createProgram, patchProgram, programTerms } from './programs.support';

const RISK = '/wxa/getuserriskrank';

let app: TestApp;
let shop: Shop;
useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
});
afterEach(() => app.audit());

const opened = (terms: Partial<ProgramTerms> = {}, budget = 100) =>
  createProgram(app, shop, { terms: programTerms(terms), budget });
const budgetOf = (program: Id<'referral_program'>) => left(app, `budget.referral:${program}`);
const points = (n: number) => ({ kind: 'points', points: n }) as const;

/** Somebody who came by these codes, one after the other, and joined without naming a visit. */
async function joinAfter(codes: readonly string[]) {
  const token = await app.asPerson(freshOpenid());
  for (const invite of codes) await app.ok('POST /visits', { token, body: { invite } });
  const joined = await app.ok('POST /members', { token, body: { consents: CONSENTS } });
  return { token, joined, member_id: joined.member.id };
}

describe('joining through an invite', () => {
  it('R2: binds the inviter for ever, and promises both what the rules say', async () => {
    const program = await opened();
    const channel = await createChannel(app, { store_id: shop.store_id });
    const inviter = await joinNew(app, channel.code);
    await app.ok('PATCH /me', { token: inviter.token, body: { nickname: '小满' } });
    const inviterId = inviter.joined.member.id;
    const code = await inviteCode(app, inviter.token, program);
    const { joined, member_id, visit_id } = await joinInvited(app, code);
    const now = app.clock.now();
    const until = instant(now + 30 * DAY_MS);
    expect(joined.invite).toEqual({
      program_name: '老友带新',
      inviter: { nickname: '小满', avatar_url: null },
      reward: points(50),
      missed: null,
      promise: {
        inviter_reward: points(100),
        invitee_reward: points(50),
        qualify: { kind: 'purchase', min_fen: 2_000 },
        window_days: 7,
        qualify_days: 30,
        protect_days: 7,
        claim_days: 30,
      },
      qualify_until_at: toRfc3339(until),
    });
    const invite = await inviteOf(app, member_id);
    expect(invite).toMatchObject({
      program_id: program,
      inviter_id: inviterId,
      visit_id,
      channel_id: channel.id,
      store_id: shop.store_id,
      state: 'bound',
      unrewarded: null,
      joined_day: '2026-11-20',
      review: 'none',
    });
    expect(
      ['terms_no', 'joined_at', 'qualify_until_at', 'due_at'].map((name) => Number(invite?.[name])),
    ).toEqual([1, now, until, until]);
    expect(await rewardsOf(app, invite?.['id'])).toEqual([
      { side: 'invitee', member_id, state: 'promised', kind: 'points', points: 50, is_kept: false },
      {
        side: 'inviter',
        member_id: inviterId,
        state: 'promised',
        kind: 'points',
        points: 100,
        is_kept: false,
      },
    ]);
    expect(await budgetOf(program)).toBe(99);
    expect(await standingOf(app, program, inviterId)).toEqual({ joined: 1, rewarded: 1, rewarded_on_day: 1 });
    const { items } = await app.ok('GET /me/events', { token: inviter.token, query: { after: '0.0' } });
    expect(items.filter(({ type }) => type === 'invite.bound').map(({ data }) => data)).toEqual([
      { invite_id: invite?.['id'], program_id: program },
    ]);
    // nothing for having joined: neither has points yet
    expect([joined.member.points, joined.welcome]).toEqual([0, []]);
  });

  it('R2: fifty requests with one key bind once and get one answer; a replay later is the same', async () => {
    const program = await opened();
    const { code } = await newInviter(app, program);
    const person = await arriveInvited(app, code);
    const key = freshKey();
    const replies = await Promise.all(Array.from({ length: 50 }, () => join(app, person, key)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(await budgetOf(program)).toBe(99);
    await patchProgram(app, program, { state: 'paused', terms: programTerms({ invitee_reward: points(9) }) });
    const asked = await askedAt(app, RISK);
    const again = await join(app, person, key);
    expect([again.replayed, again.body]).toEqual([true, replies[0]?.body]);
    // a replay asks WeChat nothing
    expect(await askedAt(app, RISK)).toBe(asked);
  });

  it('R2: a card opened before the app knew who it is still counts, and a channel as well', async () => {
    const program = await opened();
    const { code, member_id: inviterId } = await newInviter(app, program);
    const channel = await createChannel(app, { gift_points: 5, gift_budget: 1 });
    const token = await app.asPerson(freshOpenid());
    const { visit_id } = await app.ok('POST /visits', { token, body: { scene: channel.code, invite: code } });
    const { joined } = {
      joined: await app.ok('POST /members', { token, body: { visit_id, consents: CONSENTS } }),
    };
    expect(joined).toMatchObject({ welcome: [points(5)], invite: { reward: points(50) } });
    expect(await inviteOf(app, joined.member.id)).toMatchObject({ inviter_id: inviterId, visit_id });
    expect(
      (await rowsOf(app, 'SELECT first_channel_id FROM members WHERE id = ?', [joined.member.id]))[0],
    ).toEqual({
      first_channel_id: channel.id,
    });
  });

  it('R2: by the last touch the newest invite counts, by the first the oldest of its program', async () => {
    const last = await opened();
    const [a, b] = [await newInviter(app, last), await newInviter(app, last)];
    expect(await inviteOf(app, (await joinAfter([a.code, b.code])).member_id)).toMatchObject({
      inviter_id: b.member_id,
    });
    const first = await opened({ touch: 'first' });
    const [c, d] = [await newInviter(app, first), await newInviter(app, first)];
    const { member_id, joined } = await joinAfter([a.code, c.code, d.code]);
    expect(await inviteOf(app, member_id)).toMatchObject({ inviter_id: c.member_id, program_id: first });
    expect(joined.invite?.program_name).toBe('老友带新');
    expect((await joinAfter(['zz9zz9zz', a.code, 'nonsense'])).joined.invite).not.toBeNull();
  });

  it('R2: never binds a member, whoever invites; opening invites later changes nothing', async () => {
    const program = await opened();
    const [one, two] = [await newInviter(app, program), await newInviter(app, program)];
    const { token } = one;
    for (const { code } of [one, two]) await app.ok('POST /visits', { token, body: { invite: code } });
    expect((await app.call('POST /members', { token, body: { consents: CONSENTS } })).body.code).toBe(
      'already_member',
    );
    const friend = await joinInvited(app, one.code);
    await app.ok('POST /visits', { token: friend.token, body: { invite: two.code } });
    expect(await inviteOf(app, friend.member_id)).toMatchObject({ inviter_id: one.member_id });
    expect(await budgetOf(program)).toBe(99);
  });

  it('R3: there is one level: a friend of a friend brings the first inviter nothing', async () => {
    const program = await opened();
    const first = await newInviter(app, program);
    const second = await joinInvited(app, first.code);
    const third = await joinInvited(app, await inviteCode(app, second.token, program));
    const invite = await inviteOf(app, third.member_id);
    expect((await rewardsOf(app, invite?.['id'])).map(({ member_id }) => member_id)).toEqual([
      third.member_id,
      second.member_id,
    ]);
    expect(await standingOf(app, program, first.member_id)).toMatchObject({ joined: 1, rewarded: 1 });
  });

  it('O2: keeps to the rules that were in force at the visit', async () => {
    const program = await opened();
    const { code } = await newInviter(app, program);
    const before = await arriveInvited(app, code);
    app.clock.advance(1);
    await patchProgram(app, program, {
      terms: programTerms({ invitee_reward: points(70), qualify_days: 3 }),
    });
    const after = await arriveInvited(app, code);
    const [old, fresh] = [(await join(app, before)).body, (await join(app, after)).body];
    expect([old.invite?.reward, fresh.invite?.reward]).toEqual([points(50), points(70)]);
    const rows = await Promise.all([old, fresh].map(({ member }) => inviteOf(app, member.id)));
    expect(rows.map((row) => Number(row?.['terms_no']))).toEqual([1, 2]);
  });
});

describe('what an invite promises', () => {
  it('R5: a budget used up promises nothing to anybody, and says so; the friend is bound all the same', async () => {
    const program = await opened({}, 1);
    const inviter = await newInviter(app, program);
    await joinInvited(app, inviter.code);
    const { joined, member_id } = await joinInvited(app, inviter.code);
    expect(joined.invite).toMatchObject({ reward: null, missed: 'budget' });
    const invite = await inviteOf(app, member_id);
    expect(invite).toMatchObject({ inviter_id: inviter.member_id, unrewarded: 'budget', hold_id: null });
    expect(await rewardsOf(app, invite?.['id'])).toEqual([]);
    expect(await budgetOf(program)).toBe(0);
    expect(await standingOf(app, program, inviter.member_id)).toEqual({
      joined: 2,
      rewarded: 1,
      rewarded_on_day: 1,
    });
  });

  it('R5: a side that the rules give nothing gets nothing, and no unit is held where nobody gets anything', async () => {
    const friends = await opened({ inviter_reward: null });
    const one = await joinInvited(app, (await newInviter(app, friends)).code);
    expect(await inviteOf(app, one.member_id)).toMatchObject({ unrewarded: 'no_reward' });
    expect(await budgetOf(friends)).toBe(99);
    const mine = await opened({ invitee_reward: null, cap_total: 1 });
    const { code } = await newInviter(app, mine);
    const two = await joinInvited(app, code);
    expect(two.joined.invite).toMatchObject({ reward: null, missed: null });
    const three = await joinInvited(app, code);
    expect(three.joined.invite).toMatchObject({ reward: null, missed: null });
    expect(await inviteOf(app, three.member_id)).toMatchObject({ unrewarded: 'cap_total', hold_id: null });
    expect(await budgetOf(mine)).toBe(99);
  });

  it('R5: keeps a piece of stock for each coupon; without one for both nothing is promised', async () => {
    const template = await createTemplate(app, shop, { stock: 3 });
    const coupon = { kind: 'coupon', template_id: template } as const;
    const program = await opened({ inviter_reward: coupon, invitee_reward: coupon });
    const { code } = await newInviter(app, program);
    const one = await joinInvited(app, code);
    expect(one.joined.invite?.reward).toMatchObject({ ...coupon, title: '新人立减 5 元' });
    const invite = await inviteOf(app, one.member_id);
    expect((await rewardsOf(app, invite?.['id'])).map(({ is_kept }) => is_kept)).toEqual([true, true]);
    expect(await left(app, `stock.available:${template}`)).toBe(1);
    const two = await joinInvited(app, code);
    expect(two.joined.invite).toMatchObject({ reward: null, missed: 'budget' });
    expect(await inviteOf(app, two.member_id)).toMatchObject({ unrewarded: 'budget' });
    expect(await left(app, `stock.available:${template}`)).toBe(1);
    expect(await budgetOf(program)).toBe(99);
  });

  it('R5: the welcome gift may be the last piece of the coupon that the invite would promise', async () => {
    const template = await createTemplate(app, shop, { stock: 1 });
    const program = await opened({ invitee_reward: { kind: 'coupon', template_id: template } });
    const { code } = await newInviter(app, program);
    const channel = await createChannel(app, { gift_template_id: template });
    const token = await app.asPerson(freshOpenid());
    const { visit_id } = await app.ok('POST /visits', { token, body: { scene: channel.code, invite: code } });
    const joined = await app.ok('POST /members', { token, body: { visit_id, consents: CONSENTS } });
    expect(joined).toMatchObject({
      welcome: [{ kind: 'coupon', template_id: template }],
      invite: { reward: null, missed: 'budget' },
    });
  });
});

describe('joining with a number that was verified on the way', () => {
  it('R2: binds as ever', async () => {
    const { code } = await newInviter(app, await opened());
    const { openid, token, visit_id } = await arriveInvited(app, code);
    const phone_code = await phoneCode(app, openid, freshPhone());
    const joined = await app.ok('POST /members', {
      token,
      body: { visit_id, phone_code, consents: CONSENTS },
    });
    expect(joined.invite?.reward).toEqual(points(50));
  });
});
