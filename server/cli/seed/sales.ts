import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Id, type Instant } from '../../../shared/kernel';
import type { App } from '../../app';
import { createOffer, createSale, type OfferTerms, type SaleRow } from '../../flash-sales';
import { accepted, type Actor } from '../../ledger';
import type { Reader } from '../../platform/database';
import { MERCHANT } from './shop';
import { titleOf, type SeedTemplates } from './templates';

/** Who sells, and by whose hand. */
export interface Seller {
  readonly merchant: Id<'merchant'>;
  readonly templates: Pick<SeedTemplates, 'latte' | 'croissant' | 'five'>;
  readonly account: Id<'account'>;
}

interface OfferPlan extends Partial<OfferTerms> {
  readonly title: string;
  readonly list_price_fen: number;
  readonly price_fen: number;
  readonly stock: number;
  readonly pieces?: number;
  /** Sold as a coupon of this template; an item without. */
  readonly template?: keyof Seller['templates'];
}

interface SalePlan {
  readonly kind: SaleRow['kind'];
  readonly name: string;
  /** Milliseconds after the demo starts. */
  readonly from_ms: number;
  readonly to_ms: number;
  readonly offers: readonly OfferPlan[];
}

/** On for a day from every start that finds none; the second is about to begin, for whoever wants to see a countdown. */
const FLASH_SALES: readonly SalePlan[] = [
  {
    kind: 'flash',
    name: '麦屿今日抢鲜',
    from_ms: 0,
    to_ms: DAY_MS,
    offers: [
      {
        title: '冰拿铁三杯装',
        pieces: 3,
        list_price_fen: 6_600,
        price_fen: 3_900,
        per_member: 2,
        pickup_days: 14,
        on_missed: 'extend',
        stock: 60,
      },
      { title: '现烤招牌贝果', list_price_fen: 2_200, price_fen: 600, price_points: 15, stock: 30 },
      {
        title: '招牌拿铁兑换券',
        template: 'latte',
        list_price_fen: 2_400,
        price_fen: 990,
        per_member: 2,
        counter_allowed: false,
        stock: 80,
      },
    ],
  },
  {
    kind: 'flash',
    name: '出炉时刻',
    from_ms: 5 * MINUTE_MS,
    to_ms: HOUR_MS,
    offers: [{ title: '整炉海盐卷（半打）', list_price_fen: 4_200, price_fen: 1_990, stock: 12 }],
  },
];

const MALL: SalePlan = {
  kind: 'mall',
  name: '麦屿积分商城',
  from_ms: 0,
  to_ms: 3_650 * DAY_MS,
  offers: [
    {
      title: '海盐可颂兑换券',
      template: 'croissant',
      list_price_fen: 1_400,
      price_fen: 0,
      price_points: 30,
      per_member: 3,
      counter_allowed: false,
      stock: 200,
    },
    {
      title: '五元抵用券',
      template: 'five',
      list_price_fen: 500,
      price_fen: 0,
      price_points: 15,
      per_member: 5,
      counter_allowed: false,
      stock: 500,
    },
    {
      title: '麦屿帆布袋',
      list_price_fen: 3_900,
      price_fen: 0,
      price_points: 200,
      pickup_days: 30,
      stock: 40,
    },
    {
      title: '手冲挂耳礼盒',
      list_price_fen: 5_900,
      price_fen: 1_990,
      price_points: 120,
      pickup_days: 30,
      stock: 30,
    },
    {
      title: '周年马克杯',
      list_price_fen: 6_800,
      price_fen: 0,
      price_points: 300,
      pickup_days: 30,
      stock: 0,
    },
  ],
};

/** The demo's seller in a database that was seeded before; null where it is not the demo. */
export async function findSeller(read: Reader, account: string): Promise<Seller | null> {
  const one = async <Of extends string>(sql: string, ...params: string[]): Promise<Of | undefined> =>
    (await read.query<{ id: Of }>(sql, params))[0]?.id;
  const merchant = await one<Id<'merchant'>>('SELECT id FROM merchants WHERE name = ?', MERCHANT);
  const owner = await one<Id<'account'>>('SELECT id FROM console_accounts WHERE name = ?', account);
  if (!merchant || !owner) return null;
  const template = (name: keyof Seller['templates']) =>
    one<Id<'template'>>(
      'SELECT id FROM coupon_templates WHERE merchant_id = ? AND title = ?',
      merchant,
      titleOf(name),
    );
  const [latte, croissant, five] = [
    await template('latte'),
    await template('croissant'),
    await template('five'),
  ];
  return latte && croissant && five
    ? { merchant, account: owner, templates: { latte, croissant, five } }
    : null;
}

/** The mall, and flash sales that are on or about to begin. */
export async function openSales(app: App, seller: Seller | null, now: Instant): Promise<void> {
  if (!seller) throw new Error('the demo shop is not there');
  await openSale(app, seller, MALL, now);
  await renewFlashSales(app, seller, now);
}

/** Opens the flash sales anew that are over; what was claimed of the old ones stays as it is. Only for the demo. */
export async function renewFlashSales(app: App, seller: Seller | null, now: Instant): Promise<void> {
  if (!seller) return;
  const current = await app.core.database.read.query<{ name: string }>(
    "SELECT name FROM flash_sales WHERE merchant_id = ? AND kind = 'flash' AND ends_at > ?",
    [seller.merchant, now],
  );
  const names = new Set(current.map(({ name }) => name));
  for (const plan of FLASH_SALES) if (!names.has(plan.name)) await openSale(app, seller, plan, now);
}

async function openSale(app: App, seller: Seller, plan: SalePlan, now: Instant): Promise<void> {
  const { ledger } = app.core;
  const { kind, name, from_ms, to_ms } = plan;
  const actor: Actor = { kind: 'console', id: seller.account };
  const key = `seed:${name}:${now}`;
  const { answer } = await accepted(
    ledger.run(
      createSale,
      {
        ...{ merchant_id: seller.merchant, kind, name },
        starts_at: instant(now + from_ms),
        ends_at: instant(now + to_ms),
        store_ids: [],
        min_tier_level: 0,
        new_members_only: false,
        hold_minutes: 15,
      },
      { key, actor },
    ),
  );
  for (const [n, { template, ...terms }] of plan.offers.entries()) {
    const offer = {
      ...DEFAULTS,
      ...terms,
      sale_id: answer.sale_id,
      goods: template
        ? { kind: 'coupon' as const, template_id: seller.templates[template] }
        : { kind: 'item' as const },
    };
    await accepted(ledger.run(createOffer, offer, { key: `${key}:${n}`, actor }));
  }
}

const DEFAULTS = {
  pieces: 1,
  price_points: 0,
  per_member: 1,
  pickup_store_ids: [],
  pickup_days: 7,
  on_missed: 'refund',
  counter_allowed: true,
  restock: true,
} as const;
