import { freshKey, phoneCode, sandboxPost, useTestApp, type TestApp } from '../support/app';
import { decodeBase64Url, deriveCode, matchStep, parseCode } from '../../shared/rules';
import { DAY_MS } from '../../shared/kernel';
import { recordLogin } from '../../server/members/members.commands';
import { CONSENTS, countRows, freshOpenid, freshPhone, joinNew } from './joins.support';

let app: TestApp;
useTestApp((started) => void (app = started));

async function loginCode(openid: string): Promise<string> {
  return (await sandboxPost<{ js_code: string }>(app.sandboxUrl, `people/${openid}/login-codes`)).js_code;
}

async function peopleOf(openid: string): Promise<{ id: string; unionid: string | null }[]> {
  return app.db.database.read.query('SELECT id, unionid FROM people WHERE openid = ?', [openid]);
}

const commandCount = (): Promise<number> => countRows(app, 'SELECT COUNT(*) AS n FROM commands');

describe('login', () => {
  it('M1: a code of wx.login gives a token before anybody joins', async () => {
    const answer = await app.ok('POST /auth/wechat', { body: { js_code: await loginCode(freshOpenid()) } });
    expect(answer).toMatchObject({ member: null, staff: null, code_secret: null });
    expect(Date.parse(answer.expires_at) - Date.parse(answer.now)).toBe(7 * DAY_MS);
    expect((await app.call('GET /me', { token: answer.token })).body.code).toBe('not_a_member');
  });

  it('M2: one person per openid, also when thirty logins arrive at once', async () => {
    const openid = freshOpenid();
    const codes = await Promise.all(Array.from({ length: 30 }, () => loginCode(openid)));
    const replies = await Promise.all(
      codes.map((code) => app.call('POST /auth/wechat', { body: { js_code: code } })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(replies.map(({ body }) => body.token.split('.')[1])).size).toBe(1);
    expect(await peopleOf(openid)).toHaveLength(1);
  });

  it('M2: the login of a known person writes nothing', async () => {
    const openid = freshOpenid();
    await app.asPerson(openid);
    const before = await commandCount();
    await app.asPerson(openid);
    expect(await commandCount()).toBe(before);
  });

  it('M2: a unionid that WeChat tells later is added once; one that another has is left out', async () => {
    const openid = freshOpenid();
    // a person made before the app was bound to an open-platform account
    await sandboxPost(app.sandboxUrl, 'people', { openid, unionid: null });
    await app.asPerson(openid);
    expect((await peopleOf(openid))[0]?.unionid).toBeNull();
    const input = {
      openid,
      openid_hash: 'hash-of-openid',
      unionid: 'union-of-a-friend',
      unionid_hash: 'hash-of-union',
    };
    const actor = { kind: 'system', id: 'test' } as const;
    await app.app.core.ledger.run(recordLogin, input, { key: freshKey(), actor });
    expect((await peopleOf(openid))[0]?.unionid).toBe('union-of-a-friend');
    const other = freshOpenid();
    await app.app.core.ledger.run(
      recordLogin,
      { ...input, openid: other, openid_hash: 'hash-of-other' },
      { key: freshKey(), actor },
    );
    expect((await peopleOf(other))[0]?.unionid).toBeNull();
  });

  it('M1: a code that WeChat does not take is refused in words, a silent WeChat is said to be', async () => {
    expect((await app.call('POST /auth/wechat', { body: { js_code: 'no-such-code' } })).body.code).toBe(
      'wechat_login_failed',
    );
    const code = await loginCode(freshOpenid());
    await app.ok('POST /auth/wechat', { body: { js_code: code } });
    const again = await app.call('POST /auth/wechat', { body: { js_code: code } });
    expect([again.status, again.body.code]).toEqual([401, 'wechat_login_failed']);
    await sandboxPost(app.sandboxUrl, 'faults', {
      path: '/sns/jscode2session',
      kind: 'rate_limited',
      times: 1,
    });
    const silent = await app.call('POST /auth/wechat', { body: { js_code: await loginCode(freshOpenid()) } });
    expect([silent.status, silent.body.code, silent.body.retryable]).toEqual([
      503,
      'wechat_unavailable',
      true,
    ]);
  });
});

describe('the token', () => {
  it('M1: is good for seven days and not a millisecond longer', async () => {
    const { token } = await joinNew(app);
    app.clock.advance(7 * DAY_MS - 1);
    expect((await app.call('GET /me', { token })).status).toBe(200);
    app.clock.advance(1);
    const late = await app.call('GET /me', { token });
    expect([late.status, late.body.code]).toEqual([401, 'unauthenticated']);
  });

  it('M1: a changed token, one of a stranger and none at all are refused alike', async () => {
    const { token } = await joinNew(app);
    const other = await app.asPerson(freshOpenid());
    const [version, , expiry, signature] = token.split('.');
    const forged = [version, other.split('.')[1], expiry, signature].join('.');
    for (const bad of [forged, `${token}x`, token.slice(0, -1), 'p1.a.b.c', '', undefined]) {
      expect((await app.call('GET /me', { token: bad })).status).toBe(401);
    }
  });
});

describe('my code', () => {
  it('M7: the phone derives from its secret what the server derives, and reads the same seconds', async () => {
    const { token, joined } = await joinNew(app);
    const secret = decodeBase64Url(joined.code_secret);
    expect(secret).toHaveLength(32);
    const answer = await app.ok('GET /me/code', { token });
    const at = app.clock.now();
    const source = { secret, kind: 'member', number: joined.member.card_no, at } as const;
    expect(answer.code).toBe(deriveCode(source));
    expect(parseCode(answer.code)).toMatchObject({ kind: 'member', number: joined.member.card_no });
    expect(answer.seconds_left).toBe(60 - (Math.floor(at / 1000) % 60));
    app.clock.advance(60_000);
    expect((await app.ok('GET /me/code', { token })).code).not.toBe(answer.code);
    expect(matchStep({ ...source, otp: answer.code.slice(12), at: app.clock.now() })).not.toBeNull();
  });

  it('M7: the secret comes with every login, and is sealed at rest', async () => {
    const { openid, joined } = await joinNew(app);
    const answer = await app.ok('POST /auth/wechat', { body: { js_code: await loginCode(openid) } });
    expect(answer.code_secret).toBe(joined.code_secret);
    expect(answer.member).toEqual(joined.member);
    const [row] = await app.db.database.read.query<{ code_secret_sealed: string }>(
      'SELECT code_secret_sealed FROM members WHERE id = ?',
      [joined.member.id],
    );
    expect(row?.code_secret_sealed).not.toContain(joined.code_secret);
  });

  it('M7: the clock answers what countdowns count by', async () => {
    expect((await app.ok('GET /clock')).now).toBe(new Date(app.clock.now()).toISOString());
  });
});

describe('my phone number', () => {
  it('M1: is verified once, kept sealed and shown masked; a replay asks WeChat nothing', async () => {
    const { openid, token, joined } = await joinNew(app);
    const phone = freshPhone();
    const body = { phone_code: await phoneCode(app, openid, phone) };
    const key = freshKey();
    const first = await app.call('POST /me/phone', { token, body, key });
    const again = await app.call('POST /me/phone', { token, body, key });
    const masked = `${phone.slice(0, 3)}****${phone.slice(-4)}`;
    expect([first.status, first.body, first.replayed]).toEqual([200, { phone_masked: masked }, false]);
    expect([again.body, again.replayed]).toEqual([first.body, true]);
    expect((await app.ok('GET /me', { token })).phone_masked).toBe(masked);
    const [row] = await app.db.database.read.query<Record<string, string>>(
      'SELECT * FROM members WHERE id = ?',
      [joined.member.id],
    );
    expect(JSON.stringify(row)).not.toContain(phone);
    const asked = await fetch(`${app.sandboxUrl}/_control/calls?path=/wxa/business/getuserphonenumber`);
    const { calls } = (await asked.json()) as { calls: unknown[] };
    expect(calls).toHaveLength(1);
  });

  it('M2: belongs to one member, also when two verify it at once', async () => {
    const two = await Promise.all([joinNew(app), joinNew(app)]);
    const phone = freshPhone();
    const codes = await Promise.all(two.map(({ openid }) => phoneCode(app, openid, phone)));
    const replies = await Promise.all(
      two.map(({ token }, i) => app.call('POST /me/phone', { token, body: { phone_code: codes[i] ?? '' } })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(replies.find(({ status }) => status === 409)?.body.code).toBe('phone_in_use');
  });

  it('M2: can be changed, and the old one is free again', async () => {
    const [one, other] = await Promise.all([joinNew(app), joinNew(app)]);
    const [first, second] = [freshPhone(), freshPhone()];
    const verify = async ({ openid, token }: typeof one, phone: string) =>
      app.call('POST /me/phone', { token, body: { phone_code: await phoneCode(app, openid, phone) } });
    expect((await verify(one, first)).status).toBe(200);
    expect((await verify(other, first)).body.code).toBe('phone_in_use');
    expect((await verify(one, second)).status).toBe(200);
    expect((await verify(one, second)).status).toBe(200);
    expect((await verify(other, first)).status).toBe(200);
  });

  it('M1: a code that is no good asks for a new one; the same key is free to be tried again', async () => {
    const { openid, token } = await joinNew(app);
    const bad = await app.call('POST /me/phone', { token, body: { phone_code: 'no-such-code' } });
    expect([bad.status, bad.body.code]).toEqual([422, 'phone_code_invalid']);
    const body = { phone_code: await phoneCode(app, openid, freshPhone()) };
    const key = freshKey();
    await app.ok('POST /me/phone', { token, body, key });
    const reused = await app.call('POST /me/phone', { token, body: { phone_code: 'another' }, key });
    expect([reused.status, reused.body.code]).toEqual([409, 'idempotency_key_reused']);
  });

  it('M2: fifty taps with one code and key are one verification', async () => {
    const { openid, token } = await joinNew(app);
    const body = { phone_code: await phoneCode(app, openid, freshPhone()) };
    const key = freshKey();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => app.call('POST /me/phone', { token, body, key })),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(replies.filter(({ replayed }) => !replayed)).toHaveLength(1);
  });

  it('M6: somebody who has not joined has none to verify', async () => {
    const openid = freshOpenid();
    const token = await app.asPerson(openid);
    const body = { phone_code: await phoneCode(app, openid, freshPhone()) };
    expect((await app.call('POST /me/phone', { token, body })).body.code).toBe('not_a_member');
    expect((await app.call('POST /members', { token, body: { ...body, consents: CONSENTS } })).status).toBe(
      201,
    );
  });
});
