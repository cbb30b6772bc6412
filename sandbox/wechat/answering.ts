import { type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type FaultWish } from '../faults';
import { type Answer, type Asked, writeAnswer } from '../http';
import { type World } from '../world';
import { refusal, WechatError } from './answers';
import { WECHAT_ROUTES, type WechatRoute } from './routes';

/** What a gateway in front says when nobody answers behind it. */
export const BAD_GATEWAY: Answer = {
  status: 502,
  contentType: 'text/html',
  body: '<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>\n',
};

function carryOut(world: World, asked: Asked, route: WechatRoute | undefined): Answer {
  if (!route) return refusal(world, 40066, 'invalid url');
  if (asked.method !== route.method) {
    const errcode = route.method === 'GET' ? 43001 : 43002;
    return refusal(world, errcode, `require ${route.method} method`);
  }
  try {
    return route.handle(world, asked);
  } catch (error) {
    if (error instanceof WechatError) return refusal(world, error.errcode, error.errmsg);
    throw error;
  }
}

/** Lets the access token that came with this call expire, then carries the call out. */
function carryOutExpired(world: World, asked: Asked, route: WechatRoute): Answer {
  const token = asked.query.get('access_token');
  if (token !== null) world.tokens.expire(token);
  return carryOut(world, asked, route);
}

/** The answer under a fault; `no_answer` leaves the caller waiting, `cut` ends the line. */
async function misbehave(
  world: World,
  asked: Asked,
  route: WechatRoute,
  fault: FaultWish,
  closing: AbortSignal,
): Promise<Answer | 'no_answer' | 'cut'> {
  switch (fault.kind) {
    case 'slow':
      await wait(fault.delay_ms, undefined, { signal: closing, ref: false });
      return carryOut(world, asked, route);
    case '5xx':
      return BAD_GATEWAY;
    case 'busy':
      return refusal(world, -1, 'system error');
    case 'rate_limited':
      return refusal(world, route.rateLimited.errcode, route.rateLimited.errmsg);
    case 'risk_blocked':
      return refusal(world, 40226, 'code blocked');
    case 'not_opened':
      return refusal(world, 61010, 'code is expired');
    case 'expired_token':
      return carryOutExpired(world, asked, route);
    case 'hang':
      return 'no_answer';
    case 'drop':
      carryOut(world, asked, route);
      return 'cut';
  }
}

/** Answers one call of WeChat's, with the fault that waits for it, and puts it on record. */
export async function answerWechat(
  world: World,
  asked: Asked,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const route = WECHAT_ROUTES.get(asked.path);
  const fault = route ? world.faults.take(asked.path) : undefined;
  const recorded = world.calls.record({
    at: world.setting.clock.now(),
    method: asked.method,
    path: asked.path,
    query: asked.query,
    body: asked.body,
    fault: fault?.kind ?? null,
  });
  const answer =
    route && fault ? await misbehave(world, asked, route, fault, closing) : carryOut(world, asked, route);
  if (answer === 'no_answer') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  recorded.status = answer.status;
  recorded.errcode = answer.errcode ?? null;
  writeAnswer(response, answer);
}
