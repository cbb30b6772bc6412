import { addDays, DAY_MS, dayIn, DEFAULT_TIMEZONE, instant, toRfc3339 } from '../../shared/kernel';
import type { ResponseOf, RouteKey, Routes } from '../../shared/contract';
import type { Fault } from './wx/faults';

type AnswerOf<Key extends RouteKey> = ResponseOf<Routes[Key]>;

/** A fault that gives this answer in place of the server's: for states that take weeks, or rules the demo has not. */
export function answering<Key extends RouteKey>(key: Key, body: AnswerOf<Key>): Fault {
  const [method = '', path = ''] = key.split(' ');
  const pattern = new RegExp(`/api/v1${path.replace(/\{\w+\}/g, '[^/]+')}$`);
  return { kind: 'status', status: 200, method, path: pattern, body, times: 99 };
}

const now = instant(Date.now());
const today = dayIn(now, DEFAULT_TIMEZONE);
const month = today.slice(0, 7);
const inDays = (days: number): string => addDays(today, days);
const inDaysAt = (days: number): string => toRfc3339(instant(now + days * DAY_MS));

/** Points in every shape at once: some ending soon, some resting. */
export const richPoints: AnswerOf<'GET /me/points'> = {
  balance: 12_860,
  pending: 126,
  debt: 0,
  next_arrival: { points: 86, at: inDaysAt(4) },
  next_expiry: { points: 320, on: inDays(9) },
  expiries: [
    { on: inDays(9), points: 320 },
    { on: inDays(39), points: 2_540 },
    { on: null, points: 10_000 },
  ],
};

/** Somebody who returned what they had spent the points of. */
export const owingPoints: AnswerOf<'GET /me/points'> = {
  balance: 0,
  pending: 0,
  debt: 58,
  next_arrival: null,
  next_expiry: null,
  expiries: [],
};

/** Five days in a row, today open, one day missed before. */
export const signIns: AnswerOf<'GET /me/sign-ins'> = {
  active: true,
  today,
  month,
  signed_today: false,
  streak: 5,
  days: [1, 2, 3, 4, 5, 7, 8].map((ago) => ({ day: inDays(-ago), made_up: ago === 7 })),
  daily_points: 5,
  steps: [
    { streak: 3, points: 10, reached: true },
    { streak: 7, points: 30, reached: false },
    { streak: 30, points: 200, reached: false },
  ],
  make_up: { left: 1, days: [inDays(-6)] },
};

export const signedToday: AnswerOf<'GET /me/sign-ins'> = {
  ...signIns,
  signed_today: true,
  streak: 6,
  days: [{ day: today, made_up: false }, ...signIns.days],
};

/** As it was read the evening before. */
export const signedYesterday: AnswerOf<'GET /me/sign-ins'> = {
  ...signIns,
  today: inDays(-1),
  month: inDays(-1).slice(0, 7),
  signed_today: true,
};

/** The morning after: today is open again. */
export const tomorrow: AnswerOf<'GET /me/sign-ins'> = {
  ...signedToday,
  today: inDays(1),
  month: inDays(1).slice(0, 7),
  signed_today: false,
};

export const noSignIn: AnswerOf<'GET /me/sign-ins'> = { ...signIns, active: false, days: [], streak: 0 };

/** What the tap answers. */
export const signed: AnswerOf<'POST /me/sign-ins'> = {
  day: today,
  streak: 6,
  points: 5,
  bonus: 0,
  balance_after: 12_865,
  next_step: { streak: 7, points: 30 },
};

const ladder: AnswerOf<'GET /me/tier'>['ladder'] = [
  {
    level: 1,
    name: '银卡',
    growth_from: 0,
    multiplier_bp: 10_000,
    benefits: ['消费 1 元得 1 积分', '生日礼：50 积分'],
  },
  {
    level: 2,
    name: '金卡',
    growth_from: 500,
    multiplier_bp: 12_000,
    benefits: ['积分 1.2 倍', '升级礼：满 50 减 10', '生日礼：100 积分'],
  },
  {
    level: 3,
    name: '黑金卡',
    growth_from: 2_000,
    multiplier_bp: 15_000,
    benefits: ['积分 1.5 倍', '升级礼：手作司康兑换券', '生日礼：300 积分', '秒杀提前 10 分钟'],
  },
];

export const goldTier: AnswerOf<'GET /me/tier'> = {
  tier: { level: 2, name: '金卡' },
  growth: 820,
  window_months: 12,
  next: { level: 3, name: '黑金卡', growth_from: 2_000, missing: 1_180 },
  review: { on: inDays(120), missing: 0 },
  ladder,
};

