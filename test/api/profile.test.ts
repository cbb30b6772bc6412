import { createTestApp, freshKey, useTestApp, type TestApp } from '../support/app';
import { base64, jpeg, png } from '../support/pictures';
import { rowsOf } from './console.support';
import { arrive, CONSENTS } from './joins.support';
import { askedAt, control, keptPictures, putPicture, readPicture, someone } from './profile.support';

const TEXT_CHECK = '/wxa/msg_sec_check';

let app: TestApp;
useTestApp((started) => void (app = started));

describe('a nickname', () => {
  it('M6a: is checked by WeChat, stored in NFC, and taken away again', async () => {
    const { token, openid } = await someone(app);
    const named = await app.ok('PATCH /me', { token, body: { nickname: ' e\u0301lan ' } });
    expect(named.nickname).toBe('\u00e9lan');
    expect(await app.ok('GET /me', { token })).toEqual(named);
    const answer = await fetch(`${app.sandboxUrl}/_control/calls?path=${TEXT_CHECK}`);
    const { calls } = (await answer.json()) as { calls: { body: unknown }[] };
    expect(calls.at(-1)?.body).toEqual({
      version: 2,
      scene: 1,
      openid,
      content: '\u00e9lan',
      nickname: '\u00e9lan',
    });
    expect((await app.ok('PATCH /me', { token, body: { nickname: null } })).nickname).toBeNull();
  });

  it.each(['违规昵称', '待审昵称'])('M6a: %s is refused, and nothing is changed', async (nickname) => {
    const { token } = await someone(app);
    await app.ok('PATCH /me', { token, body: { nickname: '小明' } });
    const refused = await app.call('PATCH /me', { token, body: { nickname } });
    expect([refused.status, refused.body.code]).toEqual([422, 'nickname_refused']);
    expect((await app.ok('GET /me', { token })).nickname).toBe('小明');
  });

  it.each(['5xx', 'not_opened', 'rate_limited'])(
    'M6a: waits for WeChat (%s), and nothing is lost',
    async (kind) => {
      const { token } = await someone(app);
      const key = freshKey();
      await control(app, 'faults', { path: TEXT_CHECK, kind, times: 3 });
      const request = { token, key, body: { nickname: '小红' } };
      const away = await app.call('PATCH /me', request);
      expect([away.status, away.body.code, away.body.retryable]).toEqual([503, 'wechat_unavailable', true]);
      // a refusal is not asked about again by itself: two faults may be left
      while ((await app.call('PATCH /me', request)).status !== 200);
      expect((await app.ok('PATCH /me', request)).nickname).toBe('小红');
    },
  );

  it('L5: is asked about once per key', async () => {
    const { token } = await someone(app);
    const request = { token, key: freshKey(), body: { nickname: '小刚' } };
    await app.ok('PATCH /me', request);
    const before = await askedAt(app, TEXT_CHECK);
    await control(app, 'faults', { path: TEXT_CHECK, kind: '5xx', times: 1 });
    const again = await app.call('PATCH /me', request);
    expect([again.status, again.replayed, again.body.nickname]).toEqual([200, true, '小刚']);
    expect(await askedAt(app, TEXT_CHECK)).toBe(before);
    const other = await app.call('PATCH /me', { ...request, body: { nickname: '小强' } });
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    // uses the fault up
    await app.ok('PATCH /me', { token, body: { nickname: '小志' } });
  });

  it('M6a: given when joining is checked as well', async () => {
    const { token } = await arrive(app);
    const refused = await app.call('POST /members', {
      token,
      body: { nickname: '违规', consents: CONSENTS },
    });
    expect([refused.status, refused.body.code]).toEqual([422, 'nickname_refused']);
    const joined = await app.ok('POST /members', { token, body: { nickname: '小白', consents: CONSENTS } });
    expect(joined.member.nickname).toBe('小白');
  });

  it('M6a: is the own one only', async () => {
    const [ann, bob] = [await someone(app), await someone(app)];
    await app.ok('PATCH /me', { token: ann.token, body: { nickname: '安安' } });
    expect((await app.ok('GET /me', { token: bob.token })).nickname).not.toBe('安安');
    const stranger = await arrive(app);
    const refused = await app.call('PATCH /me', { token: stranger.token, body: { nickname: '安安' } });
    expect([refused.status, refused.body.code]).toEqual([403, 'not_a_member']);
  });
});

