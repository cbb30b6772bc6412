import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openWindow, Watch } from '../browser';
import { Phone } from '../browser-phone';
import type { Fault } from '../wx/faults';
import { SCENES, type WxHost } from '../wx/host';
import { personsPhone } from '../wx/viewer/people';
import { HostPhone } from '../wx/viewer/phone';
import type { Viewer } from '../wx/viewer/server';
import { SIZES, type Device, type Wechat } from './device';

/** The compiled mini-program: running in the host, shown by the viewer in a window of Chromium. */
export class WeappDevice implements Device {
  readonly platform = 'weapp';
  private readonly watch = new Watch();
  private readonly shown: HostPhone;

  private constructor(
    readonly host: WxHost,
    private readonly persona: string,
    private readonly viewer: Viewer,
    private readonly context: BrowserContext,
    readonly window: Page,
    private readonly wechat: Wechat,
  ) {
    this.shown = new HostPhone(persona, host);
    this.watch.over(context);
  }

  static async make(
    browser: Browser,
    viewer: Viewer,
    who: { readonly server: string; readonly persona: string },
    wechat: Wechat = {},
  ): Promise<WeappDevice> {
    const host = personsPhone(who.server, who.persona, { privacy: { agreed: wechat.agreed !== false } });
    const context = await openWindow(browser, SIZES[0].width, SIZES[0].height);
    return new WeappDevice(host, who.persona, viewer, context, await context.newPage(), wechat);
  }

  get phone(): Phone {
    const webview = this.window.frame({ name: 'webview' });
    if (!webview) throw new Error('the app has not been opened');
    return new Phone(webview, 'wx-page.top');
  }

  async open(page: string): Promise<void> {
    const usual = page.includes('scene=') ? SCENES.qrCode : SCENES.recent;
    this.host.start(page, { scene: this.wechat.moments === true ? SCENES.moments : usual });
    if (this.window.url() !== 'about:blank') return;
    await this.window.goto(this.viewer.show(this.persona, this.shown));
    await this.phone.top.waitFor();
  }

  fault(fault: Fault): void {
    this.host.fault(fault);
  }

  healed(): void {
    this.host.healed();
  }

  async offline(): Promise<void> {
    this.host.become('offline');
  }

  async hears(words: string): Promise<void> {
    // drawn by WeChat over the page, or by the app inside it
    const places = [this.window.getByText(words), this.phone.top.getByText(words)];
    await Promise.any(places.map((place) => place.first().waitFor()));
  }

  problems(): string[] {
    return [...this.host.log.verdict(), ...this.watch.take()];
  }

  async close(): Promise<void> {
    await this.context.close();
    this.host.end();
  }
}
