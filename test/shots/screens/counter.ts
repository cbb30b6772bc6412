import { zhCN as t } from '@/texts/zh-CN';
import { landingUrl } from '../../../shared/contract';
import { MINUTE_MS } from '../../../shared/kernel';
import { answering, richPurchase, richQuote } from '../../support/answers';
import { failing, hanging } from '../../support/devices/device';
import { sees, shows, type Screen, type Shot } from '../shot';
import { GIFT, MANAGER, type World } from '../../support/world';

const SCAN = '/packages/staff/scan/index';
const words = t.staff.scan;

const scanned = (code: string): string => `${SCAN}?code=${encodeURIComponent(code)}`;

/** Joins somebody new by the code on the door, and answers the digits of their gift: nobody else uses them up. */
async function giftOf(world: World, persona: string): Promise<string> {
  await world.freshMinute();
  await world.join(persona, world.scenes[0]);
  return world.digitsOf(persona, await world.couponOf(persona, 'usable', GIFT));
}

function couponOf(persona: string): Shot['page'] {
  return async (world) => scanned(await giftOf(world, persona));
}

function memberCodeOf(persona: string): Shot['page'] {
  return async (world) => {
    await world.freshMinute();
    await world.join(persona, world.scenes[0]);
    return scanned(await world.digitsOf(persona));
  };
}

/** Types a bill and waits until the price stands there. */
const priced: Shot['until'] = async ({ phone }) => {
  await phone.sees(GIFT);
  await phone.amount('45');
  await phone.sees(words.confirmRedeem('35'));
};

const parts: Shot['until'] = async ({ phone }) => {
  await phone.sees(words.pick);
  await phone.amount('128');
  await phone.sees(words.confirmRecord('118'));
};