describe('marketing', () => {
  it('M6: is agreed to and withdrawn, with version and time, and every change is kept', async () => {
    const { token, id } = await someone(app);
    const key = freshKey();
    const agreed = await app.ok('PATCH /me/preferences', { token, key, body: { marketing: true } });
    expect(agreed.marketing_consent).toBe(true);
    await app.ok('PATCH /me/preferences', { token, body: { marketing: true } });
    app.clock.advance(1_000);
    expect(
      (await app.ok('PATCH /me/preferences', { token, body: { marketing: false } })).marketing_consent,
    ).toBe(false);
    const again = await app.call('PATCH /me/preferences', { token, key, body: { marketing: true } });
    expect([again.replayed, again.body.marketing_consent]).toEqual([true, false]);
    const rows = await rowsOf(
      app,
      'SELECT kind, granted, document_version FROM consents WHERE member_id = ? ORDER BY member_version, kind',
      [id],
    );
    expect(rows.map((row) => ({ ...row, granted: Number(row.granted) }))).toEqual([
      { kind: 'marketing', granted: 0, document_version: '2026-11' },
      { kind: 'terms', granted: 1, document_version: '2026-11' },
      { kind: 'marketing', granted: 1, document_version: '2026-11' },
      { kind: 'marketing', granted: 0, document_version: '2026-11' },
    ]);
  });

  it('M6: two changes at once are two, in one order', async () => {
    const { token, id } = await someone(app);
    const change = (marketing: boolean) => app.ok('PATCH /me/preferences', { token, body: { marketing } });
    await Promise.all([change(true), change(false), change(true), change(false)]);
    const rows = await rowsOf(
      app,
      "SELECT granted, member_version FROM consents WHERE member_id = ? AND kind = 'marketing' ORDER BY member_version",
      [id],
    );
    const now = (await app.ok('GET /me', { token })).marketing_consent;
    expect(Number(rows.at(-1)?.granted) === 1).toBe(now);
    rows.forEach((row, i) => expect(Number(row.granted)).toBe(i % 2));
  });
});

