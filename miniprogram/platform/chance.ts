const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A number from 0 up to, but without, 1; for spreading retries. */
export function fraction(): number {
  return Math.random();
}

/**
 * A fresh idempotency key: time in front, 16 random characters (80 bits) behind. It only has to differ from this
 * person's other keys; it guards nothing.
 */
export function newKey(): string {
  let tail = '';
  for (let i = 0; i < 16; i += 1) tail += ALPHABET.charAt(Math.floor(Math.random() * ALPHABET.length));
  return `${Date.now().toString(36)}-${tail}`;
}
