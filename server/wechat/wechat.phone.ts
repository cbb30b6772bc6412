import { type AccessTokens } from './access-tokens';
import { callWithToken } from './wechat.authorized';
import { type WechatConfig } from './wechat.config';
import { type WechatHttp } from './wechat.http';
import { INVALID_CODE, UNAVAILABLE, type WechatResult } from './wechat.result';

/** A verified phone number: the national digits, and the country's code without a plus. */
export interface WechatPhoneNumber {
  readonly phone: string;
  readonly country_code: string;
}

/** Tells the number behind a code of the phone button. */
export interface WechatPhonePort {
  exchange(code: string): Promise<WechatResult<WechatPhoneNumber>>;
}

const PATH = '/wxa/business/getuserphonenumber';
const ANSWER_BYTES_MAX = 16 * 1024;
const CODE = /^[\x21-\x7e]{1,256}$/;

/**
 * getUserPhoneNumber (design/wechat.md 1.1). Every success costs money: ask once, when a benefit needs it.
 * @rule M1 the phone number comes by quick verification, and only where it is needed
 */
export class WechatPhone implements WechatPhonePort {
  constructor(
    private readonly http: WechatHttp,
    private readonly tokens: AccessTokens,
    private readonly config: WechatConfig,
  ) {}

  /**
   * Exchanges a code of the phone button (not of wx.login), good once and for five minutes; like a login code it is
   * not sent again after a broken line. WeChat calls a used one `invalid_code`: the person taps the button again.
   */
  async exchange(code: string): Promise<WechatResult<WechatPhoneNumber>> {
    if (!CODE.test(code)) return INVALID_CODE;
    const answered = await callWithToken(this.http, this.tokens, {
      method: 'POST',
      path: PATH,
      body: { code },
      retry: 'if_not_done',
      max_bytes: ANSWER_BYTES_MAX,
    });
    if (!answered.ok) return answered;
    if (answered.value.kind !== 'json') return UNAVAILABLE;
    return this.numberIn(answered.value.body.phone_info);
  }

  private numberIn(info: unknown): WechatResult<WechatPhoneNumber> {
    const { purePhoneNumber: phone, countryCode, watermark } = fieldsOf(info);
    if (typeof phone !== 'string' || !/^[0-9]{5,15}$/.test(phone)) return UNAVAILABLE;
    const country = typeof countryCode === 'number' ? String(countryCode) : countryCode;
    if (typeof country !== 'string' || !/^[0-9]{1,4}$/.test(country)) return UNAVAILABLE;
    // A number that WeChat gave to another app is not ours to use.
    if (fieldsOf(watermark).appid !== this.config.appid) return { ok: false, reason: 'misconfigured' };
    return { ok: true, value: { phone, country_code: country } };
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
