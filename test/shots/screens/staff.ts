import { zhCN as t } from '@/texts/zh-CN';
import { failing, hanging } from '../../support/devices/device';
import { GIFTED, STORELESS } from '../furnish';
import { sees, shows, type Screen, type Shot } from '../shot';
import { MANAGER } from '../../support/world';

const BIND = '/packages/staff/bind/index';
export const BENCH = '/packages/staff/workbench/index';
/** Works in one store only, and has done nothing today. */
const CLERK = 'clerk-2';

const words = t.staff.bench;

export const bind: Screen = {
  screen: 'bind',
  label: { zh: '店员绑定', en: 'Staff binding' },
  shots: [
    { state: 'form', label: { zh: '填写', en: 'form' }, page: BIND, until: sees(t.staff.bind.headline) },
    {
      state: 'refused',
      label: { zh: '邀请码不对', en: 'wrong invitation' },
      page: BIND,
      until: async (device) => {
        await device.phone.sees(t.staff.bind.headline);
        await device.phone.top.locator('input').first().fill('no-such-invitation');
        await device.phone.tap(t.staff.bind.action);
        await device.hears('邀请码');
      },
    },
    {
      state: 'bound',
      label: { zh: '已经绑定', en: 'bound before' },
      as: MANAGER,
      page: BIND,
      until: sees(t.staff.bind.toBench),
    },
  ],
};

/** A purchase whose answer is lost, so that the bench says that one is open. */
const openDraft: Shot['until'] = async (device) => {
  const { phone } = device;
  await phone.tap(words.record);
  await phone.amount('35');
  device.fault({ kind: 'after', method: 'POST', path: '/staff/purchases', times: 99 });
  await phone.tap(t.staff.record.confirm('35'));
  await phone.sees(t.staff.scan.unknownTitle);
  await device.open(BENCH);
  await phone.sees(words.openTitle(1));
};

export const bench: Screen = {
  screen: 'bench',
  label: { zh: '店员工作台', en: 'Workbench' },
  shots: [
    {
      state: 'loading',
      label: { zh: '加载中', en: 'loading' },
      as: MANAGER,
      page: BENCH,
      before: (device) => device.fault(hanging('/auth/')),
      until: shows('.skeleton'),
    },
    {
      state: 'full',
      label: { zh: '今天的记录', en: 'today' },
      as: MANAGER,
      page: BENCH,
      until: shows('.records__row'),
    },
    {
      state: 'empty',
      label: { zh: '还没有记录', en: 'no records' },
      as: CLERK,
      page: BENCH,
      until: sees(words.emptyTitle),
    },
    {
      state: 'type',
      label: { zh: '输入数字', en: 'typing the digits' },
      as: MANAGER,
      page: BENCH,
      until: async ({ phone }) => {
        await phone.sees(words.records);
        await phone.tap(words.type);
        await phone.top.locator('.sheet__paper input').pressSequentially('661234');
        await phone.sees(t.staff.entry.count(6));
      },
    },
    {
      state: 'stores',
      label: { zh: '切换门店', en: 'choosing the store' },
      as: MANAGER,
      page: BENCH,
      until: async ({ phone }) => {
        await phone.sees(words.records);
        await phone.tapOn('.bench__head');
        await phone.sees(words.pickStore);
      },
    },
    {
      state: 'open-draft',
      label: { zh: '有一笔结果不确定', en: 'one outcome open' },
      as: 'clerk-3',
      page: BENCH,
      until: openDraft,
    },
    {
      state: 'undo',
      label: { zh: '撤销', en: 'undo' },
      as: MANAGER,
      page: BENCH,
      until: async ({ phone }) => {
        await phone.tap(words.undo);
        await phone.tap(t.staff.undo.reasons[0]!);
      },
    },
    {
      state: 'undone',
      label: { zh: '已撤销', en: 'undone' },
      as: MANAGER,
      page: BENCH,
      before: async (_, world) => {
        await world.freshMinute();
        const id = await world.claim(GIFTED, '下午茶满减券');
        await world.redeem(await world.digitsOf(GIFTED, id), 6_000);
      },
      until: async ({ phone }) => {
        await phone.tap(words.undo);
        await phone.tap(t.staff.undo.reasons[1]!);
        await phone.tap(t.staff.undo.action);
        await phone.reads('.records__row--undone', t.staff.undo.reasons[1]!);
      },
    },
    {
      state: 'failed',
      label: { zh: '记录没能加载', en: 'records failed' },
      as: MANAGER,
      page: BENCH,
      before: (device) => device.fault(failing('/staff/records')),
      until: sees(t.common.failedTitle),
    },
    {
      state: 'not-staff',
      label: { zh: '不是店员', en: 'no permission' },
      page: BENCH,
      until: sees(words.notStaffTitle),
    },
    {
      state: 'no-store',
      label: { zh: '没有分配门店', en: 'no store assigned' },
      as: STORELESS,
      page: BENCH,
      until: sees(words.noStoreTitle),
    },
  ],
};

const RECORD = '/packages/staff/record/index';

export const record: Screen = {
  screen: 'record',
  label: { zh: '记一笔消费', en: 'Recording a purchase' },
  shots: [
    {
      state: 'empty',
      label: { zh: '还没输入', en: 'nothing typed' },
      as: MANAGER,
      page: RECORD,
      until: sees(t.staff.record.hint),
    },
    {
      state: 'typed',
      label: { zh: '输入金额', en: 'amount typed' },
      as: MANAGER,
      page: RECORD,
      until: async ({ phone }) => {
        await phone.amount('128.5');
        await phone.sees(t.staff.record.confirm('128.50'));
      },
    },
    {
      state: 'receipt',
      label: { zh: '小票二维码', en: 'receipt QR' },
      as: MANAGER,
      page: RECORD,
      until: async ({ phone }) => {
        await phone.amount('28.5');
        await phone.tap(t.staff.record.confirm('28.50'));
        await phone.sees(t.staff.result.receipt);
      },
    },
    {
      state: 'unknown',
      label: { zh: '结果不确定', en: 'outcome unknown' },
      as: 'clerk-2',
      page: RECORD,
      before: (device) =>
        device.fault({ kind: 'after', method: 'POST', path: '/staff/purchases', times: 99 }),
      until: async ({ phone }) => {
        await phone.amount('45');
        await phone.tap(t.staff.record.confirm('45'));
        await phone.sees(t.staff.scan.unknownTitle);
      },
    },
  ],
};
