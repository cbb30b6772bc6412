import { createSign, generateKeyPairSync } from 'node:crypto';
import { clientOf, closeAll, configOf, failure, PayWorld, PREPAY, QUERY } from './pay.support';
import { says, startScript } from './support';

let here: PayWorld;
beforeEach(async () => {
  here = await PayWorld.start();
});
afterEach(closeAll);

describe('answers', () => {
  it.each([
    ['bad_signature', 'bad_signature'],
    ['tampered', 'bad_signature'],
    ['old_serial', 'unknown_key'],
    ['clock_skew', 'skew'],
    ['unsigned', 'unsigned'],
    ['signtest', 'probe'],
  ])('are refused when they are %s, and the caller may ask again', async (fault, why) => {
    await here.prepay('order-000001');
    await here.world.fault(QUERY, fault);
    expect(await failure(here.pay.query('order-000001'))).toMatchObject({
      code: 'UNVERIFIED',
      retryable: true,
    });
    expect(here.client.logged.join('\n')).toContain(`"fault":"${why}"`);
    expect((await here.pay.query('order-000001')).state).toBe('notpay');
  });

  it.each(['bad_signature', 'tampered', 'old_serial', 'clock_skew'])(
    'that refuse are refused too when they are signed but %s',
    async (fault) => {
      await here.paid('order-000001');
      await here.world.fault('/v3/pay/transactions/out-trade-no/{out_trade_no}/close', fault);
      expect((await failure(here.pay.close('order-000001'))).code).toBe('UNVERIFIED');
    },
  );

  it('may be five minutes off, and not a second more', async () => {
    await here.prepay('order-000001');
    const at = here.clock.now();
    const reads = (ms: number) => clientOf(here.client.config, here.clock, { clock: { now: () => at + ms } });
    for (const ms of [300_000, -300_000])
      expect((await reads(ms).pay.query('order-000001')).state).toBe('notpay');
    // Further off, WeChat Pay refuses our own signature first.
    for (const ms of [301_000, -301_000])
      expect(await failure(reads(ms).pay.query('order-000001'))).toMatchObject({ status: 401 });
  });

  it('are taken in the certificate of old by whoever knows it: certificate mode, and the change between', async () => {
    const { serial, pem } = here.world.sandbox.platformCertificate();
    const { keys, ...config } = here.client.config;
    await here.prepay('order-000001');
    const old = clientOf({ ...config, keys: { [serial]: pem }, public_key_id: null }, here.clock);
    expect((await old.pay.query('order-000001')).state).toBe('notpay');
    const both = clientOf({ ...config, keys: { ...keys, [serial]: pem } }, here.clock);
    await here.world.fault(QUERY, 'old_serial');
    expect((await both.pay.query('order-000001')).state).toBe('notpay');
    // Without the header, an answer comes in the certificate, which this one does not know.
    const silent = clientOf({ ...config, keys, public_key_id: null }, here.clock);
    expect((await failure(silent.pay.query('order-000001'))).code).toBe('UNVERIFIED');
  });

  it('are nonsense when they are signed but about another order', async () => {
    const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const config = here.client.config;
    let body = '{}';
    const script = await startScript([
      (_request, response) => {
        const stamp = String(Math.floor(here.clock.now() / 1000));
        const text = `${stamp}\nnonce\n${body}\n`;
        response.writeHead(200, {
          'wechatpay-timestamp': stamp,
          'wechatpay-nonce': 'nonce',
          'wechatpay-serial': 'PUB_KEY_ID_1',
          'wechatpay-signature': createSign('RSA-SHA256').update(text).sign(pair.privateKey, 'base64'),
        });
        response.end(body);
      },
    ]);
    const keys = { PUB_KEY_ID_1: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() };
    const { pay } = clientOf({ ...config, base_url: script.url, keys }, here.clock);
    const order = { out_trade_no: 'order-000001', mchid: config.mchid, trade_state: 'NOTPAY' };
    for (const wrong of [
      { ...order, out_trade_no: 'order-000002' },
      { ...order, mchid: '1900000002' },
      { ...order, trade_state: 'SUCCESS' },
      { ...order, trade_state: 'TOSTRING' },
      'text',
    ]) {
      body = JSON.stringify(wrong);
      expect((await failure(pay.query('order-000001'))).code).toBe('NONSENSE');
    }
    body = JSON.stringify(order);
    expect(await pay.query('order-000001')).toEqual({ state: 'notpay' });
  });

  it('of a gateway are failures and nothing else, even when they speak of orders', async () => {
    const script = await startScript([
      (_request, response) => {
        response.writeHead(404, { 'content-type': 'text/html' });
        response.end('<html>not found</html>');
      },
    ]);
    const { pay } = clientOf({ ...here.client.config, base_url: script.url }, here.clock);
    expect(await failure(pay.query('order-000001'))).toMatchObject({ code: 'HTTP_404', retryable: false });
    const unsigned = await startScript([says({ trade_state: 'SUCCESS' })]);
    const other = clientOf({ ...here.client.config, base_url: unsigned.url }, here.clock);
    expect((await failure(other.pay.query('order-000001'))).code).toBe('UNVERIFIED');
  });

  it('of a server that redirects are not followed with our signature', async () => {
    const elsewhere = await startScript([says({})]);
    const script = await startScript([
      (_request, response) => {
        response.writeHead(302, { location: `${elsewhere.url}/v3/steal` });
        response.end();
      },
    ]);
    const { pay } = clientOf({ ...here.client.config, base_url: script.url }, here.clock);
    expect((await failure(pay.query('order-000001'))).code).toBe('HTTP_302');
    expect(elsewhere.asked).toEqual([]);
  });
});

