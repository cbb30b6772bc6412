import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging, type Device } from '../../support/devices/device';
import { REGULAR } from '../../support/world';
import {
  answering,
  firstTier,
  goldTier,
  noSignIn,
  noTiers,
  owingPoints,
  richPoints,
  signed,
  signedToday,
  signIns,
  topTier,
} from '../../support/answers';
import { sees, shows, type Screen, type Shot } from '../shot';
import { thenOffline } from './tabs';

const POINTS = '/packages/member/points/index';
const TIER = '/packages/member/tier/index';
const signIn = t.member.signIn;

/** Scripted answers, before the app is opened. */
function given(...faults: Parameters<Device['fault']>[0][]): NonNullable<Shot['before']> {
  return (device) => faults.forEach((fault) => device.fault(fault));
}

const rich = given(answering('GET /me/points', richPoints), answering('GET /me/sign-ins', signIns));

const calendar: Shot['until'] = async ({ phone }) => {
  await phone.tapOn('.sign-in__more');
  await phone.top.locator('.calendar__grid').waitFor();
};

export const points: Screen = {
  screen: 'points',
  label: { zh: '积分', en: 'Points' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: POINTS,
      before: (device) => device.fault(hanging('/me/points')),
      until: shows('.skeleton'),
    },
    {
      state: 'full',
      label: { zh: '积分、签到和明细', en: 'points, sign-in and statement' },
      as: REGULAR,
      page: POINTS,
      before: rich,
      until: async ({ phone }) => {
        await phone.sees(signIn.streak(5));
        await phone.top.locator('.points__line').first().waitFor();
      },
    },
    {
      state: 'signed',
      label: { zh: '刚签到', en: 'just signed in' },
      as: REGULAR,
      page: POINTS,
      before: rich,
      until: async (device, world) => {
        await device.phone.sees(signIn.action(5));
        device.healed();
        await given(
          answering('GET /me/points', richPoints),
          answering('GET /me/sign-ins', signedToday),
          answering('POST /me/sign-ins', signed),
        )(device, world);
        await device.phone.tap(signIn.action(5));
        await device.hears(signIn.signed('5'));
        await device.phone.sees(signIn.done);
      },
    },
    {
      state: 'calendar',
      label: { zh: '签到日历', en: 'calendar of sign-ins' },
      as: REGULAR,
      page: POINTS,
      before: rich,
      until: calendar,
    },
    {
      state: 'make-up',
      label: { zh: '补签前确认', en: 'making up for a day' },
      as: REGULAR,
      page: POINTS,
      before: rich,
      until: async (device, world) => {
        await calendar(device, world);
        await device.phone.tapOn('.calendar__disc--missed');
        await device.phone.sees(signIn.makeUp.yes);
      },
    },
    {
      state: 'expiries',
      label: { zh: '到期明细', en: 'what ends when' },
      as: REGULAR,
      page: POINTS,
      before: rich,
      until: async ({ phone }) => {
        await phone.tapOn('.points__expiry');
        await phone.sees(t.member.points.expiriesTitle);
      },
    },
    {
      state: 'debt',
      label: { zh: '待补积分，没有签到', en: 'owing, no sign-in' },
      as: REGULAR,
      page: POINTS,
      before: given(answering('GET /me/points', owingPoints), answering('GET /me/sign-ins', noSignIn)),
      until: sees(t.member.points.debt('58')),
    },
    {
      state: 'out',
      label: { zh: '只看支出', en: 'what went' },
      as: REGULAR,
      page: POINTS,
      until: async ({ phone }) => {
        await phone.tap(t.member.points.filter.out);
        await phone.top.locator('.points__line, .notice').first().waitFor();
      },
    },
    {
      state: 'empty',
      label: { zh: '还没有积分', en: 'empty' },
      as: 'shots-empty-handed',
      page: POINTS,
      before: (_, world) => world.join('shots-empty-handed'),
      until: sees(t.member.points.empty.all.title),
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'not a member' },
      page: POINTS,
      until: sees(t.member.me.guest),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: POINTS,
      before: (device) => device.fault(failing('/me/points')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offline',
      label: { zh: '断网', en: 'offline' },
      as: REGULAR,
      page: POINTS,
      before: rich,
      until: thenOffline(signIn.streak(5)),
    },
  ],
};

export const tier: Screen = {
  screen: 'tier',
  label: { zh: '会员等级', en: 'Tier' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: TIER,
      before: (device) => device.fault(hanging('/me/tier')),
      until: shows('.skeleton'),
    },
    {
      state: 'full',
      label: { zh: '中间等级', en: 'in the middle' },
      as: REGULAR,
      page: TIER,
      before: given(answering('GET /me/tier', goldTier)),
      until: shows('.tier__step'),
    },
    {
      state: 'first',
      label: { zh: '第一级', en: 'the first level' },
      as: REGULAR,
      page: TIER,
      before: given(answering('GET /me/tier', firstTier)),
      until: shows('.tier__step'),
    },
    {
      state: 'top',
      label: { zh: '最高等级，快要评定', en: 'the top, about to be reviewed' },
      as: REGULAR,
      page: TIER,
      before: given(answering('GET /me/tier', topTier)),
      until: sees(t.member.tier.top),
    },
    {
      state: 'none',
      label: { zh: '没有等级', en: 'no tiers' },
      as: REGULAR,
      page: TIER,
      before: given(answering('GET /me/tier', noTiers)),
      until: sees(t.member.tier.noneTitle),
    },
    { state: 'guest', label: { zh: '还没入会', en: 'guest' }, page: TIER, until: shows('.notice') },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: TIER,
      before: (device) => device.fault(failing('/me/tier')),
      until: sees(t.common.failedTitle),
    },
  ],
};
