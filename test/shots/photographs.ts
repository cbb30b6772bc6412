import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openChromium } from '../support/browser';
import { ROOT } from '../support/browser-start';
import { weappBundle } from '../support/wx/bundle';
import { Viewer } from '../support/wx/viewer/server';
import { SIZES, type Device, type Platform, type Wechat } from '../support/devices/device';
import { furnish } from './furnish';
import { H5Device } from '../support/devices/h5';
import { SCREENS } from './screens';
import type { Label, Screen, Shot } from './shot';
import { WeappDevice } from '../support/devices/weapp';
import { World } from '../support/world';

/** Longer than any motion on the screens. */
const SETTLE_MS = 400;
/** For things to fall into place at another size. */
const RESIZE_MS = 120;
const FOLDER = join(ROOT, 'dist', 'shots');

/** What the index page is made of. */
interface Picture {
  readonly screen: string;
  readonly screen_label: Label;
  readonly state: string;
  readonly state_label: Label;
  readonly width: number;
  /** Relative to dist/shots. */
  readonly file: string;
}

/** Takes the pictures of one platform. */
class Studio {
  readonly taken: Picture[] = [];
  private readonly viewer: Viewer | undefined;

  private constructor(
    private readonly platform: Platform,
    readonly world: World,
    private readonly browser: Browser,
  ) {
    this.viewer = platform === 'weapp' ? new Viewer(weappBundle().root) : undefined;
    for (const { width } of SIZES) {
      const folder = join(FOLDER, `${platform}-${width}`);
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    }
  }

  static async open(platform: Platform): Promise<Studio> {
    const world = await World.open();
    const studio = new Studio(platform, world, await openChromium());
    await studio.viewer?.listen();
    await furnish(world);
    return studio;
  }

  /** A phone for a person. */
  async phone(persona: string, wechat?: Wechat): Promise<Device> {
    const { browser, viewer, world } = this;
    if (viewer) return WeappDevice.make(browser, viewer, { server: world.url, persona }, wechat);
    return H5Device.make(browser, world.url, persona);
  }

  /** Photographs one state at every size. @throws Error when it does not come about, or something went wrong beside it */
  async shoot(screen: Screen, shot: Shot): Promise<void> {
    const persona = shot.as ?? `guest-${screen.screen}-${shot.state}`.slice(0, 32);
    const device = await this.phone(await this.world.personaOf(persona), shot.wechat);
    try {
      await shot.before?.(device, this.world);
      await device.open(typeof shot.page === 'string' ? shot.page : await shot.page(this.world));
      await shot.until(device, this.world);
      await device.window.waitForTimeout(SETTLE_MS);
      for (const size of SIZES) await this.take(device, size, screen, shot);
      expect(device.problems()).toEqual([]);
    } finally {
      await device.close();
    }
  }

  /** Writes down what there is, for the index page. */
  async close(): Promise<void> {
    writeFileSync(join(FOLDER, `${this.platform}.json`), JSON.stringify(this.taken));
    await this.viewer?.close();
    await this.browser.close();
    await this.world.close();
  }

  private async take(
    device: Device,
    size: (typeof SIZES)[number],
    { screen, label }: Screen,
    shot: Shot,
  ): Promise<void> {
    await device.window.setViewportSize(size);
    await device.window.waitForTimeout(RESIZE_MS);
    const file = `${this.platform}-${size.width}/${screen}-${shot.state}.png`;
    await device.window.screenshot({ path: join(FOLDER, file) });
    const labels = { screen_label: label, state_label: shot.label };
    this.taken.push({ screen, state: shot.state, ...labels, width: size.width, file });
  }
}

/** Photographs every screen in every state on one platform, one test for each state. */
export function photograph(platform: Platform): void {
  describe(`pictures of ${platform}`, () => {
    let studio: Studio | undefined;
    beforeAll(async () => {
      studio = await Studio.open(platform);
    });
    afterAll(async () => {
      await studio?.close();
    });
    for (const screen of SCREENS) {
      for (const shot of screen.shots) {
        if (shot.only !== undefined && shot.only !== platform) continue;
        it(`${screen.label.en}: ${shot.label.en}`, () => studio!.shoot(screen, shot));
      }
    }
  });
}
