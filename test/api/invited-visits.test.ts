import { Keyring } from '../../server/platform/crypto';
import { HOUR_MS, instant } from '../../shared/kernel';
import { freshKey, useTestApp, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import { arriveInvited, join, joinInvited, newInviter } from './invites.support';
import { createChannel, createShop, createTemplate, freshOpenid, type Shop } from './joins.support';
import { changeProgramBudget, createProgram, patchProgram, programTerms } from './programs.support';
import { putPicture } from './profile.support';

let app: TestApp;
let shop: Shop;
useTestApp(async (started) => {
  app = started;
  // the first open store is of another merchant
  await createShop(app, '别家店');
  shop = await createShop(app);
});

async function visitRow(id: string): Promise<Record<string, unknown>> {
  const [row] = await rowsOf(app, 'SELECT invite, outcome, channel_id, scene FROM visits WHERE id = ?', [id]);
  return row ?? {};
}

async function visit(body: { scene?: string; invite?: string }) {
  const token = await app.asPerson(freshOpenid());
  return app.ok('POST /visits', { token, body });
}

describe('a visit through an invite', () => {
  it('R1: by a card or by a poster remembers it, and says who invites to what', async () => {
    const program = await createProgram(app, shop, { name: '秋日老友' });
    const inviter = await newInviter(app, program);
    await app.ok('PATCH /me', { token: inviter.token, body: { nickname: '小满' } });
    for (const body of [{ invite: inviter.code }, { scene: `i.${inviter.code}` }]) {
      const { landing, visit_id } = await visit(body);
      expect(landing).toMatchObject({
        outcome: 'ok',
        store: { id: shop.store_id },
        gift: null,
        member: false,
        invite: {
          state: 'open',
          inviter: { nickname: '小满', avatar_url: null },
          program_name: '秋日老友',
          merchant_name: '好茶',
          ends_at: '2026-12-31T16:00:00.000Z',
          promise: {
            inviter_reward: { kind: 'points', points: 100 },
            invitee_reward: { kind: 'points', points: 50 },
            qualify: { kind: 'purchase', min_fen: 2_000 },
            window_days: 7,
            qualify_days: 30,
            protect_days: 7,
            claim_days: 30,
          },
        },
      });
      expect(await visitRow(visit_id)).toMatchObject({
        invite: inviter.code,
        outcome: 'ok',
        channel_id: null,
      });
    }
  });

  it('A3: through a channel as well counts for both', async () => {
    const inviter = await newInviter(app, await createProgram(app, shop));
    const channel = await createChannel(app, { store_id: shop.store_id, gift_points: 5 });
    const { landing, visit_id } = await visit({ scene: channel.code, invite: inviter.code });
    expect(landing).toMatchObject({ outcome: 'ok', gift: { points: 5 }, invite: { state: 'open' } });
    expect(await visitRow(visit_id)).toMatchObject({ invite: inviter.code, channel_id: channel.id });
    const odd = await visit({ scene: 'ZZZZZZZZ', invite: inviter.code });
    expect(odd.landing).toMatchObject({ outcome: 'unknown', invite: { state: 'open' } });
  });

  it('R2 R5: says whose friend they would be and by which rules, where the first touch counts', async () => {
    const program = await createProgram(app, shop, { terms: programTerms({ touch: 'first' }) });
    const [ann, ben] = [await newInviter(app, program), await newInviter(app, program)];
    await app.ok('PATCH /me', { token: ann.token, body: { nickname: '安安' } });
    await app.ok('PATCH /me', { token: ben.token, body: { nickname: '本本' } });
    const bob = await arriveInvited(app, ann.code);
    const then = app.clock.now();
    app.clock.advance(1);
    const points = { kind: 'points', points: 7 } as const;
    await patchProgram(app, program, { terms: programTerms({ touch: 'first', invitee_reward: points }) });
    const shown = async (token: string) =>
      (await app.ok('POST /visits', { token, body: { invite: ben.code } })).landing.invite;
    expect(await shown(bob.token)).toMatchObject({
      inviter: { nickname: '安安' },
      promise: { invitee_reward: { points: 50 } },
    });
    const carl = await app.asPerson(freshOpenid());
    expect(await shown(carl)).toMatchObject({
      inviter: { nickname: '本本' },
      promise: { invitee_reward: { points: 7 } },
    });
    const { body } = await join(app, bob);
    expect(body.invite).toMatchObject({ inviter: { nickname: '安安' }, reward: { points: 50 } });
    app.clock.set(then);
  });

  it('A3: sent fifty times with one key is one visit with one answer', async () => {
    const { code } = await newInviter(app, await createProgram(app, shop));
    const token = await app.asPerson(freshOpenid());
    const key = freshKey();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => app.call('POST /visits', { token, body: { invite: code }, key })),
    );
    expect(new Set(replies.map((reply) => JSON.stringify(reply.body))).size).toBe(1);
    expect(await rowsOf(app, 'SELECT id FROM visits WHERE invite = ?', [code])).toHaveLength(1);
  });

  it.each([
    ['that nobody has', 'zz9zz9zz'],
    ['that is too short', 'x'],
    ['with a quote', "a' OR 1=1 --"],
    ['in Chinese with a smile', '邀请😀'],
    ['with control characters', 'ab\u0000cd\u001fef'],
    ['as long as can be', '长'.repeat(64)],
  ])('A3: a code %s leads to a page, and is counted as unknown', async (_what, invite) => {
    for (const body of [{ invite }, { scene: `i.${invite}` }]) {
      const { landing, visit_id } = await visit(body);
      expect(landing).toMatchObject({ outcome: 'unknown', gift: null, invite: null });
      expect(landing.store).not.toBeNull();
      expect((await visitRow(visit_id))['invite']).not.toBeNull();
    }
  });

  it('A3: a scene that is all prefix, or far too long, is unknown', async () => {
    const blank = await visit({ scene: 'i.' });
    expect(blank.landing).toMatchObject({ outcome: 'unknown', invite: null });
    const long = await visit({ scene: `i.${'😀'.repeat(99)}` });
    expect(long.landing.outcome).toBe('unknown');
    expect((await visitRow(long.visit_id))['invite']).toBe('😀'.repeat(32));
  });

  it('M6a: shows only a picture that has passed', async () => {
    const inviter = await newInviter(app, await createProgram(app, shop));
    await putPicture(app, inviter);
    const seen = async () => (await arriveInvited(app, inviter.code)).landing.invite?.inviter;
    expect(await seen()).toEqual({ nickname: null, avatar_url: null });
    await app.db.database.transaction((session) =>
      session.execute("UPDATE avatars SET state = 'passed', next_check_at = NULL WHERE member_id = ?", [
        inviter.member_id,
      ]),
    );
    const url = (await seen())?.avatar_url ?? '';
    expect(url).toMatch(/^\/pictures\/[\w-]+$/);
    expect((await app.raw({ method: 'GET', url: `/api/v1${url}` })).status).toBe(200);
  });
});

