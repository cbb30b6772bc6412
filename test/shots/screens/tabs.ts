import { zhCN as t } from '@/texts/zh-CN';
import type { Fault } from '../../support/wx/faults';
import { failing, hanging, type Device } from '../../support/devices/device';
import { answering } from '../../support/answers';
import { sellAt } from '../../support/on-sale';
import { GIFTED, NEWCOMER } from '../furnish';
import { sees, shows, type Screen, type Shot } from '../shot';
import { MANAGER, REGULAR } from '../../support/world';

const HOME = '/pages/home/index';
const CENTRE = '/pages/coupons/index';
const CODE = '/pages/code/index';
const ME = '/pages/me/index';

/** The server has nothing of this kind: our demo shop always has something. */
export function nothingOf(path: string): Fault {
  return { kind: 'status', status: 200, body: { items: [], next: null }, path, times: 99 };
}

/** Loses the network once words are on the screen, and waits for the app to say so. */
export function thenOffline(words: string | RegExp) {
  return async (device: Device): Promise<void> => {
    await device.phone.sees(words);
    await device.offline();
    await device.phone.sees(t.common.offlineBar);
  };
}

/** A member of the gold level, whatever the demo's program has. */
const golden: NonNullable<Shot['before']> = async (device, world) => {
  const login = await world.login(REGULAR);
  const member = { ...login.member!, points: 12_860, tier: { level: 2, name: '金卡' } };
  device.fault(answering('POST /auth/wechat', { ...login, member }));
  device.fault(answering('GET /me', member));
};

const BUYER = 'shots-buyer';

/** Somebody has claimed something and not paid for it yet. */
const holdSomething: NonNullable<Shot['before']> = async (_, world) => {
  await world.join(BUYER);
  const { offer } = await sellAt(world.url, await world.operator(), {}, { kind: 'mall', name: '积分商城' });
  const token = await world.tokenOf(BUYER);
  await world.call('POST /offers/{id}/claims', { token, params: { id: offer } });
};

export const home: Screen = {
  screen: 'home',
  label: { zh: '首页', en: 'Home' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      page: HOME,
      before: (device) => device.fault(hanging(/\/auth\/|\/stores|\/me/)),
      until: shows('.skeleton'),
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: HOME,
      until: sees(t.member.home.joinTitle),
    },
    {
      state: 'member',
      label: { zh: '会员', en: 'member' },
      as: REGULAR,
      page: HOME,
      until: shows('.ticket'),
    },
    {
      state: 'order',
      label: { zh: '有一单待付款', en: 'an order to be paid' },
      as: BUYER,
      page: HOME,
      before: holdSomething,
      until: sees(t.shop.orders.atHand.pay),
    },
    {
      state: 'empty',
      label: { zh: '没有可领的券', en: 'nothing to claim' },
      as: REGULAR,
      page: HOME,
      before: (device) => device.fault(nothingOf('/coupon-templates')),
      until: sees(t.member.home.noneTitle),
    },
    {
      state: 'failed',
      label: { zh: '券没能加载', en: 'coupons failed' },
      as: REGULAR,
      page: HOME,
      before: (device) => device.fault(failing('/coupon-templates')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offline',
      label: { zh: '断网', en: 'offline' },
      as: REGULAR,
      page: HOME,
      until: thenOffline(t.member.home.centre),
    },
    {
      state: 'moments',
      label: { zh: '在朋友圈里打开', en: 'seen from Moments' },
      only: 'weapp',
      wechat: { moments: true },
      page: HOME,
      until: sees(t.common.browse.hint),
    },
    {
      state: 'privacy',
      label: { zh: '隐私保护指引', en: 'privacy pop-up' },
      only: 'weapp',
      wechat: { agreed: false },
      page: '/packages/member/stores/index',
      until: async ({ phone }) => {
        await phone.tap(t.member.stores.place.ask);
        await phone.sees(t.common.privacy.title);
      },
    },
  ],
};

