import type { BodyInputOf, Routes } from '../../shared/contract';
import { callWire } from '../support/browser-api';
import { SCENES } from '../support/wx/host';
import { paymentSheet, type Payer } from '../support/wx/payment';
import type { WxPhone } from '../support/wx/phone';
import { asOperator, asPerson, doorCode, newOpenid, phoneOf, t, world } from './people.support';

type SaleBody = BodyInputOf<Routes['POST /console/flash-sales']>;
type OfferBody = BodyInputOf<Routes['POST /console/offers']>;

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

/** Puts something on sale in a sale of its own: two pieces of ¥9.90 unless something else is given. */
export async function sell(offer: Partial<OfferBody> = {}, sale: Partial<SaleBody> = {}): Promise<OnSale> {
  const token = await asOperator();
  const { items } = await done(callWire(world.url, 'GET /console/coupon-templates', { token }));
  const made = await done(
    callWire(world.url, 'POST /console/flash-sales', {
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
    callWire(world.url, 'POST /console/offers', {
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

/** How many pieces of an offer nobody holds or has bought, by the console. */
export async function stockLeft({ sale, offer }: OnSale): Promise<number> {
  const { body } = await callWire(world.url, 'GET /console/flash-sales/{id}/offers', {
    token: await asOperator(),
    params: { id: sale },
  });
  return body.items.find(({ id }) => id === offer)!.stock_left;
}

/** A member's phone, whose owner does with WeChat's payment sheet what `payer` says. */
export async function memberPhone(openid = newOpenid(), payer: () => Payer = () => 'pay'): Promise<WxPhone> {
  const phone = phoneOf(openid, { answers: { requestPayment: paymentSheet(world.sandbox, payer) } });
  phone.start(`/pages/landing/index?scene=${await doorCode()}`, { scene: SCENES.qrCode });
  await phone.tap(/^一键入会/);
  await phone.sees(t.member.landing.joined);
  return phone;
}

/** Claims an offer with a tap, and waits for the page to pay for it. */
export async function claim(phone: WxPhone, { page }: OnSale): Promise<void> {
  phone.start(page);
  await phone.tap(t.shop.claim.grab);
  await phone.until(() => phone.route === 'packages/member/pay/index', 'the pay page');
  await phone.sees(t.shop.pay.way);
}

/** Picks the first of the stores. */
export async function pickStore(phone: WxPhone): Promise<void> {
  await phone.tap(t.shop.pay.pickStore);
  await phone.tapOn('pickup-store');
  await phone.until(() => phone.one('pickup-store') === undefined, 'the sheet to close');
}

/** My orders, newest first, by the API. */
export async function ordersOf(openid: string) {
  const { body } = await callWire(world.url, 'GET /me/orders', { token: await asPerson(openid) });
  return body.items;
}
