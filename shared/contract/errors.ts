import { entry, type ErrorEntry } from './error-entry';
import { LOYALTY_ERRORS } from './errors-loyalty';
import { ORDERS_ERRORS } from './errors-orders';
import { REFERRALS_ERRORS } from './errors-referrals';

/**
 * The one catalogue of refusals. `detail` texts are sentences a person can read; `{name}` is filled from `params`.
 * `retryable` means: the same request may succeed later without being changed.
 */
export const ERRORS = {
  // the request itself
  malformed: entry(
    400,
    '请求格式不对，请检查标出的内容。',
    'The request is malformed; see the fields at fault.',
  ),
  idempotency_key_required: entry(
    400,
    '缺少 Idempotency-Key 请求头。',
    'The Idempotency-Key header is missing or malformed.',
  ),
  unauthenticated: entry(
    401,
    '登录已过期，请重新登录。',
    'You are not signed in, or the session has expired.',
  ),
  wrong_credentials: entry(401, '用户名或密码不对。', 'Name or password is wrong.'),
  wechat_login_failed: entry(401, '微信登录没有成功，请再试一次。', 'WeChat did not accept the login code.'),
  forbidden: entry(403, '没有权限进行这项操作。', 'You are not allowed to do this.'),
  not_a_member: entry(403, '请先入会。', 'Join first.'),
  not_staff: entry(403, '当前微信没有绑定店员身份。', 'This person is not bound to a staff record.'),
  staff_without_store: entry(403, '你还没有分配门店，请联系店长。', 'You are not assigned to any store.'),
  wrong_store: entry(403, '你不在这家门店任职，不能在这里操作。', 'You do not work at this store.'),
  not_found: entry(404, '没有找到，可能已被删除或不属于你。', 'Not found.'),
  payload_too_large: entry(413, '内容太大，请精简后再试。', 'The request body is too large.'),
  unsupported_media_type: entry(415, '只接受 JSON 内容。', 'Only JSON is accepted.'),
  too_many_requests: entry(429, '操作太频繁，请稍后再试。', 'Too many requests; try again later.', true),

  // once
  idempotency_key_reused: entry(
    409,
    '这个请求编号已用于另一项操作。',
    'The idempotency key was used for another request.',
  ),
  outcome_unknown: entry(
    503,
    '网络不稳，结果待确认，请用同一编号再试。',
    'The outcome is not known; ask again with the same key.',
    true,
  ),
  busy: entry(503, '现在人太多，请稍等几秒再试。', 'The service is busy; try again in a few seconds.', true),
  unavailable: entry(503, '服务暂时不可用，请稍后再试。', 'The service is temporarily unavailable.', true),
  wechat_unavailable: entry(
    503,
    '微信服务暂时没有响应，请稍后再试。',
    'WeChat does not answer at the moment.',
    true,
  ),
  internal_error: entry(
    500,
    '系统出错了，没有任何改动。我们已收到报告。',
    'Something broke on our side; nothing was changed.',
  ),

  // members
  already_member: entry(409, '你已经是会员了。', 'You are a member already.'),
  consent_required: entry(
    422,
    '入会需要先同意会员协议和隐私政策。',
    'Joining needs consent to the terms and privacy policy.',
  ),
  phone_in_use: entry(409, '这个手机号已绑定其他会员。', 'This phone number belongs to another member.'),
  phone_code_invalid: entry(
    422,
    '手机号验证已失效，请重新点击验证。',
    'The phone code is used up or expired; ask for a new one.',
  ),
  nickname_refused: entry(
    422,
    '这个昵称没有通过微信的内容检查，请换一个。',
    "This nickname did not pass WeChat's content check; choose another.",
  ),
  picture_unusable: entry(
    422,
    '这张图片无法使用，请换一张 JPEG 或 PNG 图片。',
    'This picture cannot be used; take another JPEG or PNG.',
  ),
  phone_required: entry(409, '领取这张券需要先验证手机号。', 'This needs a verified phone number.'),

  // coupons
  not_started: entry(409, '还没开始，请到点再来。', 'It has not started yet.'),
  ended: entry(409, '活动已结束。', 'It has ended.'),
  sold_out: entry(409, '已经领完了。', 'All gone.'),
  sold_out_today: entry(409, '今天的份额已领完，明天再来。', "Today's share is gone; come back tomorrow."),
  limit_reached: entry(
    409,
    '每人限领 {limit} 张，你已领完。',
    'The limit per person is {limit}; you have reached it.',
  ),
  limit_reached_today: entry(
    409,
    '每人每天限领 {limit} 张，明天再来。',
    'The limit per person and day is {limit}; come back tomorrow.',
  ),
  not_eligible: entry(409, '你暂时不符合领取条件。', 'You are not eligible for this.'),
  ...ORDERS_ERRORS,
  ...REFERRALS_ERRORS,

  coupon_not_started: entry(409, '这张券 {day} 起可用。', 'This coupon is valid from {day}.'),
  coupon_expired: entry(409, '这张券已过期。', 'This coupon has expired.'),
  coupon_redeemed: entry(
    409,
    '这张券已于 {at} 在{store}由{staff}核销。',
    'Redeemed at {at} in {store} by {staff}.',
  ),
  coupon_not_usable: entry(409, '这张券现在不能使用。', 'This coupon cannot be used now.'),
  coupon_wrong_store: entry(409, '这张券不能在本店使用。', 'This coupon is not valid in this store.'),
  coupon_wrong_time: entry(409, '这张券现在这个时段不能用。', 'This coupon is not valid at this time.'),
  coupon_below_threshold: entry(
    409,
    '消费满 ¥{threshold} 才能用，还差 ¥{missing}。',
    'The bill must reach ¥{threshold}; ¥{missing} missing.',
  ),
  coupon_item_missing: entry(
    409,
    '账单里没有这张券可兑换的商品。',
    'The bill does not hold what this coupon is for.',
  ),
  stock_below_claimed: entry(
    409,
    '最多还能减少 {available} 份，其余已被领取。',
    'At most {available} can be taken away; the rest is claimed.',
  ),

  // codes and the counter
  code_malformed: entry(
    422,
    '这不是有效的会员码或券码，请核对 18 位数字。',
    'This is not a valid code; check the 18 digits.',
  ),
  code_expired: entry(
    409,
    '这个码已过期，请顾客刷新后再扫。',
    'The code has expired; ask the customer to refresh.',
  ),
  code_used: entry(
    409,
    '这个码已用过，请顾客等它更新后再扫。',
    'The code has been used; wait for the next one.',
  ),
  code_locked: entry(
    429,
    '这个码试错的次数太多，{until} 后才能再试，其他码照常能用。',
    'Too many failures with this code; it can be tried again from {until}.',
    true,
  ),
  staff_locked: entry(
    429,
    '我这里试错的次数太多，{until} 后才能再扫，请同事帮忙办理。',
    'Too many failures by this assistant; codes can be tried again from {until}.',
    true,
  ),
  code_unknown: entry(404, '没有找到这个码，请核对后再试。', 'No such code.'),
  scan_expired: entry(
    409,
    '这次扫码已超过 10 分钟，请重新扫码。',
    'The scan is older than ten minutes; scan again.',
  ),
  scan_used: entry(409, '这次扫码已经处理过。', 'This scan has been used.'),
  own_subject: entry(403, '不能为自己办理，请同事操作。', 'Nobody handles their own coupon or purchase.'),
  receipt_no_used: entry(
    409,
    '小票号 {receipt_no} 在本店已登记过。',
    'Receipt {receipt_no} is already recorded in this store.',
  ),
  lines_do_not_add_up: entry(422, '商品明细合计与账单金额不一致。', 'The lines do not add up to the bill.'),
  undo_too_late: entry(409, '已超过可撤销的时间。', 'It is too late to undo this.'),
  undo_not_allowed: entry(
    403,
    '只有办理人（10 分钟内）或本店店长（48 小时内）可以撤销。',
    'Only the same assistant (10 minutes) or the manager (48 hours) may undo.',
  ),
  already_undone: entry(409, '已经撤销过了。', 'It has been undone already.'),
  receipt_unknown: entry(404, '没有找到这张小票。', 'No such receipt.'),
  receipt_collected: entry(
    409,
    '这张小票的积分已被领取。',
    'The points of this receipt have been collected.',
  ),
  receipt_expired: entry(
    409,
    '小票二维码 24 小时内有效，已过期。',
    'The receipt code was valid for 24 hours.',
  ),

  ...LOYALTY_ERRORS,

  // staff and console
  invitation_invalid: entry(
    409,
    '邀请已失效或已使用，请让店长重新发送。',
    'The invitation is used or expired.',
  ),
  staff_already_bound: entry(
    409,
    '当前微信已绑定另一位店员。',
    'This person is bound to another staff record.',
  ),
  staff_left: entry(409, '这位店员已离职。', 'This staff member has left.'),
  setup_closed: entry(404, '初始化已完成，请直接登录。', 'Set-up is closed; sign in.'),
  setup_token_wrong: entry(403, '初始化链接不正确。', 'The set-up token is wrong.'),
  account_name_taken: entry(409, '这个用户名已被使用。', 'This name is taken.'),
  version_conflict: entry(
    409,
    '内容刚被别人改过，请刷新后再改。',
    'Somebody changed this meanwhile; reload.',
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorParams = Readonly<Record<string, string | number>>;

/** One field at fault in a malformed request. */
export interface FieldError {
  readonly field: string;
  readonly problem: string;
}

/** RFC 9457 problem document, as every refusal is answered. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly params?: ErrorParams;
  readonly fields?: readonly FieldError[];
  readonly retryable: boolean;
  readonly request_id: string;
}

/** Fills a catalogue sentence. Unknown placeholders stay visible, so that a missing parameter is noticed. */
export function errorText(code: ErrorCode, params: ErrorParams = {}, language: 'zh' | 'en' = 'zh'): string {
  return ERRORS[code][language].replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}
