import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging } from '../../support/devices/device';
import { NEWCOMER } from '../furnish';
import { sees, shows, type Screen, type Shot } from '../shot';
import { GIFT, MANAGER, REGULAR, type World } from '../../support/world';
import { nothingOf, thenOffline } from './tabs';

const MINE = '/packages/member/my-coupons/index';
const COUPON = '/packages/member/coupon/index';
const STORES = '/packages/member/stores/index';
const mine = t.coupons.mine;

/** Opens one of the tabs; their names come with a count. */
function tab(name: keyof typeof mine.tabs, then: Shot['until']): Shot['until'] {
  return async (device, world) => {
    await device.phone.tap(new RegExp(`^${mine.tabs[name]}`));
    await then(device, world);
  };
}

export const myCoupons: Screen = {
  screen: 'my-coupons',
  label: { zh: '我的券', en: 'My coupons' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: MINE,
      before: (device) => device.fault(hanging('/me/coupons')),
      until: shows('.skeleton'),
    },
    {
      state: 'usable',
      label: { zh: '可使用', en: 'usable' },
      as: REGULAR,
      page: MINE,
      until: shows('.ticket'),
    },
    {
      state: 'used',
      label: { zh: '已使用', en: 'used' },
      as: REGULAR,
      page: MINE,
      until: tab('used', shows('.ticket--spent')),
    },
    {
      state: 'expired',
      label: { zh: '已过期', en: 'expired' },
      as: REGULAR,
      page: MINE,
      until: tab('expired', shows('.ticket--spent, .notice')),
    },
    ...(['usable', 'used', 'expired'] as const).map((name) => ({
      state: `empty-${name}`,
      label: { zh: `${mine.tabs[name]}：空`, en: `${name}, empty` },
      page: MINE,
      as: 'shots-empty-handed',
      before: (_: unknown, world: World) => world.join('shots-empty-handed'),
      until: tab(name, sees(mine.empty[name].title)),
    })),
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'not a member' },
      page: MINE,
      until: sees(t.member.me.guest),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: MINE,
      before: (device) => device.fault(failing('/me/coupons')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offline',
      label: { zh: '断网', en: 'offline' },
      as: REGULAR,
      page: MINE,
      until: thenOffline(/^可使用/),
    },
  ],
};

/** Joins somebody by the code on the door, whose gift is theirs alone to be used. */
async function ownGift(world: World, persona: string): Promise<string> {
  await world.join(persona, world.scenes[0]);
  return world.couponOf(persona, 'usable', GIFT);
}

export const coupon: Screen = {
  screen: 'coupon',
  label: { zh: '券详情', en: 'Coupon' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: async (world) => `${COUPON}?id=${await world.couponOf(REGULAR, 'usable')}`,
      before: (device) => device.fault(hanging('/me/coupons/')),
      until: shows('.skeleton'),
    },
    {
      state: 'usable',
      label: { zh: '可使用', en: 'usable' },
      as: REGULAR,
      page: async (world) => `${COUPON}?id=${await world.couponOf(REGULAR, 'usable')}`,
      until: shows('.code-qr'),
    },
    {
      state: 'redeemed-live',
      label: { zh: '在眼前核销', en: 'redeemed before one’s eyes' },
      as: 'shots-live',
      page: async (world) => `${COUPON}?id=${await ownGift(world, 'shots-live')}`,
      until: async ({ phone }, world) => {
        await phone.top.locator('.code-qr').first().waitFor();
        await world.freshMinute();
        const id = await world.couponOf('shots-live', 'usable', GIFT);
        await world.redeem(await world.digitsOf('shots-live', id), 4_500);
        await phone.sees(t.coupons.detail.redeemedTitle);
        await phone.sees(t.coupons.detail.saved('10'));
      },
    },
    {
      state: 'used',
      label: { zh: '已使用', en: 'used' },
      as: REGULAR,
      page: async (world) => `${COUPON}?id=${await world.couponOf(REGULAR, 'used')}`,
      until: sees(t.coupons.detail.redeemedTitle),
    },
    {
      state: 'gone',
      label: { zh: '找不到', en: 'not found' },
      as: REGULAR,
      page: `${COUPON}?id=cpn_01ARZ3NDEKTSV4RRFFQ69G5FAV`,
      until: shows('.notice'),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: async (world) => `${COUPON}?id=${await world.couponOf(REGULAR, 'usable')}`,
      before: (device) => device.fault(failing('/me/coupons/')),
      until: sees(t.common.failedTitle),
    },
  ],
};

const STORE = '/packages/member/store/index';

export const store: Screen = {
  screen: 'store',
  label: { zh: '门店详情', en: 'Store' },
  shots: [
    {
      state: 'member',
      label: { zh: '有能用的券', en: 'coupons to use here' },
      as: REGULAR,
      page: async (world) => `${STORE}?id=${await world.storeOf(MANAGER)}`,
      until: shows('.ticket'),
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: async (world) => `${STORE}?id=${await world.storeOf(MANAGER)}`,
      until: sees(t.member.store.joinHint),
    },
    {
      state: 'gone',
      label: { zh: '找不到', en: 'not found' },
      page: `${STORE}?id=sto_01ARZ3NDEKTSV4RRFFQ69G5FAV`,
      until: shows('.notice'),
    },
  ],
};

export const stores: Screen = {
  screen: 'stores',
  label: { zh: '门店', en: 'Stores' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: NEWCOMER,
      page: STORES,
      before: (device) => device.fault(hanging('/stores')),
      until: shows('.skeleton'),
    },
    { state: 'full', label: { zh: '列表', en: 'list' }, as: NEWCOMER, page: STORES, until: sees(/梧桐街店/) },
    {
      state: 'empty',
      label: { zh: '还没有门店', en: 'empty' },
      as: NEWCOMER,
      page: STORES,
      before: (device) => device.fault(nothingOf('/stores')),
      until: sees(t.member.stores.emptyTitle),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: NEWCOMER,
      page: STORES,
      before: (device) => device.fault(failing('/stores')),
      until: sees(t.common.failedTitle),
    },
  ],
};
