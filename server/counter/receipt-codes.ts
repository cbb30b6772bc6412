import { Injectable } from '@nestjs/common';
import { landingUrl, RECEIPT_SCENE } from '../../shared/contract';
import { HOUR_MS } from '../../shared/kernel';
import { Config } from '../platform/config';
import { Keyring } from '../platform/crypto';

/** S3: how long the points of a purchase can be collected. */
export const RECEIPT_MS = 24 * HOUR_MS;
/** 132 bits; with `r.` before it well within the 32 characters of a `scene`. */
const CODE_LENGTH = 22;

/**
 * Codes with which somebody collects the points of a purchase. A code is derived from a number that stands in the
 * command's answer, so a replay shows the same one; stored is only its keyed hash.
 * @rule S3 @rule L5
 */
@Injectable()
export class ReceiptCodes {
  constructor(
    private readonly keyring: Keyring,
    private readonly config: Config,
  ) {}

  codeOf(nonce: string): string {
    return this.keyring.sign('receipt', nonce).slice(0, CODE_LENGTH);
  }

  /** Keyed hash to find the purchase of a code by. A code is taken with its scene's prefix or without. */
  hashOf(code: string): string {
    return this.keyring.sign(
      'receipt-hash',
      code.startsWith(RECEIPT_SCENE) ? code.slice(RECEIPT_SCENE.length) : code,
    );
  }

  /** What the QR says: the landing page, which collects. */
  urlOf(code: string): string {
    return landingUrl(this.config.public_url, `${RECEIPT_SCENE}${code}`);
  }
}
