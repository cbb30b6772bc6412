import type { Browser, Locator } from 'playwright-core';
import { PNG } from 'pngjs';
import { openChromium, readQr } from '../support/browser';
import { readCode128 } from '../support/code128';
import { SIZES, type Device } from '../support/devices/device';
import { H5Device } from '../support/devices/h5';
import { WeappDevice } from '../support/devices/weapp';
import { weappBundle } from '../support/wx/bundle';
import { Viewer } from '../support/wx/viewer/server';
import { GIFT, World } from '../support/world';

const MEMBER = 'guest-codes';
const WAIT_MS = 15_000;
const CODE = '/pages/code/index';

async function readBars(bars: Locator): Promise<string | undefined> {
  return readCode128(PNG.sync.read(await bars.screenshot()));
}

/** What the page shows: its digits, what its QR says, and what its bars say where it has some. */
interface Read {
  readonly digits: string;
  readonly qr: string | undefined;
  readonly bars: string | undefined;
}

async function read({ phone }: Device, withBars: boolean): Promise<Read> {
  const digits = (await phone.words('.code-card__digits')).replace(/\D/g, '');
  return {
    digits,
    qr: await readQr(phone.top.locator('.code-qr').first()),
    bars: withBars ? await readBars(phone.top.locator('.code-bar').first()) : digits,
  };
}

/** Reads a page until everything on it says the same as the server would accept; the code changes every minute. */
async function agree(device: Device, withBars: boolean, expected: () => Promise<string>): Promise<void> {
  const from = performance.now();
  for (;;) {
    const seen = await read(device, withBars);
    const wanted = await expected();
    const all = { digits: wanted, qr: wanted, bars: wanted };
    if (performance.now() - from > WAIT_MS || JSON.stringify(seen) === JSON.stringify(all)) {
      expect(seen).toEqual(all);
      return;
    }
  }
}

/** How a code comes onto the screen. In the host there is no canvas, so an image stands in its place. */
const WAYS = [
  { on: 'weapp', by: 'SVG' },
  { on: 'weapp', by: 'bitmap' },
  { on: 'h5', by: 'canvas' },
  { on: 'h5 without a canvas', by: 'SVG' },
  { on: 'h5 without a canvas', by: 'bitmap' },
] as const;
type Way = (typeof WAYS)[number];

/** Waits until the codes are drawn in this way; for the bitmap every image fails first, as where there is no SVG. */
async function draw({ phone }: Device, by: Way['by'], codes: number): Promise<void> {
  // the page before may show more codes, or fewer
  const pictures = phone.top.locator('.code-picture');
  await pictures.nth(codes).waitFor({ state: 'detached' });
  await pictures.nth(codes - 1).waitFor();
  const images = phone.top.locator('.code-picture img');
  if (by === 'canvas') {
    await images.first().waitFor({ state: 'detached' });
    return;
  }
  await images.first().waitFor();
  for (const image of await images.all()) {
    expect(await image.getAttribute('src')).toMatch(/^data:image\/svg/);
    if (by === 'bitmap') await image.evaluate((element) => element.dispatchEvent(new Event('error')));
  }
  const type = by === 'SVG' ? 'svg' : 'bmp';
  const last = (await images.count()) - 1;
  await phone.top.locator(`.code-picture img[src^="data:image/${type}"]`).nth(last).waitFor();
}

describe('codes on the screen', () => {
  let world: World;
  let browser: Browser;
  let viewer: Viewer;
  let coupon: string;
  const devices = new Map<Way['on'], Device>();

  beforeAll(async () => {
    world = await World.open();
    await world.join(MEMBER, world.scenes[0]);
    coupon = await world.couponOf(MEMBER, 'usable', GIFT);
    browser = await openChromium();
    viewer = new Viewer(weappBundle().root);
    await viewer.listen();
    const plain = await H5Device.make(browser, world.url, MEMBER);
    await plain.window.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    devices.set('weapp', await WeappDevice.make(browser, viewer, { server: world.url, persona: MEMBER }));
    devices.set('h5', await H5Device.make(browser, world.url, MEMBER));
    devices.set('h5 without a canvas', plain);
  });

  afterAll(async () => {
    for (const device of devices.values()) await device.close();
    await viewer.close();
    await browser.close();
    await world.close();
  });

  /** A page at a size, once its codes are drawn. */
  async function shown(way: Way, size: (typeof SIZES)[number], page: string, codes: number): Promise<Device> {
    const device = devices.get(way.on)!;
    await device.window.setViewportSize(size);
    await device.open(page);
    await draw(device, way.by, codes);
    return device;
  }

  describe.each(SIZES)('$width wide', (size) => {
    it.each(WAYS)(
      'M7: the member code is read from $on, drawn by $by, as a QR code and as bars',
      async (way) => {
        await agree(await shown(way, size, CODE, 2), true, () => world.digitsOf(MEMBER));
      },
    );

    it.each(WAYS)('C6: the code of a coupon is read from $on, drawn by $by', async (way) => {
      const page = `/packages/member/coupon/index?id=${coupon}`;
      await agree(await shown(way, size, page, 1), false, () => world.digitsOf(MEMBER, coupon));
    });
  });

  it('nothing else went wrong on the way', () => {
    expect([...devices.values()].flatMap((device) => device.problems())).toEqual([]);
  });
});
