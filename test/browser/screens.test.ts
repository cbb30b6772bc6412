import type { Frame, Page } from 'playwright-core';
import { zhCN as t } from '@/texts/zh-CN';
import { landingUrl } from '../../shared/contract';
import { readQr } from '../support/browser';
import { callWire, loginAs } from '../support/browser-api';
import { pageUrl, Phone } from '../support/browser-phone';
import { playOn } from '../support/browser-stage';

const GIFT = '新朋友见面券';
const MEMBER = 'guest-large';
const CUSTOMER_PHONE = '#member';
const STAFF_PHONE = 'iframe[title="店员小程序"]';

/** A phone of the launch pad. */
async function phoneIn(pad: Page, selector: string): Promise<Phone> {
  const frame: Frame | null = await (await pad.waitForSelector(selector)).contentFrame();
  if (!frame) throw new Error(`${selector} is no frame`);
  return new Phone(frame);
}

describe('the screens around the story', () => {
  const step = playOn('screens');
  let scene: string;
  let pad: Page;

  it(
    'A2: the launch pad shows codes that can be scanned; a click is a scan on the phone beside them',
    step(async (stage) => {
      pad = await stage.window(`${stage.url}/`, 1440, 900);
      const guest = await phoneIn(pad, CUSTOMER_PHONE);
      const desk = await phoneIn(pad, STAFF_PHONE);
      await Promise.all([guest.sees(t.member.home.joinTitle), desk.sees(t.staff.bench.records)]);
      const codes = pad.locator('[data-scene]');
      expect(await codes.count()).toBe(6);
      await stage.shoot(pad, 'pad');
      for (const code of await codes.all()) {
        scene = (await code.getAttribute('data-scene'))!;
        expect(await readQr(code.locator('.qr'))).toBe(landingUrl(stage.url, scene));
      }
      const store = await codes.first().locator('small').first().innerText();
      await codes.first().click();
      await guest.sees(t.member.landing.welcome(store));
      await stage.shoot(pad, 'pad-landing');
    }),
  );

  it(
    'M1: whoever stands at the launch pad joins there, and another new customer is a click away',
    step(async (stage) => {
      const guest = await phoneIn(pad, CUSTOMER_PHONE);
      await guest.tap(t.member.landing.joinWithCoupon(GIFT));
      await guest.tap(t.member.landing.useNow);
      await guest.top.locator('.code-card__digits').waitFor();
      await pad.mouse.move(720, 890);
      await stage.shoot(pad, 'pad-joined');
      await pad.locator('#fresh').click();
      await (await phoneIn(pad, CUSTOMER_PHONE)).sees(t.member.home.joinTitle);
    }),
  );

  it(
    'A3: a code that nobody knows opens a page all the same',
    step(async (stage) => {
      const lost = await stage.phone('guest-lost', '/pages/landing/index?scene=nobody-knows-this');
      await lost.sees(t.member.landing.unknown);
      await lost.sees(t.member.landing.join);
      await stage.shoot(lost, 'unknown-code');
    }),
  );

  it(
    'no page of a member or an assistant is wider than a large phone',
    step(async (stage) => {
      const joining = await stage.phone(MEMBER, `/pages/landing/index?scene=${scene}`);
      await joining.tap(t.member.landing.joinWithCoupon(GIFT));
      await joining.sees(t.member.landing.joined);
      const { token } = await loginAs(stage.url, MEMBER);
      const query = { state: 'usable' };
      const { body } = await callWire(stage.url, 'GET /me/coupons', { token, query });
      const { body: stores } = await callWire(stage.url, 'GET /stores');
      const window = await stage.window('about:blank', 430, 932);
      const phone = new Phone(window);
      for (const [persona, page] of pagesOf(scene, body.items[0]!.id, stores.items[0]!.id)) {
        // what stands before the hash is new, so that the app starts anew
        const url = pageUrl(stage.url, persona, page).replace('#', `&at=${encodeURIComponent(page)}#`);
        await window.goto(url);
        await phone.top.locator('.page__content > *:not(.skeleton)').first().waitFor();
        await phone.top.locator('.skeleton').waitFor({ state: 'detached' });
        await stage.shoot(window, `large${page.replace(/\?.*|\/index/g, '').replace(/\//g, '-')}`);
        expect({ page, overflowing: await phone.overflowing() }).toEqual({ page, overflowing: [] });
      }
    }),
  );
});

/** Every page that can be opened by its address, with who opens it. */
function pagesOf(scene: string, couponId: string, storeId: string): [persona: string, page: string][] {
  const member = [
    '/pages/home/index',
    '/pages/coupons/index',
    '/pages/code/index',
    '/pages/me/index',
    `/pages/landing/index?scene=${scene}`,
    '/packages/member/my-coupons/index',
    `/packages/member/coupon/index?id=${couponId}`,
    '/packages/member/points/index',
    '/packages/member/tier/index',
    '/packages/member/stores/index',
    `/packages/member/store/index?id=${storeId}`,
    '/packages/member/profile/index',
    '/packages/member/preferences/index',
    '/packages/member/terms/index?of=privacy',
    '/packages/staff/bind/index',
  ];
  const staff = [
    '/packages/staff/workbench/index',
    '/packages/staff/record/index',
    '/packages/staff/purchases/index',
  ];
  return [
    ...member.map((page): [string, string] => [MEMBER, page]),
    ...staff.map((page): [string, string] => ['staff', page]),
  ];
}
