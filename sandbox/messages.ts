import { createCipheriv, createHash } from 'node:crypto';
import { type Random } from './system';
import { base62 } from './text';

/** What an operator enters in WeChat's console for message pushes. */
export interface MessageSetting {
  readonly token: string;
  /** EncodingAESKey, 43 characters; null for plain text. */
  readonly aes_key: string | null;
}

/** What the server takes from its sandbox unless it is told of something else. */
export const USUAL_MESSAGES: MessageSetting = {
  token: 'sandboxMessageToken',
  aes_key: 'sandboxMessageKeyOfFortyThreeCharacters0123',
};

/** A message as it goes over the line. */
export interface Envelope {
  readonly query: Readonly<Record<string, string>>;
  readonly body: string;
}

const BLOCK = 32;
const NOISE_BYTES = 16;
const SECOND_MS = 1000;

function sha1Of(texts: readonly string[]): string {
  return createHash('sha1')
    .update([...texts].sort().join(''))
    .digest('hex');
}

/** AES-256-CBC over 16 bytes of noise, the length, the text and the appid, padded to 32 bytes. */
function sealed(text: string, aesKey: string, appid: string, random: Random): string {
  const content = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const plain = Buffer.concat([Buffer.from(random.bytes(NOISE_BYTES)), length, content, Buffer.from(appid)]);
  const missing = BLOCK - (plain.length % BLOCK);
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([plain, Buffer.alloc(missing, missing)]);
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
}

/** Signs a message, and seals it where there is a key. `at` in epoch ms. */
export function envelopeOf(
  message: Readonly<Record<string, unknown>>,
  { token, aes_key: aesKey }: MessageSetting,
  { appid, at, random }: { readonly appid: string; readonly at: number; readonly random: Random },
): Envelope {
  const timestamp = String(Math.floor(at / SECOND_MS));
  const nonce = base62(random, 10);
  const text = JSON.stringify(message);
  const signed = { signature: sha1Of([token, timestamp, nonce]), timestamp, nonce };
  if (aesKey === null) return { query: signed, body: text };
  const encrypted = sealed(text, aesKey, appid, random);
  return {
    query: {
      ...signed,
      encrypt_type: 'aes',
      msg_signature: sha1Of([token, timestamp, nonce, encrypted]),
    },
    body: JSON.stringify({ ToUserName: message.ToUserName, Encrypt: encrypted }),
  };
}
