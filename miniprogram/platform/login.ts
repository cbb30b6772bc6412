import Taro from '@tarojs/taro';
import { persona } from './browser';
import { IN_WECHAT, PREVIEW_ROOT } from './env';
import { send } from './request';
import { TransportError } from './wire';

const LOGIN_TIMEOUT_MS = 10_000;

/**
 * A fresh single-use login code: from WeChat, or in the preview from our own development server, which asks its
 * sandbox for the demo person of this frame.
 * @throws TransportError when nobody answers
 */
export async function loginCode(): Promise<string> {
  if (IN_WECHAT) return (await Taro.login()).code;
  const answer = await send({
    method: 'GET',
    url: `${PREVIEW_ROOT}/preview/session?as=${encodeURIComponent(persona ?? '')}`,
    headers: {},
    timeout_ms: LOGIN_TIMEOUT_MS,
  });
  const body = answer.body as { js_code?: unknown } | null;
  if (answer.status !== 200 || typeof body?.js_code !== 'string') throw new TransportError('network');
  return body.js_code;
}
