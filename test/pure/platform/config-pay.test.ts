import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, loadConfig, type Environment } from '../../../server/platform/config';
import { createPaymentGateway } from '../../../server/wechat/pay';

const KEYS = { LIUKE_SECRET_KEY: 's'.repeat(32), LIUKE_HASH_KEY: 'h'.repeat(32) };
const APP = { WECHAT_APPID: 'wx1', WECHAT_SECRET: 'x' };
const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
type Exported = { export(options: { type: 'spki' | 'pkcs8'; format: 'pem' }): string | Buffer };
const privatePem = (key: Exported) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const publicPem = (key: Exported) => key.export({ type: 'spki', format: 'pem' }).toString();

const CERTIFICATE_SERIAL = '674DF8953BFE5F14259430ABD21B2E463A86E727';
/** Made with openssl for this test; nobody has its key any more. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIDBzCCAe+gAwIBAgIUZ034lTv+XxQllDCr0hsuRjqG5ycwDQYJKoZIhvcNAQEL
BQAwEjEQMA4GA1UEAwwHc2FuZGJveDAgFw0yNjExMjIxNDU4NDVaGA8yMTI2MTAy
OTE0NTg0NVowEjEQMA4GA1UEAwwHc2FuZGJveDCCASIwDQYJKoZIhvcNAQEBBQAD
ggEPADCCAQoCggEBALjQQTBBAdFxmnodKXQDB/T3i+2q1e60RfnW5j1dBoZgVGNM
PHMHsA6y1A+qEq1eaw9BHTDKh5hM/2zxwP2+dKkmvb4izH9rYvnkoijnMmWZsGSi
ogq+Uugu3Ei226TVm9ZshdGRitNo7x46tMz3tZA/rb4Y0MRFvousJ58tsQh0qhnw
wS6WoN+Wj365Mp7G3tdTnOtqlb74zXw2ou7dr7JBqK+144+gXK11BoNd6s66U9Du
4Mw3DvKVMHLXJnpEFXa83ZKHe3w7oT3NQybGRRKLU83e9cq3Fq/fxkbVcX7RjcKm
XEgrqQMK4mIVpGKzAj7tLyA4+S20Kaart5KCcAcCAwEAAaNTMFEwHQYDVR0OBBYE
FLREo2mJZHL1BVG1oVu+C+5JO7YWMB8GA1UdIwQYMBaAFLREo2mJZHL1BVG1oVu+
C+5JO7YWMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAFNjMvp3
bg5NLXN7yOOLeJ5uWP5KIE/BsQPkUYMBgXlw/UbOpGUAQ5J6ja6738REtntMbcJ4
9pTb0RNPuZj3i/fMuYUjiwEHWS3Fw58OTxSXUkq4oYkXOB0QcTt6EAjVNv3Kzj0e
QBmP4Qo2TnT5m8gzTgXVHcQbVS3uCjgqB9qbha3pF66hZoi2tecgx9H8jME51kbd
/w8t7p0uwX4K7sr6xxw7wzcuL9JBqcQVQtV31nloGi2FP7nfJ5zwtkfSFcCO18gX
ZqbzkHrmw1iu0INEptfvu6o58R/eHeyP7OuRSJRN8+tH8oRlzfjXCMBVkcXtJJ8x
HT3KHxV4Rbuu3fU=
-----END CERTIFICATE-----`;

const PAY = {
  ...KEYS,
  ...APP,
  WECHATPAY_MCHID: '1900009191',
  WECHATPAY_SERIAL: '1dde55ad98ed71d6edd4a4a16996de7b47773a8c',
  WECHATPAY_PRIVATE_KEY: privatePem(merchant.privateKey),
  WECHATPAY_API_V3_KEY: '0123456789abcdef0123456789ABCDEF',
  WECHATPAY_PUBLIC_KEY_ID: 'PUB_KEY_ID_0119000091912026010100001',
  WECHATPAY_PUBLIC_KEY: publicPem(platform.publicKey),
};
const PRODUCTION = { ...PAY, NODE_ENV: 'production', LIUKE_PUBLIC_URL: 'https://vip.example.com' };

function problemsOf(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

function without(name: keyof typeof PAY): Environment {
  return { ...PAY, [name]: '' };
}

describe('WeChat Pay', () => {
  it('is not set up unless somebody does, and then refuses every call', async () => {
    const config = loadConfig({ ...KEYS, WECHATPAY_BASE_URL: 'http://127.0.0.1:9' });
    expect(config.pay).toBeNull();
    const none = () => {
      throw new Error('never asked');
    };
    const pay = createPaymentGateway(config.pay, {
      clock: { now: none },
      random: { bytes: none },
      sleep: none,
      shipping: { pickedUp: none },
    });
    expect(pay.enabled).toBe(false);
    await expect(pay.query('order-000001')).rejects.toMatchObject({ code: 'NOT_SET_UP', retryable: false });
    expect(() => pay.clientParameters('wx1', 0)).toThrow('NOT_SET_UP');
    expect(pay.readNotice({}, Buffer.alloc(0), 0)).toBe('forged');
  });

  it('takes keys as text, as one line of a .env file, and as files', () => {
    const whole = loadConfig(PAY).pay;
    expect(whole).toMatchObject({
      base_url: 'https://api.mch.weixin.qq.com',
      appid: 'wx1',
      mchid: '1900009191',
      serial: '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C',
      public_key_id: PAY.WECHATPAY_PUBLIC_KEY_ID,
      notify_url: 'http://localhost:3000/api/v1/wechat/pay/notices',
    });
    const line = PAY.WECHATPAY_PRIVATE_KEY.trim().replaceAll('\n', '\\n');
    expect(loadConfig({ ...PAY, WECHATPAY_PRIVATE_KEY: line }).pay?.private_key.trim()).toBe(
      whole?.private_key.trim(),
    );
    const folder = mkdtempSync(join(tmpdir(), 'liuke-pay-'));
    try {
      const [key, pub] = [join(folder, 'apiclient_key.pem'), join(folder, 'pub_key.pem')];
      writeFileSync(key, PAY.WECHATPAY_PRIVATE_KEY);
      writeFileSync(pub, PAY.WECHATPAY_PUBLIC_KEY);
      expect(loadConfig({ ...PAY, WECHATPAY_PRIVATE_KEY: key, WECHATPAY_PUBLIC_KEY: pub }).pay).toEqual({
        ...whole,
        private_key: PAY.WECHATPAY_PRIVATE_KEY,
        keys: { [PAY.WECHATPAY_PUBLIC_KEY_ID]: PAY.WECHATPAY_PUBLIC_KEY },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('keeps keys by their numbers: certificates alone, and beside the public key', () => {
    const both = loadConfig({ ...PAY, WECHATPAY_CERTIFICATES: CERTIFICATE }).pay;
    expect(Object.keys(both?.keys ?? {}).sort()).toEqual([CERTIFICATE_SERIAL, PAY.WECHATPAY_PUBLIC_KEY_ID]);
    const old = { ...PAY, WECHATPAY_PUBLIC_KEY_ID: '', WECHATPAY_PUBLIC_KEY: '' };
    expect(loadConfig({ ...old, WECHATPAY_CERTIFICATES: CERTIFICATE }).pay).toMatchObject({
      public_key_id: null,
      keys: { [CERTIFICATE_SERIAL]: expect.stringContaining('BEGIN CERTIFICATE') as string },
    });
    const own = { ...PAY, WECHATPAY_SERIAL: CERTIFICATE_SERIAL, WECHATPAY_CERTIFICATES: CERTIFICATE };
    expect(problemsOf(own)[0]).toMatch(/^WECHATPAY_CERTIFICATES holds the merchant's own certificate/);
  });

  it.each([
    'WECHATPAY_MCHID',
    'WECHATPAY_SERIAL',
    'WECHATPAY_PRIVATE_KEY',
    'WECHATPAY_API_V3_KEY',
    'WECHATPAY_PUBLIC_KEY_ID',
    'WECHATPAY_PUBLIC_KEY',
    'WECHAT_APPID',
  ] as const)('is whole or not at all: %s is missed', (name) => {
    expect(problemsOf(without(name)).join('\n')).toContain(name);
    expect(problemsOf(without(name)).every((line) => !line.includes('\n'))).toBe(true);
  });

  it.each([
    ['WECHATPAY_MCHID', 'mch-1'],
    ['WECHATPAY_SERIAL', 'not hex'],
    ['WECHATPAY_PRIVATE_KEY', '/nowhere/apiclient_key.pem'],
    ['WECHATPAY_PRIVATE_KEY', publicPem(merchant.publicKey)],
    ['WECHATPAY_PRIVATE_KEY', privatePem(weak.privateKey)],
    ['WECHATPAY_PRIVATE_KEY', privatePem(curve.privateKey)],
    ['WECHATPAY_API_V3_KEY', '0123456789abcdef'],
    ['WECHATPAY_PUBLIC_KEY_ID', '0119000091912026010100001'],
    ['WECHATPAY_PUBLIC_KEY', privatePem(merchant.privateKey)],
    ['WECHATPAY_PUBLIC_KEY', CERTIFICATE],
    ['WECHATPAY_CERTIFICATES', '/nowhere/a.pem,/nowhere/b.pem'],
    ['WECHATPAY_CERTIFICATES', publicPem(platform.publicKey)],
    ['WECHATPAY_NOTIFY_URL', 'https://vip.example.com/notices?x=1'],
    ['WECHATPAY_NOTIFY_URL', `https://vip.example.com/${'x'.repeat(255)}`],
    ['WECHATPAY_BASE_URL', 'api.mch.weixin.qq.com'],
  ])('names a wrong %s with its fix, and nothing of a private key', (name, value) => {
    const problems = problemsOf({ ...PAY, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} .*: set it to `));
    expect(problems[0]).not.toContain('BEGIN PRIVATE KEY');
  });

  it('in production is reached at its own address alone, and reaches us by https', () => {
    expect(problemsOf(PRODUCTION)).toEqual([]);
    for (const url of [
      'http://api.mch.weixin.qq.com',
      'https://api.mch.weixin.qq.com.example.com',
      'http://127.0.0.1:9',
    ])
      expect(problemsOf({ ...PRODUCTION, WECHATPAY_BASE_URL: url })[0]).toMatch(/^WECHATPAY_BASE_URL is not/);
    expect(problemsOf({ ...PRODUCTION, WECHATPAY_BASE_URL: 'https://api2.mch.weixin.qq.com' })).toEqual([]);
    const plain = 'http://vip.example.com/notices';
    expect(problemsOf({ ...PRODUCTION, WECHATPAY_NOTIFY_URL: plain })[0]).toMatch(
      /^WECHATPAY_NOTIFY_URL must/,
    );
    expect(problemsOf({ ...PRODUCTION, LIUKE_PUBLIC_URL: 'http://vip.example.com' })[0]).toMatch(
      /^LIUKE_PUBLIC_URL must/,
    );
  });

  it('is played by the sandbox at its address, with the appid of the sandbox', () => {
    const config = loadConfig({ ...PAY, LIUKE_SANDBOX_URL: 'http://127.0.0.1:3900/' });
    expect(config.pay).toMatchObject({ base_url: 'http://127.0.0.1:3900', appid: 'wx-sandbox-app' });
  });
});
