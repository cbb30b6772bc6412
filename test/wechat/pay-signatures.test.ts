import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { closeAll, clientOf, configOf, failure, NOTIFY_URL, PAYER } from './pay.support';
import { HandClock, says, startScript } from './support';

const clock = new HandClock();
const pem = (key: { export(options: object): string | Buffer }, type: string) =>
  key.export({ type, format: 'pem' }).toString();

/** Where a request went and what it brought. */
interface Came {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe('a request', () => {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const variables = {
    WECHATPAY_MCHID: '1900009191',
    WECHATPAY_SERIAL: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
    WECHATPAY_PRIVATE_KEY: pem(merchant.privateKey, 'pkcs8'),
    WECHATPAY_API_V3_KEY: '0123456789abcdef0123456789ABCDEF',
    WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000091912026010100001',
    WECHATPAY_PUBLIC_KEY: pem(platform.publicKey, 'spki'),
  };
  afterEach(closeAll);

  async function cameBy(act: (pay: ReturnType<typeof clientOf>['pay']) => Promise<unknown>): Promise<Came> {
    const came: Came[] = [];
    const script = await startScript([
      (request, response, body) => {
        came.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
        says({ code: 'PARAM_ERROR', message: 'no' })(request, response, body);
      },
    ]);
    await failure(act(clientOf(configOf(variables, script.url), clock).pay));
    expect(came).toHaveLength(1);
    return came[0]!;
  }

  /** The text that design/wechat.md 2.2 prescribes, put together by hand from what came over the line. */
  function isSigned({ method, url, headers, body }: Came): boolean {
    const header = headers.authorization as string;
    const form =
      /^WECHATPAY2-SHA256-RSA2048 mchid="1900009191",serial_no="1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C",timestamp="(\d+)",nonce_str="([0-9A-Za-z]{32})",signature="([^"]+)"$/;
    const [, stamp, nonce, signature] = form.exec(header) ?? [];
    expect(stamp).toBe(String(clock.now() / 1000));
    const text = `${method}\n${url}\n${stamp}\n${nonce}\n${body}\n`;
    const key = createPublicKey(merchant.publicKey.export({ type: 'spki', format: 'pem' }));
    return verify('RSA-SHA256', Buffer.from(text), key, Buffer.from(signature ?? '', 'base64'));
  }

  it('to open an order is signed over the very bytes that are sent', async () => {
    const came = await cameBy((pay) =>
      pay.prepay({
        out_trade_no: 'order-000001',
        description: '桂花乌龙 "大杯" ☕',
        total_fen: 1990,
        openid: PAYER,
        expires_at: Date.UTC(2026, 10, 22, 6, 0, 0, 999),
      }),
    );
    expect(isSigned(came)).toBe(true);
    expect(came).toMatchObject({ method: 'POST', url: '/v3/pay/transactions/jsapi' });
    expect(came.headers['wechatpay-serial']).toBe('PUB_KEY_ID_0119000091912026010100001');
    expect(JSON.parse(came.body)).toEqual({
      appid: 'wx-sandbox-app',
      mchid: '1900009191',
      description: '桂花乌龙 "大杯" ☕',
      out_trade_no: 'order-000001',
      time_expire: '2026-11-22T14:00:00+08:00',
      notify_url: NOTIFY_URL,
      amount: { total: 1990, currency: 'CNY' },
      payer: { openid: PAYER },
    });
  });

  it('without a body is signed with an empty line in its place, and with its query', async () => {
    const came = await cameBy((pay) => pay.query('a|b*c_d-0'));
    expect(isSigned(came)).toBe(true);
    expect(came).toMatchObject({
      method: 'GET',
      url: '/v3/pay/transactions/out-trade-no/a%7Cb*c_d-0?mchid=1900009191',
      body: '',
    });
  });

  it('for a refund names the order, the refund and both amounts', async () => {
    const came = await cameBy((pay) =>
      pay.refund({
        out_trade_no: 'order-000001',
        out_refund_no: 'refund-1',
        refund_fen: 1,
        total_fen: 2,
        reason: '退'.repeat(50),
      }),
    );
    expect(isSigned(came)).toBe(true);
    expect(JSON.parse(came.body)).toEqual({
      out_trade_no: 'order-000001',
      out_refund_no: 'refund-1',
      reason: '退'.repeat(26),
      notify_url: NOTIFY_URL,
      amount: { refund: 1, total: 2, currency: 'CNY' },
    });
  });
});
