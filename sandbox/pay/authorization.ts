import { verify } from 'node:crypto';
import { type Asked } from '../http';
import { type PayWorld } from './pay-world';
import { PayRefusal } from './refusals';

const SCHEME = 'WECHATPAY2-SHA256-RSA2048 ';
const PARTS = ['mchid', 'nonce_str', 'serial_no', 'signature', 'timestamp'] as const;
const SKEW_S_MAX = 300;
const SIGN_ERROR_TAIL = 268443699;

function signError(message: string): PayRefusal {
  return new PayRefusal(401, 'SIGN_ERROR', message, SIGN_ERROR_TAIL);
}

/** `name="value"` five times, each once, in any order. */
function partsOf(header: string): Record<(typeof PARTS)[number], string> {
  if (!header.startsWith(SCHEME)) throw signError('Authorization 头格式错误');
  const pieces = header.slice(SCHEME.length).split(',');
  const found = pieces.map((piece) => /^ ?([a-z_]+)="([^"]*)"$/.exec(piece));
  const parts = new Map(found.map((match) => [match?.[1], match?.[2]]));
  const read = (name: string): string => {
    const value = parts.get(name);
    if (value === undefined || pieces.length !== PARTS.length) throw signError('Authorization 头不完整');
    return value;
  };
  return {
    mchid: read('mchid'),
    nonce_str: read('nonce_str'),
    serial_no: read('serial_no'),
    signature: read('signature'),
    timestamp: read('timestamp'),
  };
}

/** Refuses with 401 SIGN_ERROR whatever this merchant has not signed with its key in the last five minutes. */
export function checkAuthorization(world: PayWorld, asked: Asked): void {
  const { authorization } = asked.headers;
  if (typeof authorization !== 'string') throw signError('缺少 Authorization 头');
  const parts = partsOf(authorization);
  if (parts.mchid !== world.mchid) throw signError('商户号错误');
  if (parts.serial_no !== world.keys.merchantSerial) throw signError('商户证书序列号有误');
  if (!/^[0-9A-Za-z]{16,32}$/.test(parts.nonce_str)) throw signError('随机串不符合规则');
  const age = Math.floor(world.clock.now() / 1000) - Number(parts.timestamp);
  if (!/^\d{10}$/.test(parts.timestamp) || Math.abs(age) > SKEW_S_MAX)
    throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  const text = [asked.method, asked.target, parts.timestamp, parts.nonce_str, asked.body, ''].join('\n');
  const signature = Buffer.from(parts.signature, 'base64');
  if (!verify('RSA-SHA256', Buffer.from(text), world.keys.merchant.publicKey, signature))
    throw signError('签名错误');
}
