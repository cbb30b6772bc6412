import { type WechatHandler } from './answers';
import { codeToSession } from './login';
import { phoneNumber } from './phone';
import { unlimitedCode } from './qrcode';
import { riskRank } from './risk';
import { mediaCheck, textCheck } from './safety';
import { uploadShipping } from './shipping';
import { plainToken, stableToken } from './token';

/** One call of WeChat's: its only method, what carries it out, and how it says that there were too many. */
export interface WechatRoute {
  readonly method: 'GET' | 'POST';
  readonly handle: WechatHandler;
  readonly rateLimited: { readonly errcode: number; readonly errmsg: string };
}

const BY_MINUTE = { errcode: 45011, errmsg: 'api minute-quota reach limit, please retry later' };
const BY_DAY = { errcode: 45009, errmsg: 'reach max api daily quota limit' };

/** Everything of api.weixin.qq.com that the sandbox speaks. */
export const WECHAT_ROUTES: ReadonlyMap<string, WechatRoute> = new Map<string, WechatRoute>([
  ['/sns/jscode2session', { method: 'GET', handle: codeToSession, rateLimited: BY_MINUTE }],
  ['/cgi-bin/stable_token', { method: 'POST', handle: stableToken, rateLimited: BY_MINUTE }],
  ['/cgi-bin/token', { method: 'GET', handle: plainToken, rateLimited: BY_DAY }],
  ['/wxa/business/getuserphonenumber', { method: 'POST', handle: phoneNumber, rateLimited: BY_MINUTE }],
  ['/wxa/getwxacodeunlimit', { method: 'POST', handle: unlimitedCode, rateLimited: BY_DAY }],
  ['/wxa/msg_sec_check', { method: 'POST', handle: textCheck, rateLimited: BY_DAY }],
  ['/wxa/sec/order/upload_shipping_info', { method: 'POST', handle: uploadShipping, rateLimited: BY_DAY }],
  ['/wxa/getuserriskrank', { method: 'POST', handle: riskRank, rateLimited: BY_DAY }],
  ['/wxa/media_check_async', { method: 'POST', handle: mediaCheck, rateLimited: BY_DAY }],
]);
