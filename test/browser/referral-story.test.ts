import type { Browser } from 'playwright-core';
import { zhCN as t } from '@/texts/zh-CN';
import { landingUrl } from '../../shared/contract';
import { openChromium, Shots } from '../support/browser';
import type { Phone } from '../support/browser-phone';
import { H5Device } from '../support/devices/h5';
import {
  GIFT,
  openReferralShop,
  PAID,
  POINTS,
  PROTECT_DAYS,
  type ReferralShop,
} from '../support/referral-shop';

const INVITE = '/packages/member/invite/index';
const COUPONS = '/packages/member/my-coupons/index';
const POINTS_PAGE = '/packages/member/points/index';
/** Whoever opens a bare link in the preview. */
const FRIEND = 'member';
const CLERK = 'staff';
/** Longer than any motion on the screens. */
const SETTLE_MS = 450;
const words = t.invite;
const refund = t.staff.refund;

/** A, who invites; B, who is brought; and C behind the counter, each with their own phone. */
describe('a friend who is brought, in a browser', () => {
  const shots = new Shots('referral-story');
  let shop: ReferralShop;
  let browser: Browser;
  let a: H5Device;
  let b: H5Device;
  let c: H5Device;
  let link: string;
  let broken = false;

  const everybody = (): H5Device[] => [a, b, c];

  async function shoot({ window }: H5Device, name: string): Promise<void> {
    await window.waitForTimeout(SETTLE_MS);
    await shots.take(window, name);
  }

  /** Days pass on all phones and for the server. */
  async function pass(days: number): Promise<void> {
    await shop.pass(days);
    for (const { window } of everybody()) await window.context().clock.setSystemTime(shop.clock.now());
  }

  /** A member looks at what inviting brought them: the first row says all of these. */
  async function finds(
    member: H5Device,
    tab: 'friends' | 'rewards',
    ...said: readonly string[]
  ): Promise<Phone> {
    await shop.settle();
    await member.open(INVITE);
    await member.phone.tap(words.mine.tabs[tab]);
    for (const one of said) await member.phone.reads('.invite__row', one.replace(/\s/g, ''));
    expect(await member.phone.overflowing()).toEqual([]);
    return member.phone;
  }

  /** Each test builds on those before it. */
  const step = (run: () => Promise<void>) => async (): Promise<void> => {
    if (broken) throw new Error('an earlier step failed, see above');
    try {
      await run();
    } catch (error) {
      broken = true;
      for (const one of everybody()) await shoot(one, 'failed');
      throw error;
    }
    expect(everybody().flatMap((one) => one.problems())).toEqual([]);
  };

  beforeAll(async () => {
    shop = await openReferralShop(`demo-${CLERK}`);
    browser = await openChromium();
    const device = (persona: string): Promise<H5Device> => H5Device.make(browser, shop.url, persona);
    [a, b, c] = [await device('guest-host'), await device(FRIEND), await device(CLERK)];
    for (const { window } of everybody()) await window.context().clock.install();
  });
  afterAll(async () => {
    for (const one of everybody()) await one.close();
    await browser.close();
    await shop.close();
  });

  it(
    'R1: A joins and copies the link of the invite',
    step(async () => {
      await a.window.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await a.open('/pages/landing/index');
      await a.phone.tap(t.member.landing.join);
      await a.phone.sees(t.member.landing.joined);
      await a.open(INVITE);
      await a.phone.top.locator('.invite__way-share').getByText(words.title).click();
      await a.hears(words.share.copied);
      link = await a.window.evaluate(() => window.navigator.clipboard.readText());
      const code = /i\.([0-9A-Za-z]{8})$/.exec(decodeURIComponent(link))?.[1] ?? '';
      expect(link).toBe(landingUrl(shop.url, `i.${code}`));
    }),
  );

  it(
    'R2, R5: B opens the link, reads what both get for what, and joins by it',
    step(async () => {
      const { landing, words: said } = t.referral;
      await b.window.goto(link);
      await b.phone.sees(landing.invitedBy(null));
      await b.phone.sees(landing.theirs(null, said.purchaseFrom('20'), said.points(String(POINTS))));
      await b.phone.reads('.page__content', GIFT);
      await shoot(b, 'invited');
      await b.phone.tap(/^一键入会/);
      await b.phone.sees(t.referral.joined.by(null));
      await finds(a, 'friends', words.friend.state.bound);
      await finds(b, 'rewards', words.reward.side.invitee, words.reward.state.promised);
    }),
  );

  it(
    'R4: B buys: C takes the digits of the code, records, and what both were promised rests',
    step(async () => {
      await b.open('/pages/code/index');
      const digits = await b.phone.code('.code-card__digits');
      const staff = c.phone;
      await c.open('/packages/staff/workbench/index');
      await staff.tap(t.staff.bench.type);
      await staff.top.locator('.sheet__paper input').pressSequentially(digits);
      await staff.reads('.desk__who', '会员');
      await staff.amount(PAID.yuan);
      await staff.tap(t.staff.scan.confirmRecord(PAID.yuan));
      await staff.sees(t.staff.result.recorded);
      // staff see none of a member's friends
      expect(await staff.words('.page__content')).not.toContain('邀请');
      await finds(a, 'friends', words.friend.state.waiting.purchase);
      await shoot(a, 'resting');
      const mine = await finds(b, 'rewards', words.reward.state.resting);
      expect(await mine.text(words.reward.claim).count()).toBe(0);
    }),
  );

  it(
    'R6: once it has rested, each claims with one tap, and has it',
    step(async () => {
      await pass(PROTECT_DAYS);
      await (await finds(a, 'rewards')).tap(words.reward.claim);
      await a.hears(words.reward.gotPoints(String(POINTS)));
      await shoot(a, 'claimed');
      await (await finds(b, 'rewards')).tap(words.reward.claim);
      await b.hears(words.reward.gotCoupon);
      await shoot(b, 'claimed-coupon');
      await finds(a, 'friends', words.friend.state.claimed);
      await a.open(POINTS_PAGE);
      await a.phone.reads('.points__figure', new RegExp(`^${POINTS}$`));
      await b.open(COUPONS);
      await b.phone.reads('.ticket', GIFT);
    }),
  );

  it(
    'R6, P4: C gives B the money back, and what was given is taken back',
    step(async () => {
      const staff = c.phone;
      await c.open('/packages/staff/purchases/index');
      await staff.tapOn('.purchases__row');
      await staff.tap(refund.whole(PAID.yuan));
      await staff.tap(refund.next(PAID.yuan));
      await staff.tap(refund.reasons[0]!);
      await staff.tap(refund.confirm(PAID.yuan));
      await staff.sees(refund.done);
      await finds(a, 'friends', words.friend.state.refunded);
      await shoot(a, 'refunded');
      await finds(a, 'rewards', words.reward.state.taken_back);
      await shoot(a, 'taken-back');
      await a.open(POINTS_PAGE);
      await a.phone.reads('.points__figure', /^0$/);
      await a.phone.reads('.points__line', new RegExp(`[-−]${POINTS}`));
      await finds(b, 'rewards', words.reward.state.taken_back);
      await shoot(b, 'coupon-taken-back');
      await b.open(COUPONS);
      await b.phone.sees(t.coupons.mine.empty.usable.title);
      expect(await b.phone.words('.page__content')).not.toContain(GIFT);
    }),
  );

  it(
    'L7: after all this the books balance',
    step(() => shop.app.audit()),
  );
});
