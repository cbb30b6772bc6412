import { isIP } from 'node:net';
import { type Answer, type Asked, json } from '../http';
import { type World } from '../world';
import { bodyOf, checkAccessToken, WechatError } from './answers';

/** 0 sign-up, 1 cheating in promotions, 2 what people publish. */
const SCENES = new Set<unknown>([0, 1, 2]);
const REQUEST_IDS = 1_000_000_000;

/** POST /wxa/getuserriskrank: how risky WeChat takes somebody to be, 0–4; 0 unless the control surface said else. */
export function riskRank(world: World, asked: Asked): Answer {
  checkAccessToken(world, asked);
  const { appid, openid, scene, client_ip: clientIp } = bodyOf(asked);
  for (const text of [appid, openid, clientIp])
    if (typeof text !== 'string' || text === '') throw new WechatError(47001, 'data format error');
  if (!SCENES.has(scene)) throw new WechatError(40129, 'invalid scene');
  if (isIP(String(clientIp)) === 0) throw new WechatError(47001, 'data format error');
  const person = world.people.get(String(openid));
  if (!person) throw new WechatError(40003, 'invalid openid');
  if (appid !== world.setting.appid) throw new WechatError(43104, 'appid not match openid');
  const number = Buffer.from(world.setting.random.bytes(6)).readUIntBE(0, 6);
  return json(200, {
    errcode: 0,
    errmsg: 'getuserriskrank succ',
    risk_rank: world.riskRanks.get(person.openid) ?? 0,
    // spelt so by WeChat
    unoin_id: number % REQUEST_IDS,
  });
}
