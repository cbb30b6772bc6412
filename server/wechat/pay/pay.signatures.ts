import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';
import { type NoticeHeaders } from './pay.gateway';

/** WeChat Pay's keys by their id or serial number. */
export type PlatformKeys = ReadonlyMap<string, KeyObject>;

/** Why something is not taken for WeChat Pay's. `probe`: WeChat Pay tests on purpose whether we look. */
export type SignatureFault = 'unsigned' | 'probe' | 'skew' | 'unknown_key' | 'bad_signature';

const SKEW_MS_MAX = 5 * 60_000;
const SECOND_MS = 1000;
const PROBE_START = 'WECHATPAY/SIGNTEST/';
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const NONCE_CHARACTERS = 32;

/** The keys of the configuration, ready for use. Throws when one is not a key. */
export function platformKeys(pems: Readonly<Record<string, string>>): PlatformKeys {
  return new Map(Object.entries(pems).map(([id, pem]) => [id, createPublicKey(pem)]));
}

/**
 * Checks the four `wechatpay-*` headers over the bytes as they came; undefined when all is well. `now` in UTC
 * epoch ms. (The library's own check reads the machine's clock and text instead of bytes, and passes failures.)
 */
export function signatureFault(
  headers: NoticeHeaders,
  raw: Buffer,
  keys: PlatformKeys,
  now: number,
): SignatureFault | undefined {
  const [timestamp, nonce, serial, signature] = ['timestamp', 'nonce', 'serial', 'signature'].map((name) => {
    const value = headers[`wechatpay-${name}`];
    return typeof value === 'string' && value !== '' ? value : undefined;
  });
  if (timestamp === undefined || nonce === undefined || serial === undefined || signature === undefined)
    return 'unsigned';
  if (signature.startsWith(PROBE_START)) return 'probe';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now - Number(timestamp) * SECOND_MS) > SKEW_MS_MAX)
    return 'skew';
  const key = keys.get(serial);
  if (!key) return 'unknown_key';
  const verify = createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n`).update(raw).update('\n');
  return verify.verify(key, signature, 'base64') ? undefined : 'bad_signature';
}

/** Whether an answer claims to be signed at all. */
export function isSigned(headers: NoticeHeaders): boolean {
  return headers['wechatpay-signature'] !== undefined;
}

/** 32 characters that nobody can foresee. */
export function nonceOf(random: { bytes(count: number): Uint8Array }): string {
  return Array.from(random.bytes(NONCE_CHARACTERS), (byte) => BASE62.charAt(byte % BASE62.length)).join('');
}

/** The instant in whole seconds, as WeChat Pay signs it. */
export function secondsOf(at: number): string {
  return String(Math.floor(at / SECOND_MS));
}
