import { zhCN as t } from '@/texts/zh-CN';
import { instant, MINUTE_MS } from '../../shared/kernel';
import { decodeBase64Url, deriveCode } from '../../shared/rules';
import { callWire, loginAs } from '../support/browser-api';
import type { Phone } from '../support/browser-phone';
import { playOn, type Stage } from '../support/browser-stage';
import { auditOf } from '../support/browser-start';

const MEMBER = 'guest-story';
const STAFF = 'staff';
const GIFT = '新朋友见面券';
const WELCOME_POINTS = 20;
const BILL = { yuan: '45', discount: '10', paid: '35', points: 35 };

/** A member and an assistant, each on their own phone, from the first scan to the last book entry. */
describe('the story in a browser', () => {
  const step = playOn('story');
  let scene: string;
  let member: Phone;
  let staff: Phone;
  let couponNumber: string;
  let scannedAt: number;

  /** The assistant types 18 digits into the sheet of the workbench. */
  async function type(digits: string): Promise<void> {
    await staff.tap(t.staff.bench.type);
    await staff.top.locator('.sheet__paper input').pressSequentially(digits);
  }

  /** The code of the story's coupon, as the member's second phone shows it `ahead_ms` from now. */
  async function freshCode({ url }: Stage, ahead_ms = 0): Promise<string> {
    const { code_secret: secret, now } = await loginAs(url, MEMBER);
    const at = instant(Date.parse(now) + ahead_ms);
    return deriveCode({ secret: decodeBase64Url(secret!), kind: 'coupon', number: couponNumber, at });
  }

  it(
    'npm start prints where everything is and makes the demo shop',
    step(async ({ url, liuke }) => {
      process.stdout.write(`npm start, first time: ${(liuke.took_ms / 1000).toFixed(1)} s\n`);
      expect(liuke.table).toMatchObject({
        'Launch pad': `${url}/`,
        'Member preview': `${url}/app/`,
        'Staff preview': `${url}/app/?as=staff#/packages/staff/workbench/index`,
        'API docs': `${url}/api/docs`,
      });
      expect(liuke.stdout).toMatch(/Demo shop: 3 stores, \d+ members, \d+ purchases, \d+ coupons used\./);
      const pad = await (await fetch(`${url}/`)).text();
      scene = /data-scene="([^"]+)"/.exec(pad)![1]!;
    }),
  );

  it(
    'A3: a scanned code opens the store and what joining gives',
    step(async (stage) => {
      member = await stage.phone(MEMBER, `/pages/landing/index?scene=${scene}`);
      await member.sees(/^欢迎来到.+店$/);
      await member.sees(GIFT);
      await member.sees(t.member.landing.giftPoints(String(WELCOME_POINTS)));
      await stage.shoot(member, 'landing');
    }),
  );

  it(
    'M1: one tap joins, coupon and points are there',
    step(async (stage) => {
      await member.tap(t.member.landing.joinWithCoupon(GIFT));
      await member.sees(t.member.landing.joined);
      await member.sees(GIFT);
      await member.sees(t.member.landing.giftPoints(String(WELCOME_POINTS)));
      await stage.shoot(member, 'joined');
    }),
  );

  it(
    'M7: the coupon shows one code, as a picture and as digits',
    step(async (stage) => {
      await member.tap(t.member.landing.useNow);
      const digits = await member.code('.code-card__digits');
      expect(digits).toMatch(/^67\d{16}$/);
      couponNumber = digits.slice(2, 12);
      await stage.shoot(member, 'coupon');
    }),
  );

  it(
    'C6: the assistant types it and sees what it is, whose, masked, and that it is good here',
    step(async (stage) => {
      staff = await stage.phone(STAFF, '/packages/staff/workbench/index');
      await staff.sees(t.staff.bench.records);
      await stage.shoot(staff, 'workbench');
      await staff.tap(t.staff.bench.type);
      await stage.shoot(staff, 'type');
      await staff.tapOn('.sheet__close');
      await type(await member.code('.code-card__digits'));
      scannedAt = Date.now();
      await staff.sees(GIFT);
      const who = await staff.words('.desk__who');
      expect(who).toContain('会员');
      expect(who).toContain(`${WELCOME_POINTS}积分`);
      const { member: profile } = await loginAs(stage.url, MEMBER);
      expect(who).not.toContain(profile!.card_no);
      expect(await staff.top.locator('.desk__obstacle').count()).toBe(0);
      await stage.shoot(staff, 'preview');
    }),
  );

  it(
    'C6: the quote says what the coupon does for this bill, or what is missing',
    step(async (stage) => {
      await staff.amount('4');
      await staff.reads('.desk__obstacle', '还差¥26');
      await stage.shoot(staff, 'below-threshold');
      await staff.amount(BILL.yuan.slice(1));
      await staff.sees(t.staff.scan.confirmRedeem(BILL.paid));
      const quote = await staff.reads('.desk__quote', `+${BILL.points}`);
      expect(quote).toMatch(new RegExp(`${t.staff.scan.quote.discountBy(GIFT)}\\D+${BILL.discount}`));
      expect(await staff.top.locator('.desk__obstacle').count()).toBe(0);
      await stage.shoot(staff, 'quote');
    }),
  );

  it(
    'C6: confirmed, the result stands on one screen and the coupon flips on the other',
    step(async (stage) => {
      await staff.tap(t.staff.scan.confirmRedeem(BILL.paid));
      await staff.sees(t.staff.result.redeemed);
      await staff.sees(t.staff.result.earned(String(BILL.points)));
      await stage.shoot(staff, 'result');
      await member.sees(t.coupons.detail.redeemedTitle);
      await member.sees(t.coupons.detail.saved(BILL.discount));
      await member.sees(t.coupons.detail.earned(String(BILL.points)));
      await stage.shoot(member, 'coupon-redeemed');
      await staff.tap(t.staff.result.toBench);
      await staff.sees(t.staff.bench.records);
      await stage.shoot(staff, 'workbench-with-record');
    }),
  );

  it(
    'P10: the purchase is in the statement, with the balance after it',
    step(async (stage) => {
      await member.tap(t.coupons.detail.toPoints);
      await member.reads('.points__line', `+${BILL.points}`);
      expect(await member.words('.points__line')).toContain(`余${WELCOME_POINTS + BILL.points}`);
      expect(await member.words('.points__figure')).toBe(String(WELCOME_POINTS + BILL.points));
      await stage.shoot(member, 'points');
    }),
  );

  it(
    'C6: a fresh code of the same coupon is refused with when, where and by whom',
    step(async (stage) => {
      const store = await staff.words('.bench__store');
      stage.watch.allow(409, '/staff/scans');
      await type(await freshCode(stage));
      await staff.sees(t.staff.scan.failedTitle);
      expect(await staff.words('.scan__refusal-text')).toMatch(
        new RegExp(`^「这张券已于\\d+月\\d+日\\d\\d:\\d\\d在${store}由许安核销。」$`),
      );
      await stage.shoot(staff, 'refused');
      await staff.tap(t.staff.result.toBench);
    }),
  );

  it(
    'C7: undone with a reason, the coupon is good again before the member’s eyes',
    step(async (stage) => {
      await member.tapOn('.page__back');
      await member.sees(t.coupons.detail.redeemedTitle);
      await staff.tap(t.staff.bench.undo);
      await staff.sees(t.staff.undo.title);
      await staff.tap(t.staff.undo.reasons[0]!);
      await stage.shoot(staff, 'undo');
      await staff.tap(t.staff.undo.action);
      await staff.reads('.records__row--undone', t.staff.undo.reasons[0]!);
      await stage.shoot(staff, 'undone');
      await member.hears(t.coupons.detail.returned);
      expect(await member.code('.code-card__digits')).toContain(couponNumber);
      await stage.shoot(member, 'coupon-returned');
    }),
  );

  it(
    'P4: what the purchase earned is taken back in the statement',
    step(async (stage) => {
      await member.tapOn('.page__back');
      await member.tap(t.member.landing.toHome);
      await member.sees(t.member.home.centre);
      await stage.shoot(member, 'home');
      await member.tapOn('.member-bar__cell');
      await member.reads('.points__line', new RegExp(`[-−]${BILL.points}`));
      expect(await member.words('.points__figure')).toBe(String(WELCOME_POINTS));
      await stage.shoot(member, 'points-taken-back');
    }),
  );

  it(
    'C7: a second undo is not offered, and refused to whoever asks all the same',
    step(async ({ url }) => {
      expect(await staff.text(t.staff.bench.undo).count()).toBe(0);
      const { token, staff: profile } = await loginAs(url, STAFF);
      const query = { store_id: profile!.stores[0]!.id };
      const { body } = await callWire(url, 'GET /staff/records', { token, query });
      const id = body.items[0]!.id as `rdm_${string}`;
      const again = await callWire(url, 'POST /staff/redemptions/{id}/undo', {
        token,
        params: { id },
        body: { reason: '再撤一次' },
      });
      expect([again.status, again.body.code]).toEqual([409, 'already_undone']);
    }),
  );

  it(
    'C7: the coupon that came back is accepted at the counter',
    step(async (stage) => {
      // the step of the first scan is used up, so within its minute the next one is shown
      const sameStep = Math.floor(Date.now() / MINUTE_MS) <= Math.floor(scannedAt / MINUTE_MS);
      await type(await freshCode(stage, sameStep ? MINUTE_MS : 0));
      await staff.sees(GIFT);
      expect(await staff.top.locator('.desk__obstacle').count()).toBe(0);
      await staff.tapOn('.page__back');
    }),
  );

  it(
    'S3: a purchase by member code: the points appear, and the page of the code flips',
    step(async (stage) => {
      await member.tapOn('.page__back');
      await member.tap(t.common.tabs.code);
      const digits = await member.code('.code-card__digits');
      expect(digits).toMatch(/^66\d{16}$/);
      await stage.shoot(member, 'member-code');
      await type(digits);
      await staff.sees(t.staff.scan.pick);
      await staff.amount('28.5');
      await staff.sees(t.staff.scan.confirmRecord('28.50'));
      await stage.shoot(staff, 'record');
      await staff.tap(t.staff.scan.confirmRecord('28.50'));
      await staff.sees(t.staff.result.recorded);
      await stage.shoot(staff, 'recorded');
      await member.reads('.code__news-figure', '+28');
      await stage.shoot(member, 'member-code-flipped');
      await member.reads('.member-bar__figure', String(WELCOME_POINTS + 28));
      await staff.tap(t.staff.result.toBench);
      await staff.sees(t.staff.bench.records);
      await stage.shoot(staff, 'workbench-at-the-end');
    }),
  );

  it(
    'C4: the centre hands out a coupon once, and its button says what comes next',
    step(async (stage) => {
      await member.tap(t.common.tabs.coupons);
      const ticket = member.top.locator('.ticket', { hasText: '冰美式' });
      await ticket.getByText(t.coupons.centre.claim).waitFor();
      await stage.shoot(member, 'centre');
      await ticket.getByText(t.coupons.centre.claim).click();
      await member.hears('在「我的券」里');
      await ticket.getByText(t.coupons.centre.use).waitFor();
      await stage.shoot(member, 'claimed');
      await ticket.getByText(t.coupons.centre.use).click();
      await member.sees(t.coupons.mine.title);
      await member.reads('.page__content', '冰美式');
      await stage.shoot(member, 'my-coupons');
    }),
  );

  it(
    'L7: after all this the books balance',
    step(async ({ folder }) => {
      expect(await auditOf(folder)).toEqual({ code: 0, drift: [] });
    }),
  );
});
