import { createSign } from 'node:crypto';
import { closeAll, DAY_MS, PAYER, PayWorld, PREPAY, REFUND } from './pay.support';
import { ask, startWorld } from './support';

let here: PayWorld;
beforeEach(async () => {
  here = await PayWorld.start();
});
afterEach(closeAll);

/** A request signed as the merchant signs, with whatever body. */
async function signed(
  method: string,
  target: string,
  body: object | string = '',
): Promise<{ status: number; body: Record<string, unknown> }> {
  const { config } = here.client;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const stamp = String(Math.floor(here.clock.now() / 1000));
  const nonce = 'n'.repeat(32);
  const signature = createSign('RSA-SHA256')
    .update(`${method}\n${target}\n${stamp}\n${nonce}\n${text}\n`)
    .sign(config.private_key, 'base64');
  const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${config.mchid}",nonce_str="${nonce}",timestamp="${stamp}",serial_no="${config.serial}",signature="${signature}"`;
  const answer = await fetch(`${config.base_url}${target}`, {
    method,
    headers: { authorization },
    ...(text === '' ? {} : { body: text }),
  });
  const said = await answer.text();
  return { status: answer.status, body: said === '' ? {} : (JSON.parse(said) as Record<string, unknown>) };
}

const order = () => ({
  appid: here.client.config.appid,
  mchid: here.client.config.mchid,
  description: '茶',
  out_trade_no: 'order-000001',
  notify_url: 'https://vip.example.com/notices',
  amount: { total: 1, currency: 'CNY' },
  payer: { openid: PAYER },
});

describe('the sandbox, as strict as WeChat Pay, on prepay', () => {
  it.each<[string, object, string]>([
    ['an unknown field', { colour: 'red' }, 'PARAM_ERROR'],
    ['an unknown field inside', { amount: { total: 1, currency: 'CNY', tip: 1 } }, 'PARAM_ERROR'],
    ['a field that is null', { attach: null }, 'PARAM_ERROR'],
    ['a field that is missing', { description: undefined }, 'PARAM_ERROR'],
    ['nothing to pay', { amount: { total: 0, currency: 'CNY' } }, 'PARAM_ERROR'],
    ['parts of a fen', { amount: { total: 1.5, currency: 'CNY' } }, 'PARAM_ERROR'],
    ['an amount as text', { amount: { total: '1', currency: 'CNY' } }, 'PARAM_ERROR'],
    ['another currency', { amount: { total: 1, currency: 'USD' } }, 'PARAM_ERROR'],
    ['a long description', { description: '茶'.repeat(43) }, 'PARAM_ERROR'],
    ['a short number', { out_trade_no: 'short' }, 'PARAM_ERROR'],
    ['a number with a blank', { out_trade_no: 'order 00001' }, 'PARAM_ERROR'],
    ['a long attach', { attach: 'x'.repeat(129) }, 'PARAM_ERROR'],
    ['notices without https', { notify_url: 'http://vip.example.com/notices' }, 'PARAM_ERROR'],
    ['notices with a query', { notify_url: 'https://vip.example.com/notices?x=1' }, 'PARAM_ERROR'],
    ['no instant', { time_expire: '2026-11-22 14:00:00' }, 'PARAM_ERROR'],
    ['nobody to pay', { payer: {} }, 'PARAM_ERROR'],
    ['another app', { appid: 'wx-other' }, 'APPID_MCHID_NOT_MATCH'],
    ['another merchant', { mchid: '1900000002' }, 'MCH_NOT_EXISTS'],
  ])('refuses %s', async (_name, wrong, code) => {
    expect((await signed('POST', PREPAY, { ...order(), ...wrong })).body.code).toBe(code);
  });

  it('takes what is right, in whatever order its fields come', async () => {
    const { payer, ...rest } = order();
    expect((await signed('POST', PREPAY, order())).status).toBe(200);
    expect((await signed('POST', PREPAY, { payer, ...rest })).status).toBe(200);
    expect((await signed('POST', PREPAY, { ...order(), attach: 'x' })).body.code).toBe('INVALID_REQUEST');
    expect((await signed('POST', PREPAY, 'no json')).body.code).toBe('PARAM_ERROR');
  });
});

