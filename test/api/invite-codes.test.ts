import { INVITE_CODE, landingUrl, type Problem } from '../../shared/contract';
import { instant } from '../../shared/kernel';
import { freshKey, sandboxPost, useTestApp, type TestApp } from '../support/app';
import { readQr } from '../support/qr';
import { newInviter } from './invites.support';
import { countRows, createShop, joinNew, type Shop } from './joins.support';
import { askedAt } from './profile.support';
import { createProgram, patchProgram } from './programs.support';

const DRAW = '/wxa/getwxacodeunlimit';
const NO_PROGRAM = `rpg_${'0'.repeat(28)}` as const;

let app: TestApp;
let shop: Shop;
let program: `rpg_${string}`;
useTestApp(async (started) => {
  app = started;
  shop = await createShop(app);
  program = await createProgram(app, shop);
});

const make = (token: string, id: `rpg_${string}` = program, key?: string) =>
  app.call('POST /referral-programs/{id}/codes', {
    token,
    params: { id },
    ...(key === undefined ? {} : { key }),
  });
const draw = (code: string, query: { width?: number; form?: 'plain' } = {}) =>
  app.call('GET /invite-codes/{code}/code.png', { params: { code }, query });
const reasonOf = (body: unknown): unknown => (body as Partial<Problem>).code;

describe('an invite code', () => {
  it('R1: is one per member and program, the same every time, with the card and the page it opens', async () => {
    const { token, joined } = await joinNew(app);
    const key = freshKey();
    const first = await make(token, program, key);
    const { code } = first.body;
    expect(code).toMatch(INVITE_CODE);
    expect([first.status, first.body]).toEqual([
      201,
      {
        code,
        path: `/pages/landing/index?invite=${code}`,
        url: landingUrl(app.app.core.config.public_url, `i.${code}`),
      },
    ]);
    const again = await make(token, program, key);
    expect([again.replayed, again.body]).toEqual([true, first.body]);
    const replies = await Promise.all(Array.from({ length: 20 }, () => make(token)));
    expect(new Set(replies.map(({ body }) => body.code))).toEqual(new Set([code]));
    const sql = 'SELECT COUNT(*) AS n FROM invite_codes WHERE member_id = ?';
    expect(await countRows(app, sql, [joined.member.id])).toBe(1);
    const second = await createProgram(app, shop);
    const other = await make(token, second);
    expect(other.body.code).toMatch(INVITE_CODE);
    expect(other.body.code).not.toBe(code);
    const neighbour = await newInviter(app, program);
    expect(neighbour.code).not.toBe(code);
  });

  it('R1: is for programs that run', async () => {
    const { token } = await joinNew(app);
    const early = await createProgram(app, shop, { starts_at: '2026-11-20T02:00:00.001Z' });
    const paused = await createProgram(app, shop);
    await patchProgram(app, paused, { state: 'paused' });
    const over = await createProgram(app, shop, { ends_at: '2026-11-20T02:00:00.001Z' });
    expect((await make(token, over)).status).toBe(201);
    const before = [early, paused, NO_PROGRAM].map((id) => make(token, id));
    expect((await Promise.all(before)).map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'not_started'],
      [409, 'ended'],
      [404, 'not_found'],
    ]);
    app.clock.set(instant(app.clock.now() + 1));
    expect((await make(token, early)).status).toBe(201);
    // also for whoever has one: sharing it would bring nobody
    expect((await make(token, over)).body.code).toBe('ended');
  });

  it('R1: is for members only', async () => {
    const token = await app.asPerson('openid-of-a-passer-by');
    expect((await make(token)).body.code).toBe('not_a_member');
  });
});

describe('the picture of an invite code', () => {
  it('R1: is a plain code of the H5 page, for a poster saved in a browser', async () => {
    const { code } = await newInviter(app, program);
    const reply = await draw(code, { form: 'plain', width: 431 });
    expect([reply.status, reply.headers['content-type']]).toEqual([200, 'image/png']);
    expect(readQr(reply.body)).toEqual({
      text: landingUrl(app.app.core.config.public_url, `i.${code}`),
      width: 431,
      height: 431,
    });
  });

  it('R1: is a mini-program code that WeChat is asked for once, however many look at once', async () => {
    const { code } = await newInviter(app, program);
    const before = await askedAt(app, DRAW);
    const replies = await Promise.all(Array.from({ length: 20 }, () => draw(code)));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
    expect(readQr(replies[0]?.body).text).toContain(`i.${code}`);
    expect(new Set(replies.map(({ body }) => String(body))).size).toBe(1);
    expect(await askedAt(app, DRAW)).toBe(before + 1);
  });

  it('R1: is asked for again when WeChat did not answer', async () => {
    const { code } = await newInviter(app, program);
    await sandboxPost(app.sandboxUrl, 'faults', { path: DRAW, kind: 'rate_limited', times: 1 });
    const refused = await draw(code);
    expect([refused.status, reasonOf(refused.body)]).toEqual([503, 'wechat_unavailable']);
    expect((await draw(code)).status).toBe(200);
  });

  it('R1: is refused for a code that nobody has before WeChat is asked', async () => {
    const before = await askedAt(app, DRAW);
    const unknown = await Promise.all([draw('ZZZZZZZZ'), draw('ZZZZZZZZ', { form: 'plain' })]);
    expect(unknown.map(({ status, body }) => [status, reasonOf(body)])).toEqual([
      [404, 'not_found'],
      [404, 'not_found'],
    ]);
    for (const odd of ['short', 'zz9zz9zz9', "zz9'zz9z", '二维码二维码二维'])
      expect(reasonOf((await draw(odd)).body)).toBe('malformed');
    const { code } = await newInviter(app, program);
    expect(reasonOf((await draw(code, { width: 100 })).body)).toBe('malformed');
    expect(await askedAt(app, DRAW)).toBe(before);
  });
});
