import Taro from '@tarojs/taro';
import { TransportError, type WireAnswer, type WireRequest } from './wire';

function isTimeout(error: unknown): boolean {
  const text =
    typeof error === 'object' && error !== null && 'errMsg' in error ? String(error.errMsg) : String(error);
  return /time.?out|abort/i.test(text);
}

/**
 * Sends one request and gives the answer whatever its status.
 * A request without a body names no content type: the server refuses an empty body that calls itself JSON.
 * @throws TransportError when no answer came
 */
export async function send(request: WireRequest): Promise<WireAnswer> {
  const header: Record<string, string> = { ...request.headers };
  if (request.body !== undefined) header['content-type'] = 'application/json';
  try {
    const answer = await Taro.request<unknown>({
      url: request.url,
      method: request.method,
      header,
      timeout: request.timeout_ms,
      ...(request.body === undefined ? {} : { data: JSON.stringify(request.body) }),
    });
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(answer.header)) {
      headers[name.toLowerCase()] = String(value);
    }
    return { status: answer.statusCode, headers, body: answer.data };
  } catch (error) {
    throw new TransportError(isTimeout(error) ? 'timeout' : 'network');
  }
}
