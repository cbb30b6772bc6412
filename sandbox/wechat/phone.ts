import { type Answer, type Asked, json } from '../http';
import { type World } from '../world';
import { bodyOf, checkAccessToken, WechatError } from './answers';

/** getUserPhoneNumber: calls per person and minute. */
export const PHONES_PER_MINUTE = 100;

const CHINA = '86';
const SECOND_MS = 1000;

/** POST /wxa/business/getuserphonenumber: a code of the phone button, once, for the number. */
export function phoneNumber(world: World, asked: Asked): Answer {
  checkAccessToken(world, asked);
  const body = bodyOf(asked);
  if (typeof body.code !== 'string' || body.code === '') throw new WechatError(41008, 'missing code');
  const owner = world.phoneCodes.peek(body.code)?.openid;
  if (owner !== undefined && !world.rates.allow(`phone ${owner}`, PHONES_PER_MINUTE))
    throw new WechatError(45011, 'api minute-quota reach limit, please retry later');
  if (owner !== undefined && body.openid !== undefined && body.openid !== owner)
    throw new WechatError(40003, 'invalid openid');
  const taken = world.phoneCodes.take(body.code);
  // Here WeChat calls a used code invalid, unlike at login.
  if (taken.state !== 'good') throw new WechatError(40029, 'invalid code');
  const { pure, country_code: countryCode } = taken.content;
  const { appid, clock } = world.setting;
  return json(200, {
    errcode: 0,
    errmsg: 'ok',
    phone_info: {
      phoneNumber: countryCode === CHINA ? pure : `+${countryCode}${pure}`,
      purePhoneNumber: pure,
      countryCode,
      watermark: { timestamp: Math.floor(clock.now() / SECOND_MS), appid },
    },
  });
}
