import { zhCN as t } from '@/texts/zh-CN';
import { answering } from '../../support/answers';
import { handedOver, orderPaid, orderRecords, orderRefunded, pickups } from '../../support/answers-pickup';
import { MANAGER } from '../../support/world';
import { sees, shows, type Screen, type Shot } from '../shot';
import { BENCH } from './staff';

const SCAN = '/packages/staff/scan/index?code=681234567897123456';
const words = t.staff.pickup;

/** An order whose code is scanned, and whatever the acts on it answer. */
function scanning(scan: (typeof pickups)[keyof typeof pickups]): NonNullable<Shot['before']> {
  return (device) => {
    device.fault(answering('POST /staff/scans', scan));
    device.fault(answering('POST /staff/order-payments', orderPaid));
    device.fault(answering('POST /staff/pickups', handedOver));
    device.fault(answering('POST /staff/order-refunds', orderRefunded));
  };
}

/** Its money is taken: with the same scan it can be handed over. */
const collected: Shot['until'] = async ({ phone }) => {
  await phone.tap(words.collect('49.90'));
  await phone.sees(words.collected);
};

/** One of the two that are left is handed over. */
const oneOf: Shot['until'] = async ({ phone }) => {
  await phone.sees(words.handOver(2));
  await phone.tapOn('.stepper__step');
  await phone.sees(words.handOver(1));
};

const refunding: Shot['until'] = async ({ phone }) => {
  await phone.tap(words.refund);
  await phone.tapOn('.sheet__paper .stepper__step');
  await phone.tap(words.refunding.reasons[1]!);
  await phone.sees(words.refunding.confirm('33.26'));
};

export const pickup: Screen = {
  screen: 'pickup',
  label: { zh: '订单取货', en: 'Handing an order over' },
  shots: [
    {
      state: 'due',
      label: { zh: '先收款', en: 'to be paid' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.due),
      until: sees(words.collect('49.90')),
    },
    {
      state: 'collected',
      label: { zh: '已收款', en: 'paid here' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.due),
      until: collected,
    },
    {
      state: 'paid',
      label: { zh: '待取', en: 'to be picked up' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.paid),
      until: oneOf,
    },
    {
      state: 'overdue',
      label: { zh: '过了期限', en: 'past its deadline' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.overdue),
      until: sees(words.overdue),
    },
    {
      state: 'elsewhere',
      label: { zh: '在别的店取', en: 'to be picked up elsewhere' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.elsewhere),
      until: shows('.desk__obstacle'),
    },
    {
      state: 'over',
      label: { zh: '已全部取走', en: 'all handed over' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.over),
      until: shows('.desk__obstacle'),
    },
    {
      state: 'unknown',
      label: { zh: '结果不确定', en: 'outcome unknown' },
      as: 'clerk-2',
      page: SCAN,
      before: (device) => {
        device.fault(answering('POST /staff/scans', pickups.paid));
        device.fault({ kind: 'before', method: 'POST', path: '/staff/pickups', times: 99 });
      },
      until: async ({ phone }) => {
        await phone.tap(words.handOver(2));
        await phone.sees(t.staff.scan.unknownTitle);
      },
    },
    {
      state: 'done',
      label: { zh: '已交付', en: 'handed over' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.paid),
      until: async (device, world) => {
        await oneOf(device, world);
        await device.phone.tap(words.handOver(1));
        await device.phone.sees(words.result.left(1));
      },
    },
    {
      state: 'refund',
      label: { zh: '退款', en: 'refund' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.paid),
      until: refunding,
    },
    {
      state: 'refunded',
      label: { zh: '已退款', en: 'refunded' },
      as: MANAGER,
      page: SCAN,
      before: scanning(pickups.over),
      until: async (device, world) => {
        await refunding(device, world);
        await device.phone.tap(words.refunding.confirm('33.26'));
        await device.phone.sees(words.result.refunded);
      },
    },
    {
      state: 'records',
      label: { zh: '办理记录', en: 'among the records' },
      as: MANAGER,
      page: BENCH,
      before: (device) => device.fault(answering('GET /staff/records', orderRecords)),
      until: shows('.records__row--undone'),
    },
    {
      state: 'undo',
      label: { zh: '撤销取货', en: 'undoing a handover' },
      as: MANAGER,
      page: BENCH,
      before: (device) => device.fault(answering('GET /staff/records', orderRecords)),
      until: async ({ phone }) => {
        await phone.tap(t.staff.bench.undo);
        await phone.tap(words.undo.reasons[0]!);
      },
    },
  ],
};
