import { entry, type ErrorEntry } from './error-entry';

/** Refusals about refunds, jobs, sign-ins, levels and points: a part of the one catalogue, `ERRORS`. */
export const LOYALTY_ERRORS = {
  // refunds
  quote_changed: entry(
    409,
    '优惠或积分刚有变化，请核对新的金额后再确认。',
    'Discount or points have changed meanwhile; look at the new quote and confirm again.',
  ),
  refund_too_much: entry(409, '最多还能退 ¥{available}。', 'At most ¥{available} can still be refunded.'),
  refund_line_unknown: entry(422, '小票上没有这一行商品。', 'The purchase has no such line.'),
  refund_not_allowed: entry(
    403,
    '只有当天办理这笔消费的店员，或本店店长可以退款。',
    'Only whoever recorded it, on the same day, or the manager of the store may refund.',
  ),
  purchase_undone: entry(409, '这笔消费已经撤销，无需退款。', 'This purchase has been undone.'),
  purchase_refunded: entry(
    409,
    '这笔消费已有退款，不能再撤销。',
    'This purchase was refunded; it cannot be undone.',
  ),

  // jobs
  job_finished: entry(409, '这项任务已经结束。', 'This job has ended.'),
  job_not_paused: entry(409, '这项任务没有暂停。', 'This job is not paused.'),

  // sign-ins, tiers
  already_signed_in: entry(409, '这一天已经签到过了。', 'That day is signed in already.'),
  sign_in_closed: entry(409, '签到活动暂未开放。', 'There is no sign-in at the moment.'),
  make_up_used: entry(409, '本月的补签机会已用完。', 'The make-ups of this month are used up.'),
  make_up_day: entry(
    409,
    '只能补签本月入会以后漏签的日子。',
    'Only missed days of this month since joining can be made up for.',
  ),
  birthday_set: entry(409, '生日只能设置一次。', 'A birthday is set once.'),
  birthday_unreal: entry(422, '没有这一天，请核对生日。', 'There is no such day.'),
  tiers_not_rising: entry(
    422,
    '各等级的成长值门槛必须从 0 起逐级升高。',
    'The levels must begin at growth 0 and rise.',
  ),

  // points
  debt_smaller: entry(409, '会员只欠 {debt} 分。', 'The member owes only {debt} points.'),
  already_decided: entry(409, '这项申请已经处理过了。', 'This has been decided already.'),
  second_person_required: entry(
    403,
    '需要另一位同事审批，不能审批自己的申请。',
    'A second person must approve; not whoever asked.',
  ),
  points_insufficient: entry(409, '积分不够，还差 {missing} 分。', 'Not enough points; {missing} missing.'),
} as const satisfies Record<string, ErrorEntry>;
