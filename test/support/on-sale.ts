import type { BodyInputOf, Routes } from '../../shared/contract';
import { callWire } from './browser-api';

export type SaleBody = BodyInputOf<Routes['POST /console/flash-sales']>;
export type OfferBody = BodyInputOf<Routes['POST /console/offers']>;

/** An offer on sale, as the tests know it. */
export interface OnSale {
  readonly sale: `sal_${string}`;
  readonly offer: `ofr_${string}`;
  /** Its page in the app. */
  readonly page: string;
}

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

async function done<Body>(answer: Promise<{ status: number; body: Body }>): Promise<Body> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`the console refuses: ${status} ${JSON.stringify(body)}`);
  return body;
}

/**
 * Puts something on sale in a sale of its own, at a running server: two pieces of ¥9.90 unless something else is given.
 * @param token of a console account
 */
export async function sellAt(
  url: string,
  token: string,
  offer: Partial<OfferBody> = {},
  sale: Partial<SaleBody> = {},
): Promise<OnSale> {
  const { items } = await done(callWire(url, 'GET /console/coupon-templates', { token }));
  const made = await done(
    callWire(url, 'POST /console/flash-sales', {
      token,
      body: {
        merchant_id: items[0]!.merchant_id,
        kind: 'flash',
        name: '周末专场',
        starts_at: inMinutes(-10),
        ends_at: inMinutes(60),
        store_ids: [],
        min_tier_level: 0,
        new_members_only: false,
        hold_minutes: 15,
        ...sale,
      },
    }),
  );
  const { id } = await done(
    callWire(url, 'POST /console/offers', {
      token,
      body: {
        sale_id: made.id,
        goods: { kind: 'item' },
        title: '海盐可颂',
        pieces: 2,
        list_price_fen: 1_800,
        price_fen: 990,
        price_points: 0,
        per_member: 5,
        pickup_store_ids: [],
        pickup_days: 7,
        on_missed: 'refund',
        counter_allowed: true,
        restock: true,
        stock: 10,
        ...offer,
      },
    }),
  );
  return { sale: made.id, offer: id, page: `/packages/member/offer/index?sale=${made.id}&offer=${id}` };
}
