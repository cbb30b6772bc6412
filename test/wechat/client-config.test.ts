import { assertOfficialBaseUrl, OFFICIAL_BASE_URL } from '../../server/wechat';
import { APPID, SECRET } from './support';

const config = (baseUrl: string) => ({ base_url: baseUrl, appid: APPID, secret: SECRET });

describe('assertOfficialBaseUrl', () => {
  it.each([OFFICIAL_BASE_URL, `${OFFICIAL_BASE_URL}/`, 'https://api.weixin.qq.com:443'])(
    'lets production call %s',
    (url) => {
      expect(() => assertOfficialBaseUrl(config(url), true)).not.toThrow();
    },
  );

  it.each([
    'http://127.0.0.1:3010',
    'http://api.weixin.qq.com',
    'https://api.weixin.qq.com:8443',
    'https://api.weixin.qq.com.example.com',
    'https://api.weixin.qq.com@example.com',
    'https://user@api.weixin.qq.com',
    'https://api.weixin.qq.com/proxy',
    'https://api.weixin.qq.com?x=1',
    'https://API2.weixin.qq.com',
    '',
  ])('does not let production call %j', (url) => {
    expect(() => assertOfficialBaseUrl(config(url), true)).toThrow(/^[^\n]*https?:|origin alone/);
  });

  it('lets development call the sandbox, but nothing that is no address', () => {
    expect(() => assertOfficialBaseUrl(config('http://127.0.0.1:3010'), false)).not.toThrow();
    for (const url of [
      '',
      'sandbox',
      'file:///etc/passwd',
      'http://127.0.0.1:3010/path',
      'http://a:b@127.0.0.1',
    ])
      expect(() => assertOfficialBaseUrl(config(url), false)).toThrow();
  });

  it('keeps the secret out of its complaint', () => {
    try {
      assertOfficialBaseUrl(config('https://example.com'), true);
    } catch (error) {
      expect(String(error)).not.toContain(SECRET);
    }
    expect.assertions(1);
  });
});
