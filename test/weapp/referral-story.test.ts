import { SCENES } from '../support/wx/host';
import type { WxPhone } from '../support/wx/phone';
import { loginCode } from '../support/wx/server';
import {
  GIFT,
  openReferralShop,
  PAID,
  POINTS,
  PROTECT_DAYS,
  type ReferralShop,
} from '../support/referral-shop';
import { endPhones, newOpenid, phoneOf, t } from './people.support';
import { digitsOn, typeAmount } from './story.support';

const INVITE = '/packages/member/invite/index';
const COUPONS = '/packages/member/my-coupons/index';
const POINTS_PAGE = '/packages/member/points/index';
const BENCH = '/packages/staff/workbench/index';
const PURCHASES = '/packages/staff/purchases/index';
const words = t.invite;
const refund = t.staff.refund;

/** A, who invites; B, who is brought; and C behind the counter, each on their own phone. */
describe('a friend who is brought, on the compiled mini-program', () => {
  let shop: ReferralShop;
  let a: WxPhone;
  let b: WxPhone;
  let c: WxPhone;
  /** What A handed on. */
  let card: { readonly path: string };
  let broken = false;

  /** A phone of this shop's own server. */
  function phone(openid: string): WxPhone {
    const login = async () => ({ code: await loginCode(shop.app.sandboxUrl, openid) });
    return phoneOf(openid, { server: shop.url, answers: { login } });
  }

  /** Days pass on all phones and for the server. */
  async function pass(days: number): Promise<void> {
    await shop.pass(days);
    for (const one of [a, b, c]) one.clock_offset_ms = shop.clock.ahead_ms;
  }

  /** A member looks at what inviting brought them. */
  async function looks(member: WxPhone, tab: 'friends' | 'rewards'): Promise<void> {
    await shop.settle();
    member.start(INVITE);
    await member.tap(words.mine.tabs[tab]);
    await member.until(() => member.all('invite__row').length > 0, 'a row');
  }

  async function rowSays(member: WxPhone, ...said: readonly string[]): Promise<void> {
    const row = (): string =>
      member
        .all('invite__row')
        .map((node) => member.wordsOf(node))
        .join('\n');
    for (const one of said) await member.until(() => row().includes(one.replace(/\s/g, '')), one);
  }

  /** Each test builds on those before it. */
  const step = (run: () => Promise<void>) => async (): Promise<void> => {
    if (broken) throw new Error('an earlier step failed, see above');
    broken = true;
    await run();
    broken = false;
  };

  beforeAll(async () => {
    const manager = newOpenid();
    shop = await openReferralShop(manager);
    [a, b, c] = [phone(newOpenid()), phone(newOpenid()), phone(manager)];
  });
  afterAll(async () => {
    const wrong = endPhones();
    await shop.app.audit();
    await shop.close();
    expect(wrong).toEqual([]);
  });

  it(
    'R1: A joins and shares a card into a chat',
    step(async () => {
      a.start('/pages/landing/index');
      await a.tap(t.member.landing.join);
      await a.sees(t.member.landing.joined);
      a.start(INVITE);
      await a.until(() => a.all('native-button').length > 0, 'the share button');
      card = a.app.share('onShareAppMessage') as { path: string };
      expect(card.path).toMatch(/^\/pages\/landing\/index\?invite=[0-9A-Za-z]{8}$/);
    }),
  );

  it(
    'R2, R5: B opens the card, reads what both get for what, and joins by it',
    step(async () => {
      const { landing, words: said } = t.referral;
      b.start(card.path, { scene: SCENES.shareCard });
      await b.sees(landing.invitedBy(null));
      await b.sees(landing.theirs(null, said.purchaseFrom('20'), said.points(String(POINTS))));
      expect(b.text).toContain(GIFT);
      await b.tap(/^一键入会/);
      await b.sees(t.referral.joined.by(null));
      await looks(a, 'friends');
      await rowSays(a, words.friend.state.bound);
      await looks(b, 'rewards');
      await rowSays(b, words.reward.side.invitee, words.reward.state.promised);
    }),
  );

  it(
    'R4: B buys: C scans and records, and what both were promised rests',
    step(async () => {
      b.start('/pages/code/index');
      await b.until(() => digitsOn(b) !== '', 'a code');
      c.answers['scanCode'] = () => ({ result: digitsOn(b), scanType: 'QR_CODE' });
      c.start(BENCH);
      await c.tap(t.staff.bench.scan);
      await c.until(() => c.one('desk__who'), 'the member');
      await typeAmount(c, PAID.yuan);
      await c.tap(t.staff.scan.confirmRecord(PAID.yuan));
      await c.sees(t.staff.result.recorded);
      // staff see none of a member's friends
      expect(c.text).not.toContain('邀请');
      await looks(a, 'friends');
      await rowSays(a, words.friend.state.waiting.purchase);
      await looks(b, 'rewards');
      await rowSays(b, words.reward.state.resting);
      expect(b.saying(words.reward.claim)).toEqual([]);
    }),
  );

  it(
    'R6: once it has rested, each claims with one tap, and has it',
    step(async () => {
      await pass(PROTECT_DAYS);
      await looks(a, 'rewards');
      await a.tap(words.reward.claim);
      await a.hears(words.reward.gotPoints(String(POINTS)));
      await looks(b, 'rewards');
      await b.tap(words.reward.claim);
      await b.hears(words.reward.gotCoupon);
      await looks(a, 'friends');
      await rowSays(a, words.friend.state.claimed);
      a.start(POINTS_PAGE);
      await a.reads('points__figure', String(POINTS));
      b.start(COUPONS);
      await b.until(() => b.text.includes(GIFT), 'the coupon');
    }),
  );

  it(
    'R6, P4: C gives B the money back, and what was given is taken back',
    step(async () => {
      c.start(PURCHASES);
      await c.tapOn('purchases__row');
      await c.tap(refund.whole(PAID.yuan));
      await c.tap(refund.next(PAID.yuan));
      await c.tap(refund.reasons[0]!);
      await c.tap(refund.confirm(PAID.yuan));
      await c.sees(refund.done);
      await looks(a, 'friends');
      await rowSays(a, words.friend.state.refunded);
      await looks(a, 'rewards');
      await rowSays(a, words.reward.state.taken_back);
      a.start(POINTS_PAGE);
      await a.reads('points__figure', '0');
      await a.reads('points__line', new RegExp(`[-−]${POINTS}`));
      await looks(b, 'rewards');
      await rowSays(b, words.reward.state.taken_back);
      b.start(COUPONS);
      await b.sees(t.coupons.mine.empty.usable.title);
      expect(b.text).not.toContain(GIFT);
    }),
  );
});
