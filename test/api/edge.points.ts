import { DAY_MS, instant, type Id } from '../../shared/kernel';
import { CONSOLE_PASSWORD, type TestApp } from '../support/app';
import {
  claim,
  joinCustomer,
  listedTemplate,
  nextStep,
  scannedCoupon,
  spend,
  type Counter,
  type Customer,
} from './counter.support';
import type { EdgeOfPoints, GivenByRoute } from './edge';
import { setSignInRule, SIGN_IN_RULE } from './sign-ins.support';
import { ladder, tier } from './tiers.support';

/** Sets that part of the stage. Moves the clock on. */
export async function openPoints(app: TestApp, counter: Counter): Promise<EdgeOfPoints> {
  const now = app.clock.now();
  app.clock.set(instant(now - DAY_MS));
  const early = await joinCustomer(app);
  app.clock.set(now);
  await setSignInRule(app);
  const debtor = await joinCustomer(app);
  await owe(app, counter, debtor);
  const account = { name: 'operator.of.edge', password: CONSOLE_PASSWORD };
  await app.ok('POST /console/accounts', {
    token: await app.asConsole(),
    body: { ...account, role: 'operator' },
  });
  const { token } = await app.ok('POST /console/sessions', { body: account });
  const ask = async () =>
    (
      await app.ok('POST /console/members/{id}/adjustments', {
        token,
        params: { id: early.id },
        body: { points: 5_000, reason: '活动补发' },
      })
    ).id;
  return { debtor, early, adjustments: [await ask(), await ask()] };
}

/** The member spends what a purchase has earned before it is undone. */
async function owe(app: TestApp, counter: Counter, customer: Customer): Promise<void> {
  const coupon = await claim(app, customer, await listedTemplate(app, counter));
  nextStep(app);
  const { scan_id } = await scannedCoupon(app, counter, customer, coupon);
  const { token } = counter.clerk;
  const { redemption_id: id } = await app.ok('POST /staff/redemptions', {
    token,
    body: { scan_id, bill: { amount_fen: 10_500 } },
  });
  await spend(app, customer, 100);
  await app.ok('POST /staff/redemptions/{id}/undo', { token, params: { id }, body: { reason: '点错了' } });
}

/** What is sent about them. */
export function ofPoints(
  app: TestApp,
  { debtor, early, adjustments }: EdgeOfPoints,
  template: Id<'template'>,
): GivenByRoute {
  const [approved, rejected] = adjustments;
  const yesterday = new Date(app.clock.now() - DAY_MS).toISOString().slice(0, 10);
  const gifts = { gift_template_ids: [template], birthday_template_id: template };
  return {
    'PUT /me/birthday': { body: { month: 5, day: 12 } },
    'POST /me/sign-ins/make-ups': { token: early.token, body: { day: yesterday } },
    'PUT /console/tiers': {
      body: { ...ladder({ tiers: [tier('普卡', 0, gifts), tier('银卡', 100)] }), version: 0 },
    },
    'PUT /console/sign-in-rule': { body: { ...SIGN_IN_RULE, version: 1 } },
    'POST /console/members/{id}/debt-waivers': {
      params: { id: debtor.id },
      body: { points: 5, reason: '系统故障补偿' },
    },
    'POST /console/members/{id}/adjustments': {
      params: { id: debtor.id },
      body: { points: 5, reason: '活动补发' },
    },
    'POST /console/adjustments/{id}/approvals': { params: { id: approved } },
    'POST /console/adjustments/{id}/rejections': { params: { id: rejected } },
  };
}
