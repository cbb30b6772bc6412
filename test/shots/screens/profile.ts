import { zhCN as t } from '@/texts/zh-CN';
import { failing } from '../../support/devices/device';
import { sees, shows, type Screen, type Shot } from '../shot';
import { REGULAR } from '../../support/world';

const PROFILE = '/packages/member/profile/index';
const PREFERENCES = '/packages/member/preferences/index';
/** As long as a name may be typed by somebody who means it badly. */
const LONG_NAME = '超级无敌爱吃面包的猫'.repeat(3);

const birthday = t.member.profile.birthday;

const pickBirthday: Shot['until'] = async ({ phone }) => {
  await phone.tap(birthday.set);
  await phone.tap(birthday.month(2));
  await phone.tap(birthday.day(29));
  await phone.sees(birthday.use('2月29日'));
};

export const profile: Screen = {
  screen: 'profile',
  label: { zh: '个人资料', en: 'Profile' },
  shots: [
    {
      state: 'full',
      label: { zh: '资料', en: 'profile' },
      as: REGULAR,
      page: PROFILE,
      until: sees(t.member.profile.nickname.label),
    },
    {
      state: 'too-long',
      label: { zh: '昵称太长', en: 'a name too long' },
      as: REGULAR,
      page: PROFILE,
      until: async ({ phone }) => {
        await phone.sees(t.member.profile.nickname.label);
        await phone.top.locator('input').first().fill(LONG_NAME);
        await phone.tap(t.member.profile.nickname.save);
        await phone.sees(t.member.profile.nickname.tooLong(LONG_NAME.length));
      },
    },
    {
      state: 'birthday',
      label: { zh: '选择生日', en: 'choosing the birthday' },
      as: REGULAR,
      page: PROFILE,
      until: pickBirthday,
    },
    {
      state: 'birthday-sure',
      label: { zh: '生日只能设一次', en: 'a birthday is set once' },
      as: REGULAR,
      page: PROFILE,
      until: async (device, world) => {
        await pickBirthday(device, world);
        await device.phone.tap(birthday.use('2月29日'));
        await device.phone.sees(birthday.sure.yes);
      },
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: PROFILE,
      until: shows('.notice'),
    },
  ],
};

export const preferences: Screen = {
  screen: 'preferences',
  label: { zh: '偏好设置', en: 'Preferences' },
  shots: [
    {
      state: 'full',
      label: { zh: '设置', en: 'settings' },
      as: REGULAR,
      page: PREFERENCES,
      until: sees(t.member.preferences.marketing),
    },
    {
      state: 'refused',
      label: { zh: '没能保存', en: 'could not be saved' },
      as: REGULAR,
      page: PREFERENCES,
      before: (device) => device.fault({ ...failing('/me'), method: 'PATCH' }),
      until: async (device) => {
        await device.phone.tapOn('.switch-row');
        await device.hears(t.errors.unreadable);
      },
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: PREFERENCES,
      until: shows('.notice'),
    },
  ],
};
