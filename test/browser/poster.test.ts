import { readFileSync } from 'node:fs';
import jsqr from 'jsqr';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { zhCN as t } from '@/texts/zh-CN';
import { openChromium } from '../support/browser';
import { H5Device } from '../support/devices/h5';
import { inviteAt, openProgramAt, type SentInvite } from '../support/on-invite';
import { World } from '../support/world';

const INVITER = 'guest-poster';
const FRIEND = 'guest-poster-friend';
const NICKNAME = '小满';
const words = t.invite;

describe('a poster saved from a browser', () => {
  let world: World;
  let browser: Browser;
  let inviter: H5Device;
  let friend: H5Device;
  let sent: SentInvite;

  beforeAll(async () => {
    world = await World.open();
    const program = await openProgramAt(world.url, await world.operator());
    await world.join(INVITER);
    const token = await world.tokenOf(INVITER);
    await world.call('PATCH /me', { token, body: { nickname: NICKNAME } });
    sent = await inviteAt(world.url, token, program);
    browser = await openChromium();
    inviter = await H5Device.make(browser, world.url, INVITER);
    friend = await H5Device.make(browser, world.url, FRIEND);
    await inviter.open(`/packages/member/invite/index?program=${program}`);
  });

  afterAll(async () => {
    await inviter.close();
    await friend.close();
    await browser.close();
    await world.close();
  });

  /** Saves the poster, and reads what its code says. */
  async function saved(): Promise<{ size: [number, number]; says: string | undefined; name: string }> {
    const { phone, window } = inviter;
    await phone.tap(words.share.poster);
    await phone.top.locator('.invite__poster img').waitFor();
    const [download] = await Promise.all([window.waitForEvent('download'), phone.tap(words.poster.save.h5)]);
    await phone.hears(words.poster.saved.h5);
    const { data, width, height } = PNG.sync.read(readFileSync(await download.path()));
    const says = jsqr(new Uint8ClampedArray(data), width, height)?.data;
    return { size: [width, height], says, name: download.suggestedFilename() };
  }

  it('R1: is a picture whose code is the address of this invite', async () => {
    await inviter.phone.sees(words.title);
    expect(await saved()).toEqual({ size: [750, 1334], says: sent.url, name: words.poster.file });
  });

  it('R1, R5: and leads whoever scans it to the invite of this member', async () => {
    await friend.open(sent.url.slice(sent.url.indexOf('#') + 1));
    await friend.phone.sees(t.referral.landing.invitedBy(NICKNAME));
  });

  it('nothing else went wrong on the way', () => {
    expect([...inviter.problems(), ...friend.problems()]).toEqual([]);
  });
});
