import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { WxBundle } from '../support/wx/bundle';
import type { HostOptions } from '../support/wx/host';
import { textOf } from '../support/wx/node';
import { WxPhone } from '../support/wx/phone';

export const ORIGIN = 'https://tiny.test';

const APP = {
  pages: ['pages/first', 'pages/tab', 'pages/other-tab', 'pages/second'],
  subPackages: [{ root: 'pack', pages: ['page'] }],
  tabBar: { list: [{ pagePath: 'pages/tab' }, { pagePath: 'pages/other-tab' }] },
  window: { navigationBarTitleText: 'tiny' },
};

/** Tells its life and lets a test call any function of wx: what came of it stands on the page. */
const PAGE = `
const tell = (page, what) => getApp().life.push(page.route + ' ' + what);
const make = () => ({
  data: { said: '', count: 0, typed: '', big: '', broken: false },
  onLoad() { tell(this, 'load'); },
  onShow() { tell(this, 'show'); },
  onHide() { tell(this, 'hide'); },
  onUnload() { tell(this, 'unload'); },
  say(what, value) { this.setData({ said: what + ' ' + JSON.stringify(value) }); },
  call({ detail: { name, args } }) {
    wx[name]({ ...args, success: (given) => this.say('ok', given), fail: (why) => this.say('fail', why) });
  },
  sync({ detail: { name, args } }) {
    try { this.say('ok', wx[name](...args)); } catch (error) { this.say('threw', error.message); }
  },
  run({ detail: { script } }) { actions[script](this); },
  count() { this.setData({ count: this.data.count + 1 }); },
  type({ detail: { value } }) { this.setData({ typed: value }); },
});
const actions = {
  life: (page) => page.say('life', getApp().life.splice(0)),
  names: (page) => page.say('names', Object.keys(wx)),
  now: (page) => page.say('now', [Date.now(), new Date().getTime(), typeof Date()]),
  world: (page) => page.say('world', ['fetch', 'process', 'window', 'require', 'WebAssembly'].filter((name) => name in globalThis)),
  evaluate: () => { new Function('return 1')(); },
  complain: () => console.error('a complaint'),
  late: () => setTimeout(() => { throw new Error('thrown late'); }, 1),
  unknown: () => { wx.flyToTheMoon; },
  big: (page) => page.setData({ big: '券'.repeat(11000) }),
  broken: (page) => page.setData({ broken: true }),
  network: (page) => wx.onNetworkStatusChange((state) => page.say('network', state)),
  tabBar: (page) => page.say('bar', page.getTabBar() !== null),
};
Page(make());
`;

const WXML = `
<view class="call" bindcall="call" bindsync="sync" bindrun="run">{{said}}</view>
<view class="outer" bindtap="count"><view class="inner">in</view><view class="stop" catchtap="type">stop</view></view>
<button class="off" disabled="{{true}}" bindtap="count">off</button>
<view class="ghost" bindtap="count">ghost</view>
<view style="display:none" bindtap="count">gone</view>
<view class="count">{{count}}</view>
<input class="field" value="{{typed}}" maxlength="5" bindinput="type" />
<block wx:if="{{broken}}"><template is="nowhere" /></block>
`;

function write(root: string, file: string, content: string): void {
  const place = join(root, file);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, content);
}

/** A mini-program of a few lines, to see what the host itself does. */
export class Tiny {
  readonly root = mkdtempSync(join(tmpdir(), 'liuke-tiny-'));
  readonly bundle: WxBundle;
  /** Requests that reached the server: method, path and type. */
  readonly reached: string[] = [];
  private server: Server | undefined;
  private readonly phones: WxPhone[] = [];

  constructor() {
    write(this.root, 'app.json', JSON.stringify(APP));
    write(this.root, 'app.js', 'App({ life: [] });');
    write(this.root, 'app.wxss', '.ghost { color: red; pointer-events: none; }');
    for (const page of [...APP.pages, 'pack/page']) {
      write(this.root, `${page}.js`, PAGE);
      write(this.root, `${page}.json`, '{}');
      write(this.root, `${page}.wxml`, WXML);
    }
    this.bundle = new WxBundle(this.root, ORIGIN);
  }

  async open(): Promise<void> {
    this.server = createServer((request, response) => {
      const { method = '', url = '', headers } = request;
      this.reached.push(`${method} ${url} ${headers['content-type'] ?? ''}`);
      request.resume().on('end', () => response.end(JSON.stringify({ count: this.reached.length })));
    });
    await new Promise<void>((done) => this.server?.listen(0, '127.0.0.1', done));
  }

  close(): void {
    for (const phone of this.phones) phone.end();
    this.server?.closeAllConnections();
    this.server?.close();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** A phone with it; not started yet. */
  phone(options: Partial<HostOptions> = {}): WxPhone {
    const { port } = this.server?.address() as AddressInfo;
    const phone = new WxPhone({
      server: `http://127.0.0.1:${port}`,
      bundle: this.bundle,
      speed: 20,
      ...options,
    });
    this.phones.push(phone);
    return phone;
  }
}

/** Tells the page something and waits for what it says next. */
async function said(phone: WxPhone, event: string, detail: object): Promise<string> {
  const node = phone.one('call')!;
  const before = phone.log.setData.length;
  phone.app.fire(node, event, detail);
  await phone.rests(() => false, 'the answer');
  if (phone.log.setData.length === before) throw new Error('the page said nothing');
  return textOf(phone.one('call')!).trim();
}

/** Calls a function of wx that answers by callbacks; what it answered. */
export function asked(phone: WxPhone, name: string, args: object = {}): Promise<string> {
  return said(phone, 'call', { name, args });
}

/** Calls one that answers at once. */
export function askedAtOnce(phone: WxPhone, name: string, ...args: unknown[]): Promise<string> {
  return said(phone, 'sync', { name, args });
}

/** Has the page do one of its own things, and gives what it said about it. */
export function did(phone: WxPhone, script: string): Promise<string> {
  return said(phone, 'run', { script });
}

/** Has the page do one of its own things about which it says nothing. */
export async function doing(phone: WxPhone, script: string): Promise<void> {
  phone.app.fire(phone.one('call')!, 'run', { script });
  await phone.rests(() => false, script);
}

/** Moves to another page, which then stands. @returns what WeChat said, read from where it was asked */
export async function moved(phone: WxPhone, name: string, url?: string): Promise<void> {
  phone.app.fire(phone.one('call')!, 'call', { name, args: url === undefined ? {} : { url } });
  await phone.rests(() => false, name);
}
