import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging, type Device } from '../../support/devices/device';
import { MANAGER } from '../../support/world';
import {
  answering,
  purchaseClosed,
  purchaseOfAmount,
  purchaseOfLines,
  purchases as found,
  REFUND_PAGE,
  refundQuote,
} from '../../support/answers';
import { sees, shows, type Screen, type Shot } from '../shot';

const PURCHASES = '/packages/staff/purchases/index';
const words = t.staff.refund;

/** A purchase on the refund page, and what giving back costs. */
function showing(purchase: typeof purchaseOfLines): NonNullable<Shot['before']> {
  return (device: Device) => {
    device.fault(answering('GET /staff/purchases/{id}', purchase));
    device.fault(answering('GET /staff/purchases/{id}/refund-quote', refundQuote));
  };
}

/** Two of three coffees come back. */
const picked: Shot['until'] = async ({ phone }) => {
  await phone.tap('冰美式');
  await phone.tapOn(`.stepper__step`);
  await phone.sees(words.next('44'));
};

const confirming: Shot['until'] = async (device, world) => {
  await picked(device, world);
  await device.phone.tap(words.next('44'));
  await device.phone.tap(words.reasons[1]!);
};

export const purchases: Screen = {
  screen: 'purchases',
  label: { zh: '找一笔消费', en: 'Finding a purchase' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: MANAGER,
      page: PURCHASES,
      before: (device) => device.fault(hanging('/staff/purchases')),
      until: shows('.skeleton'),
    },
    {
      state: 'full',
      label: { zh: '最近的消费', en: 'the latest' },
      as: MANAGER,
      page: PURCHASES,
      before: (device) => device.fault(answering('GET /staff/purchases', found)),
      until: shows('.purchases__row'),
    },
    {
      state: 'nothing',
      label: { zh: '没有这个小票号', en: 'no such receipt' },
      as: MANAGER,
      page: PURCHASES,
      before: (device) => device.fault(answering('GET /staff/purchases', { items: [], next: null })),
      until: async ({ phone }) => {
        await phone.top.locator('input').first().fill('A-9999');
        await phone.tap(words.find.search);
        await phone.sees(words.find.ofReceipt('A-9999'));
        await phone.sees(words.find.emptyTitle);
      },
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: MANAGER,
      page: PURCHASES,
      before: (device) => device.fault(failing('/staff/purchases')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'not-staff',
      label: { zh: '不是店员', en: 'no permission' },
      page: PURCHASES,
      until: sees(t.staff.bench.notStaffTitle),
    },
  ],
};

export const refund: Screen = {
  screen: 'refund',
  label: { zh: '退款', en: 'Refund' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: (device) => device.fault(hanging('/staff/purchases')),
      until: shows('.skeleton'),
    },
    {
      state: 'lines',
      label: { zh: '按商品退', en: 'by lines' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: showing(purchaseOfLines),
      until: picked,
    },
    {
      state: 'amount-empty',
      label: { zh: '按金额退', en: 'by amount' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: showing(purchaseOfAmount),
      until: sees(words.whole('114')),
    },
    {
      state: 'amount',
      label: { zh: '输入了金额', en: 'amount typed' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: showing(purchaseOfAmount),
      until: async ({ phone }) => {
        await phone.sees(words.whole('114'));
        await phone.amount('44');
        await phone.sees(words.next('44'));
      },
    },
    {
      state: 'too-much',
      label: { zh: '超过可退的', en: 'more than is left' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: (device) => {
        device.fault(answering('GET /staff/purchases/{id}', purchaseOfAmount));
        const obstacle = { code: 'refund_too_much', detail: '最多还能退 ¥114。' };
        device.fault(answering('GET /staff/purchases/{id}/refund-quote', { ...refundQuote, obstacle }));
      },
      until: async ({ phone }) => {
        await phone.amount('200');
        await phone.sees(words.cannot);
      },
    },
    {
      state: 'confirm',
      label: { zh: '选原因、确认', en: 'reason and confirm' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: showing(purchaseOfLines),
      until: confirming,
    },
    {
      state: 'unknown',
      label: { zh: '结果不确定', en: 'outcome unknown' },
      as: 'clerk-2',
      page: REFUND_PAGE,
      before: async (device, world) => {
        await showing(purchaseOfLines)(device, world);
        device.fault({ kind: 'before', method: 'POST', path: /\/refunds$/, times: 99 });
      },
      until: async (device, world) => {
        await confirming(device, world);
        await device.phone.tap(words.confirm('44'));
        await device.phone.sees(t.staff.scan.unknownTitle);
      },
    },
    {
      state: 'done',
      label: { zh: '已退款', en: 'done' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: async (device, world) => {
        await showing(purchaseOfLines)(device, world);
        device.fault(
          answering('POST /staff/purchases/{id}/refunds', {
            refund_id: 'rfd_01M5PSXK4YPJTNAADS20KY1RHG00',
            purchase_id: purchaseOfLines.id,
            refund_fen: refundQuote.refund_fen,
            stays_fen: refundQuote.stays_fen,
            points: refundQuote.points,
            balance_after: 0,
          }),
        );
      },
      until: async (device, world) => {
        await confirming(device, world);
        await device.phone.tap(words.confirm('44'));
        await device.phone.sees(words.done);
      },
    },
    {
      state: 'closed',
      label: { zh: '不能退', en: 'cannot be refunded' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: showing(purchaseClosed),
      until: shows('.desk__obstacle'),
    },
    {
      state: 'failed',
      label: { zh: '服务出错', en: 'server error' },
      as: MANAGER,
      page: REFUND_PAGE,
      before: (device) => device.fault(failing('/staff/purchases')),
      until: sees(t.common.failedTitle),
    },
  ],
};
