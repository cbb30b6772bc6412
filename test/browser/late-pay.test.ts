import { zhCN as t } from '@/texts/zh-CN';
import { loginAs, operatorAt } from '../support/browser-api';
import type { Phone } from '../support/browser-phone';
import { playOn, type Stage } from '../support/browser-stage';
import { auditOf } from '../support/browser-start';
import { joinAt } from '../support/on-invite';
import { sellAt } from '../support/on-sale';

/** What a bank takes its time for, and whoever looks on: more than the sandbox's ten seconds. */
const BANK_MS = 60_000;
const STEP_MS = 180_000;
const SLOW = 'guest-slow';
const NEXT = 'guest-next';
const { claim, order, pay, payResult } = t.shop;

/** Two people, one last piece, and a bank that lets money through when it is too late. */
describe('paying late, and twice', () => {
  const step = playOn('late-pay');
  let slow: Phone;
  let next: Phone;

  /** The page of a new offer with one piece. */
  async function onePiece(stage: Stage, title: string): Promise<string> {
    const token = await operatorAt(stage.liuke);
    return (await sellAt(stage.url, token, { title, pieces: 1, stock: 1, per_member: 1 })).page;
  }

  /** From the pay page through WeChat's sheet. */
  async function payWith(phone: Phone, act: 'pay' | 'pay_late' | 'pay_twice'): Promise<void> {
    await phone.tap(pay.action.wechat);
    await phone.view.frameLocator('.pay-frame__page').locator(`button[value=${act}]`).click();
  }

  async function toPay(phone: Phone): Promise<void> {
    await phone.sees(pay.way);
    await phone.tap(pay.pickStore);
    await phone.tapOn('.pickup-store');
  }

  /** Their bank holds the money back; after a while they are told that it takes longer, and go to the order. */
  async function payLate(phone: Phone): Promise<void> {
    await payWith(phone, 'pay_late');
    await phone.text(payResult.slow).waitFor({ timeout: BANK_MS });
    await phone.tap(payResult.toOrder);
    await phone.sees(order.waitPay);
  }

  async function giveUp(phone: Phone): Promise<void> {
    await phone.tap(order.cancel);
    await phone.tap(order.cancelAsk.yes);
  }

  it(
    'F3: F5: one gets the last piece, the other waits for it',
    step(async (stage) => {
      for (const person of [SLOW, NEXT]) await joinAt(stage.url, (await loginAs(stage.url, person)).token);
      const page = await onePiece(stage, '最后一只可颂');
      slow = await stage.phone(SLOW, page);
      await slow.tap(claim.grab);
      await toPay(slow);
      next = await stage.phone(NEXT, page);
      await next.tap(claim.wait);
      await next.sees(claim.waitingFirst);
      await stage.shoot(next, 'waiting');
    }),
    STEP_MS,
  );

  it(
    'F6: money that comes when the piece is another’s goes back, and its payer is told',
    step(async (stage) => {
      await payLate(slow);
      await stage.shoot(slow, 'not-heard-of-yet');
      await giveUp(slow);
      await slow.sees(order.closed.cancelled);
      await stage.shoot(slow, 'given-up');
      await next.sees(claim.keptForYou);
      await stage.shoot(next, 'kept');
      await next.tap(claim.grab);
      await toPay(next);
      await slow.text(order.returnedTitle).waitFor({ timeout: BANK_MS });
      await slow.reads('.page__content', '9.90');
      await stage.shoot(slow, 'sent-back');
      await slow.text(order.progress.arrived).waitFor({ timeout: BANK_MS });
      await slow.sees(order.closedBack);
      expect(await slow.overflowing()).toEqual([]);
      await stage.shoot(slow, 'arrived');
    }),
    STEP_MS,
  );

  it(
    'F6: a payment that is told of twice pays one order, once',
    step(async (stage) => {
      await payWith(next, 'pay_twice');
      await next.sees(payResult.paid);
      await next.tap(payResult.code);
      await next.sees(order.codeTitle);
      expect(await next.text(order.returnedTitle).count()).toBe(0);
      await stage.shoot(next, 'paid-once');
    }),
    STEP_MS,
  );

  it(
    'F6: money that comes when the piece is still there brings the order back',
    step(async (stage) => {
      slow = await stage.phone(SLOW, await onePiece(stage, '另一只可颂'));
      await slow.tap(claim.grab);
      await toPay(slow);
      await payLate(slow);
      await giveUp(slow);
      await slow.text(order.paidLateTitle).waitFor({ timeout: BANK_MS });
      await slow.sees(order.codeTitle);
      expect(await slow.code('.code-card__digits')).toMatch(/^68\d{16}$/);
      expect(await slow.overflowing()).toEqual([]);
      await stage.shoot(slow, 'brought-back');
    }),
    STEP_MS,
  );

  it(
    'F6: who pays again meanwhile has one order, and the first money back',
    step(async (stage) => {
      next = await stage.phone(NEXT, await onePiece(stage, '第三只可颂'));
      await next.tap(claim.grab);
      await toPay(next);
      await payLate(next);
      // another way closes the first payment; then WeChat again, with a payment of its own
      await next.tap(order.toPay);
      await next.tap(pay.ways.counter);
      await next.tap(pay.action.counter);
      await next.sees(order.counterTitle);
      await next.tap(order.otherWay);
      await next.tap(pay.ways.wechat);
      await payWith(next, 'pay');
      await next.sees(payResult.paid);
      await next.tap(payResult.code);
      await next.sees(order.codeTitle);
      await next.text(order.returnedTitle).waitFor({ timeout: BANK_MS });
      await stage.shoot(next, 'paid-twice');
    }),
    STEP_MS,
  );

  it(
    'L7: after all this the books balance',
    step(async ({ folder }) => {
      expect(await auditOf(folder)).toEqual({ code: 0, drift: [] });
    }),
    STEP_MS,
  );
});
