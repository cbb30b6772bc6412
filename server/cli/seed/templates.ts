import type { CouponValue } from '../../../shared/contract';
import type { Id } from '../../../shared/kernel';
import type { SeedClient } from './client';

interface Plan {
  readonly title: string;
  readonly value: CouponValue;
  readonly stock: number;
  readonly days: number;
  readonly per_member: number;
  readonly per_day?: number;
  /** False: given by channels only. */
  readonly listed?: boolean;
  /** 1 Monday … 7 Sunday; every day unless given. */
  readonly weekdays?: readonly number[];
  /** Minutes of the day it can be used between; always unless given. */
  readonly between?: readonly [number, number];
}

/** The demo's coupons. */
const PLANS = {
  welcome: {
    title: '新朋友见面券',
    value: { kind: 'amount_off', threshold_fen: 3_000, amount_fen: 1_000 },
    stock: 2_000,
    days: 14,
    per_member: 1,
    listed: false,
  },
  breakfast: {
    title: '早餐八折券',
    value: { kind: 'percent_off', threshold_fen: 0, percent_off_bp: 2_000, cap_fen: 800 },
    stock: 300,
    days: 7,
    per_member: 3,
    weekdays: [1, 2, 3, 4, 5],
    between: [450, 630],
  },
  americano: {
    title: '冰美式兑换券',
    value: { kind: 'exchange', item: '冰美式', value_fen: 1_800 },
    stock: 60,
    days: 10,
    per_member: 1,
    per_day: 20,
  },
  tea: {
    title: '下午茶满减券',
    value: { kind: 'amount_off', threshold_fen: 5_000, amount_fen: 800 },
    stock: 200,
    days: 21,
    per_member: 2,
  },
  weekend: {
    title: '周末面包八五折',
    value: { kind: 'percent_off', threshold_fen: 2_000, percent_off_bp: 1_500, cap_fen: 1_500 },
    stock: 150,
    days: 30,
    per_member: 2,
    weekdays: [6, 7],
  },
  silver: {
    title: '银卡升级礼',
    value: { kind: 'amount_off', threshold_fen: 4_000, amount_fen: 1_000 },
    stock: 500,
    days: 30,
    per_member: 1,
    listed: false,
  },
  gold: {
    title: '金卡升级礼 · 招牌贝果',
    value: { kind: 'exchange', item: '招牌贝果', value_fen: 2_200 },
    stock: 200,
    days: 30,
    per_member: 1,
    listed: false,
  },
  black: {
    title: '黑金卡升级礼',
    value: { kind: 'amount_off', threshold_fen: 0, amount_fen: 5_000 },
    stock: 50,
    days: 60,
    per_member: 1,
    listed: false,
  },
  birthday: {
    title: '生日蛋糕抵用券',
    value: { kind: 'amount_off', threshold_fen: 9_900, amount_fen: 3_000 },
    stock: 500,
    days: 30,
    per_member: 5,
    listed: false,
  },
  latte: {
    title: '招牌拿铁兑换券',
    value: { kind: 'exchange', item: '招牌拿铁', value_fen: 2_400 },
    stock: 1_000,
    days: 30,
    per_member: 20,
    listed: false,
  },
  croissant: {
    title: '海盐可颂兑换券',
    value: { kind: 'exchange', item: '海盐可颂', value_fen: 1_400 },
    stock: 1_000,
    days: 30,
    per_member: 20,
    listed: false,
  },
  five: {
    title: '五元抵用券',
    value: { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 },
    stock: 1_000,
    days: 30,
    per_member: 20,
    listed: false,
  },
} as const satisfies Record<string, Plan>;

/** Titles of the demo's coupons, by which they are found when it is started again. */
export function titleOf(template: keyof typeof PLANS): string {
  return PLANS[template].title;
}

export type SeedTemplates = Readonly<Record<keyof typeof PLANS, Id<'template'>>>;

/** Makes the demo's coupon templates through the console API. */
export async function makeTemplates(
  client: SeedClient,
  token: string,
  merchant: Id<'merchant'>,
): Promise<SeedTemplates> {
  const made: Partial<Record<keyof typeof PLANS, Id<'template'>>> = {};
  for (const [name, plan] of Object.entries(PLANS) as [keyof typeof PLANS, Plan][]) {
    made[name] = (
      await client.call('POST /console/coupon-templates', { token, body: bodyOf(merchant, plan) })
    ).id;
  }
  return made as SeedTemplates;
}

function bodyOf(merchant: Id<'merchant'>, plan: Plan) {
  const [from, to] = plan.between ?? [null, null];
  return {
    merchant_id: merchant,
    title: plan.title,
    value: plan.value,
    validity: { kind: 'relative' as const, days: plan.days, start_after_days: 0 },
    times: { weekdays: [...(plan.weekdays ?? [])], from_minute: from, to_minute: to },
    scope: { store_ids: [], new_members_only: false },
    limits: {
      per_member: plan.per_member,
      per_member_day: null,
      per_day: plan.per_day ?? null,
      per_phone: null,
    },
    claim_from_at: null,
    claim_to_at: null,
    listed: plan.listed ?? true,
    stock: plan.stock,
  };
}
