import type { Page } from 'playwright-core';
import { zhCN as t } from '@/texts/zh-CN';
import { landingUrl } from '../../shared/contract';
import { readQr } from '../support/browser';
import { loginAs } from '../support/browser-api';
import { Phone } from '../support/browser-phone';
import { playOn } from '../support/browser-stage';
import { inviteAt, joinAt, programsAt } from '../support/on-invite';
import { readQr as pictured } from '../support/qr';

const HOST = 'guest-host';
const words = t.referral.landing;
/** What the demo's program asks for and gives the inviter. */
const ACT = t.referral.words.purchaseFrom('30');
const THEIRS = '50 积分';

describe('a friend’s invite in a browser', () => {
  const step = playOn('invited');
  let code: string;
  let url: string;
  let pad: Page;

  it(
    'R1: the plain QR code of an invite opens its page, which says what both get and for what',
    step(async (stage) => {
      const { token } = await loginAs(stage.url, HOST);
      await joinAt(stage.url, token, { nickname: '小满' });
      const [program] = await programsAt(stage.url, token);
      ({ code, url } = await inviteAt(stage.url, token, program!));
      const picture = await fetch(`${stage.url}/api/v1/invite-codes/${code}/code.png?form=plain`);
      expect(pictured(Buffer.from(await picture.arrayBuffer())).text).toBe(url);
      expect(url).toBe(landingUrl(stage.url, `i.${code}`));
      const friend = new Phone(await stage.window(url, 375, 812));
      await friend.sees(words.invitedBy('小满'));
      await friend.sees(words.theirs('小满', ACT, THEIRS));
      expect(await friend.overflowing()).toEqual([]);
      await stage.shoot(friend, 'open');
      await friend.tap(t.member.landing.join);
      await friend.sees(t.referral.joined.by('小满'));
      await friend.sees(t.referral.joined.later);
      expect(await friend.overflowing()).toEqual([]);
      await stage.shoot(friend, 'joined');
    }),
  );

  it(
    'R2: opened once more, it tells a member what they can do',
    step(async (stage) => {
      const host = await stage.phone(HOST, `/pages/landing/index?invite=${code}`);
      await host.sees(words.member);
      await host.sees(words.toInvite);
      expect(await host.overflowing()).toEqual([]);
      await stage.shoot(host, 'member');
    }),
  );

  it(
    'R1: the launch pad offers the invite to another new customer, and the one before can be taken up again',
    step(async (stage) => {
      pad = await stage.window(`${stage.url}/`, 1440, 900);
      const frame = await (await pad.waitForSelector('#member')).contentFrame();
      const customer = new Phone(frame!);
      await customer.sees(t.member.home.centre);
      const invite = pad.locator(`[data-invite="i.${code}"]`);
      expect(await readQr(invite.locator('.qr'))).toBe(url);
      await invite.click();
      await customer.sees(words.invitedBy('小满'));
      await stage.shoot(pad, 'pad');
      expect(await pad.locator('#who option').count()).toBe(2);
      await pad.locator('#who').selectOption('member');
      await customer.sees(t.member.home.centre);
    }),
  );

  it(
    'R1: an invite that is made while the launch pad is open appears there by itself',
    step(async (stage) => {
      const { token } = await loginAs(stage.url, 'guest-second');
      await joinAt(stage.url, token, { nickname: '一颗栗子' });
      const [program] = await programsAt(stage.url, token);
      const { code: second } = await inviteAt(stage.url, token, program!);
      await pad.locator(`[data-invite="i.${second}"]`).waitFor();
    }),
  );
});
