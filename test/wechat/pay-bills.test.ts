import { closeAll, DAY_MS, failure, PAYER, PayWorld } from './pay.support';
import { billRows, BillUnreadable, fenOf } from '../../server/wechat/pay/pay.bill-rows';

const DAY = '2026-11-22';
const HEADER =
  '交易时间,公众账号ID,商户号,微信订单号,商户订单号,交易类型,交易状态,货币种类,应结订单金额,微信退款单号,商户退款单号,退款金额,退款状态';
const ROW =
  '`2026-11-22 09:00:00,`wx1,`1900000001,`4200,`order-000001,`JSAPI,`SUCCESS,`CNY,`19.90,`0,`0,`0.00,`';
const SUMMARY = '总交易单数,应结订单总金额';
const file = (...rows: string[]) => [HEADER, ...rows, SUMMARY, `\`${rows.length},\`1.00`, ''].join('\n');

describe('fenOf', () => {
  it.each([
    ['0.00', 0],
    ['0', 0],
    ['0.1', 10],
    ['0.29', 29],
    ['1.10', 110],
    ['19.9', 1990],
    ['4.35', 435],
    ['1001.01', 100_101],
    ['-0.07', -7],
    ['-0.00', 0],
    ['999999999.99', 99_999_999_999],
    ['1.2300', 123],
  ])('reads %s yuan exactly', (yuan, fen) => {
    expect(fenOf(yuan)).toBe(fen);
  });

  it.each(['', '.5', '1.', '1,000.00', '1.234', '1e3', '0x10', '¥1', '--1', ' 1'])(
    'does not guess at %j',
    (yuan) => {
      expect(fenOf(yuan)).toBeUndefined();
    },
  );
});

describe('billRows', () => {
  it('reads with or without a byte order mark, with either end of line', () => {
    const plain = billRows(file(ROW));
    expect(plain).toMatchObject([{ total_fen: 1990, out_refund_no: '', openid: '', description: '' }]);
    expect(billRows(`\uFEFF${file(ROW).replaceAll('\n', '\r\n')}`)).toEqual(plain);
    expect(plain[0]!.at).toBe(Date.UTC(2026, 10, 22, 1, 0, 0));
  });

  it.each([
    ['an empty file', ''],
    ['a page in its place', '<html></html>'],
    ['no summary', [HEADER, ROW].join('\n')],
    ['a summary of others', file(ROW).replace('`1,`1.00', '`2,`1.00')],
    ['a column missing', file(ROW).replace('退款金额,', '')],
    ['a cell missing', file(ROW.replace('`CNY,', ''))],
    ['no backtick', file(ROW.slice(1))],
    ['an amount that is none', file(ROW.replace('19.90', '19,90'))],
    ['a time that is none', file(ROW.replace('2026-11-22', '22.11.2026'))],
    ['a day that is none', file(ROW.replace('2026-11-22', '2026-13-41'))],
  ])('refuses %s rather than guess', (_name, text) => {
    expect(() => billRows(text)).toThrow(BillUnreadable);
  });
});

describe('tradeBill', () => {
  let here: PayWorld;
  beforeEach(async () => {
    here = await PayWorld.start();
  });
  afterEach(closeAll);

  const nextMorning = () => {
    here.clock.advance(DAY_MS + 3_600_000);
  };

  it('tells payments and refunds of the day by our numbers, exactly', async () => {
    const paidAt = here.clock.now();
    await here.prepay('order-000001', 435, { description: '茶,`不甜`, 大杯' });
    await here.prepay('order-000002', 29, { description: '乌龙,热,去冰' });
    await here.act('order-000002', 'pay');
    await here.refund('refund-1', 7, 'order-000002', 29);
    nextMorning();
    const { appid, mchid } = here.client.config;
    const common = { at: paidAt, appid, mchid, openid: PAYER, trade_type: 'JSAPI', currency: 'CNY' };
    const order = {
      ...common,
      out_trade_no: 'order-000002',
      transaction_id: expect.stringMatching(/^4200/) as string,
      description: '乌龙,热,去冰',
    };
    expect(await here.pay.tradeBill(DAY)).toEqual([
      {
        ...order,
        state: 'SUCCESS',
        total_fen: 29,
        refund_id: '',
        out_refund_no: '',
        refund_fen: 0,
        refund_state: '',
      },
      {
        ...order,
        state: 'REFUND',
        total_fen: 0,
        refund_id: expect.stringMatching(/^5030/) as string,
        out_refund_no: 'refund-1',
        refund_fen: 7,
        refund_state: 'PROCESSING',
      },
    ]);
    expect(await here.pay.tradeBill('2026-11-21')).toBeNull();
  });

  it('cannot be read when a name looks like the end of a cell: no line is guessed', async () => {
    await here.prepay('order-000001', 435, { description: '茶,`大杯' });
    await here.act('order-000001', 'pay');
    nextMorning();
    expect(await failure(here.pay.tradeBill(DAY))).toMatchObject({
      code: 'BILL_UNREADABLE',
      retryable: false,
    });
    expect(here.client.logged.join()).not.toContain('大杯');
  });

  it('holds planted differences, and columns of old', async () => {
    for (const number of ['order-000001', 'order-000002', 'order-000003']) await here.paid(number);
    const plan = {
      omit: ['order-000001'],
      amounts: { 'order-000002': 1 },
      extra: [{ out_trade_no: 'stranger-1', total_fen: 500 }],
      without: ['用户标识', '订单金额', '申请退款金额'],
    };
    expect((await here.world.control(`/bills/${DAY}`, plan)).status).toBe(200);
    nextMorning();
    const rows = (await here.pay.tradeBill(DAY)) ?? [];
    expect(rows.map((row) => [row.out_trade_no, row.total_fen, row.openid])).toEqual([
      ['order-000002', 1, ''],
      ['order-000003', 1990, ''],
      ['stranger-1', 500, ''],
    ]);
    await here.world.control(`/bills/${DAY}`, { without: ['商户订单号'] });
    expect((await failure(here.pay.tradeBill(DAY))).code).toBe('BILL_UNREADABLE');
  });

  it('is being made until the next morning, and is there for three months', async () => {
    await here.paid('order-000001');
    expect((await failure(here.pay.tradeBill(DAY))).code).toBe('INVALID_REQUEST');
    here.clock.advance(DAY_MS - 1);
    expect(await failure(here.pay.tradeBill(DAY))).toMatchObject({
      code: 'STATEMENT_CREATING',
      retryable: true,
    });
    here.clock.advance(1);
    expect(await here.pay.tradeBill(DAY)).toHaveLength(1);
    here.clock.advance(92 * DAY_MS);
    expect((await failure(here.pay.tradeBill(DAY))).code).toBe('INVALID_REQUEST');
    for (const day of ['', '2026-1-1', '2026-11-22&x=1'])
      await expect(here.pay.tradeBill(day)).rejects.toThrow(RangeError);
    expect((await failure(here.pay.tradeBill('2026-02-30'))).code).toBe('PARAM_ERROR');
  });

  it('survives a lost download, and refuses a file of another digest', async () => {
    await here.paid('order-000001');
    nextMorning();
    const download = '/v3/billdownload/file';
    for (const fault of ['drop', '5xx']) {
      await here.world.fault(download, fault, 2);
      expect(await here.pay.tradeBill(DAY)).toHaveLength(1);
    }
    await here.world.fault(download, 'tampered');
    const error = await failure(here.pay.tradeBill(DAY));
    expect(error).toMatchObject({ code: 'BILL_MISMATCH', retryable: true });
    expect(here.client.logged.join()).not.toContain('token=');
  });
});
