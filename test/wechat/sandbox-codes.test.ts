import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { systemRandom } from '../../sandbox/system';
import { USUAL_MESSAGES } from '../../sandbox/messages';
import { unlimitedCode } from '../../sandbox/wechat/qrcode';
import { createWorld } from '../../sandbox/world';
import { APPID, closeAll, startWorld, type World } from './support';

function read(bytes: Buffer): { text: string | undefined; width: number; height: number; png: PNG } {
  const png = PNG.sync.read(bytes);
  const found = jsqr(new Uint8ClampedArray(png.data), png.width, png.height);
  return { text: found?.data, width: png.width, height: png.height, png };
}

describe('POST /wxa/getwxacodeunlimit', () => {
  let world: World;
  beforeEach(async () => {
    world = await startWorld({ publishedPages: ['pages/home/index'] });
  });
  afterEach(closeAll);

  it('draws a picture that a scanner can read', async () => {
    const answer = await world.draw({ scene: 's=Ab3_9~z', page: 'pages/home/index' });
    expect(answer.type).toBe('image/png');
    const { text, width, height } = read(answer.bytes);
    expect([width, height]).toEqual([430, 430]);
    expect(text).toBe(`wxacode://${APPID}/pages/home/index?scene=s%3DAb3_9~z&env_version=release`);
  });

  it.each([280, 281, 1280])('draws it %i pixels wide', async (width) => {
    const drawn = read((await world.draw({ scene: 'a', width })).bytes);
    expect(drawn.width).toBe(width);
    expect(drawn.text).toBe(`wxacode://${APPID}/?scene=a&env_version=release`);
  });

  it('draws in the wished colour, on nothing where wished', async () => {
    const colour = { r: 200, g: '16', b: 46 };
    const { png } = read((await world.draw({ scene: 'a', line_color: colour, is_hyaline: true })).bytes);
    expect([...png.data.subarray(0, 4)]).toEqual([255, 255, 255, 0]);
    const dark: number[][] = [];
    for (let at = 0; at < png.data.length; at += 4)
      if (png.data[at + 3] === 255) dark.push([...png.data.subarray(at, at + 3)]);
    expect(dark.length).toBeGreaterThan(1000);
    expect(dark.every(([r, g, b]) => r === 200 && g === 16 && b === 46)).toBe(true);
  });

  it('says what it was told to say to a scanner', async () => {
    const told = await startWorld({ codeText: ({ scene }) => `http://127.0.0.1:3000/s/${scene}` });
    expect(read((await told.draw({ scene: 'abc' })).bytes).text).toBe('http://127.0.0.1:3000/s/abc');
  });

  it.each(['a'.repeat(32), "!#$&'()*+,/:;=?@-._~"])('takes the scene %s', async (scene) => {
    expect((await world.draw({ scene })).type).toBe('image/png');
  });

  it.each([
    [{ scene: '' }, 40169],
    [{}, 40169],
    [{ scene: 7 }, 40169],
    [{ scene: 'a'.repeat(33) }, 40169],
    [{ scene: '100%' }, 40169],
    [{ scene: '门店' }, 40169],
    [{ scene: 'a b' }, 40169],
    [{ scene: 'a', page: '/pages/home/index' }, 41030],
    [{ scene: 'a', page: 'pages/home/index?x=1' }, 41030],
    [{ scene: 'a', page: 'pages/not/published' }, 41030],
    [{ scene: 'a', page: 7 }, 40097],
    [{ scene: 'a', width: 279 }, 40097],
    [{ scene: 'a', width: 1281 }, 40097],
    [{ scene: 'a', width: '430' }, 40097],
    [{ scene: 'a', env_version: 'beta' }, 40097],
    [{ scene: 'a', check_path: 'no' }, 40097],
    [{ scene: 'a', auto_color: 1 }, 40097],
    [{ scene: 'a', line_color: { r: 256, g: 0, b: 0 } }, 40097],
    [{ scene: 'a', line_color: 'red' }, 40097],
    [{ scene: 'a', scancode_time: 1 }, 85096],
  ])('refuses %j: %i', async (body, errcode) => {
    const answer = await world.draw(body);
    expect(answer.status).toBe(200);
    expect(answer.type).toContain('json');
    expect(answer.body).toEqual({ errcode, errmsg: expect.stringContaining('rid: ') });
  });

  it('draws for a page that is not published when told not to check', async () => {
    const body = { scene: 'a', page: 'pages/not/published', check_path: false, env_version: 'trial' };
    expect((await world.draw(body)).type).toBe('image/png');
    expect((await world.draw({ ...body, page: '/pages/not/published' })).body.errcode).toBe(41030);
  });

  it('looks at the token first', async () => {
    expect((await world.draw({ scene: '' }, 'made-up')).body.errcode).toBe(40001);
  });

  it('draws 5,000 a minute: then 45009', async () => {
    const own = createWorld({
      appid: APPID,
      secret: 's',
      clock: world.clock,
      random: systemRandom,
      publishedPages: null,
      pushUrl: null,
      messages: USUAL_MESSAGES,
      codeText: () => 'x',
      pay: {},
    });
    const asked = {
      method: 'POST',
      path: '',
      target: '',
      headers: {},
      origin: null,
      query: new URLSearchParams({ access_token: own.tokens.stableToken().access_token }),
      body: '{"scene":"a","width":280}',
    };
    for (let count = 0; count < 4999; count += 1) own.rates.allow('unlimited_code', 5000);
    expect(unlimitedCode(own, asked).contentType).toBe('image/png');
    expect(() => unlimitedCode(own, asked)).toThrow('45009');
  });
});
