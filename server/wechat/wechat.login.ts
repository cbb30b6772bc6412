import { type WechatConfig } from './wechat.config';
import { errorIn, type WechatHttp } from './wechat.http';
import { INVALID_CODE, UNAVAILABLE, type WechatResult } from './wechat.result';

/** Who logged in. `session_key` stays on the server: never in an answer, never in a log. */
export interface WechatSession {
  readonly openid: string;
  /** Only where the app is bound to an open-platform account. */
  readonly unionid?: string;
  readonly session_key: string;
}

/** Tells who is behind a code of wx.login. */
export interface WechatLoginPort {
  exchange(jsCode: string): Promise<WechatResult<WechatSession>>;
}

const PATH = '/sns/jscode2session';
const ANSWER_BYTES_MAX = 16 * 1024;
const CODE = /^[\x21-\x7e]{1,128}$/;

/**
 * code2Session (design/wechat.md 1.1).
 * @rule M1 joining begins with a silent login
 */
export class WechatLogin implements WechatLoginPort {
  constructor(
    private readonly http: WechatHttp,
    private readonly config: WechatConfig,
  ) {}

  /**
   * Exchanges a code of wx.login, which is good once and for five minutes. When the line breaks after the call went
   * out, the code may be spent: it is not sent again, and the answer is `unavailable`; the app logs in anew with a
   * fresh code. A code that turns out to be spent by our own second attempt is `invalid_code`.
   */
  async exchange(jsCode: string): Promise<WechatResult<WechatSession>> {
    if (!CODE.test(jsCode)) return INVALID_CODE;
    const { appid, secret } = this.config;
    const reply = await this.http.call({
      method: 'GET',
      path: PATH,
      query: { appid, secret, js_code: jsCode, grant_type: 'authorization_code' },
      retry: 'if_not_done',
      max_bytes: ANSWER_BYTES_MAX,
    });
    if (reply.kind !== 'json') return UNAVAILABLE;
    const error = errorIn(reply.body);
    if (error) {
      const refusal = this.http.refuse(PATH, error);
      return reply.retried && refusal.reason === 'code_used'
        ? { ...refusal, reason: 'invalid_code' }
        : refusal;
    }
    return sessionIn(reply.body);
  }
}

function sessionIn(body: Readonly<Record<string, unknown>>): WechatResult<WechatSession> {
  const { openid, unionid, session_key: sessionKey } = body;
  if (typeof openid !== 'string' || openid === '') return UNAVAILABLE;
  if (typeof sessionKey !== 'string' || sessionKey === '') return UNAVAILABLE;
  const bound = typeof unionid === 'string' && unionid !== '' ? { unionid } : {};
  return { ok: true, value: { openid, ...bound, session_key: sessionKey } };
}
