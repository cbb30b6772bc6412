const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The last `length` base-62 digits of a base64url text, for codes that people copy, type and scan: no `-`, no `_`.
 * @param mac 32 bytes or more, so that up to 40 digits are as good as random
 */
export function base62Of(mac: string, length: number): string {
  let rest = BigInt(`0x${Buffer.from(mac, 'base64url').toString('hex')}`);
  let out = '';
  while (out.length < length) {
    out = ALPHABET.charAt(Number(rest % 62n)) + out;
    rest /= 62n;
  }
  return out;
}
