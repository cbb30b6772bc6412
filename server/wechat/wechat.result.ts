/**
 * Why WeChat, or the way to it, said no.
 * - `invalid_code`: never issued, expired, or spent in an attempt of ours whose answer was lost → log in again
 * - `code_used`: somebody has used this code already → log in again
 * - `rate_limited`: too many calls → wait
 * - `risk_blocked`: WeChat takes this person for a risk → this login is closed to them
 * - `unavailable`: busy, broken, too slow, or an answer that makes no sense → try again later
 * - `misconfigured`: credentials, permissions or an unpublished page → an operator must act
 */
export type WechatRefusalReason =
  'invalid_code' | 'code_used' | 'rate_limited' | 'risk_blocked' | 'unavailable' | 'misconfigured';

/** A refusal that was to be expected. `errcode` and `rid` (for WeChat's support) where WeChat gave them. */
export interface WechatRefusal {
  readonly ok: false;
  readonly reason: WechatRefusalReason;
  readonly errcode?: number;
  readonly rid?: string;
}

/** What every client answers: the value, or why there is none. Nothing that can be expected is thrown. */
export type WechatResult<Value> = { readonly ok: true; readonly value: Value } | WechatRefusal;

/** errcodes with a meaning of their own; every other one is `unavailable`. */
const REASONS: ReadonlyMap<number, WechatRefusalReason> = new Map<number, WechatRefusalReason>([
  [40029, 'invalid_code'],
  [40163, 'code_used'],
  [45009, 'rate_limited'],
  [45011, 'rate_limited'],
  [40226, 'risk_blocked'],
  [40002, 'misconfigured'], // grant_type
  [40013, 'misconfigured'], // appid
  [40066, 'misconfigured'], // address
  [40097, 'misconfigured'], // argument
  [40125, 'misconfigured'], // secret
  [40164, 'misconfigured'], // our address is not on the list of allowed ones
  [40169, 'misconfigured'], // scene
  [41002, 'misconfigured'], // appid missing
  [41004, 'misconfigured'], // secret missing
  [41030, 'misconfigured'], // page not published
  [43001, 'misconfigured'], // method
  [43002, 'misconfigured'], // method
  [48001, 'misconfigured'], // permission for this interface
]);

const REQUEST_ID = /rid: ?([0-9A-Za-z-]{1,64})/;

/** The refusal for an errcode and its text. */
export function refusalOf(errcode: number, errmsg: string): WechatRefusal {
  const rid = REQUEST_ID.exec(errmsg)?.[1];
  const reason = REASONS.get(errcode) ?? 'unavailable';
  return { ok: false, reason, errcode, ...(rid === undefined ? {} : { rid }) };
}

/** The refusal for no answer, or for one that makes no sense. */
export const UNAVAILABLE: WechatRefusal = { ok: false, reason: 'unavailable' };

/** The refusal for a code that cannot be one, and for one spent in an attempt whose answer was lost. */
export const INVALID_CODE: WechatRefusal = { ok: false, reason: 'invalid_code' };
