import { type AccessTokens } from './access-tokens';
import { callWithToken } from './wechat.authorized';
import { type WechatHttp } from './wechat.http';
import { UNAVAILABLE, type WechatResult } from './wechat.result';

/** Goods of one payment, handed over in a store. */
export interface PickedUp {
  readonly transaction_id: string;
  /** The payer. */
  readonly openid: string;
  /** 1–120 characters. */
  readonly description: string;
  /** RFC 3339 with milliseconds. */
  readonly upload_time: string;
}

/** Tells WeChat what became of goods that were paid for. */
export interface WechatShippingPort {
  pickedUp(goods: PickedUp): Promise<WechatResult<null>>;
}

/** Not known yet: it takes up to a minute after the payment. */
export const PAYMENT_UNKNOWN_YET = 10060001;

const PATH = '/wxa/sec/order/upload_shipping_info';
const ANSWER_BYTES_MAX = 16 * 1024;
const BY_TRANSACTION_ID = 2;
const SELF_PICK_UP = 4;
const UNIFIED = 1;
const ALREADY_SHIPPED = 10060002;

/** uploadShippingInfo for goods picked up (design/wechat.md 1.5): one element with a description and nothing else. */
export class WechatShipping implements WechatShippingPort {
  constructor(
    private readonly http: WechatHttp,
    private readonly tokens: AccessTokens,
  ) {}

  /** Reported before counts as reported. `unavailable` with errcode 10060001: come back in a minute. */
  async pickedUp(goods: PickedUp): Promise<WechatResult<null>> {
    const answered = await callWithToken(this.http, this.tokens, {
      method: 'POST',
      path: PATH,
      body: {
        order_key: { order_number_type: BY_TRANSACTION_ID, transaction_id: goods.transaction_id },
        logistics_type: SELF_PICK_UP,
        delivery_mode: UNIFIED,
        shipping_list: [{ item_desc: goods.description }],
        upload_time: goods.upload_time,
        payer: { openid: goods.openid },
      },
      retry: 'always',
      max_bytes: ANSWER_BYTES_MAX,
    });
    if (!answered.ok) return answered.errcode === ALREADY_SHIPPED ? { ok: true, value: null } : answered;
    return answered.value.kind === 'json' ? { ok: true, value: null } : UNAVAILABLE;
  }
}
