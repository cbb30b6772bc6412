import { type AccessTokens } from './access-tokens';
import { callWithToken } from './wechat.authorized';
import { type WechatConfig } from './wechat.config';
import { type WechatHttp } from './wechat.http';
import { UNAVAILABLE, type WechatResult } from './wechat.result';

/** Whose risk is asked for, and from where they come. The address goes to WeChat and nowhere else. */
export interface RiskQuery {
  readonly openid: string;
  readonly client_ip: string;
}

/** WeChat's word on how likely somebody is not who they seem. */
export interface WechatRiskPort {
  /** 0 (no risk) to 4; waits a second and a half at most. */
  rank(query: RiskQuery): Promise<WechatResult<number>>;
}

const PATH = '/wxa/getuserriskrank';
/** 营销作弊: somebody after rewards. */
const MARKETING_SCENE = 1;
const RANK_MAX = 4;
const DEADLINE_MS = 1_500;
const ANSWER_BYTES_MAX = 16 * 1024;

/**
 * getUserRiskRank. It knows only people who opened the app within the last two hours (61010 for others). Nothing
 * waits for it: whoever asks goes on without an answer.
 * @rule R7
 */
export class WechatRisk implements WechatRiskPort {
  constructor(
    private readonly http: WechatHttp,
    private readonly tokens: AccessTokens,
    private readonly config: WechatConfig,
  ) {}

  /** `unavailable` also when WeChat takes longer than the deadline, token included. */
  async rank(query: RiskQuery): Promise<WechatResult<number>> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const late = new Promise<WechatResult<number>>((resolve) => {
      signal.addEventListener('abort', () => resolve(UNAVAILABLE), { once: true });
    });
    return Promise.race([this.ask(query), late]);
  }

  private async ask({ openid, client_ip: clientIp }: RiskQuery): Promise<WechatResult<number>> {
    const answered = await callWithToken(this.http, this.tokens, {
      method: 'POST',
      path: PATH,
      body: { appid: this.config.appid, openid, scene: MARKETING_SCENE, client_ip: clientIp },
      // no use trying for longer than anybody waits
      retry: 'if_not_done',
      max_bytes: ANSWER_BYTES_MAX,
    });
    if (!answered.ok) return answered;
    const rank = answered.value.kind === 'json' ? answered.value.body.risk_rank : undefined;
    const isRank = typeof rank === 'number' && Number.isInteger(rank) && rank >= 0 && rank <= RANK_MAX;
    return isRank ? { ok: true, value: rank } : UNAVAILABLE;
  }
}
