import { createServer, type AddressInfo } from 'node:net';
import type { Avatar } from '../../shared/contract';
import { envelopeOf, USUAL_MESSAGES } from '../../sandbox/messages';
import { systemRandom } from '../../sandbox/system';
import { messageSignature } from '../../server/wechat';
import { createTestApp, type Reply, type TestApp } from '../support/app';
import { rowsOf } from './console.support';
import {
  askedAt,
  control,
  keptPictures,
  putPicture,
  readPicture,
  someone,
  type Customer,
} from './profile.support';

const EVENTS = '/api/v1/wechat/events';
const MEDIA_CHECK = '/wxa/media_check_async';
const APPID = 'wx-sandbox-app';

/** A server that WeChat reaches: it listens, and the sandbox knows where. */
async function reachable(): Promise<TestApp> {
  const port = await new Promise<number>((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo;
      probe.close(() => done(free));
    });
  });
  const own = await createTestApp({ settings: { public_url: `http://127.0.0.1:${port}` } });
  await own.app.nest.listen(port, '127.0.0.1');
  await control(own, 'push-target', { url: `http://127.0.0.1:${port}${EVENTS}` });
  return own;
}

let app: TestApp;
beforeAll(async () => {
  app = await reachable();
});
afterAll(async () => {
  await app.audit();
  await app.close();
});

/** Looks again and again until there is something to see; gives up after a while. */
async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false>,
): Promise<Found> {
  for (let looks = 0; looks < 400; looks += 1) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    await new Promise((soon) => setTimeout(soon, 25));
  }
  throw new Error(`${what} did not come`);
}

/** Until `state` is what the member's own profile says of the picture. */
function untilState(of: TestApp, { token }: Customer, state: string): Promise<Avatar> {
  return until(`the state ${state}`, async () => {
    const { avatar } = await of.ok('GET /me', { token });
    return avatar?.state === state && avatar;
  });
}

async function pushes(of: TestApp): Promise<{ status: number | null; answer: string }[]> {
  const answer = await fetch(`${of.sandboxUrl}/_control/pushes`);
  return ((await answer.json()) as { pushes: { status: number | null; answer: string }[] }).pushes;
}

function untilPushed(of: TestApp, count: number): Promise<{ status: number | null; answer: string }[]> {
  return until(`push ${count}`, async () => {
    const all = await pushes(of);
    return all.length >= count && all;
  });
}

/** Pushes a message ourselves. */
function push(
  of: TestApp,
  message: Record<string, unknown>,
  setting = USUAL_MESSAGES,
  at = of.clock.now() as number,
) {
  const { query, body } = envelopeOf({ ToUserName: 'gh', MsgType: 'event', ...message }, setting, {
    appid: APPID,
    at,
    random: systemRandom,
  });
  return deliver(of, query, body);
}

function deliver(
  of: TestApp,
  query: Readonly<Record<string, string>>,
  payload: string,
  type = 'application/json',
): Promise<Reply<unknown>> {
  const url = `${EVENTS}?${new URLSearchParams({ ...query, openid: 'somebody' }).toString()}`;
  return of.raw({ method: 'POST', url, payload, headers: { 'content-type': type } });
}

function said({ status, body }: Reply<unknown>): readonly [number, unknown] {
  return [status, Buffer.isBuffer(body) ? body.toString() : (body as { code: string }).code];
}

function checked(traceId: string, suggest = 'pass') {
  return { Event: 'wxa_media_check', trace_id: traceId, errcode: 0, result: { suggest, label: 100 } };
}

/** The trace under which WeChat was asked about a member's picture, once it was. */
function traceOf(of: TestApp, { id }: Customer): Promise<string> {
  return until('the trace', async () => {
    const [row] = await rowsOf(of, 'SELECT trace_id FROM avatars WHERE member_id = ?', [id]);
    return typeof row?.trace_id === 'string' && row.trace_id;
  });
}

