import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium, openWindow, Shots, Watch } from './browser';
import { pageUrl, Phone } from './browser-phone';
import { dataFolder, startLiuke, type Running } from './browser-start';

/** Longer than any motion on the screens. */
const SETTLE_MS = 450;

/** `npm start` on an empty folder and a browser before it: what a test file about screens plays on. */
export class Stage {
  readonly watch = new Watch();
  private readonly windows: BrowserContext[] = [];
  private broken = false;

  private constructor(
    readonly liuke: Running,
    private readonly browser: Browser,
    private readonly data: ReturnType<typeof dataFolder>,
    private readonly shots: Shots,
  ) {}

  /** Starts both; pictures go to dist/pictures/<shots>. */
  static async open(shots: string): Promise<Stage> {
    const data = dataFolder();
    const browser = await openChromium();
    try {
      return new Stage(await startLiuke(data.path), browser, data, new Shots(shots));
    } catch (error) {
      await browser.close();
      data.remove();
      throw error;
    }
  }

  get url(): string {
    return this.liuke.url;
  }

  get folder(): string {
    return this.data.path;
  }

  /** Opens an address in a window of its own storage. */
  async window(url: string, width: number, height: number, scale?: number): Promise<Page> {
    const window = await openWindow(this.browser, width, height, scale);
    this.windows.push(window);
    this.watch.over(window);
    const page = await window.newPage();
    await page.goto(url);
    return page;
  }

  /** The phone of a demo person, open at a page. */
  async phone(persona: string, page: string): Promise<Phone> {
    return new Phone(await this.window(pageUrl(this.url, persona, page), 375, 812));
  }

  /** Photographs a phone or a window, once pages have slid in and cards have turned. */
  async shoot(what: Phone | Page, name: string): Promise<void> {
    const page = what instanceof Phone ? (what.view as Page) : what;
    await page.waitForTimeout(SETTLE_MS);
    await this.shots.take(page, name);
  }

  /**
   * Runs a test that builds on those before it: once one has failed, the rest say only that. What was on the screens
   * then is photographed.
   */
  async step(run: (stage: Stage) => Promise<void>): Promise<void> {
    if (this.broken) throw new Error('an earlier step failed, see above');
    try {
      await run(this);
    } catch (error) {
      this.broken = true;
      for (const page of this.windows.flatMap((window) => window.pages())) await this.shoot(page, 'failed');
      throw error;
    }
  }

  async close(): Promise<void> {
    for (const window of this.windows) await window.close();
    await this.browser.close();
    await this.liuke.stop();
    this.data.remove();
  }
}

/**
 * Sets a stage up around the tests of a describe block. Whatever went wrong in the browser during a test fails it.
 * Answers `step`, which wraps the tests' bodies.
 */
export function playOn(shots: string): (run: (stage: Stage) => Promise<void>) => () => Promise<void> {
  let stage: Stage | undefined;
  beforeAll(async () => {
    stage = await Stage.open(shots);
  });
  afterEach(() => {
    expect(stage?.watch.take() ?? []).toEqual([]);
  });
  afterAll(async () => {
    await stage?.close();
  });
  return (run) => async () => {
    if (!stage) throw new Error('npm start did not come up, see above');
    await stage.step(run);
  };
}
