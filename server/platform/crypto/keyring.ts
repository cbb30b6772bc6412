import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import { Random } from '../random';
import { hashPassword, passwordNeedsRehash, verifyPassword } from './password';

const SEAL_VERSION = 'v1';
const SALT = 'liuke';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What a fingerprint can be of. */
export type FingerprintKind = 'phone' | 'openid';

/** A sealed text that was changed, cut, or sealed under another key. */
export class SealBroken extends Error {
  constructor() {
    super('sealed text does not open');
    this.name = 'SealBroken';
  }
}

/** Everything that needs one of the two root keys. Each purpose has its own key, derived by HKDF-SHA-256. */
@Injectable()
export class Keyring {
  private readonly derived = new Map<string, KeyObject>();

  constructor(
    private readonly config: Config,
    private readonly random: Random,
  ) {}

  /** HMAC-SHA-256 of `text` for one `purpose`, base64url, 43 characters. */
  sign(purpose: string, text: string): string {
    return this.mac(`sign:${purpose}`, text).toString('base64url');
  }

  /** Whether `signature` is `sign(purpose, text)`; takes the same time wherever they differ. */
  verify(purpose: string, text: string, signature: string): boolean {
    const expected = Buffer.from(this.sign(purpose, text));
    const given = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  /** Encrypts and authenticates (AES-256-GCM). The result names its format, so that it can change. */
  seal(plaintext: string): string {
    const nonce = this.random.bytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key('seal', this.config.secret_key), nonce);
    cipher.setAAD(Buffer.from(SEAL_VERSION));
    const body = Buffer.concat([
      nonce,
      cipher.update(plaintext, 'utf8'),
      cipher.final(),
      cipher.getAuthTag(),
    ]);
    return `${SEAL_VERSION}.${body.toString('base64url')}`;
  }

  /** The plaintext of `seal`. Throws SealBroken for anything else. */
  open(sealed: string): string {
    const [version, text = ''] = sealed.split('.');
    const body = Buffer.from(text, 'base64url');
    if (version !== SEAL_VERSION || body.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken();
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.key('seal', this.config.secret_key),
      body.subarray(0, NONCE_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(Buffer.from(SEAL_VERSION));
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    try {
      const plain = decipher.update(body.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    } catch {
      throw new SealBroken();
    }
  }

  /** Keyed hash to look a personal value up by, base64url, 43 characters. Stable for the life of the program. */
  fingerprint(kind: FingerprintKind, value: string): string {
    const key = this.key(`fingerprint:${kind}`, this.config.hash_key);
    return createHmac('sha256', key).update(value, 'utf8').digest('base64url');
  }

  /** A storable scrypt hash that names its parameters. Throws CryptoBusy when too many are waiting. */
  hashPassword(password: string): Promise<string> {
    return hashPassword(password, this.random.bytes(16));
  }

  /**
   * Whether `password` is the one of `stored`. With null (no such account) it works as long and answers false.
   * Throws CryptoBusy when too many are waiting.
   */
  verifyPassword(password: string, stored: string | null): Promise<boolean> {
    return verifyPassword(password, stored);
  }

  /** Whether a stored hash was made with weaker parameters than today's. */
  passwordNeedsRehash(stored: string): boolean {
    return passwordNeedsRehash(stored);
  }

  private mac(info: string, text: string): Buffer {
    return createHmac('sha256', this.key(info, this.config.secret_key)).update(text, 'utf8').digest();
  }

  private key(info: string, root: string): KeyObject {
    let key = this.derived.get(info);
    if (!key) {
      key = createSecretKey(Buffer.from(hkdfSync('sha256', root, SALT, info, 32)));
      this.derived.set(info, key);
    }
    return key;
  }
}
