import { Aes } from 'wechatpay-axios-plugin';
import { paidIn, refundedIn } from './pay.answers';
import { type PayClientConfig, type PayOptions } from './pay.config';
import { type NoticeHeaders, type PayNotice } from './pay.gateway';
import { type PlatformKeys, signatureFault } from './pay.signatures';
import { objectIn } from './pay.transport';

const ID = /^[\x21-\x7e]{1,64}$/;

type Fields = Readonly<Record<string, unknown>>;

/** Notices: who sent them, and what is in them (design/wechat.md 2.2, 2.3). */
export class PayNotices {
  constructor(
    private readonly config: PayClientConfig,
    private readonly keys: PlatformKeys,
    private readonly log: PayOptions['log'],
  ) {}

  /** Reads a notice; whatever cannot be one of WeChat Pay's to this merchant is `forged`, and told to the log. */
  read(headers: NoticeHeaders, rawBody: Buffer, now: number): PayNotice | 'probe' | 'forged' {
    const fault = signatureFault(headers, rawBody, this.keys, now);
    if (fault === 'probe') return 'probe';
    if (fault !== undefined) return this.forged(fault);
    const notice = objectIn(rawBody);
    const { id, event_type: event, resource } = notice ?? {};
    if (typeof id !== 'string' || !ID.test(id) || typeof event !== 'string') return this.forged('no_notice');
    const kind = kindOf(event);
    if (kind === 'other') return { id, kind, event_type: event.slice(0, 64) };
    const content = this.open(resource);
    if (!content) return this.forged('sealed_with_another_key');
    if (content.mchid !== this.config.mchid) return this.forged('another_merchant');
    const payment = kind === 'payment' ? paidIn(content) : undefined;
    if (payment) return { id, kind: 'payment', payment };
    const refund = kind === 'refund' ? refundedIn(content) : undefined;
    return refund ? { id, kind: 'refund', refund } : this.forged('unknown_content');
  }

  private forged(why: string): 'forged' {
    this.log?.warn({ why }, 'a notice that is not from WeChat Pay');
    return 'forged';
  }

  /** The content of a notice; undefined when it is not sealed with our APIv3 key. */
  private open(resource: unknown): Fields | undefined {
    if (typeof resource !== 'object' || resource === null) return undefined;
    const { algorithm, ciphertext, nonce, associated_data: extra = '' } = resource as Fields;
    if (algorithm !== 'AEAD_AES_256_GCM' || typeof extra !== 'string') return undefined;
    if (typeof ciphertext !== 'string' || typeof nonce !== 'string') return undefined;
    try {
      const plain = Aes.AesGcm.decrypt(ciphertext, this.config.api_v3_key, nonce, extra);
      return objectIn(Buffer.from(plain));
    } catch {
      return undefined;
    }
  }
}

function kindOf(event: string): PayNotice['kind'] {
  if (event === 'TRANSACTION.SUCCESS') return 'payment';
  return /^REFUND\.(SUCCESS|ABNORMAL|CLOSED)$/.test(event) ? 'refund' : 'other';
}
