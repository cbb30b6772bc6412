import { type AccessTokens } from './access-tokens';
import { callWithToken } from './wechat.authorized';
import { type WechatHttp } from './wechat.http';
import { UNAVAILABLE, type WechatResult } from './wechat.result';

/** What WeChat makes of something; `review` wants a person to look at it. */
export const VERDICTS = ['pass', 'review', 'risky'] as const;
export type WechatVerdict = (typeof VERDICTS)[number];

/** A picture to be checked. WeChat fetches it, so the address must be open to everybody for some minutes. */
export interface PictureToCheck {
  readonly openid: string;
  readonly url: string;
}

/** WeChat's content check of what members say and show of themselves. */
export interface WechatSafetyPort {
  /** What WeChat makes of a nickname, at once. */
  nickname(openid: string, nickname: string): Promise<WechatResult<WechatVerdict>>;
  /** Asks for a check of a picture; the answer is the trace_id under which the verdict will be pushed. */
  picture(picture: PictureToCheck): Promise<WechatResult<string>>;
}

const TEXT_PATH = '/wxa/msg_sec_check';
const MEDIA_PATH = '/wxa/media_check_async';
const VERSION = 2;
/** 资料: what somebody writes into their profile. */
const PROFILE_SCENE = 1;
const PICTURE = 2;
const ANSWER_BYTES_MAX = 64 * 1024;
const TRACE_ID = /^[\x21-\x7e]{1,64}$/;

/** The verdict of a `suggest`, or null for a word that is none. */
export function verdictOf(suggest: unknown): WechatVerdict | null {
  return VERDICTS.find((verdict) => verdict === suggest) ?? null;
}

/**
 * msg_sec_check and media_check_async, version 2 (design/wechat.md 1.4). Checking twice does no harm but costs quota.
 * @rule M6a
 */
export class WechatSafety implements WechatSafetyPort {
  constructor(
    private readonly http: WechatHttp,
    private readonly tokens: AccessTokens,
  ) {}

  /** Also `unavailable` for 61010: WeChat checks only for people who opened the app within the last two hours. */
  async nickname(openid: string, nickname: string): Promise<WechatResult<WechatVerdict>> {
    const body = await this.ask(TEXT_PATH, { openid, scene: PROFILE_SCENE, content: nickname, nickname });
    if (!body.ok) return body;
    const verdict = verdictOf(fieldOf(body.value.result, 'suggest'));
    return verdict === null ? UNAVAILABLE : { ok: true, value: verdict };
  }

  async picture({ openid, url }: PictureToCheck): Promise<WechatResult<string>> {
    const body = await this.ask(MEDIA_PATH, {
      openid,
      scene: PROFILE_SCENE,
      media_url: url,
      media_type: PICTURE,
    });
    if (!body.ok) return body;
    const { trace_id: traceId } = body.value;
    if (typeof traceId !== 'string' || !TRACE_ID.test(traceId)) return UNAVAILABLE;
    return { ok: true, value: traceId };
  }

  private async ask(
    path: string,
    body: Readonly<Record<string, unknown>>,
  ): Promise<WechatResult<Readonly<Record<string, unknown>>>> {
    const answered = await callWithToken(this.http, this.tokens, {
      method: 'POST',
      path,
      body: { version: VERSION, ...body },
      retry: 'always',
      max_bytes: ANSWER_BYTES_MAX,
    });
    if (!answered.ok) return answered;
    return answered.value.kind === 'json' ? { ok: true, value: answered.value.body } : UNAVAILABLE;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
