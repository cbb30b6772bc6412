import type { WechatLoginAnswer } from '@shared/contract';
import { phoneNow, sleep } from '@/platform/clock';
import { fraction, newKey } from '@/platform/chance';
import { API_ROOT } from '@/platform/env';
import { BROWSE_ONLY } from '@/platform/launch';
import { loginCode } from '@/platform/login';
import { send as sendRequest } from '@/platform/request';
import { storage } from '@/platform/storage';
import { t } from '@/texts';
import { ApiError } from './api-error';
import { createCall, type Call } from './call';
import { EventFeed } from './event-feed';
import { PendingKeys } from './pending-keys';
import { ServerClock } from './server-clock';
import { Session } from './session';
import { contradicts } from './standing';

/** The one set of services of this app, wired to the phone. */
export const serverClock = new ServerClock(phoneNow, storage);

/** Logs in silently; seen from Moments nobody can. */
async function login(): Promise<WechatLoginAnswer> {
  if (BROWSE_ONLY) {
    throw new ApiError('browse_only', t.errors.browseOnly, { status: 0, retryable: false, unknown: false });
  }
  return call('POST /auth/wechat', { body: { js_code: await loginCode() }, attempts: 1 });
}

export const session: Session = new Session({
  store: storage,
  now: () => serverClock.now(),
  login,
});

const send: Call = createCall({
  root: API_ROOT,
  send: sendRequest,
  session,
  keys: new PendingKeys(storage, newKey, phoneNow),
  clock: serverClock,
  phoneNow,
  sleep,
  chance: fraction,
  language: t.language,
  words: t.errors,
});

/** The one door to the server (see createCall). A refusal that shows us wrong about the person renews the session. */
export const call: Call = async (route, ...rest) => {
  try {
    return await send(route, ...rest);
  } catch (error) {
    if (error instanceof ApiError && contradicts(error.code, session.current())) {
      session.renew().catch(() => undefined);
    }
    throw error;
  }
};

const POLL_WAIT_MS = 20_000;

export const feed = new EventFeed({
  phoneNow,
  sleep,
  poll: async (after) =>
    call('GET /me/events', {
      query: after === null ? {} : { after, wait_ms: POLL_WAIT_MS },
      timeout_ms: POLL_WAIT_MS + 10_000,
      attempts: 1,
    }),
});