describe('a picture', () => {
  it.each([
    ['PNG', png(), 'image/png'],
    ['JPEG', jpeg(), 'image/jpeg'],
  ])('M6a: a %s is at once there for its owner, and for nobody else', async (_kind, bytes, type) => {
    const { token } = await someone(app);
    const body = { picture: base64(bytes) };
    const { avatar } = await app.ok('PUT /me/avatar', { token, body });
    expect(avatar?.state).toBe('checking');
    const read = await readPicture(app, avatar?.url);
    expect([read.status, read.body]).toEqual([200, bytes]);
    expect(read.headers).toMatchObject({
      'content-type': type,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, max-age=600',
    });
    const [plain = '', query = ''] = (avatar?.url ?? '').split('?');
    const signature = new URLSearchParams(query).get('signature') ?? '';
    for (const url of [
      plain,
      `${plain}?until=99999999999999&signature=${signature}`,
      `${plain}?${query.slice(0, -1)}`,
      `/pictures/${'x'.repeat(43)}?${query}`,
    ]) {
      const refused = await readPicture(app, url);
      expect([refused.status, String(refused.headers['content-type'])]).toEqual([
        404,
        expect.stringContaining('problem'),
      ]);
    }
  });

  it('M6a: a signed address is good for two hours at most', async () => {
    const own = await createTestApp();
    const { token } = await someone(own);
    const { avatar } = (await putPicture(own, { token })).body;
    own.clock.advance(2 * 3_600_000 + 1);
    expect((await readPicture(own, avatar?.url)).status).toBe(404);
    const now = await own.ok('GET /me', { token });
    expect((await readPicture(own, now.avatar?.url)).status).toBe(200);
    await own.audit();
    await own.close();
  });

  it('is answered by 304 to who has it', async () => {
    const { avatar } = (await putPicture(app, await someone(app))).body;
    const url = `/api/v1${avatar?.url ?? ''}`;
    const { etag } = (await app.raw({ method: 'GET', url })).headers;
    const again = await app.raw({ method: 'GET', url, headers: { 'if-none-match': String(etag) } });
    expect([again.status, again.body]).toEqual([304, Buffer.alloc(0)]);
    const asked = await app.raw({ method: 'HEAD', url, headers: { 'if-none-match': String(etag) } });
    expect([asked.status, asked.body]).toEqual([200, Buffer.alloc(0)]);
  });

  it('M6: replaced or taken away, its bytes are deleted', async () => {
    const own = await createTestApp();
    const member = await someone(own);
    const first = (await putPicture(own, member, 1)).body.avatar;
    const second = (await putPicture(own, member, 2)).body.avatar;
    await own.app.background.drain();
    expect((await readPicture(own, first?.url)).status).toBe(404);
    expect((await readPicture(own, second?.url)).status).toBe(200);
    expect(await keptPictures(own)).toEqual([1, 1]);
    const { token } = member;
    expect((await own.ok('DELETE /me/avatar', { token })).avatar).toBeNull();
    expect((await own.ok('DELETE /me/avatar', { token })).avatar).toBeNull();
    expect((await readPicture(own, second?.url)).status).toBe(404);
    await own.app.background.drain();
    expect(await keptPictures(own)).toEqual([0, 0]);
    await own.audit();
    await own.close();
  });

  it('L5: handed in again under its key is one picture, also when it is gone meanwhile', async () => {
    const own = await createTestApp();
    const member = await someone(own);
    const key = freshKey();
    const both = await Promise.all([putPicture(own, member, 7, key), putPicture(own, member, 7, key)]);
    expect(both.map(({ status, replayed }) => [status, replayed]).sort()).toEqual([
      [200, false],
      [200, true],
    ]);
    expect(await keptPictures(own)).toEqual([1, 1]);
    await own.ok('DELETE /me/avatar', { token: member.token });
    await own.app.background.drain();
    const late = await putPicture(own, member, 7, key);
    expect([late.status, late.replayed, late.body.avatar]).toEqual([200, true, null]);
    expect(await keptPictures(own)).toEqual([0, 0]);
    const other = await putPicture(own, member, 8, key);
    expect([other.status, other.body.code]).toEqual([409, 'idempotency_key_reused']);
    expect(await keptPictures(own)).toEqual([0, 0]);
    await own.close();
  });

  it('M6a: of several at once one stays, and the others go', async () => {
    const own = await createTestApp();
    const member = await someone(own);
    await Promise.all([1, 2, 3, 4, 5].map((shade) => putPicture(own, member, shade)));
    await own.app.background.drain();
    expect(await keptPictures(own)).toEqual([1, 1]);
    const { avatar } = await own.ok('GET /me', { token: member.token });
    expect((await readPicture(own, avatar?.url)).status).toBe(200);
    await own.audit();
    await own.close();
  });

  it('M6: that no command named is purged after a day', async () => {
    const own = await createTestApp();
    const { pictures } = own.app;
    const picture = { media: 'image/png', width: 8, height: 8, bytes: Buffer.alloc(50_000, 1) } as const;
    await pictures.keep('o'.repeat(43), picture);
    await putPicture(own, await someone(own));
    own.clock.advance(24 * 3_600_000);
    expect(await pictures.purge()).toBe(0);
    await pictures.keep('p'.repeat(43), picture);
    own.clock.advance(1);
    expect(await pictures.purge()).toBe(1);
    expect(await keptPictures(own)).toEqual([2, 6]);
    expect(await pictures.bytes('p'.repeat(43))).toEqual(picture.bytes);
    await own.close();
  });

  it.each([
    ['a GIF', Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')],
    ['a cut PNG', png().subarray(0, -5)],
    ['150 KB of zeros', Buffer.alloc(150 * 1024)],
  ])('M6a: %s is refused', async (_what, bytes) => {
    const { token } = await someone(app);
    const refused = await app.call('PUT /me/avatar', { token, body: { picture: base64(bytes) } });
    expect([refused.status, refused.body.code]).toEqual([422, 'picture_unusable']);
    expect((await app.ok('GET /me', { token })).avatar).toBeNull();
  });

  it.each([
    ['bits behind the last byte', 'AB=='],
    ['a line break', `AAAA\nAAAA`],
    ['the url alphabet', '__--'],
    ['no padding', 'AAA'],
    ['a data: address', `data:image/png;base64,${base64(png())}`],
    ['more than 150 KB', base64(Buffer.alloc(150 * 1024 + 1))],
  ])('M6a: base64 with %s is malformed', async (_what, picture) => {
    const { token } = await someone(app);
    const refused = await app.call('PUT /me/avatar', { token, body: { picture } });
    expect([refused.status, refused.body.code]).toEqual([400, 'malformed']);
  });
});
