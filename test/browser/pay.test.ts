import type { Page } from 'playwright-core';
import { zhCN as t } from '@/texts/zh-CN';
import { TERMS_VERSION } from '../../shared/contract';
import { callWire, loginAs, operatorAt } from '../support/browser-api';
import type { Phone } from '../support/browser-phone';
import { playOn } from '../support/browser-stage';
import { sellAt } from '../support/on-sale';

const BUYER = 'guest-buyer';
const { claim, pay, payResult, order } = t.shop;

describe('buying in the preview', () => {
  const step = playOn('pay');
  let phone: Phone;

  it(
    'F3: a tap claims and leads on to the payment',
    step(async (stage) => {
      const { token } = await loginAs(stage.url, BUYER);
      const consents = { terms: TERMS_VERSION, marketing: false };
      await callWire(stage.url, 'POST /members', { token, body: { consents } });
      const { page } = await sellAt(stage.url, await operatorAt(stage.liuke));
      phone = await stage.phone(BUYER, page);
      await phone.tap(claim.grab);
      await phone.sees(pay.way);
      await phone.tap(pay.pickStore);
      await phone.tapOn('.pickup-store');
      expect(await phone.overflowing()).toEqual([]);
      await stage.shoot(phone, 'pay');
    }),
  );

  it(
    'F6: the sandbox’s sheet put away leaves it unpaid; paid there, it is paid here',
    step(async (stage) => {
      const sheet = phone.view.frameLocator('.pay-frame__page');
      await phone.tap(pay.action.wechat);
      await sheet.getByText('取消', { exact: true }).click();
      await phone.hears(pay.cancelled);
      // nor does it stay when there is no time left to pay
      const view = phone.view as Page;
      const { clock } = view;
      await clock.install();
      // what has begun to run keeps the timers it found
      await view.reload();
      await phone.tap(pay.action.wechat);
      await sheet.getByText('支付', { exact: true }).waitFor();
      await clock.fastForward('14:00');
      expect(await view.locator('.pay-frame').count()).toBe(1);
      await clock.fastForward('01:30');
      await view.locator('.pay-frame').waitFor({ state: 'detached' });
      await phone.tap(pay.action.wechat);
      await stage.shoot(phone, 'sheet');
      await sheet.getByText('支付', { exact: true }).click();
      await phone.sees(payResult.paid);
      await phone.tap(payResult.code);
      await phone.sees(order.codeTitle);
      expect(await phone.code('.code-card__digits')).toMatch(/^68\d{16}$/);
      await stage.shoot(phone, 'code');
    }),
  );
});
