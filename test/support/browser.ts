import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import jsqr from 'jsqr';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { ROOT } from './browser-start';

/** Only ever waited for in full when something is wrong: the machine may be busy. */
export const WAIT_MS = 60_000;

const FLAGS = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts Debian's Chromium with a profile of its own, which Playwright makes and removes. */
export function openChromium(): Promise<Browser> {
  const asRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath: process.env['LIUKE_TEST_CHROMIUM'] ?? '/usr/bin/chromium',
    args: asRoot ? ['--no-sandbox', ...FLAGS] : FLAGS,
  });
}

/** Opens a window of its own storage, in Chinese, on a Shanghai clock. A narrow one is a phone with a finger. */
export async function openWindow(
  browser: Browser,
  width: number,
  height: number,
  scale = 2,
): Promise<BrowserContext> {
  const isPhone = width < 600;
  const window = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    isMobile: isPhone,
    hasTouch: isPhone,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
  });
  window.setDefaultTimeout(WAIT_MS);
  return window;
}

/** Notes whatever goes wrong in a window: errors on the console, uncaught ones, requests that fail. */
export class Watch {
  private readonly problems: string[] = [];
  private readonly allowed: { status: number; path: string }[] = [];

  /** Lets answers of this status from this path of the API pass: the story asks for a refusal there. */
  allow(status: number, path: string): void {
    this.allowed.push({ status, path });
  }

  /** Watches every page of a window from now on. */
  over(window: BrowserContext): void {
    window.on('page', (page) => this.page(page));
    window.on('response', (response) => {
      const status = response.status();
      if (status >= 400) this.answered(status, response.url());
    });
    window.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // a poll that was under way when its page was left
      if (why === 'net::ERR_ABORTED' && request.url().includes('/me/events')) return;
      this.problems.push(`request failed: ${request.url()} ${why}`);
    });
  }

  private page(page: Page): void {
    page.on('pageerror', (error) => this.problems.push(`uncaught: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      const { url } = message.location();
      // Chromium's own word for a 4xx, also where Playwright shows no response (favicon)
      const status = /the server responded with a status of (\d+)/.exec(message.text())?.[1];
      if (status === undefined) this.problems.push(`console: ${message.text()} (${url})`);
      else this.answered(Number(status), url);
    });
  }

  private answered(status: number, url: string): void {
    const { pathname } = new URL(url);
    if (this.allowed.some((one) => one.status === status && pathname.endsWith(one.path))) return;
    this.problems.push(`${status} ${url}`);
  }

  /** Everything that went wrong so far; forgets it. */
  take(): string[] {
    return [...new Set(this.problems.splice(0))];
  }
}

/** What a QR code on the screen says, read from its picture; undefined when it cannot be read. */
export async function readQr(code: Locator): Promise<string | undefined> {
  const { data, width, height } = PNG.sync.read(await code.screenshot());
  return jsqr(new Uint8ClampedArray(data), width, height)?.data;
}

/** Pictures of a test in dist/pictures/<folder>, numbered in the order they are taken. */
export class Shots {
  private readonly folder: string;
  private count = 0;

  constructor(folder: string) {
    this.folder = join(ROOT, 'dist', 'pictures', folder);
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
  }

  async take(page: Page, name: string): Promise<void> {
    this.count += 1;
    const number = String(this.count).padStart(2, '0');
    await page.screenshot({ path: join(this.folder, `${number}-${name}.png`) });
  }
}
