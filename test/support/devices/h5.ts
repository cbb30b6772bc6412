import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { openWindow, Watch } from '../browser';
import { pageUrl, Phone } from '../browser-phone';
import { Faults, type Fault, type FaultKind } from '../wx/faults';
import { SIZES, type Device } from './device';

const API = '/api/v1';
const REFUSED = /^4\d\d \S+\/api\/v1\//;
const LOST = /net::ERR_(?:INTERNET_DISCONNECTED|CONNECTION_RESET)/;
/** Whoever opens another page takes back what the last one was still asking for. */
const LEFT = /net::ERR_ABORTED/;

/** The mini-program as H5, in a window of its own. */
export class H5Device implements Device {
  readonly platform = 'h5';
  readonly phone: Phone;
  private readonly faults = new Faults();
  private starts = 0;

  private constructor(
    private readonly url: string,
    private readonly persona: string,
    private readonly context: BrowserContext,
    readonly window: Page,
    private readonly watch: Watch,
  ) {
    this.phone = new Phone(window);
  }

  static async make(browser: Browser, url: string, persona: string): Promise<H5Device> {
    const context = await openWindow(browser, SIZES[0].width, SIZES[0].height);
    const watch = new Watch();
    watch.over(context);
    const device = new H5Device(url, persona, context, await context.newPage(), watch);
    await context.route(`**${API}/**`, (route) => device.pass(route));
    return device;
  }

  async open(page: string): Promise<void> {
    this.starts += 1;
    // what stands before the hash is new, so that the app starts anew
    await this.window.goto(pageUrl(this.url, this.persona, page).replace('#', `&start=${this.starts}#`));
  }

  fault(fault: Fault): void {
    this.faults.add(fault);
  }

  healed(): void {
    this.faults.clear();
  }

  async offline(): Promise<void> {
    await this.context.setOffline(true);
  }

  hears(words: string): Promise<void> {
    return this.phone.hears(words);
  }

  problems(): string[] {
    // a refusal is an answer like any other, and a lost network was asked for
    return this.watch.take().filter((one) => ![REFUSED, LOST, LEFT].some((known) => known.test(one)));
  }

  async close(): Promise<void> {
    await this.context.unrouteAll({ behavior: 'ignoreErrors' });
    await this.context.close();
  }

  private async pass(route: Route): Promise<void> {
    const request = route.request();
    const path = new URL(request.url()).pathname;
    const fault = this.faults.take(request.method(), path);
    if (fault) this.allow(fault, path);
    await this.spoil(route, fault);
  }

  private async spoil(route: Route, fault: FaultKind | undefined): Promise<void> {
    switch (fault?.kind) {
      case undefined:
        return route.continue();
      case 'before':
        return route.abort('internetdisconnected');
      case 'after':
        await route.fetch();
        return route.abort('connectionreset');
      case 'slow':
        await new Promise((done) => setTimeout(done, fault.delay_ms).unref());
        return route.continue();
      case 'status': {
        if (fault.reaches === true) await route.fetch();
        const contentType = 'application/problem+json';
        const body = fault.body === undefined ? '' : JSON.stringify(fault.body);
        return route.fulfill({ status: fault.status, contentType, body, headers: { ...fault.headers } });
      }
    }
  }

  /** What was asked for is no problem. */
  private allow(fault: FaultKind, path: string): void {
    if (fault.kind === 'status') this.watch.allow(fault.status, path.slice(API.length));
  }
}
