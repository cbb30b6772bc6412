import { createPublicKey, verify } from 'node:crypto';
import { clientOf, CLOSE, closeAll, failure, PAYER, PayWorld, PREPAY, QUERY } from './pay.support';

let here: PayWorld;
beforeEach(async () => {
  here = await PayWorld.start();
});
afterEach(closeAll);

describe('prepay', () => {
  it('opens an order, and finds it again with the same parameters', async () => {
    const expires = here.clock.now() + 600_000;
    const first = await here.prepay('order-000001', 1990, { expires_at: expires });
    here.clock.advance(570_000);
    const second = await here.prepay('order-000001', 1990, { expires_at: expires });
    expect(first.prepay_id).toMatch(/^wx\w{30,}$/);
    expect(second.prepay_id).not.toBe(first.prepay_id);
    here.clock.advance(30_000);
    expect(await failure(here.prepay('order-000001', 1990, { expires_at: expires }))).toMatchObject({
      code: 'INVALID_REQUEST',
      retryable: false,
    });
  });

  it('refuses a known number with other parameters, and keeps the Request-Id', async () => {
    await here.prepay('order-000001');
    const error = await failure(here.prepay('order-000001', 2000));
    expect(error).toMatchObject({ code: 'INVALID_REQUEST', status: 400, retryable: false });
    expect(error.request_id).toMatch(/^[0-9A-F]+-268498688$/);
  });

  it('refuses what is paid or closed', async () => {
    await here.paid('order-000001');
    expect((await failure(here.prepay('order-000001'))).code).toBe('ORDERPAID');
    await here.prepay('order-000002');
    await here.pay.close('order-000002');
    expect((await failure(here.prepay('order-000002'))).code).toBe('ORDER_CLOSED');
  });

  it.each([
    ['a minute too short', { ms: 59_000 }, 'INVALID_REQUEST'],
    ['more than 90 days', { ms: 91 * 86_400_000 }, 'INVALID_REQUEST'],
    ['somebody unknown', { ms: 600_000, openid: 'o-nobody-00001' }, 'PARAM_ERROR'],
    ['nothing to read', { ms: 600_000, description: '' }, 'PARAM_ERROR'],
  ])('is refused for %s', async (_name, { ms, ...more }, code) => {
    const expires = here.clock.now() + ms;
    expect((await failure(here.prepay('order-000001', 1, { ...more, expires_at: expires }))).code).toBe(code);
  });

  it('cuts a long description between characters, to 127 bytes', async () => {
    await here.prepay('order-000001', 1, { description: '桂'.repeat(100) });
    expect(await here.world.bodies(PREPAY)).toMatchObject([{ description: '桂'.repeat(42) }]);
  });

  it('throws for numbers and amounts that can never be, without asking', async () => {
    for (const total of [0, -1, 1.5, Number.NaN])
      await expect(here.prepay('order-000001', total)).rejects.toThrow(RangeError);
    for (const number of ['short', 'x'.repeat(33), 'order 00001', '订单000001', '../../../v3'])
      await expect(here.prepay(number)).rejects.toThrow(RangeError);
    expect(await here.world.calls(PREPAY)).toBe(0);
  });

  it.each(['drop', 'hang', '5xx', 'busy'])('comes through in spite of two times %s', async (fault) => {
    const client = clientOf(here.client.config, here.clock, fault === 'hang' ? { timeout_ms: 1_000 } : {});
    await here.world.fault(PREPAY, fault, 2);
    const order = {
      out_trade_no: 'order-000001',
      description: '茶',
      total_fen: 1,
      openid: PAYER,
      expires_at: here.clock.now() + 600_000,
    };
    await expect(client.pay.prepay(order)).resolves.toBeDefined();
    expect(client.pauses).toHaveLength(2);
    await here.world.fault(PREPAY, fault, 3);
    expect((await failure(client.pay.prepay(order))).retryable).toBe(true);
    expect(await here.world.calls(PREPAY)).toBe(6);
  });

  it('is not pressed on WeChat Pay when there were too many calls', async () => {
    await here.world.fault(PREPAY, 'rate_limited');
    expect(await failure(here.prepay('order-000001'))).toMatchObject({ status: 429, retryable: true });
    expect(await here.world.calls(PREPAY)).toBe(1);
  });
});

it('signs what the payment sheet needs with the key of the merchant', async () => {
  const given = here.pay.clientParameters('wx123', here.clock.now());
  const key = createPublicKey(here.client.config.private_key);
  const text = `${here.client.config.appid}\n${given.timeStamp}\n${given.nonceStr}\nprepay_id=wx123\n`;
  expect(verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(given.paySign, 'base64'))).toBe(true);
  expect(given).toMatchObject({
    timeStamp: String(here.clock.now() / 1000),
    package: 'prepay_id=wx123',
    signType: 'RSA',
  });
  expect(here.pay.clientParameters('wx123', here.clock.now()).nonceStr).not.toBe(given.nonceStr);
});

describe('query', () => {
  it('tells an order from its beginning to its end', async () => {
    expect(await here.pay.query('order-000001')).toEqual({ state: 'absent' });
    await here.prepay('order-000001');
    expect(await here.pay.query('order-000001')).toEqual({ state: 'notpay' });
    await here.act('order-000001', 'cancel');
    expect(await here.pay.query('order-000001')).toEqual({ state: 'notpay' });
    await here.act('order-000001', 'pay');
    const { appid, mchid } = here.client.config;
    const money = {
      appid,
      mchid,
      out_trade_no: 'order-000001',
      transaction_id: expect.stringMatching(/^4200\d+$/) as string,
      openid: PAYER,
      total_fen: 1990,
      payer_total_fen: 1990,
      currency: 'CNY',
      success_at: here.clock.now(),
    };
    expect(await here.pay.query('order-000001')).toEqual({ state: 'success', ...money });
    await here.refund('refund-1', 1, 'order-000001');
    expect(await here.pay.query('order-000001')).toEqual({ state: 'refund', ...money });
  });

  it('finds numbers with every character that is allowed', async () => {
    await here.prepay('a_b-c|d*0');
    expect(await here.pay.query('a_b-c|d*0')).toEqual({ state: 'notpay' });
    expect(await here.pay.close('a_b-c|d*0')).toBe('closed');
  });
});

