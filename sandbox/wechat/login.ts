import { type Answer, type Asked } from '../http';
import { type World } from '../world';
import { checkCredentials, WechatError } from './answers';

/** code2Session: calls per person and minute. */
export const LOGINS_PER_MINUTE = 100;

const SESSION_KEY_BYTES = 16;

/**
 * GET /sns/jscode2session: a code of wx.login, once, for openid, session_key and, where bound, unionid.
 * The answer is JSON in a text/plain wrapping, as the real one.
 */
export function codeToSession(world: World, asked: Asked): Answer {
  checkCredentials(world, asked.query.get('appid'), asked.query.get('secret'));
  if (asked.query.get('grant_type') !== 'authorization_code')
    throw new WechatError(40002, 'invalid grant_type');
  const code = asked.query.get('js_code');
  if (code === null || code === '') throw new WechatError(41008, 'missing code');
  const openid = world.loginCodes.peek(code);
  if (openid !== undefined && !world.rates.allow(`login ${openid}`, LOGINS_PER_MINUTE))
    throw new WechatError(45011, 'api minute-quota reach limit, please retry later');
  const taken = world.loginCodes.take(code);
  if (taken.state === 'used') throw new WechatError(40163, 'code been used');
  const person = taken.state === 'good' ? world.people.get(taken.content) : undefined;
  if (!person) throw new WechatError(40029, 'invalid code');
  const sessionKey = Buffer.from(world.setting.random.bytes(SESSION_KEY_BYTES)).toString('base64');
  const session = {
    session_key: sessionKey,
    openid: person.openid,
    ...(person.unionid === null ? {} : { unionid: person.unionid }),
  };
  return { status: 200, contentType: 'text/plain', body: JSON.stringify(session) };
}