export const centre: Screen = {
  screen: 'centre',
  label: { zh: '领券中心', en: 'Coupon centre' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: CENTRE,
      before: (device) => device.fault(hanging('/coupon-templates')),
      until: shows('.skeleton'),
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: CENTRE,
      until: sees(t.coupons.centre.joinTitle),
    },
    {
      state: 'full',
      label: { zh: '各种状态的券', en: 'coupons in all states' },
      as: REGULAR,
      page: CENTRE,
      until: shows('.ticket'),
    },
    {
      state: 'claimed',
      label: { zh: '刚领到一张', en: 'one just claimed' },
      as: NEWCOMER,
      page: CENTRE,
      until: async (device) => {
        await device.phone.tap(t.coupons.centre.claim);
        await device.hears('在「我的券」里');
      },
    },
    {
      state: 'empty',
      label: { zh: '没有可领的券', en: 'empty' },
      as: REGULAR,
      page: CENTRE,
      before: (device) => device.fault(nothingOf('/coupon-templates')),
      until: sees(t.coupons.centre.emptyTitle),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: CENTRE,
      before: (device) => device.fault(failing('/coupon-templates')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offline',
      label: { zh: '没有网络', en: 'no network' },
      as: REGULAR,
      page: CENTRE,
      before: (device) => device.fault({ kind: 'before', path: '/coupon-templates', times: 99 }),
      until: sees(t.common.offlineTitle),
    },
  ],
};

export const code: Screen = {
  screen: 'code',
  label: { zh: '会员码', en: 'Member code' },
  shots: [
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: CODE,
      until: sees(t.member.code.joinFirst),
    },
    {
      state: 'member',
      label: { zh: '会员', en: 'member' },
      as: REGULAR,
      page: CODE,
      until: shows('.code-qr'),
    },
    {
      state: 'offline',
      label: { zh: '断网也能出示', en: 'shown without a network' },
      as: REGULAR,
      page: CODE,
      until: thenOffline(/\d{4} \d{4} \d{4}/),
    },
    {
      state: 'tier',
      label: { zh: '有等级', en: 'with a level' },
      as: REGULAR,
      page: CODE,
      before: golden,
      until: shows('.member-bar__tier'),
    },
    {
      state: 'enlarged',
      label: { zh: '放大', en: 'enlarged' },
      as: REGULAR,
      page: CODE,
      until: async ({ phone }) => {
        await phone.tapOn('.code-card__tap');
        await phone.top.locator('.code-screen').waitFor();
      },
    },
    {
      state: 'earned',
      label: { zh: '店员确认后翻过来', en: 'flips when the assistant confirms' },
      as: GIFTED,
      page: CODE,
      until: async ({ phone }, world) => {
        await phone.top.locator('.code-qr').first().waitFor();
        await world.freshMinute();
        await world.purchase(await world.digitsOf(GIFTED), 3_850);
        await phone.reads('.code__news-figure', '+');
      },
    },
  ],
};

export const me: Screen = {
  screen: 'me',
  label: { zh: '我的', en: 'Me' },
  shots: [
    { state: 'guest', label: { zh: '还没入会', en: 'guest' }, page: ME, until: sees(t.member.me.guest) },
    {
      state: 'member',
      label: { zh: '会员', en: 'member' },
      as: REGULAR,
      page: ME,
      until: sees(t.member.me.pointsList),
    },
    {
      state: 'tier',
      label: { zh: '有等级', en: 'with a level' },
      as: REGULAR,
      page: ME,
      before: golden,
      until: sees(t.member.me.tier),
    },
    {
      state: 'staff',
      label: { zh: '店员', en: 'member of staff' },
      as: MANAGER,
      page: ME,
      until: sees(t.member.me.staffTitle),
    },
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      page: ME,
      before: (device) => device.fault(hanging(/\/auth\/|\/me/)),
      until: shows('.skeleton'),
    },
  ],
};
