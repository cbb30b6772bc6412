import { PNG } from 'pngjs';
import {
  clientsOf,
  closeAll,
  CODE,
  PHONE,
  says,
  startScript,
  startWorld,
  STABLE,
  type World,
} from './support';

const TOKEN = says({ access_token: 'token', expires_in: 7200 });

describe('WechatPhone', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld();
  });
  afterEach(closeAll);

  it('M1: exchanges a code for the national number and its country', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    expect(await phone.exchange(await world.phoneCode('13912345678'))).toEqual({
      ok: true,
      value: { phone: '13912345678', country_code: '86' },
    });
    const abroad = { phone: '5550100', country_code: '1' };
    const { code } = (await world.control('/people/o-abroad/phone-codes', abroad)).body;
    expect(await phone.exchange(code)).toEqual({ ok: true, value: abroad });
  });

  it('calls used, expired, foreign and impossible codes invalid', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    const [code, late] = [await world.phoneCode(), await world.phoneCode()];
    await phone.exchange(code);
    world.clock.advance(5 * 60_000);
    for (const bad of [code, late, 'made-up', await world.loginCode()])
      expect(await phone.exchange(bad)).toMatchObject({ ok: false, reason: 'invalid_code', errcode: 40029 });
    for (const odd of ['', 'a b', '号', 'x'.repeat(257)])
      expect(await phone.exchange(odd)).toEqual({ ok: false, reason: 'invalid_code' });
  });

  it.each(['drop', '5xx', 'hang'])('sends a code once only when the answer is lost by %s', async (fault) => {
    const { phone } = clientsOf(world.sandbox.url, { timeout_ms: 500 });
    await world.fault(PHONE, fault);
    expect(await phone.exchange(await world.phoneCode())).toEqual({ ok: false, reason: 'unavailable' });
    expect(await world.calls(PHONE)).toBe(1);
  });

  it('asks again while WeChat is busy; a limit is a limit', async () => {
    const { phone } = clientsOf(world.sandbox.url);
    await world.fault(PHONE, 'busy', 2);
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ ok: true });
    await world.fault(PHONE, 'rate_limited');
    expect(await phone.exchange(await world.phoneCode())).toMatchObject({ reason: 'rate_limited' });
    expect(await world.calls(PHONE)).toBe(4);
  });

  it('does not use a number that WeChat gave to another app, nor one that is none', async () => {
    const info = { purePhoneNumber: '13800138000', countryCode: '86', watermark: { appid: 'wx-other' } };
    const own = { ...info, watermark: { appid: 'wx-sandbox-app' } };
    const cases: [unknown, string][] = [
      [info, 'misconfigured'],
      [{ ...own, purePhoneNumber: '+86 138' }, 'unavailable'],
      [{ ...own, countryCode: 'CN' }, 'unavailable'],
      [null, 'unavailable'],
      [undefined, 'unavailable'],
    ];
    for (const [phoneInfo, reason] of cases) {
      const wechat = await startScript([TOKEN, says({ errcode: 0, phone_info: phoneInfo })]);
      expect(await clientsOf(wechat.url).phone.exchange('some-code')).toEqual({ ok: false, reason });
    }
    const wechat = await startScript([TOKEN, says({ errcode: 0, phone_info: { ...own, countryCode: 86 } })]);
    expect(await clientsOf(wechat.url).phone.exchange('some-code')).toEqual({
      ok: true,
      value: { phone: '13800138000', country_code: '86' },
    });
  });
});

describe('WechatCodes', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ publishedPages: ['pages/home/index'] });
  });
  afterEach(closeAll);

  const home = { scene: 'Ab3dEf9h', page: 'pages/home/index' };

  it('A2: brings a picture of the wished width', async () => {
    const { codes } = clientsOf(world.sandbox.url);
    const drawn = await codes.unlimited({ ...home, width: 600 });
    expect(drawn.ok && PNG.sync.read(drawn.value).width).toBe(600);
    const usual = await codes.unlimited(home);
    expect(usual.ok && PNG.sync.read(usual.value).width).toBe(430);
  });

  it('A2: wants the page published for the release version only', async () => {
    const { codes } = clientsOf(world.sandbox.url);
    const draft = { ...home, page: 'pages/draft/index' };
    expect(await codes.unlimited(draft)).toMatchObject({ reason: 'misconfigured', errcode: 41030 });
    expect(await codes.unlimited({ ...draft, env_version: 'trial' })).toMatchObject({ ok: true });
    expect(await codes.unlimited({ ...draft, env_version: 'develop' })).toMatchObject({ ok: true });
  });

  it.each([
    { scene: '' },
    { scene: 'a'.repeat(33) },
    { scene: '100%' },
    { scene: '店' },
    { page: '/pages/home/index' },
    { page: 'pages/home/index?a=1' },
    { page: '' },
    { width: 279 },
    { width: 1281 },
    { width: 430.5 },
  ])('A1: throws for %j, which WeChat would refuse, without asking', async (wrong) => {
    await expect(clientsOf(world.sandbox.url).codes.unlimited({ ...home, ...wrong })).rejects.toThrow(
      RangeError,
    );
    expect(await world.calls(STABLE)).toBe(0);
  });

  it.each(['busy', '5xx', 'drop', 'hang'])('draws in spite of two times %s', async (fault) => {
    const { codes } = clientsOf(world.sandbox.url, { timeout_ms: 500 });
    await world.fault(CODE, fault, 2);
    expect(await codes.unlimited(home)).toMatchObject({ ok: true });
    await world.fault(CODE, fault, 3);
    expect(await codes.unlimited(home)).toMatchObject({ ok: false, reason: 'unavailable' });
    expect(await world.calls(CODE)).toBe(6);
  });

  it('tries again what is too late', async () => {
    const { codes } = clientsOf(world.sandbox.url, { timeout_ms: 500 });
    await codes.unlimited(home);
    await world.fault(CODE, 'slow', 1, 5000);
    expect(await codes.unlimited(home)).toMatchObject({ ok: true });
    expect(await world.calls(CODE)).toBe(3);
  });

  it('renews an expired token, and stops at a limit', async () => {
    const { codes } = clientsOf(world.sandbox.url);
    await world.fault(CODE, 'expired_token');
    expect(await codes.unlimited(home)).toMatchObject({ ok: true });
    await world.fault(CODE, 'rate_limited');
    expect(await codes.unlimited(home)).toMatchObject({ reason: 'rate_limited', errcode: 45009 });
    expect(await world.calls(CODE)).toBe(3);
  });

  it('takes a JPEG for a picture, and a JSON success for none', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0]);
    const wechat = await startScript([
      TOKEN,
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(jpeg);
      },
      says({ errcode: 0, errmsg: 'ok' }),
    ]);
    const { codes } = clientsOf(wechat.url);
    expect(await codes.unlimited(home)).toEqual({ ok: true, value: jpeg });
    expect(await codes.unlimited(home)).toEqual({ ok: false, reason: 'unavailable' });
  });
});
