import { type Answer, type Asked, json } from '../http';
import { type World } from '../world';
import { bodyOf, checkCredentials, WechatError } from './answers';

/** Token calls of one mini-program in a minute. */
export const TOKEN_CALLS_PER_MINUTE = 10_000;

/** POST /cgi-bin/stable_token: the shared token, or by force a new one. */
export function stableToken(world: World, asked: Asked): Answer {
  const body = bodyOf(asked);
  if (body.grant_type !== 'client_credential') throw new WechatError(40002, 'invalid grant_type');
  checkCredentials(world, body.appid, body.secret);
  const force = body.force_refresh ?? false;
  if (typeof force !== 'boolean') throw new WechatError(47001, 'data format error');
  if (!world.rates.allow('stable_token', TOKEN_CALLS_PER_MINUTE))
    throw new WechatError(45011, 'api minute-quota reach limit, please retry later');
  if (!force) return json(200, world.tokens.stableToken());
  const forced = world.tokens.forcedToken();
  if (forced === 'too_soon') throw new WechatError(45011, 'api minute-quota reach limit, please retry later');
  if (forced === 'daily_quota') throw new WechatError(45009, 'reach max api daily quota limit');
  return json(200, forced);
}

/** GET /cgi-bin/token: the old call, which kills the token it gave before. */
export function plainToken(world: World, asked: Asked): Answer {
  if (asked.query.get('grant_type') !== 'client_credential')
    throw new WechatError(40002, 'invalid grant_type');
  checkCredentials(world, asked.query.get('appid'), asked.query.get('secret'));
  return json(200, world.tokens.plainToken());
}
