import { createSign } from 'node:crypto';
import { paymentIn } from './pay.answers';
import { type PayClientConfig, type PayOptions } from './pay.config';
import { PayError } from './pay.errors';
import { chinaTime, cutBytes } from './pay.formats';
import { type ClientParameters, type Payment, type Prepay } from './pay.gateway';
import { nonceOf, secondsOf } from './pay.signatures';
import { type PayCall, type PayTransport } from './pay.transport';

const ORDERS = '/v3/pay/transactions';
const DESCRIPTION_BYTES_MAX = 127;
const OUT_TRADE_NO = /^[0-9A-Za-z_\-|*]{6,32}$/;
const NOT_FOUND = 404;

/** Orders of the mini-program's payment (design/wechat.md 2.1). */
export class PayOrders {
  constructor(
    private readonly transport: PayTransport,
    private readonly config: PayClientConfig,
    private readonly random: PayOptions['random'],
  ) {}

  /** @throws RangeError for a number or amount that can never be: that is our bug, not an answer */
  async prepay(of: Prepay): Promise<{ prepay_id: string }> {
    assertNumber(of.out_trade_no);
    assertFen(of.total_fen);
    const { appid, mchid, notify_url: notifyUrl } = this.config;
    const call: PayCall = {
      method: 'POST',
      target: `${ORDERS}/jsapi`,
      label: 'prepay',
      body: {
        appid,
        mchid,
        description: cutBytes(of.description, DESCRIPTION_BYTES_MAX),
        out_trade_no: of.out_trade_no,
        time_expire: chinaTime(of.expires_at),
        notify_url: notifyUrl,
        amount: { total: of.total_fen, currency: 'CNY' },
        payer: { openid: of.openid },
      },
    };
    const { body, request_id: requestId } = await this.transport.object(call);
    if (typeof body.prepay_id !== 'string' || body.prepay_id === '')
      throw this.transport.nonsense(call, requestId);
    return { prepay_id: body.prepay_id };
  }

  clientParameters(prepayId: string, now: number): ClientParameters {
    const [timeStamp, nonceStr] = [secondsOf(now), nonceOf(this.random)];
    const what = `prepay_id=${prepayId}`;
    const text = `${this.config.appid}\n${timeStamp}\n${nonceStr}\n${what}\n`;
    const paySign = createSign('RSA-SHA256').update(text).sign(this.config.private_key, 'base64');
    return { timeStamp, nonceStr, package: what, signType: 'RSA', paySign };
  }

  /** Answers for the order of that number alone: what belongs to another order or merchant is nonsense. */
  async query(outTradeNo: string): Promise<Payment> {
    assertNumber(outTradeNo);
    const { mchid } = this.config;
    const call: PayCall = {
      method: 'GET',
      target: `${ORDERS}/out-trade-no/${encodeURIComponent(outTradeNo)}?mchid=${mchid}`,
      label: 'query',
    };
    try {
      const { body, request_id: requestId } = await this.transport.object(call);
      const payment = paymentIn(body);
      if (!payment || body.out_trade_no !== outTradeNo || body.mchid !== mchid)
        throw this.transport.nonsense(call, requestId);
      return payment;
    } catch (error) {
      if (isAbsent(error)) return { state: 'absent' };
      throw error;
    }
  }

  async close(outTradeNo: string): Promise<'closed' | 'paid'> {
    assertNumber(outTradeNo);
    try {
      await this.transport.call({
        method: 'POST',
        target: `${ORDERS}/out-trade-no/${encodeURIComponent(outTradeNo)}/close`,
        label: 'close',
        body: { mchid: this.config.mchid },
      });
      return 'closed';
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      if (error.code === 'ORDER_PAID' || error.code === 'ORDERPAID') return 'paid';
      if (error.code === 'ORDER_CLOSED' || error.code === 'ORDERCLOSED' || isAbsent(error)) return 'closed';
      throw error;
    }
  }
}

/** WeChat Pay does not know it. Another 404 (a gateway's, say) proves nothing. */
export function isAbsent(error: unknown): boolean {
  return (
    error instanceof PayError &&
    error.status === NOT_FOUND &&
    ['ORDER_NOT_EXIST', 'ORDERNOTEXIST', 'RESOURCE_NOT_EXISTS'].includes(error.code)
  );
}

/** @throws RangeError for a number that WeChat Pay would refuse */
export function assertNumber(outTradeNo: string): void {
  if (!OUT_TRADE_NO.test(outTradeNo)) throw new RangeError('an order number has 6–32 of 0-9A-Za-z_-|*');
}

/** @throws RangeError for what is no amount of at least one fen: free orders go past WeChat Pay */
export function assertFen(fen: number): void {
  if (!Number.isSafeInteger(fen) || fen < 1)
    throw new RangeError(`${fen} is not a whole number of fen from 1`);
}