describe('close', () => {
  it('closes once and for all, and counts an unknown order as closed', async () => {
    await here.prepay('order-000001');
    expect(await here.pay.close('order-000001')).toBe('closed');
    expect(await here.pay.close('order-000001')).toBe('closed');
    expect(await here.pay.query('order-000001')).toEqual({ state: 'closed' });
    expect((await here.act('order-000001', 'pay')).status).toBe(409);
    expect((await here.act('order-000001', 'pay_late')).status).toBe(409);
    expect(await here.pay.close('order-000009')).toBe('closed');
  });

  it('loses against a payment that was there first, also when the answer was lost before', async () => {
    await here.paid('order-000001');
    expect(await here.pay.close('order-000001')).toBe('paid');
    await here.prepay('order-000002');
    await here.world.fault(CLOSE, 'drop');
    expect(await here.pay.close('order-000002')).toBe('closed');
    expect(await here.world.calls(CLOSE)).toBe(3);
  });

  it('races a payment: money and closing never both win', async () => {
    for (let round = 0; round < 10; round += 1) {
      const number = `race-${String(round).padStart(4, '0')}`;
      await here.prepay(number);
      const [closed, paid] = await Promise.all([here.pay.close(number), here.act(number, 'pay')]);
      expect(closed).toBe(paid.status === 200 ? 'paid' : 'closed');
      expect((await here.pay.query(number)).state).toBe(paid.status === 200 ? 'success' : 'closed');
    }
  });
});

describe('money that a bank holds back', () => {
  const state = async () => (await here.pay.query('order-000001')).state;

  it('F6: comes after the close that everybody was told of, with a notice, and once', async () => {
    await here.prepay('order-000001');
    const { body } = await here.act('order-000001', 'pay_late');
    expect(body).toMatchObject({ state: 'NOTPAY', held_back: true });
    expect((await here.act('order-000001', 'pay_late')).status).toBe(200);
    here.clock.advance(60_000);
    expect(await state()).toBe('notpay');
    expect(await here.pay.close('order-000001')).toBe('closed');
    here.clock.advance(9_999);
    expect(await here.pay.close('order-000001')).toBe('closed');
    expect(await state()).toBe('closed');
    expect(await here.deliver()).toEqual([]);
    here.clock.advance(1);
    expect(await here.deliver()).toEqual([204]);
    expect(here.read(here.sent[0])).toMatchObject({
      kind: 'payment',
      payment: { out_trade_no: 'order-000001', success_at: here.clock.now() },
    });
    expect(await state()).toBe('success');
    expect(await here.pay.close('order-000001')).toBe('paid');
    expect(await here.show('order-000001')).toMatchObject({ held_back: false, paid_at: here.clock.now() });
    here.clock.advance(86_400_000);
    expect(await here.deliver()).toEqual([]);
    expect(await here.refund('refund-1', 1990, 'order-000001')).toMatchObject({ state: 'processing' });
  });

  it('F6: comes after the deadline where nobody closes the order', async () => {
    await here.prepay('order-000001');
    await here.act('order-000001', 'pay_late');
    here.clock.advance(600_000);
    expect((await here.act('order-000001', 'pay')).body.error).toBe('order_expired');
    here.clock.advance(9_999);
    expect(await state()).toBe('notpay');
    here.clock.advance(1);
    expect(await state()).toBe('success');
    expect(await here.pay.close('order-000001')).toBe('paid');
  });

  it('comes at once where the deadline was long ago', async () => {
    await here.prepay('order-000001');
    here.clock.advance(610_000);
    expect((await here.act('order-000001', 'pay_late')).body).toMatchObject({ state: 'SUCCESS' });
    expect(await here.deliver()).toEqual([204]);
  });

  it('is not taken beside a payment that was faster', async () => {
    await here.prepay('order-000001');
    await here.act('order-000001', 'pay_late');
    expect((await here.act('order-000001', 'pay')).status).toBe(200);
    expect((await here.act('order-000001', 'pay_late')).body.error).toBe('order_paid');
    here.clock.advance(86_400_000);
    expect(await here.deliver()).toEqual([204]);
  });
});

it('pays by prepay_id, for two hours', async () => {
  const { prepay_id: id } = await here.prepay('order-000001', 1, {
    expires_at: here.clock.now() + 86_400_000,
  });
  here.clock.advance(2 * 3_600_000);
  expect((await here.act(id, 'pay')).body.error).toBe('prepay_id_expired');
  const again = await here.prepay('order-000001', 1, { expires_at: here.clock.now() + 79_200_000 });
  expect((await here.act(again.prepay_id, 'pay')).status).toBe(200);
  expect((await here.act(again.prepay_id, 'pay')).body.error).toBe('order_paid');
});

it('has one call for one order at a time in the log of the sandbox', async () => {
  await here.prepay('order-000001');
  await here.pay.query('order-000001');
  expect([await here.world.calls(PREPAY), await here.world.calls(QUERY)]).toEqual([1, 1]);
});
