import { type Random } from './system';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** `length` random characters out of 0-9, A-Z, a-z. */
export function base62(random: Random, length: number): string {
  return Array.from(random.bytes(length), (byte) => BASE62.charAt(byte % BASE62.length)).join('');
}

/** `bytes` random bytes as lower-case hexadecimal digits. */
export function hex(random: Random, bytes: number): string {
  return Buffer.from(random.bytes(bytes)).toString('hex');
}