export const scan: Screen = {
  screen: 'scan',
  label: { zh: '扫码办理', en: 'At the counter' },
  shots: [
    {
      state: 'loading',
      label: { zh: '正在识别', en: 'reading' },
      as: MANAGER,
      page: scanned('670000000000000000'),
      before: (device) => device.fault(hanging('/staff/scans')),
      until: shows('.skeleton'),
    },
    {
      state: 'coupon',
      label: { zh: '券', en: 'coupon' },
      as: MANAGER,
      page: couponOf('shots-scan-1'),
      until: sees(GIFT),
    },
    {
      state: 'below-threshold',
      label: { zh: '没到门槛', en: 'below the threshold' },
      as: MANAGER,
      page: couponOf('shots-scan-2'),
      until: async ({ phone }) => {
        await phone.sees(GIFT);
        await phone.amount('4');
        await phone.reads('.desk__obstacle', '还差');
      },
    },
    {
      state: 'quote',
      label: { zh: '报价', en: 'quote' },
      as: MANAGER,
      page: couponOf('shots-scan-3'),
      until: priced,
    },
    {
      state: 'redeemed',
      label: { zh: '核销成功', en: 'redeemed' },
      as: MANAGER,
      page: couponOf('shots-scan-4'),
      until: async (device, world) => {
        await priced(device, world);
        await device.phone.tap(words.confirmRedeem('35'));
        await device.phone.sees(t.staff.result.redeemed);
      },
    },
    {
      state: 'unknown',
      label: { zh: '结果不确定', en: 'outcome unknown' },
      as: MANAGER,
      page: couponOf('shots-scan-5'),
      until: async (device, world) => {
        await priced(device, world);
        device.fault({ kind: 'after', method: 'POST', path: '/staff/redemptions', times: 99 });
        await device.phone.tap(words.confirmRedeem('35'));
        await device.phone.sees(words.unknownTitle);
      },
    },
    {
      state: 'member',
      label: { zh: '会员码', en: 'member' },
      as: MANAGER,
      page: memberCodeOf('shots-scan-6'),
      until: sees(words.pick),
    },
    {
      state: 'member-coupon',
      label: { zh: '会员码，用一张券', en: 'member with a coupon' },
      as: MANAGER,
      page: memberCodeOf('shots-scan-7'),
      until: async ({ phone }) => {
        await phone.tapOn('.ticket');
        await phone.amount('52');
        await phone.sees(words.confirmRedeem('42'));
      },
    },
    {
      state: 'parts',
      label: { zh: '积分怎么来的', en: 'points part by part' },
      as: MANAGER,
      page: memberCodeOf('shots-scan-12'),
      before: (device) => device.fault(answering('GET /staff/scans/{id}/quote', richQuote)),
      until: parts,
    },
    {
      state: 'risen',
      label: { zh: '升级了', en: 'a level up' },
      as: MANAGER,
      page: memberCodeOf('shots-scan-13'),
      before: (device) => {
        device.fault(answering('GET /staff/scans/{id}/quote', richQuote));
        device.fault(answering('POST /staff/purchases', richPurchase));
      },
      until: async (device, world) => {
        await parts(device, world);
        await device.phone.tap(words.confirmRecord('118'));
        await device.phone.sees(t.staff.result.risen('金卡'));
      },
    },
    {
      state: 'recorded',
      label: { zh: '已记账', en: 'recorded' },
      as: MANAGER,
      page: memberCodeOf('shots-scan-8'),
      until: async ({ phone }) => {
        await phone.amount('28.5');
        await phone.tap(words.confirmRecord('28.50'));
        await phone.sees(t.staff.result.recorded);
      },
    },
    {
      state: 'exchange',
      label: { zh: '兑换券', en: 'exchange coupon' },
      as: MANAGER,
      page: async (world) => {
        await world.freshMinute();
        await world.join('shots-scan-9');
        const id = await world.claim('shots-scan-9', '冰美式兑换券');
        return scanned(await world.digitsOf('shots-scan-9', id));
      },
      until: sees(words.confirmExchange),
    },
    {
      state: 'used',
      label: { zh: '已经核销过', en: 'redeemed before' },
      as: MANAGER,
      page: async (world) => {
        await world.redeem(await giftOf(world, 'shots-scan-10'), 4_500);
        const id = await world.couponOf('shots-scan-10', 'used', GIFT);
        // the code of the next minute: this one's is used up
        return scanned(await world.digitsOf('shots-scan-10', id, MINUTE_MS));
      },
      until: sees(words.failedTitle),
    },
    {
      state: 'old-code',
      label: { zh: '码已过期', en: 'code expired' },
      as: MANAGER,
      page: async (world) => {
        await giftOf(world, 'shots-scan-11');
        const id = await world.couponOf('shots-scan-11', 'usable', GIFT);
        return scanned(await world.digitsOf('shots-scan-11', id, -10 * MINUTE_MS));
      },
      until: sees(words.failedTitle),
    },
    {
      state: 'wrong',
      label: { zh: '不是我们的码', en: 'not a code of ours' },
      as: MANAGER,
      page: scanned('6901234567892'),
      until: sees(words.failedTitle),
    },
    {
      state: 'locked',
      label: { zh: '试错太多，已锁', en: 'locked after too many guesses' },
      as: MANAGER,
      page: async (world) => {
        const right = await giftOf(world, 'shots-scan-12');
        await world.guess(right, 5);
        return scanned(right);
      },
      until: sees(/这个码试错的次数太多/),
    },
    {
      state: 'unanswered',
      label: { zh: '没有收到结果', en: 'no answer' },
      as: MANAGER,
      page: scanned('6901234567892'),
      before: (device) => device.fault(failing('/staff/scans')),
      until: sees(words.noAnswer),
    },
    {
      state: 'channel',
      label: { zh: '扫了门口的码', en: 'the code on the door' },
      as: MANAGER,
      page: (world) => scanned(landingUrl(world.url, world.scenes[0]!)),
      until: sees(words.channelHint),
    },
  ],
};