export const firstTier: AnswerOf<'GET /me/tier'> = {
  tier: { level: 1, name: '银卡' },
  growth: 86,
  window_months: 12,
  next: { level: 2, name: '金卡', growth_from: 500, missing: 414 },
  review: null,
  ladder,
};

/** At the top, and about to fall. */
export const topTier: AnswerOf<'GET /me/tier'> = {
  tier: { level: 3, name: '黑金卡' },
  growth: 1_640,
  window_months: 12,
  next: null,
  review: { on: inDays(26), missing: 360 },
  ladder,
};

export const noTiers: AnswerOf<'GET /me/tier'> = {
  tier: null,
  growth: 0,
  window_months: 12,
  next: null,
  review: null,
  ladder: [],
};

const PURCHASE = 'pur_01M5PSXK4YPJTNAADS20KY1RHG00' as const;

/** A bill with lines, of which a part has come back. */
export const purchaseOfLines: AnswerOf<'GET /staff/purchases/{id}'> = {
  id: PURCHASE,
  state: 'recorded',
  store_name: '梧桐街店',
  member_name_masked: '林**',
  staff_name: '小周',
  receipt_no: 'A-1024',
  original_fen: 12_400,
  discount_fen: 1_000,
  paid_fen: 11_400,
  refunded_fen: 1_600,
  lines: [
    { name: '冰美式', quantity: 3, paid_fen: 6_600, refunded_fen: 0 },
    { name: '手作司康', quantity: 2, paid_fen: 3_200, refunded_fen: 0 },
    { name: '肉桂卷', quantity: 1, paid_fen: 1_600, refunded_fen: 1_600 },
  ],
  points: 136,
  points_taken_back: 19,
  at: inDaysAt(-1),
  day: inDays(-1),
  obstacle: null,
};

/** Recorded as an amount only. */
export const purchaseOfAmount: AnswerOf<'GET /staff/purchases/{id}'> = {
  ...purchaseOfLines,
  receipt_no: null,
  discount_fen: 0,
  original_fen: 11_400,
  refunded_fen: 0,
  lines: [],
  points_taken_back: 0,
};

export const purchaseClosed: AnswerOf<'GET /staff/purchases/{id}'> = {
  ...purchaseOfLines,
  refunded_fen: 11_400,
  points_taken_back: 136,
  obstacle: { code: 'refund_not_allowed', detail: '只有当天办理这笔消费的店员，或本店店长可以退款。' },
};

export const refundQuote: AnswerOf<'GET /staff/purchases/{id}/refund-quote'> = {
  refund_fen: 4_400,
  stays_fen: 5_400,
  line_refunds_fen: [4_400, 0, 0],
  points: { taken: 30, voided: 0, owed: 22 },
  balance_after: 0,
  obstacle: null,
};

/** The page of that purchase. */
export const REFUND_PAGE = `/packages/staff/refund/index?id=${PURCHASE}`;

export const purchases: AnswerOf<'GET /staff/purchases'> = {
  items: [
    purchaseOfLines,
    { ...purchaseOfAmount, id: 'pur_01M5PSXK4YPJTNAADS20KY1RHG01', member_name_masked: null },
    { ...purchaseClosed, id: 'pur_01M5PSXK4YPJTNAADS20KY1RHG02', receipt_no: 'A-1019' },
    {
      ...purchaseOfAmount,
      id: 'pur_01M5PSXK4YPJTNAADS20KY1RHG03',
      state: 'undone',
      member_name_masked: '陈*',
    },
  ],
  next: null,
};

/** A bill that earns for every reason there is, rests, and lifts the member a level. */
export const richQuote: AnswerOf<'GET /staff/scans/{id}/quote'> = {
  original_fen: 12_800,
  discount_fen: 1_000,
  paid_fen: 11_800,
  line_discounts_fen: [],
  earning: {
    total: 200,
    parts: [
      { kind: 'base', points: 118 },
      { kind: 'excluded', points: -18 },
      { kind: 'tier', points: 20 },
      { kind: 'campaign', points: 120 },
      { kind: 'daily_cap', points: -40 },
    ],
    resting_until_at: inDaysAt(7),
  },
  tier: { level: 2, name: '金卡', growth: 560, risen: true, next: { name: '黑金卡', missing: 1_440 } },
  coupon: null,
  obstacle: null,
};

export const richPurchase: AnswerOf<'POST /staff/purchases'> = {
  purchase_id: PURCHASE,
  redemption_ids: [],
  original_fen: richQuote.original_fen,
  discount_fen: richQuote.discount_fen,
  paid_fen: richQuote.paid_fen,
  earning: richQuote.earning,
  tier: richQuote.tier,
  balance_after: 486,
  receipt: null,
};
