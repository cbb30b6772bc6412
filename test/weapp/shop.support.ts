import { callWire } from '../support/browser-api';
import { sellAt, type OfferBody, type OnSale, type SaleBody } from '../support/on-sale';
import { SCENES } from '../support/wx/host';
import { paymentSheet, type Payer } from '../support/wx/payment';
import type { WxPhone } from '../support/wx/phone';
import { asOperator, asPerson, doorCode, newOpenid, phoneOf, t, world } from './people.support';

/** Puts something on sale in a sale of its own: two pieces of ¥9.90 unless something else is given. */
export async function sell(offer: Partial<OfferBody> = {}, sale: Partial<SaleBody> = {}): Promise<OnSale> {
  return sellAt(world.url, await asOperator(), offer, sale);
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
