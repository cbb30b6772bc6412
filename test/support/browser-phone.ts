import type { Frame, Locator, Page } from 'playwright-core';
import { H5_PATH } from '../../shared/contract';
import { readQr, WAIT_MS } from './browser';

/** The mini-program on a phone, or in a phone of the launch pad: only the page on top counts. */
export class Phone {
  /** @param pages finds the open pages: those of Taro's H5 unless told otherwise */
  constructor(
    readonly view: Page | Frame,
    private readonly pages = '.taro_page:visible',
  ) {}

  /** The page in sight. The ones below it stay in the document, hidden. */
  get top(): Locator {
    return this.view.locator(this.pages).last();
  }

  text(words: string | RegExp): Locator {
    return this.top.getByText(words, { exact: true }).filter({ visible: true }).first();
  }

  /** Waits until these words stand on the page. */
  async sees(words: string | RegExp): Promise<void> {
    await this.text(words).waitFor();
  }

  async tap(words: string | RegExp): Promise<void> {
    await this.press(this.text(words));
  }

  /** Taps what a selector finds on the page in sight. */
  async tapOn(selector: string): Promise<void> {
    await this.press(this.top.locator(selector).filter({ visible: true }).first());
  }

  private async press(target: Locator): Promise<void> {
    await target.click();
  }

  /** Waits for a word that comes and goes by itself. */
  async hears(words: string): Promise<void> {
    await this.view.getByText(words).filter({ visible: true }).first().waitFor();
  }

  /** The words inside the first element that a selector finds, without blanks: money is drawn in pieces. */
  async words(selector: string): Promise<string> {
    const text = await this.top.locator(selector).filter({ visible: true }).first().innerText();
    return text.replace(/\s/g, '');
  }

  /** Waits until those words are there, and answers all of them. */
  async reads(selector: string, part: string | RegExp): Promise<string> {
    const from = performance.now();
    for (;;) {
      const words = await this.words(selector);
      const found = typeof part === 'string' ? words.includes(part) : part.test(words);
      if (found) return words;
      if (performance.now() - from > WAIT_MS)
        throw new Error(`${selector} says "${words}", not "${String(part)}"`);
      await this.view.waitForTimeout(100);
    }
  }

  /**
   * The digits shown in `digits`, once the QR code beside them says the same: both change every minute, and a toast
   * may lie over the code for a moment.
   */
  async code(digits: string): Promise<string> {
    const from = performance.now();
    for (;;) {
      const shown = (await this.words(digits)).replace(/\D/g, '');
      const read = await readQr(this.top.locator('.code-qr').first());
      if (read === shown) return shown;
      if (performance.now() - from > WAIT_MS) {
        throw new Error(`the QR code says ${String(read)}, the digits say ${shown}`);
      }
    }
  }

  /** Types an amount in yuan on the keys. */
  async amount(yuan: string): Promise<void> {
    for (const key of yuan) {
      await this.press(
        this.top.locator('.pad__key', { hasText: new RegExp(`^\\s*${key.replace('.', '\\.')}\\s*$`) }),
      );
    }
  }

  /** Elements of the page in sight that stick out at the right, and the document itself if it scrolls sideways. */
  async overflowing(): Promise<string[]> {
    return this.top.evaluate((page) => {
      const { clientWidth, scrollWidth } = document.documentElement;
      const out = scrollWidth > clientWidth ? [`document ${scrollWidth} > ${clientWidth}`] : [];
      for (const element of [page, ...page.querySelectorAll('*')]) {
        const { right, width } = element.getBoundingClientRect();
        if (width > 0 && right > clientWidth + 1) out.push(`${element.getAttribute('class') ?? ''} ${right}`);
      }
      return out;
    });
  }
}

/** Address of a page of the mini-program as a demo person sees it. */
export function pageUrl(base: string, persona: string, page: string): string {
  return `${base}${H5_PATH}?as=${persona}#${page}`;
}
