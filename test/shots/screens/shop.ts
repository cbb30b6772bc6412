import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging, type Device } from '../../support/devices/device';
import { answering } from '../../support/answers';
import {
  busySale,
  longSale,
  mallSale,
  MALL_OFFER_PAGE,
  OFFER_PAGE,
  offeredSale,
  saleWith,
  soldOutSale,
  soonSale,
  waitingSale,
} from '../../support/answers-shop';
import { REGULAR } from '../../support/world';
import { sees, shows, type Screen, type Shot } from '../shot';
import { thenOffline } from './tabs';

const SALES = '/pages/sales/index';
const MALL = '/packages/member/mall/index';
const { sales: salesWords, claim, mall: mallWords, offer: offerWords } = t.shop;

type Sale = typeof busySale;

/** These sales and no others, before the app is opened. */
function selling(...sales: readonly Sale[]): NonNullable<Shot['before']> {
  return (device) => device.fault(answering('GET /flash-sales', { items: [...sales], next: null }));
}

/** The sale of the offer that is looked at. */
function offering(sale: Sale): NonNullable<Shot['before']> {
  return (device) => device.fault(answering('GET /flash-sales/{id}', sale));
}

/** A refusal of a claim. */
function refusing(code: string, detail: string) {
  return (device: Device): void =>
    device.fault({
      kind: 'status',
      status: 409,
      method: 'POST',
      path: /\/claims$/,
      body: {
        type: 'about:blank',
        title: code,
        status: 409,
        code,
        detail,
        retryable: false,
        request_id: 'x',
      },
      times: 9,
    });
}

const ticket: NonNullable<Shot['before']> = (device) =>
  device.fault(answering('GET /flash-sales/{id}/ticket', { ticket: 'a.b' }));

export const sales: Screen = {
  screen: 'sales',
  label: { zh: '秒杀', en: 'Flash sales' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: REGULAR,
      page: SALES,
      before: (device) => device.fault(hanging(/\/flash-sales$/)),
      until: shows('.skeleton'),
    },
    {
      state: 'on',
      label: { zh: '抢购中，各种状态', en: 'on, in every state' },
      as: REGULAR,
      page: SALES,
      before: selling(longSale, busySale, soonSale),
      until: sees(claim.waitingAt('2')),
    },
    {
      state: 'soon',
      label: { zh: '即将开始，可以提前', en: 'to come, with early access' },
      as: REGULAR,
      page: SALES,
      before: selling(soonSale),
      until: sees(salesWords.state.soon),
    },
    {
      state: 'some',
      label: { zh: '部分会员可以参加', en: 'for some members' },
      as: REGULAR,
      page: SALES,
      before: selling(longSale),
      until: sees(salesWords.only.tier('银卡')),
    },
    {
      state: 'empty',
      label: { zh: '没有场次', en: 'none' },
      as: REGULAR,
      page: SALES,
      before: selling(),
      until: sees(salesWords.emptyTitle),
    },
    {
      state: 'guest',
      label: { zh: '还没入会', en: 'guest' },
      page: SALES,
      until: sees(salesWords.joinTitle),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: SALES,
      before: (device) => device.fault(failing(/\/flash-sales$/)),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offline',
      label: { zh: '断网', en: 'offline' },
      as: REGULAR,
      page: SALES,
      before: selling(busySale),
      until: thenOffline(salesWords.state.on),
    },
  ],
};

export const offer: Screen = {
  screen: 'offer',
  label: { zh: '商品详情', en: 'Offer' },
  shots: [
    {
      state: 'claimable',
      label: { zh: '可以抢', en: 'to be claimed' },
      as: REGULAR,
      page: OFFER_PAGE,
      before: offering(saleWith([{}])),
      until: sees(claim.grab),
    },
    {
      state: 'sold-out-now',
      label: { zh: '刚刚抢完', en: 'sold out with the tap' },
      as: REGULAR,
      page: OFFER_PAGE,
      before: async (device, world) => {
        await offering(saleWith([{}]))(device, world);
        await ticket(device, world);
        refusing('sold_out', '已经抢完了。')(device);
      },
      until: async ({ phone }) => {
        await phone.tap(claim.grab);
        await phone.sees(claim.soldOut.title);
      },
    },
    {
      state: 'sold-out',
      label: { zh: '已抢光，可候补', en: 'sold out' },
      as: REGULAR,
      page: OFFER_PAGE,
      before: offering(soldOutSale),
      until: sees(claim.wait),
    },
    {
      state: 'waiting',
      label: { zh: '候补中', en: 'on the waiting list' },
      as: REGULAR,
      page: OFFER_PAGE,
      before: offering(waitingSale),
      until: sees(claim.waitingAt('2')),
    },
    {
      state: 'offered',
      label: { zh: '候补到了', en: 'offered from the waiting list' },
      as: REGULAR,
      page: OFFER_PAGE,
      before: (device, world) => offering(offeredSale())(device, world),
      until: sees(claim.keptForYou),
    },
    {
      state: 'unknown',
      label: { zh: '没有这件商品', en: 'unknown' },
      as: REGULAR,
      page: '/packages/member/offer/index?sale=x&offer=y',
      until: sees(offerWords.unknownTitle),
    },
  ],
};

/** So many points, whatever the demo has given. */
const rich: NonNullable<Shot['before']> = async (device, world) => {
  const login = await world.login(REGULAR);
  const member = { ...login.member!, points: 12_860 };
  device.fault(answering('POST /auth/wechat', { ...login, member }));
  device.fault(answering('GET /me', member));
};

export const mall: Screen = {
  screen: 'mall',
  label: { zh: '积分商城', en: 'Points mall' },
  shots: [
    {
      state: 'full',
      label: { zh: '商品列表', en: 'what there is' },
      as: REGULAR,
      page: MALL,
      before: async (device, world) => {
        await rich(device, world);
        device.fault(answering('GET /mall', { items: [mallSale], next: null }));
      },
      until: sees('随行杯'),
    },
    {
      state: 'empty',
      label: { zh: '没有商品', en: 'empty' },
      as: REGULAR,
      page: MALL,
      before: (device) => device.fault(answering('GET /mall', { items: [], next: null })),
      until: sees(mallWords.emptyTitle),
    },
    { state: 'guest', label: { zh: '还没入会', en: 'guest' }, page: MALL, until: shows('.notice') },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: REGULAR,
      page: MALL,
      before: (device) => device.fault(failing(/\/mall$/)),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'offer',
      label: { zh: '兑换详情', en: 'one thing' },
      as: REGULAR,
      page: MALL_OFFER_PAGE,
      before: async (device, world) => {
        await rich(device, world);
        await offering(mallSale)(device, world);
      },
      until: sees(claim.exchange),
    },
    {
      state: 'confirm',
      label: { zh: '确认兑换', en: 'before the exchange' },
      as: REGULAR,
      page: MALL_OFFER_PAGE,
      before: async (device, world) => {
        await rich(device, world);
        await offering(mallSale)(device, world);
      },
      until: async ({ phone }) => {
        await phone.tap(claim.exchange);
        await phone.sees(mallWords.confirm.yes);
      },
    },
    {
      state: 'store',
      label: { zh: '选择自提门店', en: 'where to pick it up' },
      as: REGULAR,
      page: MALL_OFFER_PAGE,
      before: async (device, world) => {
        await rich(device, world);
        await offering(mallSale)(device, world);
      },
      until: async ({ phone }) => {
        await phone.tap(claim.exchange);
        await phone.tap(mallWords.confirm.yes);
        await phone.sees(t.shop.pay.pickStoreTitle);
      },
    },
  ],
};