describe('the check of a picture', () => {
  it('M6a: lets everybody see what passes', async () => {
    const member = await someone(app);
    await control(app, 'media-checks', { copies: 0 });
    const own = (await putPicture(app, member)).body.avatar;
    expect((await readPicture(app, own?.url?.split('?')[0])).status).toBe(404);
    expect(said(await push(app, checked(await traceOf(app, member))))).toEqual([200, 'success']);
    const avatar = await untilState(app, member, 'passed');
    expect(avatar.url).toBe(own?.url?.split('?')[0]);
    const read = await readPicture(app, avatar.url);
    expect([read.status, read.headers['cache-control']]).toEqual([200, 'public, max-age=86400']);
  });

  it.each(['risky', 'review'])('M6a: deletes what is %s', async (suggest) => {
    const member = await someone(app);
    const before = await keptPictures(app);
    await control(app, 'media-checks', { copies: 0 });
    const own = (await putPicture(app, member)).body.avatar;
    expect((await readPicture(app, own?.url)).status).toBe(200);
    expect(said(await push(app, checked(await traceOf(app, member), suggest)))).toEqual([200, 'success']);
    expect((await untilState(app, member, 'refused')).url).toBeNull();
    await app.app.background.drain();
    expect((await readPicture(app, own?.url)).status).toBe(404);
    expect(await keptPictures(app)).toEqual(before);
  });

  it('M6a: a verdict that is told twice counts once', async () => {
    const member = await someone(app);
    const before = (await pushes(app)).length;
    await control(app, 'media-checks', { suggest: 'risky', copies: 3 });
    await putPicture(app, member);
    await untilState(app, member, 'refused');
    await untilPushed(app, before + 3);
    expect((await pushes(app)).slice(before).map(({ answer }) => answer)).toEqual([
      'success',
      'success',
      'success',
    ]);
    await app.app.background.drain();
  });

  it('M6a: a forged verdict changes nothing', async () => {
    const member = await someone(app);
    const before = (await pushes(app)).length;
    await control(app, 'media-checks', { forged: true });
    await putPicture(app, member);
    expect((await untilPushed(app, before + 1)).at(-1)?.status).toBe(403);
    expect((await app.ok('GET /me', { token: member.token })).avatar?.state).toBe('checking');
  });

  it('M6a: a verdict on a picture that was replaced says nothing of the new one', async () => {
    const member = await someone(app);
    await control(app, 'media-checks', { copies: 0 });
    await putPicture(app, member, 1);
    const trace = await traceOf(app, member);
    await control(app, 'media-checks', { copies: 0 });
    await putPicture(app, member, 2);
    expect(said(await push(app, checked(trace)))).toEqual([200, 'success']);
    expect((await app.ok('GET /me', { token: member.token })).avatar?.state).toBe('checking');
  });

  it('M6a: WeChat is asked again about what it never answers', async () => {
    const own = await reachable();
    const member = await someone(own);
    await control(own, 'media-checks', { copies: 0 });
    await putPicture(own, member);
    await traceOf(own, member);
    expect(await askedAt(own, MEDIA_CHECK)).toBe(1);
    own.clock.advance(3_600_000);
    await untilState(own, member, 'passed');
    expect(await askedAt(own, MEDIA_CHECK)).toBe(2);
    await own.audit();
    await own.close();
  });

  it('M6a: WeChat is asked again when it could not be reached', async () => {
    const own = await reachable();
    const member = await someone(own);
    await control(own, 'faults', { path: MEDIA_CHECK, kind: 'rate_limited', times: 1 });
    await putPicture(own, member);
    await until('the first question', async () => {
      const [row] = await rowsOf(own, 'SELECT attempts FROM avatars WHERE member_id = ?', [member.id]);
      return Number(row?.attempts) === 1 && (await askedAt(own, MEDIA_CHECK)) === 1;
    });
    own.clock.advance(60_000);
    await untilState(own, member, 'passed');
    await own.close();
  });
});

describe('messages', () => {
  it('are taken only with a signature of now', async () => {
    const stale = (app.clock.now() as number) - 300_001;
    const forged = { ...USUAL_MESSAGES, token: 'another' };
    const event = { Event: 'anything', FromUserName: 'x', CreateTime: 1 };
    expect(said(await push(app, event))).toEqual([200, 'success']);
    expect(said(await push(app, event, forged))).toEqual([403, 'forbidden']);
    expect(said(await push(app, event, { ...USUAL_MESSAGES, aes_key: null }))).toEqual([403, 'forbidden']);
    expect(said(await push(app, event, USUAL_MESSAGES, stale))).toEqual([403, 'forbidden']);
    expect(said(await deliver(app, {}, ''))).toEqual([403, 'forbidden']);
    expect(said(await deliver(app, {}, '<xml/>', 'text/xml'))).toEqual([403, 'forbidden']);
  });

  it('are taken whatever their content type says', async () => {
    const { query, body } = envelopeOf({ MsgType: 'text', MsgId: 1 }, USUAL_MESSAGES, {
      appid: APPID,
      at: app.clock.now(),
      random: systemRandom,
    });
    for (const type of ['text/plain', 'text/xml', 'application/octet-stream'])
      expect(said(await deliver(app, query, body, type))).toEqual([200, 'success']);
  });

  it('M6a: of plain mode are one each, though the signature does not cover what they say', async () => {
    const own = await createTestApp();
    const { wechat } = own.app.core.config;
    await own.close();
    const plain = await createTestApp({ settings: { wechat: { ...wechat, message_aes_key: null } } });
    const timestamp = String(Math.floor((plain.clock.now() as number) / 1000));
    const signature = messageSignature([USUAL_MESSAGES.token, timestamp, 'nonce-1']);
    const query = { timestamp, nonce: 'nonce-1', signature };
    const send = (trace: string) =>
      deliver(plain, query, JSON.stringify({ MsgType: 'event', ...checked(trace) }));
    expect(said(await send('trace-one'))).toEqual([200, 'success']);
    expect(said(await send('trace-one'))).toEqual([200, 'success']);
    expect(said(await send('trace-two'))).toEqual([403, 'forbidden']);
    expect(await rowsOf(plain, 'SELECT trace_id, verdict FROM media_verdicts', [])).toEqual([
      { trace_id: 'trace-one', verdict: 'pass' },
    ]);
    await plain.audit();
    await plain.close();
  });

  it('answer the handshake with its text, and a forged one not', async () => {
    const [timestamp, nonce] = ['1714036504', '1514711492'];
    const signature = messageSignature([USUAL_MESSAGES.token, timestamp, nonce]);
    const shake = (given: string) =>
      app.raw({
        method: 'GET',
        url: `${EVENTS}?${new URLSearchParams({ timestamp, nonce, signature: given, echostr: '43751' }).toString()}`,
      });
    expect(said(await shake(signature))).toEqual([200, '43751']);
    expect(said(await shake(signature.replace(/^./, 'z')))).toEqual([403, 'forbidden']);
  });

  it('have no door where no token is set', async () => {
    const { wechat } = app.app.core.config;
    const closed = await createTestApp({ settings: { wechat: { ...wechat, message_token: null } } });
    expect(said(await push(closed, { Event: 'anything' }))).toEqual([404, 'not_found']);
    await closed.close();
  });
});
