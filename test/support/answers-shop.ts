import { instant, MINUTE_MS, toRfc3339 } from '../../shared/kernel';
import type { ResponseOf, RouteKey, Routes } from '../../shared/contract';

type AnswerOf<Key extends RouteKey> = ResponseOf<Routes[Key]>;
type Sale = AnswerOf<'GET /flash-sales/{id}'>;
type Offer = Sale['offers'][number];

const HOUR = 60;
export const DAY = 24 * HOUR;
const now = Date.now();

/** So many minutes from now, as the wire has it. */
export function inMinutes(minutes: number): string {
  return toRfc3339(instant(now + minutes * MINUTE_MS));
}

/** An id of this kind. */
export const id = <Prefix extends string>(prefix: Prefix, tail: number) =>
  `${prefix}_01M5PSXK4YPJTNAADS20KY${String(tail).padStart(4, '0')}` as const;

export const STORES: Offer['pickup_stores'] = [
  { id: id('sto', 1), name: '梧桐街店' },
  { id: id('sto', 2), name: '河滨路店' },
  { id: id('sto', 3), name: '北站店' },
];

export const plain: Offer = {
  id: id('ofr', 1),
  kind: 'item',
  title: '燕麦拿铁三杯装',
  pieces: 3,
  list_price_fen: 8_400,
  price_fen: 4_990,
  price_points: 0,
  per_member: 1,
  taken_by_me: 0,
  stock_total: 200,
  stock_left: 76,
  status: 'claimable',
  pickup_stores: STORES,
  pickup_days: 7,
  counter_allowed: true,
  my_order: null,
  my_wait: null,
  waiting: 0,
};

/** An offer of a sale that is on, other than usual in what is given. */
export function offerWith(more: Partial<Offer> = {}): Offer {
  return { ...plain, ...more };
}

export const SALE = id('sal', 1);
export const OFFER_PAGE = `/packages/member/offer/index?sale=${SALE}&offer=${plain.id}`;

const base: Sale = {
  id: SALE,
  kind: 'flash',
  name: '周末咖啡专场',
  merchant_name: '小山面包',
  starts_at: inMinutes(-25),
  ends_at: inMinutes(95),
  opens_at: inMinutes(-25),
  min_tier_name: null,
  new_members_only: false,
  hold_minutes: 15,
  offers: [plain],
};

/** A sale that is on. */
export function saleWith(offers: readonly Partial<Offer>[], more: Partial<Sale> = {}): Sale {
  const made = offers.map((one, i) => offerWith({ id: id('ofr', i + 1), ...one }));
  return { ...base, offers: made, ...more };
}

/** One that begins in an hour, ten minutes earlier for me. */
export const soonSale = saleWith([{ status: 'not_started', stock_left: 200 }], {
  id: id('sal', 2),
  name: '夜宵面包专场',
  starts_at: inMinutes(70),
  opens_at: inMinutes(60),
  ends_at: inMinutes(4 * HOUR),
});

/** Each thing that can be the matter with an offer, one after the other. */
export const busySale = saleWith([
  {},
  {
    title: '手作司康兑换券',
    kind: 'coupon',
    pieces: 1,
    price_fen: 990,
    list_price_fen: 1_600,
    stock_left: 8,
    my_order: { id: id('ord', 1), state: 'held', hold_until_at: inMinutes(11) },
  },
  {
    title: '海盐可颂',
    pieces: 1,
    price_fen: 0,
    price_points: 300,
    list_price_fen: 1_800,
    stock_left: 0,
    status: 'sold_out',
    waiting: 6,
    my_wait: { id: id('wai', 1), state: 'waiting', ahead: 2, offered_until_at: null },
  },
  {
    title: '挂耳咖啡十包',
    pieces: 1,
    price_fen: 2_900,
    price_points: 100,
    list_price_fen: 6_900,
    stock_left: 0,
    status: 'sold_out',
  },
  { title: '肉桂卷两只', pieces: 2, price_fen: 1_500, list_price_fen: 3_200, status: 'limit_reached' },
]);

/** One that is on until tomorrow, for some only. */
export const longSale = saleWith([{}], {
  id: id('sal', 4),
  name: '会员日专场',
  ends_at: inMinutes(26 * HOUR),
  min_tier_name: '银卡',
});

/** A piece is kept for me, for two minutes from when this is called. */
export function offeredSale(): Sale {
  const until = toRfc3339(instant(Date.now() + 2 * MINUTE_MS));
  const wait = { id: id('wai', 1), state: 'offered', ahead: 0, offered_until_at: until } as const;
  return saleWith([{ stock_left: 0, status: 'claimable', waiting: 5, my_wait: wait }]);
}

export const waitingSale = saleWith([
  {
    stock_left: 0,
    status: 'sold_out',
    waiting: 6,
    my_wait: { id: id('wai', 1), state: 'waiting', ahead: 2, offered_until_at: null },
  },
]);

export const soldOutSale = saleWith([{ stock_left: 0, status: 'sold_out' }]);

const MALL = id('sal', 3);
export const MALL_OFFER_PAGE = `/packages/member/offer/index?sale=${MALL}&offer=${plain.id}`;

/** A mall with a gift, a coupon, something that costs money too, and things one cannot have. */
export const mallSale = saleWith(
  [
    {
      title: '帆布手提袋',
      pieces: 1,
      price_fen: 0,
      price_points: 800,
      list_price_fen: 5_900,
      stock_left: 42,
    },
    {
      title: '冰美式兑换券',
      kind: 'coupon',
      pieces: 1,
      price_fen: 0,
      price_points: 300,
      list_price_fen: 1_800,
    },
    {
      title: '随行杯',
      pieces: 1,
      price_fen: 2_900,
      price_points: 500,
      list_price_fen: 9_900,
      stock_left: 12,
    },
    { title: '手冲壶', pieces: 1, price_fen: 0, price_points: 99_000, list_price_fen: 39_900 },
    {
      title: '生日蛋糕六寸',
      pieces: 1,
      price_fen: 0,
      price_points: 5_000,
      list_price_fen: 16_800,
      stock_left: 0,
      status: 'sold_out',
    },
  ],
  {
    id: MALL,
    kind: 'mall',
    name: '积分商城',
    starts_at: inMinutes(-30 * DAY),
    opens_at: inMinutes(-30 * DAY),
    ends_at: inMinutes(300 * DAY),
  },
);
