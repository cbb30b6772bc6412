import { type Answer, type Asked, json, parseObject } from '../http';
import { type World } from '../world';
import { hex } from '../text';

/** WeChat's way of saying no: HTTP 200 with an errcode. */
export class WechatError extends Error {
  constructor(
    readonly errcode: number,
    readonly errmsg: string,
  ) {
    super(`${errcode} ${errmsg}`);
  }
}

/** One call that the sandbox understands. Throws WechatError for a refusal. */
export type WechatHandler = (world: World, asked: Asked) => Answer;

const SECOND_MS = 1000;

/** The request id that WeChat's support asks for: seconds, then noise, in hexadecimal. */
function requestId(world: World): string {
  const seconds = Math.floor(world.setting.clock.now() / SECOND_MS).toString(16);
  return `${seconds}-${hex(world.setting.random, 4)}-${hex(world.setting.random, 4)}`;
}

/** The answer for a refusal, with its request id in the text as WeChat puts it. */
export function refusal(world: World, errcode: number, errmsg: string): Answer {
  return { ...json(200, { errcode, errmsg: `${errmsg} rid: ${requestId(world)}` }), errcode };
}

/** The JSON object of the body. Refuses an empty one (44002) and anything else, forms too (47001). */
export function bodyOf(asked: Asked): Record<string, unknown> {
  if (asked.body.trim() === '') throw new WechatError(44002, 'empty post data');
  const body = parseObject(asked.body);
  if (!body) throw new WechatError(47001, 'data format error');
  return body;
}

/** Checks the mini-program's credentials as WeChat does, one after the other. */
export function checkCredentials(world: World, appid: unknown, secret: unknown): void {
  if (appid === null || appid === undefined || appid === '') throw new WechatError(41002, 'appid missing');
  if (appid !== world.setting.appid) throw new WechatError(40013, 'invalid appid');
  if (secret === null || secret === undefined || secret === '')
    throw new WechatError(41004, 'appsecret missing');
  if (secret !== world.setting.secret) throw new WechatError(40125, 'invalid appsecret');
}

/** Checks the access token in the address. */
export function checkAccessToken(world: World, asked: Asked): void {
  const token = asked.query.get('access_token');
  if (token === null || token === '') throw new WechatError(41001, 'access_token missing');
  const state = world.tokens.check(token);
  if (state === 'expired') throw new WechatError(42001, 'access_token expired');
  if (state === 'invalid')
    throw new WechatError(40001, 'invalid credential, access_token is invalid or not latest');
}
