import { createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { verdictOf, type WechatVerdict } from './wechat.safety';

/** What message pushes are signed and encrypted with. */
export interface MessageKeys {
  readonly appid: string;
  readonly token: string;
  /** EncodingAESKey: 43 characters; null takes messages in plain text. */
  readonly aes_key: string | null;
}

/** What stands in the address of a push; anything else there is of no concern. */
export type MessageQuery = Readonly<Record<string, unknown>>;

/** The verdict on a picture, as `wxa_media_check` tells it; null when WeChat could not check it. */
export interface MediaChecked {
  readonly kind: 'media_checked';
  readonly trace_id: string;
  readonly verdict: WechatVerdict | null;
}

/** Any other message, by its type: `event.<Event>` or the MsgType. */
export interface OtherMessage {
  readonly kind: 'other';
  readonly type: string;
}

/** A message that is WeChat's beyond doubt. */
export interface OpenedMessage {
  /** The same for every delivery of one message: what makes it one, hashed, 43 characters. */
  readonly event_key: string;
  /** The same for everything that carries this timestamp and nonce, hashed. */
  readonly request_key: string;
  readonly message: MediaChecked | OtherMessage;
}

/** Why a push is not taken: not signed by WeChat, signed for too long ago, or no message. */
export type MessageFault = 'forged' | 'stale' | 'unreadable';

type Fields = Readonly<Record<string, unknown>>;

/** WeChat repeats within seconds; what is older than this was caught on its way. */
export const MESSAGE_AGE_MAX_MS = 5 * 60_000;
const SECOND_MS = 1000;
const PADDING_BLOCK = 32;
const NOISE_BYTES = 16;
const LENGTH_BYTES = 4;
const TYPE_LENGTH_MAX = 64;

/** The signature over some texts: SHA-1 of them, sorted and joined (design/wechat.md 1.6). */
export function messageSignature(texts: readonly string[]): string {
  return createHash('sha1')
    .update([...texts].sort().join(''))
    .digest('hex');
}

/**
 * The `echostr` of the handshake by which WeChat makes sure that an address is ours.
 * @returns the text to answer, or what is wrong
 */
export function openHandshake(
  { token }: MessageKeys,
  query: MessageQuery,
): { readonly echo: string } | MessageFault {
  const { timestamp, nonce, signature, echostr } = partsOf(query);
  if (!isSigned([token, timestamp, nonce], signature)) return 'forged';
  return echostr === '' || echostr.length > 1024 ? 'unreadable' : { echo: echostr };
}

/**
 * A pushed message, once its signature and its time are found good. Where there is a key, only what is encrypted is
 * taken (also of the "compatible" mode, which sends both): in plain text the signature does not cover the body.
 * @param now UTC epoch ms
 */
export function openMessage(
  keys: MessageKeys,
  query: MessageQuery,
  body: Buffer,
  now: number,
): OpenedMessage | MessageFault {
  const { timestamp, nonce, signature, msg_signature: sealedSignature } = partsOf(query);
  const outer = objectIn(body);
  const sealed = outer?.Encrypt;
  if (keys.aes_key !== null) {
    if (typeof sealed !== 'string') return 'forged';
    if (!isSigned([keys.token, timestamp, nonce, sealed], sealedSignature)) return 'forged';
  } else if (!isSigned([keys.token, timestamp, nonce], signature)) {
    return 'forged';
  }
  if (!isRecent(timestamp, now)) return 'stale';
  const plain =
    keys.aes_key === null ? outer : typeof sealed === 'string' ? unseal(keys, keys.aes_key, sealed) : null;
  if (!plain) return 'unreadable';
  const message = messageOf(plain);
  return {
    event_key: digest(['event', ...identityOf(plain, message)]),
    request_key: digest(['request', timestamp, nonce]),
    message,
  };
}

function partsOf(
  query: MessageQuery,
): Record<'timestamp' | 'nonce' | 'signature' | 'msg_signature' | 'echostr', string> {
  const text = (name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    timestamp: text('timestamp'),
    nonce: text('nonce'),
    signature: text('signature'),
    msg_signature: text('msg_signature'),
    echostr: text('echostr'),
  };
}

function isSigned(parts: readonly string[], signature: string): boolean {
  const expected = Buffer.from(messageSignature(parts));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function isRecent(timestamp: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(now - Number(timestamp) * SECOND_MS) <= MESSAGE_AGE_MAX_MS;
}

/** AES-256-CBC: 16 bytes of noise, the length, the message, our appid, padding to 32 bytes. Null for anything else. */
function unseal({ appid }: MessageKeys, aesKey: string, sealed: string): Fields | null {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  let padded: Buffer;
  try {
    padded = Buffer.concat([decipher.update(Buffer.from(sealed, 'base64')), decipher.final()]);
  } catch {
    return null;
  }
  const padding = padded.at(-1) ?? 0;
  if (padding < 1 || padding > PADDING_BLOCK || padding > padded.length) return null;
  const plain = padded.subarray(NOISE_BYTES, padded.length - padding);
  if (plain.length < LENGTH_BYTES) return null;
  const end = LENGTH_BYTES + plain.readUInt32BE(0);
  // a message for another app, sealed with the same key, is not ours
  if (end > plain.length || plain.subarray(end).toString('utf8') !== appid) return null;
  return objectIn(plain.subarray(LENGTH_BYTES, end));
}

function messageOf(fields: Fields): MediaChecked | OtherMessage {
  const { MsgType: msgType, Event: event, trace_id: traceId, errcode = 0 } = fields;
  if (event === 'wxa_media_check' && typeof traceId === 'string' && traceId !== '' && traceId.length <= 64) {
    const result: Fields =
      typeof fields.result === 'object' && fields.result !== null ? { ...fields.result } : {};
    return {
      kind: 'media_checked',
      trace_id: traceId,
      verdict: errcode === 0 ? verdictOf(result.suggest) : null,
    };
  }
  const type = msgType === 'event' ? `event.${shown(event)}` : shown(msgType);
  return { kind: 'other', type: type.slice(0, TYPE_LENGTH_MAX) };
}

/** A verdict is told once per trace; other messages have an id, or who, when and what. */
function identityOf(fields: Fields, message: MediaChecked | OtherMessage): readonly string[] {
  if (message.kind === 'media_checked') return [message.kind, message.trace_id];
  const { MsgId: id, FromUserName: from, CreateTime: at } = fields;
  return id === undefined ? [message.type, shown(from), shown(at)] : ['id', shown(id)];
}

function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function objectIn(bytes: Buffer): Fields | null {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}
