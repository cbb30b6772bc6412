import { envelopeOf, USUAL_MESSAGES, type MessageSetting } from '../../sandbox/messages';
import { systemRandom } from '../../sandbox/system';
import { messageSignature, openHandshake, openMessage, type MessageKeys } from '../../server/wechat';

const APPID = 'wx-sandbox-app';
const NOW = Date.parse('2026-11-20T02:00:00.000Z');
const SAFE: MessageKeys = { appid: APPID, token: USUAL_MESSAGES.token, aes_key: USUAL_MESSAGES.aes_key };
const PLAIN: MessageKeys = { ...SAFE, aes_key: null };
const CHECKED = {
  ToUserName: 'gh_x',
  FromUserName: 'openid-x',
  CreateTime: 1,
  MsgType: 'event',
  Event: 'wxa_media_check',
  trace_id: 'trace-1',
  errcode: 0,
  result: { suggest: 'risky', label: 20001 },
};

interface Wish {
  readonly setting?: MessageSetting;
  readonly appid?: string;
  readonly at?: number;
}

function pushed(
  message: Record<string, unknown>,
  { setting = USUAL_MESSAGES, appid = APPID, at = NOW }: Wish = {},
) {
  return envelopeOf(message, setting, { appid, at, random: systemRandom });
}

function opened(keys: MessageKeys, { query, body }: ReturnType<typeof pushed>, now = NOW) {
  return openMessage(keys, query, Buffer.from(body), now);
}

describe('the signature of message pushes', () => {
  // the two vectors of WeChat's documentation (design/wechat.md 1.6)
  it.each([
    ['1714036504', '1514711492', 'f464b24fc39322e44b38aa78f5edd27bd1441696'],
    ['1714037059', '486452656', '899cf89e464efb63f54ddac96b0a0a235f53aa78'],
  ])('is what WeChat says for %s', (timestamp, nonce, signature) => {
    expect(messageSignature(['AAAAA', timestamp, nonce])).toBe(signature);
    const query = { timestamp, nonce, signature, echostr: '4375120948345356249' };
    expect(openHandshake({ ...SAFE, token: 'AAAAA' }, query)).toEqual({ echo: '4375120948345356249' });
    expect(openHandshake({ ...SAFE, token: 'AAAAB' }, query)).toBe('forged');
    expect(openHandshake({ ...SAFE, token: 'AAAAA' }, { ...query, echostr: undefined })).toBe('unreadable');
  });
});

describe('a pushed message', () => {
  const message = { kind: 'media_checked', trace_id: 'trace-1', verdict: 'risky' };

  it('is opened in safe mode', () => {
    expect(opened(SAFE, pushed(CHECKED))).toMatchObject({ message });
  });

  it('is opened in plain mode, where there is no key', () => {
    expect(opened(PLAIN, pushed(CHECKED, { setting: { ...USUAL_MESSAGES, aes_key: null } }))).toMatchObject({
      message,
    });
  });

  it('is one message however often it comes, and each time another request', () => {
    const [one, two] = [opened(SAFE, pushed(CHECKED)), opened(SAFE, pushed({ ...CHECKED, CreateTime: 2 }))];
    if (typeof one === 'string' || typeof two === 'string') throw new Error('refused');
    expect(one.event_key).toBe(two.event_key);
    expect(one.request_key).not.toBe(two.request_key);
  });

  it('has no verdict when WeChat could not check', () => {
    for (const fields of [
      { errcode: -1008 },
      { result: {} },
      { result: { suggest: 'fine' } },
      { result: 'risky' },
    ])
      expect(opened(SAFE, pushed({ ...CHECKED, ...fields }))).toMatchObject({ message: { verdict: null } });
  });

  it('is told by its type when it is of another kind', () => {
    expect(opened(SAFE, pushed({ ...CHECKED, Event: 'subscribe_msg_popup_event' }))).toMatchObject({
      message: { kind: 'other', type: 'event.subscribe_msg_popup_event' },
    });
    expect(opened(SAFE, pushed({ MsgType: 'text', MsgId: 7 }))).toMatchObject({
      message: { kind: 'other', type: 'text' },
    });
  });

  const { query, body } = pushed(CHECKED);
  const { Encrypt: sealed } = JSON.parse(body) as { Encrypt: string };
  const flipped = sealed.startsWith('A') ? `B${sealed.slice(1)}` : `A${sealed.slice(1)}`;
  it.each([
    ['without a signature', { ...query, msg_signature: undefined }, body],
    ['with an empty signature', { ...query, msg_signature: '' }, body],
    ['with the signature of plain mode', { ...query, msg_signature: query.signature }, body],
    ['with another nonce', { ...query, nonce: 'another' }, body],
    ['with another time', { ...query, timestamp: String(NOW / 1000 + 1) }, body],
    ['with another content', query, JSON.stringify({ Encrypt: flipped })],
    ['in plain text, though there is a key', query, JSON.stringify(CHECKED)],
    ['with a content that is no text', query, JSON.stringify({ Encrypt: [sealed] })],
    ['given twice', { ...query, msg_signature: [query.msg_signature, query.msg_signature] }, body],
    ['without a body', query, ''],
    ['of no object', query, '[]'],
    ['as XML', query, `<xml><Encrypt>${sealed}</Encrypt></xml>`],
  ])('is forged %s', (_what, forgedQuery, forgedBody) => {
    expect(openMessage(SAFE, forgedQuery, Buffer.from(forgedBody), NOW)).toBe('forged');
  });

  it('is forged under another token', () => {
    expect(opened({ ...SAFE, token: 'another' }, pushed(CHECKED))).toBe('forged');
    expect(opened({ ...PLAIN, token: 'another' }, pushed(CHECKED))).toBe('forged');
  });

  it('is stale five minutes after its time, or before', () => {
    const push = pushed(CHECKED);
    expect(opened(SAFE, push, NOW + 300_000)).toMatchObject({ message });
    expect(opened(SAFE, push, NOW + 300_001)).toBe('stale');
    expect(opened(SAFE, push, NOW - 300_001)).toBe('stale');
    expect(opened(SAFE, pushed(CHECKED, { at: NaN }), NOW)).toBe('stale');
  });

  it('is unreadable when it is for another app, or sealed with another key', () => {
    expect(opened(SAFE, pushed(CHECKED, { appid: 'wx-another-app' }))).toBe('unreadable');
    const setting = { ...USUAL_MESSAGES, aes_key: 'x'.repeat(43) };
    expect(opened(SAFE, pushed(CHECKED, { setting }))).toBe('unreadable');
  });

  it('is unreadable when what is sealed is nothing of the kind', () => {
    for (const content of ['', 'AAAA', Buffer.alloc(32).toString('base64'), 'not base64 !']) {
      const parts = [SAFE.token, query.timestamp ?? '', query.nonce ?? '', content];
      const signed = { ...query, msg_signature: messageSignature(parts) };
      expect(openMessage(SAFE, signed, Buffer.from(JSON.stringify({ Encrypt: content })), NOW)).toBe(
        'unreadable',
      );
    }
  });
});