describe('the sandbox', () => {
  it('wants the merchant in a query, and nothing else', async () => {
    await here.prepay('order-000001');
    const at = '/v3/pay/transactions/out-trade-no/order-000001';
    const { mchid } = here.client.config;
    for (const query of ['', '?mchid=1', `?mchid=${mchid}&x=1`])
      expect((await signed('GET', `${at}${query}`)).body.code).toBe('PARAM_ERROR');
    expect((await signed('GET', `${at}?mchid=${mchid}`)).body.trade_state).toBe('NOTPAY');
    expect((await signed('DELETE', at)).status).toBe(404);
    expect((await signed('POST', `${at}/close`, { mchid: '1' })).body.code).toBe('PARAM_ERROR');
    expect(
      (await signed('POST', '/v3/pay/transactions/out-trade-no/order-000009/close', { mchid })).body.code,
    ).toBe('ORDER_NOT_EXIST');
  });

  it('finds payments and refunds by the transaction too', async () => {
    await here.paid('order-000001');
    const { transaction_id: id } = await here.show('order-000001');
    const { mchid } = here.client.config;
    const found = await signed('GET', `/v3/pay/transactions/id/${String(id)}?mchid=${mchid}`);
    expect(found.body).toMatchObject({ out_trade_no: 'order-000001', trade_state: 'SUCCESS' });
    const amount = { refund: 1, total: 1990, currency: 'CNY' };
    const refund = { transaction_id: id, out_refund_no: 'refund-1', amount };
    expect((await signed('POST', REFUND, refund)).body.status).toBe('PROCESSING');
    for (const wrong of [
      { out_trade_no: 'order-000001' },
      { transaction_id: undefined },
      { amount: { refund: 1, total: 1990 } },
      { reason: 'x'.repeat(81) },
    ])
      expect((await signed('POST', REFUND, { ...refund, ...wrong })).body.code).toBe('PARAM_ERROR');
  });

  it('lets a bill be downloaded for five minutes, by signed requests alone', async () => {
    await here.paid('order-000001');
    here.clock.advance(DAY_MS + 3_600_000);
    const { body } = await signed('GET', '/v3/bill/tradebill?bill_date=2026-11-22');
    const url = new URL(String(body.download_url));
    expect((await fetch(url)).status).toBe(401);
    here.clock.advance(300_000);
    expect((await signed('GET', `${url.pathname}${url.search}`)).body.code).toBe('PARAM_ERROR');
  });

  it('shows a page to pay by, and says what it does not understand', async () => {
    await here.prepay('order-000001', 1990, { description: '<script>alert(1)</script>' });
    const { url } = here.world.sandbox;
    const page = await ask(`${url}/_control/payments/order-000001/page`);
    expect(page.type).toContain('text/html');
    const html = page.bytes.toString();
    expect(html).toContain('¥19.90');
    expect(html).not.toContain('<script>alert');
    for (const action of ['pay', 'cancel', 'pay_late', 'pay_twice'])
      expect(html).toContain(`value="${action}"`);
    expect(html).toContain('待支付');
    await here.act('order-000001', 'pay_late');
    const later = await ask(`${url}/_control/payments/order-000001/page`);
    expect(later.bytes.toString()).toContain('<br>银行处理中');
    expect((await here.act('order-000001', 'steal')).status).toBe(400);
    expect((await here.act('order-000009', 'pay')).status).toBe(404);
    expect((await here.world.control('/refunds/refund-9', { outcome: 'SUCCESS' })).status).toBe(404);
    expect((await here.world.control('/bills/today', {})).status).toBe(400);
    expect((await here.world.control('/faults', { path: PREPAY, kind: 'risk_blocked' })).status).toBe(400);
    expect(
      (await here.world.control('/faults', { path: '/sns/jscode2session', kind: 'signtest' })).status,
    ).toBe(400);
  });

  it('makes other keys at every start, and hands them over to whoever starts the server', async () => {
    const { url } = here.world.sandbox;
    const merchant = (await ask(`${url}/_control/merchant`)).body as unknown as Record<string, string>;
    expect(merchant).toEqual(here.world.sandbox.merchant());
    const other = await startWorld();
    expect(other.sandbox.merchant().WECHATPAY_PRIVATE_KEY).not.toBe(merchant.WECHATPAY_PRIVATE_KEY);
    const answer = await ask(`${url}/_control/merchant`, { headers: { origin: 'https://example.com' } });
    expect(answer.status).toBe(403);
  });
});
