import { entry, type ErrorEntry } from './error-entry';

/** Refusals about referral programs: a part of the one catalogue, `ERRORS`. */
export const REFERRALS_ERRORS = {
  reward_not_yet: entry(409, '这份奖励还不能领取。', 'This reward cannot be claimed yet.'),
  reward_claimed: entry(409, '这份奖励已经领取过了。', 'This reward was claimed already.'),
  reward_over: entry(409, '这份奖励已过领取时间。', 'The time to claim this reward is over.'),
  reward_void: entry(
    409,
    '这份奖励已失效：没有达到条件，或者对应的消费已退款或撤销。',
    'This reward is void: what it was for was not done, or was refunded or undone.',
  ),
  reward_lost: entry(
    409,
    '这份奖励已经领取并用掉了，对应的消费后来已退款或撤销。',
    'This reward was claimed and used, and what it was for was refunded or undone since.',
  ),
  reward_template_unfit: entry(
    422,
    '「{title}」不能用作奖励：券要正在发放，有效期要从领取时算起。',
    '“{title}” cannot be a reward: the template must be active and its validity count from the claim.',
  ),
  template_promised: entry(
    409,
    '有 {reserved} 张券已作为邀请奖励承诺给会员，优惠内容不能修改；请另建一张券。',
    '{reserved} coupons are promised as rewards: what the template gives cannot be changed; make another.',
  ),
  milestones_fixed: entry(
    409,
    '活动已经承诺的里程碑不能修改，只能在后面增加。',
    'Milestones that were promised cannot be changed; add further ones.',
  ),
  budget_below_promised: entry(
    409,
    '只剩 {left} 份没有承诺出去，不能收回这么多。',
    'Only {left} are promised to nobody; no more can be withdrawn.',
  ),
  review_closed: entry(409, '这条邀请已经处理过了，或者不用处理。', 'This invite does not wait for review.'),
} as const satisfies Record<string, ErrorEntry>;
