import { PAYMENT_UNKNOWN_YET, type WechatShippingPort } from '../wechat.shipping';
import { PayBills } from './pay.bills';
import { type PayClientConfig, type PayOptions } from './pay.config';
import { PayError } from './pay.errors';
import { chinaTimeWithMs } from './pay.formats';
import {
  type BillRow,
  type ClientParameters,
  type NoticeHeaders,
  PaymentGateway,
  type PayNotice,
  type Payment,
  type Prepay,
  type Refund,
  type RefundSeen,
  type Shipping,
} from './pay.gateway';
import { PayNotices } from './pay.notices';
import { PayOrders } from './pay.orders';
import { PayRefunds } from './pay.refunds';
import { platformKeys } from './pay.signatures';
import { PayTransport } from './pay.transport';

const ITEM_CHARACTERS_MAX = 120;

/** WeChat Pay itself, one per process. */
class WechatPay extends PaymentGateway {
  readonly enabled = true;
  private readonly orders: PayOrders;
  private readonly refunds: PayRefunds;
  private readonly bills: PayBills;
  private readonly notices: PayNotices;

  constructor(
    config: PayClientConfig,
    options: PayOptions,
    private readonly shipping: WechatShippingPort,
  ) {
    super();
    const keys = platformKeys(config.keys);
    const transport = new PayTransport(config, keys, options);
    this.orders = new PayOrders(transport, config, options.random);
    this.refunds = new PayRefunds(transport, config);
    this.bills = new PayBills(transport, config, options.log);
    this.notices = new PayNotices(config, keys, options.log);
  }

  prepay(of: Prepay): Promise<{ readonly prepay_id: string }> {
    return this.orders.prepay(of);
  }

  clientParameters(prepayId: string, now: number): ClientParameters {
    return this.orders.clientParameters(prepayId, now);
  }

  query(outTradeNo: string): Promise<Payment> {
    return this.orders.query(outTradeNo);
  }

  close(outTradeNo: string): Promise<'closed' | 'paid'> {
    return this.orders.close(outTradeNo);
  }

  refund(of: Refund): Promise<RefundSeen> {
    return this.refunds.refund(of);
  }

  refundState(outRefundNo: string): Promise<RefundSeen | null> {
    return this.refunds.refundState(outRefundNo);
  }

  readNotice(headers: NoticeHeaders, rawBody: Buffer, now: number): PayNotice | 'probe' | 'forged' {
    return this.notices.read(headers, rawBody, now);
  }

  tradeBill(day: string): Promise<readonly BillRow[] | null> {
    return this.bills.tradeBill(day);
  }

  async uploadShipping(of: Shipping): Promise<void> {
    const told = await this.shipping.pickedUp({
      transaction_id: of.transaction_id,
      openid: of.openid,
      description: Array.from(of.description).slice(0, ITEM_CHARACTERS_MAX).join(''),
      upload_time: chinaTimeWithMs(of.uploaded_at),
    });
    if (told.ok) return;
    const { errcode, rid, reason } = told;
    // WeChat's other errcodes are answers to what was sent, and stay the same; without one there was no answer.
    const retryable = errcode === undefined || errcode === PAYMENT_UNKNOWN_YET || reason === 'rate_limited';
    const code = errcode === undefined ? 'NO_ANSWER' : String(errcode);
    throw new PayError({ code, status: null, request_id: rid ?? null }, retryable);
  }
}

/** What stands in for WeChat Pay while it is not set up. */
class NoWechatPay extends PaymentGateway {
  readonly enabled = false;

  prepay(): Promise<never> {
    return this.no();
  }

  clientParameters(): never {
    throw notSetUp();
  }

  query(): Promise<never> {
    return this.no();
  }

  close(): Promise<never> {
    return this.no();
  }

  refund(): Promise<never> {
    return this.no();
  }

  refundState(): Promise<never> {
    return this.no();
  }

  /** Nobody could have signed it. */
  readNotice(): 'forged' {
    return 'forged';
  }

  tradeBill(): Promise<never> {
    return this.no();
  }

  uploadShipping(): Promise<never> {
    return this.no();
  }

  private no(): Promise<never> {
    return Promise.reject(notSetUp());
  }
}

function notSetUp(): PayError {
  return new PayError({ code: 'NOT_SET_UP', status: null, request_id: null });
}

/** The gateway for a configuration; without one, a gateway that is not enabled. Throws for keys that are none. */
export function createPaymentGateway(
  config: PayClientConfig | null,
  options: PayOptions & { readonly shipping: WechatShippingPort },
): PaymentGateway {
  return config === null ? new NoWechatPay() : new WechatPay(config, options, options.shipping);
}
