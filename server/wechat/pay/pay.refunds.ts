import { refundStateIn } from './pay.answers';
import { type PayClientConfig } from './pay.config';
import { cutBytes, instantIn } from './pay.formats';
import { type Refund, type RefundSeen } from './pay.gateway';
import { assertFen, assertNumber, isAbsent } from './pay.orders';
import { type PayCall, type PayTransport } from './pay.transport';

const REFUNDS = '/v3/refund/domestic/refunds';
const REASON_BYTES_MAX = 80;
const OUT_REFUND_NO = /^[0-9A-Za-z_\-|*@]{1,64}$/;

/** Refunds (design/wechat.md 2.1, 2.4). */
export class PayRefunds {
  constructor(
    private readonly transport: PayTransport,
    private readonly config: PayClientConfig,
  ) {}

  /** @throws RangeError for numbers or amounts that can never be: that is our bug, not an answer */
  async refund(of: Refund): Promise<RefundSeen> {
    assertNumber(of.out_trade_no);
    assertRefundNumber(of.out_refund_no);
    assertFen(of.refund_fen);
    assertFen(of.total_fen);
    if (of.refund_fen > of.total_fen) throw new RangeError('a refund of more than was paid');
    const reason = cutBytes(of.reason, REASON_BYTES_MAX);
    return this.seen(of.out_refund_no, {
      method: 'POST',
      target: REFUNDS,
      label: 'refund',
      body: {
        out_trade_no: of.out_trade_no,
        out_refund_no: of.out_refund_no,
        ...(reason === '' ? {} : { reason }),
        notify_url: this.config.notify_url,
        amount: { refund: of.refund_fen, total: of.total_fen, currency: 'CNY' },
      },
    });
  }

  async refundState(outRefundNo: string): Promise<RefundSeen | null> {
    assertRefundNumber(outRefundNo);
    try {
      return await this.seen(outRefundNo, {
        method: 'GET',
        target: `${REFUNDS}/${encodeURIComponent(outRefundNo)}`,
        label: 'refund query',
      });
    } catch (error) {
      if (isAbsent(error)) return null;
      throw error;
    }
  }

  private async seen(outRefundNo: string, call: PayCall): Promise<RefundSeen> {
    const { body, request_id: requestId } = await this.transport.object(call);
    const state = refundStateIn(body.status);
    const acceptedAt = instantIn(body.create_time);
    if (state === undefined || acceptedAt === undefined || body.out_refund_no !== outRefundNo)
      throw this.transport.nonsense(call, requestId);
    return { state, accepted_at: acceptedAt };
  }
}

function assertRefundNumber(outRefundNo: string): void {
  if (!OUT_REFUND_NO.test(outRefundNo)) throw new RangeError('a refund number has 1–64 of 0-9A-Za-z_-|*@');
}