describe('requests', () => {
  it.each([
    [
      'another key',
      {
        WECHATPAY_PRIVATE_KEY: generateKeyPairSync('rsa', { modulusLength: 2048 })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      },
    ],
    ['another serial number', { WECHATPAY_SERIAL: 'AB'.repeat(20) }],
    ['another merchant', { WECHATPAY_MCHID: '1900000002' }],
  ])('are refused with 401 SIGN_ERROR when signed with %s', async (_name, wrong) => {
    const config = configOf({ ...here.world.sandbox.merchant(), ...wrong }, here.world.sandbox.url);
    const { pay } = clientOf(config, here.clock);
    const error = await failure(pay.query('order-000001'));
    expect(error).toMatchObject({ code: 'SIGN_ERROR', status: 401, retryable: false });
    expect(error.request_id).toMatch(/-268443699$/);
  });

  it('are refused when nobody signed them, or something else', async () => {
    const url = `${here.world.sandbox.url}${PREPAY}`;
    const scheme = 'WECHATPAY2-SHA256-RSA2048';
    for (const authorization of [
      '',
      'Bearer x',
      scheme,
      `${scheme} mchid="1900000001"`,
      `${scheme} a="b",a="b",a="b",a="b",a="b"`,
    ]) {
      const answer = await fetch(url, { method: 'POST', body: '{}', headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: 'SIGN_ERROR' });
    }
  });
});

it('says nothing secret to the log or in an error, whatever goes wrong', async () => {
  const { config, logged } = here.client;
  const errors: unknown[] = [];
  const kinds = ['bad_signature', 'unsigned', '5xx', 'drop', 'busy', 'rate_limited', 'clock_skew'];
  for (const kind of kinds) {
    await here.world.fault(PREPAY, kind, 3);
    errors.push(await here.prepay(`order-${kind}`).catch((error: unknown) => error));
  }
  const unreachable = clientOf({ ...config, base_url: 'http://127.0.0.1:1' }, here.clock);
  errors.push(await failure(unreachable.pay.query('order-000001')));
  const said = [
    ...logged,
    ...unreachable.logged,
    ...errors.map((error) => `${String(error)} ${JSON.stringify(error)} ${(error as Error).stack}`),
  ].join('\n');
  expect(errors.every((error) => error instanceof Error)).toBe(true);
  const key = config.private_key
    .replace(/-----[^-]+-----/g, '')
    .trim()
    .split('\n');
  for (const secret of [config.api_v3_key, ...key, 'Authorization', 'WECHATPAY2', 'signature="'])
    expect(said).not.toContain(secret);
  expect(said).toContain('request_id');
});
