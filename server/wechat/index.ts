import { AccessTokens, type WechatClock } from './access-tokens';
import { WechatCodes, type WechatCodesPort } from './wechat.codes';
import { type WechatConfig } from './wechat.config';
import { WechatHttp, type WechatHttpOptions } from './wechat.http';
import { WechatLogin, type WechatLoginPort } from './wechat.login';
import { WechatPhone, type WechatPhonePort } from './wechat.phone';
import { WechatRisk, type WechatRiskPort } from './wechat.risk';
import { WechatSafety, type WechatSafetyPort } from './wechat.safety';
import { WechatShipping, type WechatShippingPort } from './wechat.shipping';

export { AccessTokens } from './access-tokens';
export { WechatCodes } from './wechat.codes';
export { type WechatConfig } from './wechat.config';
export { type WechatHttpOptions } from './wechat.http';
export { WechatLogin, type WechatSession } from './wechat.login';
export { WechatPhone } from './wechat.phone';
export {
  type MessageKeys,
  type MessageQuery,
  messageSignature,
  openHandshake,
  openMessage,
} from './wechat.messages';
export { WechatRisk } from './wechat.risk';

export { VERDICTS, type WechatVerdict } from './wechat.safety';

export { type PickedUp } from './wechat.shipping';

/** WeChat as the rest of the server sees it. Nest provider token. */
export abstract class Wechat {
  abstract readonly login: WechatLoginPort;
  abstract readonly phone: WechatPhonePort;
  abstract readonly codes: WechatCodesPort;
  abstract readonly safety: WechatSafetyPort;
  abstract readonly shipping: WechatShippingPort;
  abstract readonly risk: WechatRiskPort;
}

/** Puts the clients together around one transport and one shared access token. Make one per process. */
export function createWechat(
  config: WechatConfig,
  options: WechatHttpOptions & { readonly clock: WechatClock },
): Wechat {
  const http = new WechatHttp(config, options);
  const tokens = new AccessTokens(http, config, options.clock);
  return {
    login: new WechatLogin(http, config),
    phone: new WechatPhone(http, tokens, config),
    codes: new WechatCodes(http, tokens),
    safety: new WechatSafety(http, tokens),
    shipping: new WechatShipping(http, tokens),
    risk: new WechatRisk(http, tokens, config),
  };
}
