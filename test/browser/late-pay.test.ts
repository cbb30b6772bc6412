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

  /** Somebody's phone before the one piece of a new offer. */
  async function beforeOnePiece(stage: Stage, title: string, ...people: readonly string[]) {
    const token = await operatorAt(stage.liuke);
    const { page } = await sellAt(stage.url, token, { title, pieces: 1, stock: 1, per_member: 1 });
    return Promise.all(people.map((person) => stage.phone(person, page)));
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
    await phone.sees(payResult.checking);
    await phone.text(payResult.slow).waitFor({ timeout: BANK_MS });
    await phone.tap(payResult.toOrder);
    await phone.sees(order.waitPay);
  }

  async function giveUp(phone: Phone): Promise<void> {
    await phone.tap(order.cancel);
    await phone.tap(order.cancelAsk.yes);
    await phone.sees(order.closed.cancelled);
  }

  it(
    'F3: F5: one gets the last piece, the other waits for it',
    step(async (stage) => {
      for (const person of [SLOW, NEXT]) await joinAt(stage.url, (await loginAs(stage.url, person)).token);
      [slow, next] = (await beforeOnePiece(stage, '最后一只可颂', SLOW, NEXT)) as [Phone, Phone];
      await slow.tap(claim.grab);
      await toPay(slow);
      stage.watch.allow(409, '/claims');
      await next.tap(claim.grab);
      await next.tap(claim.soldOut.yes);
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
      await slow.sees(order.closedHintWechat);
      await stage.shoot(slow, 'given-up');
      await next.sees(claim.keptForYou);
      await stage.shoot(next, 'kept');
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
      await next.tap(claim.grab);
      await toPay(next);
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
      [slow] = (await beforeOnePiece(stage, '另一只可颂', SLOW)) as [Phone];
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
      [next] = (await beforeOnePiece(stage, '第三只可颂', NEXT)) as [Phone];
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
