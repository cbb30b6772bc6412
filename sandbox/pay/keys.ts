import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { type Random, systemRandom } from '../system';
import { base62, hex } from '../text';

const RSA_BITS = 2048;
const API_V3_KEY_CHARACTERS = 32;
const SERIAL_BYTES = 20;

/** Two keys that belong together. */
interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A key that answers and notices are signed with, and what it is called. */
export interface SigningKey {
  readonly serial: string;
  readonly key: Pair;
}

function newPair(): Pair {
  return generateKeyPairSync('rsa', { modulusLength: RSA_BITS });
}

/** The public half in PEM. */
export function publicPem({ key }: SigningKey): string {
  return key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** The keys of the merchant and of WeChat Pay, made when they are first needed, and never again. */
export class PayKeys {
  readonly merchantSerial: string;
  readonly apiV3Key: string;
  private readonly publicKeyId: string;
  private readonly certificateSerial: string;
  private merchantPair: Pair | undefined;
  private platform: SigningKey | undefined;
  private old: SigningKey | undefined;

  constructor(random: Random = systemRandom) {
    this.merchantSerial = hex(random, SERIAL_BYTES).toUpperCase();
    this.certificateSerial = hex(random, SERIAL_BYTES).toUpperCase();
    this.apiV3Key = base62(random, API_V3_KEY_CHARACTERS);
    this.publicKeyId = `PUB_KEY_ID_01${hex(random, 14)}`;
  }

  /** The merchant's own pair. */
  get merchant(): Pair {
    this.merchantPair ??= newPair();
    return this.merchantPair;
  }

  /** What WeChat Pay signs with for whoever asks for its public key. */
  get current(): SigningKey {
    this.platform ??= { serial: this.publicKeyId, key: newPair() };
    return this.platform;
  }

  /** What it signs with otherwise: the platform certificate of old. */
  get certificate(): SigningKey {
    this.old ??= { serial: this.certificateSerial, key: newPair() };
    return this.old;
  }
}

/** The base64 of a signature as WeChat Pay makes it, over a time (seconds), a nonce and a body. */
export function signatureOf(
  signer: SigningKey,
  timestamp: string,
  nonce: string,
  body: string | Buffer,
): string {
  const text = Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), Buffer.from(body), Buffer.from('\n')]);
  return sign('RSA-SHA256', text, signer.key.privateKey).toString('base64');
}
