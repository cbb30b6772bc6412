import { WxPhone } from '../support/wx/phone';
import { loginCode, startWxServer, type WxServer } from '../support/wx/server';

describe('the compiled mini-program on a phone of our own', () => {
  let server: WxServer;
  beforeAll(async () => {
    server = await startWxServer();
  }, 120_000);
  afterAll(() => server.stop());

  it('starts, shows its tabs and moves between them', async () => {
    const phone = new WxPhone({
      server: server.url,
      speed: 10,
      answers: { login: async () => ({ code: await loginCode(server.sandbox, 'host-tabs') }) },
    });
    phone.start('/pages/home/index');
    await phone.tap('领券');
    await phone.until(() => phone.route === 'pages/coupons/index');
    await phone.tap('我的');
    await phone.until(() => phone.route === 'pages/me/index');
    await phone.sees('首页');
    expect(phone.packages()).toEqual([]);
    expect(phone.log.verdict()).toEqual([]);
    phone.end();
  });
});
