import { type AccessTokens } from './access-tokens';
import { errorIn, type WechatHttp, type WechatReply, type WechatRequest } from './wechat.http';
import { UNAVAILABLE, type WechatResult } from './wechat.result';

/** The token is not (any more) good: wrong or not the latest, wrong, expired. */
const TOKEN_REFUSED = new Set([40001, 40014, 42001]);

type Answered = Exclude<WechatReply, { kind: 'nothing' }>;

/**
 * Calls with the shared access token. A refused token is renewed once and the call made once more (which is safe
 * even for single-use codes: WeChat looks at the token first). Answers only success; every errcode is a refusal.
 */
export async function callWithToken(
  http: WechatHttp,
  tokens: AccessTokens,
  request: WechatRequest,
): Promise<WechatResult<Answered>> {
  const token = await tokens.get();
  if (!token.ok) return token;
  const first = await callOnce(http, request, token.value);
  if (first.ok || first.errcode === undefined || !TOKEN_REFUSED.has(first.errcode)) return first;
  const renewed = await tokens.renew(token.value);
  if (!renewed.ok) return renewed;
  return callOnce(http, request, renewed.value);
}

async function callOnce(
  http: WechatHttp,
  request: WechatRequest,
  token: string,
): Promise<WechatResult<Answered>> {
  const reply = await http.call({ ...request, query: { ...request.query, access_token: token } });
  if (reply.kind === 'nothing') return UNAVAILABLE;
  const error = reply.kind === 'json' ? errorIn(reply.body) : undefined;
  return error ? http.refuse(request.path, error) : { ok: true, value: reply };
}
