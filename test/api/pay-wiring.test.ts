import { PaymentGateway } from '../../server/wechat/pay';
import { createTestApp, sandboxPost, type TestApp } from '../support/app';

let app: TestApp;
afterEach(() => app.close());

it('a server has the WeChat Pay of its sandbox, keys and all', async () => {
  app = await createTestApp({ pay: true });
  await app.asPerson('o-somebody-0001');
  const pay = app.app.nest.get(PaymentGateway);
  const order = 'order-000001';
  await pay.prepay({
    out_trade_no: order,
    description: '桂花乌龙',
    total_fen: 1990,
    openid: 'o-somebody-0001',
    expires_at: app.clock.now() + 600_000,
  });
  await sandboxPost(app.sandboxUrl, `payments/${order}`, { action: 'pay' });
  expect(await pay.query(order)).toMatchObject({ state: 'success', total_fen: 1990 });
});

it('a server without a merchant has none', async () => {
  app = await createTestApp();
  expect(app.app.nest.get(PaymentGateway).enabled).toBe(false);
});
