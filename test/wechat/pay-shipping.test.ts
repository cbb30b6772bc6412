import { closeAll, failure, PAYER, PayWorld } from './pay.support';
import { ask } from './support';

const SHIPPING = '/wxa/sec/order/upload_shipping_info';
let here: PayWorld;
let id = '';
beforeEach(async () => {
  here = await PayWorld.start();
  await here.paid('order-000001');
  id = String((await here.show('order-000001')).transaction_id);
});
afterEach(closeAll);

const goods = (more: object = {}) => ({
  transaction_id: id,
  openid: PAYER,
  description: '桂花乌龙 × 2',
  uploaded_at: here.clock.now(),
  ...more,
});

describe('uploadShipping', () => {
  it('is too early in the first seconds, then told once, and no harm in telling it again', async () => {
    expect(await failure(here.pay.uploadShipping(goods()))).toMatchObject({
      code: '10060001',
      retryable: true,
    });
    here.clock.advance(10_000);
    await here.pay.uploadShipping(goods());
    await here.pay.uploadShipping(goods());
    expect(await here.show('order-000001')).toMatchObject({ shipped_at: here.clock.now() });
  });

  it('cuts a long description, and never goes well for another payer', async () => {
    here.clock.advance(10_000);
    expect(await failure(here.pay.uploadShipping(goods({ openid: 'o-another-0001' })))).toMatchObject({
      code: '268485196',
      retryable: false,
    });
    await expect(here.pay.uploadShipping(goods({ description: '茶'.repeat(200) }))).resolves.toBeUndefined();
  });

  it('may be tried again when nobody answered', async () => {
    here.clock.advance(10_000);
    await here.world.fault(SHIPPING, '5xx', 3);
    expect(await failure(here.pay.uploadShipping(goods()))).toMatchObject({
      code: 'NO_ANSWER',
      retryable: true,
    });
    await here.pay.uploadShipping(goods());
  });
});

it('of the sandbox wants exactly one element, with nothing but a description', async () => {
  here.clock.advance(10_000);
  const url = here.world.at(SHIPPING, { access_token: await here.world.token() });
  const body = {
    order_key: { order_number_type: 2, transaction_id: id },
    logistics_type: 4,
    delivery_mode: 1,
    upload_time: '2026-11-22T09:00:00.000+08:00',
    payer: { openid: PAYER },
  };
  const codes = [];
  for (const list of [
    undefined,
    {},
    [],
    [{}],
    [{ item_desc: '茶', tracking_no: '1' }],
    [{ item_desc: '茶' }],
  ])
    codes.push((await ask(url, { body: { ...body, shipping_list: list } })).body.errcode);
  expect(codes).toEqual([47001, 47001, 268485228, 268485224, 268485224, 0]);
});
