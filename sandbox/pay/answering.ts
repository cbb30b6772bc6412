import { type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type FaultWish } from '../faults';
import { type Answer, type Asked, writeAnswer } from '../http';
import { hex } from '../text';
import { BAD_GATEWAY } from '../wechat/answering';
import { type World } from '../world';
import { checkAuthorization } from './authorization';
import { catchUp } from './due';
import { signedHeaders } from './notices';
import { type PayFaultKind } from './faults';
import { type PayWorld } from './pay-world';
import { paramError, PayRefusal, refusalAnswer } from './refusals';
import { type PayRoute, payRoute } from './routes';

const SERIAL_HEADER = 'wechatpay-serial';

type Match = { readonly route: PayRoute; readonly name: string } | undefined;

function refusalOf(fault: PayFaultKind | undefined): PayRefusal | undefined {
  if (fault === 'busy') return new PayRefusal(500, 'SYSTEM_ERROR', '系统异常，请稍后重试');
  if (fault === 'rate_limited') return new PayRefusal(429, 'FREQUENCY_LIMITED', '请求过于频繁', 268447840);
  if (fault === 'not_enough') return new PayRefusal(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起');
  return undefined;
}

/** The key to answer with, by what the caller asks for; without a word it is the certificate of old. */
function wantsOld(world: PayWorld, asked: Asked): boolean {
  const serial = asked.headers[SERIAL_HEADER];
  if (serial === undefined || serial === world.keys.certificate.serial) return true;
  if (serial !== world.keys.current.serial) throw paramError('Wechatpay-Serial 有误');
  return false;
}

function carryOut(world: PayWorld, asked: Asked, match: Match, fault: PayFaultKind | undefined): Answer {
  checkAuthorization(world, asked);
  if (!match) throw new PayRefusal(404, 'RESOURCE_NOT_EXISTS', '接口不存在');
  const refused = refusalOf(fault);
  if (refused) throw refused;
  catchUp(world);
  return match.route.handle(world, asked, match.name);
}

function requestId(world: PayWorld, tail: number): string {
  return `08${hex(world.random, 16).toUpperCase()}-${tail}`;
}

/** One blank more, within the packing if it is packed. */
function tamperedWith(body: string | Buffer): string | Buffer {
  if (typeof body === 'string') return `${body} `;
  const isPacked = body[0] === 0x1f && body[1] === 0x8b;
  return isPacked ? gzipSync(Buffer.concat([gunzipSync(body), Buffer.from(' ')])) : `${body.toString()} `;
}

/** The whole answer, refusals too, with Request-Id and signature. */
function signedAnswer(world: PayWorld, asked: Asked, match: Match, fault: PayFaultKind | undefined): Answer {
  let isOld = false;
  let tail = 0;
  let answer: Answer;
  try {
    isOld = wantsOld(world, asked);
    answer = carryOut(world, asked, match, fault);
  } catch (error) {
    if (!(error instanceof PayRefusal)) throw error;
    tail = error.tail;
    answer = refusalAnswer(error);
  }
  const base = { 'request-id': requestId(world, tail) };
  const unsigned = fault === 'unsigned' || (match?.route.isUnsigned === true && answer.status === 200);
  const signature = unsigned ? {} : signedHeaders(world, answer.body, fault ?? null, isOld);
  const body = fault === 'tampered' ? tamperedWith(answer.body) : answer.body;
  return { ...answer, headers: { ...base, ...signature }, body };
}

/** The answer under a fault; `no_answer` leaves the caller waiting, `cut` ends the line. */
async function misbehave(
  world: PayWorld,
  asked: Asked,
  match: Match,
  fault: FaultWish<PayFaultKind> | undefined,
  closing: AbortSignal,
): Promise<Answer | 'no_answer' | 'cut'> {
  if (fault?.kind === '5xx') return BAD_GATEWAY;
  if (fault?.kind === 'hang') return 'no_answer';
  if (fault?.kind === 'slow') await wait(fault.delay_ms, undefined, { signal: closing, ref: false });
  const answer = signedAnswer(world, asked, match, fault?.kind);
  return fault?.kind === 'drop' ? 'cut' : answer;
}

/** Answers one call of WeChat Pay's, with the fault that waits for it, and puts it on record. */
export async function answerPay(
  world: World,
  asked: Asked,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<void> {
  const match = payRoute(asked.method, asked.path);
  const fault = match && world.pay.faults.take(match.route.path);
  const recorded = world.calls.record({
    at: world.setting.clock.now(),
    method: asked.method,
    path: match?.route.path ?? asked.path,
    query: asked.query,
    body: asked.body,
    fault: fault?.kind ?? null,
  });
  const answer = await misbehave(world.pay, asked, match, fault, closing);
  if (answer === 'no_answer') return;
  if (answer === 'cut') {
    response.destroy();
    return;
  }
  recorded.status = answer.status;
  writeAnswer(response, answer);
}
