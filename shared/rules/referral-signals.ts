import { MINUTE_MS } from '../kernel/time';
import type { ReviewReason } from './referral-states';

/** From this score on a person looks at an invite before anything is given. @rule R7 */
export const REVIEW_FROM = 50;

/** Acts of friends at one store this close to each other count together. */
export const BURST_MS = MINUTE_MS;
/** Friends of one inviter who joined this close to each other count together. */
export const ROW_MS = 10 * MINUTE_MS;
/** How many of an inviter's friends, the latest, are looked at for refunds. */
export const PATTERN_FRIENDS = 50;

/** From how many friends on it is a burst or a row. */
const BURST_FRIENDS = 5;
const ROW_FRIENDS = 5;
const ROW_FRIENDS_MANY = 10;
/** From how many refunds on, and from what share of the friends who qualified, it is a pattern. */
const PATTERN_REFUNDS = 3;
const PATTERN_SHARE = 0.5;

/** What was found out about an invite when its friend qualified, or when its rewards would be given. */
export interface SignalFacts {
  /** WeChat's user risk rank of the friend, 0–4; null where it was not to be had. */
  readonly risk_rank: number | null;
  /** Whether the friend's number was another member's, or that of an account that was closed. */
  readonly phone_seen: boolean;
  /** Whether the inviter recorded the purchase or took the coupon. */
  readonly recorded_by_inviter: boolean;
  /** Whether the inviter works at the store of it. */
  readonly inviter_works_there: boolean;
  /** Friends of anybody who qualified at that store within a minute of this one, who is counted. */
  readonly friends_at_store: number;
  /** Friends of the inviter who joined within ten minutes of this one, who is counted. */
  readonly friends_in_a_row: number;
  /** Of the inviter's latest friends: those who qualified, and those of them whose act was refunded or undone. */
  readonly friends_qualified: number;
  readonly friends_refunded: number;
}

/** One thing that speaks against an invite. */
export interface SignalFinding {
  readonly reason: ReviewReason;
  readonly score: number;
  /** What was counted; 0 where there is nothing to count. */
  readonly seen: number;
}

/** What each reason weighs, by what was seen; 0 speaks against nothing. */
const WEIGHTS: Readonly<Record<ReviewReason, (facts: SignalFacts) => Omit<SignalFinding, 'reason'>>> = {
  risk_rank: ({ risk_rank: rank }) => ({ score: rank === 4 ? 60 : rank === 3 ? 30 : 0, seen: rank ?? 0 }),
  phone_seen: ({ phone_seen }) => ({ score: phone_seen ? 50 : 0, seen: 0 }),
  recorded_by_inviter: ({ recorded_by_inviter }) => ({ score: recorded_by_inviter ? 60 : 0, seen: 0 }),
  inviter_works_there: ({ inviter_works_there }) => ({ score: inviter_works_there ? 50 : 0, seen: 0 }),
  burst_at_store: ({ friends_at_store: seen }) => ({ score: seen >= BURST_FRIENDS ? 50 : 0, seen }),
  friends_in_a_row: ({ friends_in_a_row: seen }) => ({
    score: seen >= ROW_FRIENDS_MANY ? 50 : seen >= ROW_FRIENDS ? 30 : 0,
    seen,
  }),
  refund_pattern: ({ friends_qualified: all, friends_refunded: seen }) => ({
    score: seen >= PATTERN_REFUNDS && seen >= all * PATTERN_SHARE ? 50 : 0,
    seen,
  }),
};

/** What speaks against an invite, the heaviest first. @rule R7 */
export function findingsOf(facts: SignalFacts): SignalFinding[] {
  return (Object.keys(WEIGHTS) as ReviewReason[])
    .map((reason) => ({ reason, ...WEIGHTS[reason](facts) }))
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score);
}

/** All that speaks against an invite as one number. @rule R7 */
export function scoreOf(findings: readonly Pick<SignalFinding, 'score'>[]): number {
  return findings.reduce((sum, { score }) => sum + score, 0);
}

/** What a finding says to whoever reviews it. @rule R7 */
export function findingSays({ reason, seen }: Pick<SignalFinding, 'reason' | 'seen'>): string {
  switch (reason) {
    case 'risk_rank':
      return `微信给好友的风险等级是 ${seen} 级（最高 4 级）`;
    case 'phone_seen':
      return '好友的手机号以前属于别的会员，或属于已注销的账号';
    case 'recorded_by_inviter':
      return '这笔消费或核销是邀请人自己经手的';
    case 'inviter_works_there':
      return '邀请人就在这家门店工作';
    case 'burst_at_store':
      return `同一门店前后一分钟内有 ${seen} 位好友达标`;
    case 'friends_in_a_row':
      return `邀请人前后十分钟内有 ${seen} 位好友入会`;
    case 'refund_pattern':
      return `邀请人最近的好友里，有 ${seen} 位达标后又退款或撤销`;
  }
}