describe('what the page of an invite promises', () => {
  async function stateOf(code: string): Promise<unknown> {
    return (await arriveInvited(app, code)).landing.invite?.state;
  }

  it('R1: nothing when the program is over or paused; the visit is one of a retired code', async () => {
    const program = await createProgram(app, shop, { ends_at: '2026-11-20T03:00:00.000Z' });
    const { code } = await newInviter(app, program);
    await patchProgram(app, program, { state: 'paused' });
    expect((await arriveInvited(app, code)).landing).toMatchObject({
      outcome: 'retired',
      invite: { state: 'ended' },
    });
    await patchProgram(app, program, { state: 'active' });
    expect(await stateOf(code)).toBe('open');
    const now = app.clock.now();
    app.clock.set(instant(now + HOUR_MS - 1));
    expect(await stateOf(code)).toBe('open');
    app.clock.set(instant(now + HOUR_MS));
    expect(await stateOf(code)).toBe('ended');
    app.clock.set(now);
  });

  it('R5: says that the budget is used up, and again what it gives when there is more', async () => {
    const program = await createProgram(app, shop, { budget: 1 });
    const { code } = await newInviter(app, program);
    await joinInvited(app, code);
    expect(await stateOf(code)).toBe('used_up');
    await changeProgramBudget(app, program, 1);
    expect(await stateOf(code)).toBe('open');
  });

  it("R5: says so when a coupon's stock is used up; one for each side takes two", async () => {
    const template = await createTemplate(app, shop, { stock: 3 });
    const reward = { kind: 'coupon', template_id: template } as const;
    const terms = programTerms({ inviter_reward: reward, invitee_reward: reward });
    const { code } = await newInviter(app, await createProgram(app, shop, { terms }));
    expect((await arriveInvited(app, code)).landing.invite).toMatchObject({
      state: 'open',
      promise: { invitee_reward: { kind: 'coupon', template_id: template, title: '新人立减 5 元' } },
    });
    await joinInvited(app, code);
    expect(await stateOf(code)).toBe('used_up');
  });

  it('R7: says that one more brings the inviter nothing, and still the friend something', async () => {
    const terms = programTerms({ cap_total: 1 });
    const { code } = await newInviter(app, await createProgram(app, shop, { terms }));
    await joinInvited(app, code);
    expect(await stateOf(code)).toBe('capped');
  });

  it('R2: nothing to a member, whose own invite it may be', async () => {
    const program = await createProgram(app, shop);
    const [one, two] = [await newInviter(app, program), await newInviter(app, program)];
    for (const { token } of [one, two]) {
      const { landing } = await app.ok('POST /visits', { token, body: { invite: one.code } });
      expect(landing).toMatchObject({ member: true, invite: { state: 'member' } });
    }
  });

  it('M6: nothing to who closed an account, neither the gift nor the invite', async () => {
    const { code } = await newInviter(app, await createProgram(app, shop));
    const channel = await createChannel(app, { store_id: shop.store_id, gift_points: 5 });
    const openid = freshOpenid();
    const token = await app.asPerson(openid);
    const hash = app.app.nest.get(Keyring).fingerprint('openid', openid);
    await app.db.database.transaction((session) =>
      session.execute('INSERT INTO closed_identities (id, kind, closed_at) VALUES (?, ?, ?)', [
        `openid:${hash}`,
        'openid',
        app.clock.now(),
      ]),
    );
    const body = { scene: channel.code, invite: code };
    const { landing } = await app.ok('POST /visits', { token, body });
    expect(landing).toMatchObject({ member: false, gift: null, invite: { state: 'member' } });
  });

  it('R1: a replay shows the page as it is now', async () => {
    const program = await createProgram(app, shop, { budget: 1 });
    const { code } = await newInviter(app, program);
    const token = await app.asPerson(freshOpenid());
    const key = freshKey();
    const first = await app.call('POST /visits', { token, body: { invite: code }, key });
    expect(first.body.landing.invite?.state).toBe('open');
    await joinInvited(app, code);
    const again = await app.call('POST /visits', { token, body: { invite: code }, key });
    expect([again.replayed, again.body.visit_id]).toEqual([true, first.body.visit_id]);
    expect(again.body.landing.invite?.state).toBe('used_up');
  });

  it('O2: is what the rules in force now promise', async () => {
    const program = await createProgram(app, shop);
    const { code } = await newInviter(app, program);
    await patchProgram(app, program, {
      terms: programTerms({ invitee_reward: { kind: 'points', points: 70 } }),
    });
    const { landing } = await arriveInvited(app, code);
    expect(landing.invite?.promise.invitee_reward).toEqual({ kind: 'points', points: 70 });
  });
});
