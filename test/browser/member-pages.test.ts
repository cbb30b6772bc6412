import { zhCN as t } from '@/texts/zh-CN';
import { TERMS_VERSION, type ResponseOf, type Routes } from '../../shared/contract';
import { callWire, loginAs } from '../support/browser-api';
import type { Phone } from '../support/browser-phone';
import { playOn } from '../support/browser-stage';

const MEMBER = 'guest-pages';
const STRANGER = 'guest-stranger';
const NAME = '小雨🌧️';
/** The rules of a coupon that is good in every store at any time. */
const ALWAYS = /全部门店可用/;

type Me = ResponseOf<Routes['GET /me']>;

/** Joins without a phone in hand; answers a token. */
async function joinAs(url: string, persona: string): Promise<string> {
  const { token } = await loginAs(url, persona);
  const consents = { terms: TERMS_VERSION, marketing: false };
  const { status } = await callWire(url, 'POST /members', { token, body: { consents } });
  expect(status).toBe(201);
  return token;
}

describe('the pages of a member', () => {
  const step = playOn('member-pages');
  let token: string;
  let phone: Phone;

  async function me(url: string): Promise<Me> {
    return (await callWire(url, 'GET /me', { token })).body;
  }

  async function name(typed: string): Promise<void> {
    await phone.top.locator('.profile__input input').fill(typed);
    await phone.tap(t.member.profile.nickname.save);
  }

  it(
    'M6a: a name is kept with its emoji, and one of 200 characters is refused in words',
    step(async (stage) => {
      token = await joinAs(stage.url, MEMBER);
      phone = await stage.phone(MEMBER, '/pages/me/index');
      await phone.tap(t.member.me.anonymous);
      await phone.sees(t.member.profile.nickname.hint);
      await name('长'.repeat(200));
      await phone.sees(t.member.profile.nickname.tooLong(200));
      expect(await phone.overflowing()).toEqual([]);
      await stage.shoot(phone, 'name-too-long');
      await name(NAME);
      await phone.hears(t.member.profile.nickname.saved);
      expect((await me(stage.url)).nickname).toBe(NAME);
    }),
  );

  it(
    'M1: a phone number is bound by choice, and shown masked',
    step(async (stage) => {
      await phone.tap(t.member.profile.phone.bind);
      await phone.hears(t.member.profile.phone.bound);
      const { phone_masked: masked } = await me(stage.url);
      expect(masked).toMatch(/^139\*{4}\d{4}$/);
      await phone.sees(masked!);
      await stage.shoot(phone, 'profile');
    }),
  );

  it(
    'M6: consent to offers is given and withdrawn with a switch',
    step(async (stage) => {
      await phone.tapOn('.page__back');
      await phone.sees(NAME);
      await stage.shoot(phone, 'me');
      await phone.tap(t.member.me.preferences);
      await phone.tap(t.member.preferences.marketing);
      await phone.hears(t.member.preferences.on);
      expect((await me(stage.url)).marketing_consent).toBe(true);
      await stage.shoot(phone, 'preferences');
      await phone.tap(t.member.preferences.marketing);
      await phone.hears(t.member.preferences.off);
      expect((await me(stage.url)).marketing_consent).toBe(false);
      await phone.tapOn('.page__back');
    }),
  );

  it(
    'C3: a store says when it opens and what of mine can be used there',
    step(async (stage) => {
      const { body: centre } = await callWire(stage.url, 'GET /coupon-templates', { token });
      const { id } = centre.items.find(
        (card) => card.status === 'claimable' && ALWAYS.test(card.rules.join()),
      )!;
      await callWire(stage.url, 'POST /coupon-templates/{id}/claims', { token, params: { id } });
      const { body: stores } = await callWire(stage.url, 'GET /stores');
      const store = stores.items[0]!;
      await phone.tap(t.member.me.stores);
      await phone.sees(t.member.stores.place.unasked);
      await stage.shoot(phone, 'stores');
      await phone.tap(store.name);
      // the list behind shows the address as well
      await phone.top.locator('.store__day').first().waitFor();
      await phone.sees(store.address);
      expect(await phone.top.locator('.store__day').count()).toBe(7);
      expect(await phone.top.locator('.store__day--today').count()).toBe(1);
      await stage.shoot(phone, 'store');
      const here = { token, params: { id: store.id } };
      const { body: usable } = await callWire(stage.url, 'GET /me/stores/{id}/coupons', here);
      await phone.sees(usable.items[0]!.title);
      expect(await phone.top.locator('.ticket__title').allInnerTexts()).toEqual(
        usable.items.map((coupon) => coupon.title),
      );
    }),
  );

  it(
    'a coupon of somebody else is not shown, and leads on to my own',
    step(async (stage) => {
      const { body } = await callWire(stage.url, 'GET /me/coupons', { token });
      await joinAs(stage.url, STRANGER);
      stage.watch.allow(404, `/me/coupons/${body.items[0]!.id}`);
      const page = `/packages/member/coupon/index?id=${body.items[0]!.id}`;
      const stranger = await stage.phone(STRANGER, page);
      await stranger.sees(t.coupons.detail.unknownTitle);
      await stage.shoot(stranger, 'coupon-of-somebody-else');
      await stranger.tap(t.coupons.detail.toMine);
      await stranger.sees(t.coupons.mine.empty.usable.title);
      await stage.shoot(stranger, 'no-coupons');
    }),
  );

  it(
    'a store that is not there leads on to the others',
    step(async (stage) => {
      const id = `sto_${'0'.repeat(28)}`;
      stage.watch.allow(404, `/stores/${id}`);
      const lost = await stage.phone(STRANGER, `/packages/member/store/index?id=${id}`);
      await lost.sees(t.member.store.goneTitle);
      await lost.tap(t.member.store.toStores);
      await lost.sees(t.member.stores.title);
    }),
  );
});
