import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging } from '../../support/devices/device';
import { NEWCOMER } from '../furnish';
import { sees, shows, type Screen, type Shot } from '../shot';
import { GIFT, REGULAR, type World } from '../../support/world';

const words = t.member.landing;
const LANDING = '/pages/landing/index';
const door = (world: World): string => `${LANDING}?scene=${world.scenes[0]}`;
const joins = words.joinWithCoupon(GIFT);

export const landing: Screen = {
  screen: 'landing',
  label: { zh: '扫码落地页', en: 'Landing after a scan' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      page: door,
      before: (device) => device.fault(hanging('/visits')),
      until: shows('.skeleton'),
    },
    { state: 'gift', label: { zh: '入会有礼', en: 'a gift for joining' }, page: door, until: sees(joins) },
    {
      state: 'joined',
      label: { zh: '入会成功', en: 'joined' },
      page: door,
      until: async ({ phone }) => {
        await phone.tap(joins);
        await phone.sees(words.joined);
      },
    },
    {
      state: 'plain',
      label: { zh: '没有扫码，自己打开', en: 'opened without a code' },
      page: LANDING,
      until: sees(words.join),
    },
    {
      state: 'joined-plain',
      label: { zh: '入会成功，没有礼', en: 'joined, no gift' },
      page: LANDING,
      until: async ({ phone }) => {
        await phone.tap(words.join);
        await phone.sees(words.joined);
      },
    },
    {
      state: 'unknown',
      label: { zh: '没有认出的码', en: 'a code nobody knows' },
      page: `${LANDING}?scene=nobody-knows-this`,
      until: sees(words.unknown),
    },
    {
      state: 'retired',
      label: { zh: '已经停用的码', en: 'a retired code' },
      page: ({ scenes }) => `${LANDING}?scene=${scenes.at(-1)}`,
      before: (_, world) => world.retire(world.scenes.at(-1)!),
      until: sees(words.retired),
    },
    {
      state: 'back',
      label: { zh: '老会员回来', en: 'a member comes back' },
      as: REGULAR,
      page: door,
      until: sees(words.usableHere),
    },
    {
      state: 'back-nothing',
      label: { zh: '老会员回来，没有能用的券', en: 'a member comes back, nothing usable' },
      as: NEWCOMER,
      page: door,
      until: sees(words.nothingHere),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      page: door,
      before: (device) => device.fault(failing('/visits')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offline',
      label: { zh: '没有网络', en: 'no network' },
      page: door,
      before: (device) => device.fault({ kind: 'before', path: '/visits', times: 99 }),
      until: sees(t.common.offlineTitle),
    },
  ],
};

const receiptWords = t.member.receipt;
const RECEIPT = '/packages/member/receipt/index';

async function freshReceipt(world: World): Promise<string> {
  return `${RECEIPT}?code=${await world.receipt(4_200)}`;
}

const collected: Shot['until'] = async ({ phone }) => {
  await phone.tap(receiptWords.join);
  await phone.sees(receiptWords.got);
};

export const receipt: Screen = {
  screen: 'receipt',
  label: { zh: '小票领积分', en: 'Points of a receipt' },
  shots: [
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'not a member yet' },
      page: freshReceipt,
      until: sees(receiptWords.joinTitle),
    },
    {
      state: 'collected',
      label: { zh: '入会并领到', en: 'joined and collected' },
      page: freshReceipt,
      until: collected,
    },
    {
      state: 'taken',
      label: { zh: '已经领过', en: 'taken before' },
      as: NEWCOMER,
      page: freshReceipt,
      until: async (device, world) => {
        await device.phone.sees(receiptWords.got);
        const code = await world.receipt(1_800);
        const token = await world.tokenOf(REGULAR);
        await world.call('POST /me/receipts', { token, body: { code } });
        await device.open(`${RECEIPT}?code=${code}`);
        await device.phone.sees(receiptWords.takenTitle);
      },
    },
    {
      state: 'unknown',
      label: { zh: '不认识的小票', en: 'unknown receipt' },
      as: REGULAR,
      page: `${RECEIPT}?code=0000000000000000`,
      until: sees(receiptWords.failed),
    },
    {
      state: 'no-code',
      label: { zh: '没有读到码', en: 'no code' },
      as: REGULAR,
      page: RECEIPT,
      until: sees(receiptWords.noCode),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: freshReceipt,
      before: (device) => device.fault(failing('/me/receipts')),
      until: sees(receiptWords.failed),
    },
  ],
};

export const terms: Screen = {
  screen: 'terms',
  label: { zh: '协议与隐私', en: 'Terms and privacy' },
  shots: (['terms', 'privacy'] as const).map((of) => ({
    state: of,
    label: { zh: t.terms.titles[of], en: of },
    page: `/packages/member/terms/index?of=${of}`,
    until: sees(t.terms[of][0]!.head),
  })),
};
