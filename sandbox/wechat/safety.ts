import { type Answer, type Asked, json, parseAddress } from '../http';
import { LABELS, type Suggestion } from '../media-checks';
import { hex } from '../text';
import { type World } from '../world';
import { bodyOf, checkAccessToken, WechatError } from './answers';

/** msg_sec_check and media_check_async: calls of one mini-program in a minute. */
export const TEXT_CHECKS_PER_MINUTE = 4000;
export const MEDIA_CHECKS_PER_MINUTE = 2000;

/** Words that stand for what WeChat would not let pass. */
export const WORDS: readonly (readonly [word: string, suggest: Suggestion])[] = [
  ['违规', 'risky'],
  ['待审', 'review'],
];

const CONTENT_MAX = 2500;
const SCENES = new Set<unknown>([1, 2, 3, 4]);
const MEDIA_TYPES = new Set<unknown>([1, 2]);
const PROFILE = 1;

type Body = Record<string, unknown>;

/** What both calls want: version 2, a scene, and somebody who has opened the app. */
function openidOf(world: World, body: Body): string {
  if (body.version !== 2) throw new WechatError(44991, 'invalid version');
  if (!SCENES.has(body.scene)) throw new WechatError(40129, 'invalid scene');
  const person = typeof body.openid === 'string' ? world.people.get(body.openid) : undefined;
  if (!person) throw new WechatError(40003, 'invalid openid');
  return person.openid;
}

/** POST /wxa/msg_sec_check: what WeChat makes of a text, at once. */
export function textCheck(world: World, asked: Asked): Answer {
  checkAccessToken(world, asked);
  const body = bodyOf(asked);
  openidOf(world, body);
  const texts = ['content', 'title', 'nickname', 'signature'].map((name) => textOf(body, name));
  if (texts[0] === '') throw new WechatError(44004, 'empty content');
  if (texts.some((text) => text.length > CONTENT_MAX))
    throw new WechatError(45002, 'content size out of limit');
  if (body.signature !== undefined && body.scene !== PROFILE) throw new WechatError(40129, 'invalid scene');
  if (!world.rates.allow('text_check', TEXT_CHECKS_PER_MINUTE))
    throw new WechatError(45009, 'reach max api daily quota limit');
  const found = WORDS.find(([word]) => texts.some((text) => text.includes(word)));
  const suggest = found?.[1] ?? 'pass';
  const result = { suggest, label: LABELS[suggest] };
  return json(200, {
    errcode: 0,
    errmsg: 'ok',
    trace_id: traceId(world),
    result,
    detail: [
      {
        strategy: found ? 'keyword' : 'content_model',
        errcode: 0,
        ...result,
        ...(found ? { level: 20, keyword: found[0] } : { prob: 90 }),
      },
    ],
  });
}

function textOf(body: Body, name: string): string {
  const value = body[name] ?? '';
  if (typeof value !== 'string') throw new WechatError(47001, 'data format error');
  return value;
}

/** POST /wxa/media_check_async: takes the address of a picture or sound; the verdict comes by a push. */
export function mediaCheck(world: World, asked: Asked): Answer {
  checkAccessToken(world, asked);
  const body = bodyOf(asked);
  const openid = openidOf(world, body);
  if (!MEDIA_TYPES.has(body.media_type)) throw new WechatError(40004, 'invalid media type');
  const url = textOf(body, 'media_url');
  const address = parseAddress(url);
  if (!address || !/^https?:$/.test(address.protocol)) throw new WechatError(40066, 'invalid url');
  if (!world.rates.allow('media_check', MEDIA_CHECKS_PER_MINUTE))
    throw new WechatError(45009, 'reach max api daily quota limit');
  const id = traceId(world);
  world.checks.begin({ trace_id: id, openid, url });
  return json(200, { errcode: 0, errmsg: 'ok', trace_id: id });
}

function traceId(world: World): string {
  const noise = () => hex(world.setting.random, 8);
  return `${noise()}-${noise()}`;
}
