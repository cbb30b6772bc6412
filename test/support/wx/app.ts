import type { WxBundle } from './bundle';
import { canvasFunctions, WxCanvas } from './canvas';
import { Core, type Answers, type WxFunctions, type WxOptions } from './core';
import { deviceFunctions, type Privacy } from './device';
import { fileFunctions, type PhoneFiles } from './files';
import type { InstancePorts } from './instance';
import type { HostLog } from './log';
import { Modules } from './modules';
import { navigationFunctions } from './navigation';
import type { Network } from './network';
import type { WxNode } from './node';
import { WxPage, type Query } from './page';
import { Pages, readUrl } from './pages';
import { Realm } from './realm';
import { watchRejections } from './rejections';
import { selectorFunctions } from './selector';
import { storageFunctions, type PhoneStorage } from './storage';
import { fire } from './touch';
import { View } from './view';

/** How the mini-program was opened. */
export interface Launch {
  /** WeChat's number for the way in: 1001 the list of recent ones, 1007 a card, 1011 a code, 1154 Moments. */
  readonly scene?: number;
}

/** The phone around a running app. */
export interface AppPorts {
  readonly bundle: WxBundle;
  readonly log: HostLog;
  readonly network: Network;
  readonly storage: PhoneStorage;
  readonly answers: Answers;
  readonly files: PhoneFiles;
  readonly privacy: Privacy;
  readonly without: readonly string[];
  /** Sub-packages that this phone has downloaded. */
  readonly fetched: Set<string>;
  readonly speed: number;
  readonly offset_ms: () => number;
  readonly singlePage: boolean;
  /** Whether there is a canvas to draw on. */
  readonly withCanvas: boolean;
  readonly changed: () => void;
}

/** Names that libraries look for on `wx` and that WeChat does not have either. */
const NOT_OF_WECHAT = new Set(['webpackJsonp', 'cloud', 'then', 'toJSON']);

/** One run of the mini-program, from its start to its end. */
export class App {
  private readonly realm: Realm;
  private readonly core: Core;
  private readonly modules: Modules;
  private readonly pages: Pages;
  private readonly view: View;
  private readonly wx: WxFunctions = {};
  /** What canvases of the app are, where the phone has any. */
  readonly canvas: WxCanvas | null;
  private serial = 0;
  private drawn: { page: WxPage; tree: WxNode } | null = null;
  private visible = true;
  private deaf: () => void = () => undefined;

  constructor(private readonly ports: AppPorts) {
    const { bundle, log } = ports;
    const seen = new Proxy(this.wx, {
      get: (target, name) => {
        const known = Reflect.get(target, name) as unknown;
        if (known === undefined && typeof name === 'string') this.miss(name);
        return known;
      },
    });
    this.realm = new Realm(
      {
        speed: ports.speed,
        offset_ms: ports.offset_ms,
        line: (level, words) => log.line(level, words),
        crash: (error) => this.crash('uncaught', error),
        ran: () => this.changed(),
      },
      seen,
    );
    this.core = new Core(bundle, this.realm, log, ports.answers, ports.singlePage);
    this.modules = new Modules(bundle, this.realm, seen, () =>
      this.pages.all.map(({ instance }) => instance),
    );
    this.pages = new Pages(bundle, (route, query) => this.newPage(route, query));
    this.view = new View({ bundle, component: (path) => this.modules.component(path) });
    this.canvas = ports.withCanvas ? new WxCanvas(this.core) : null;
    ports.network.attach(this.core);
  }

  /** Runs app.js and opens the first page. */
  start(url: string, { scene = 1001 }: Launch): void {
    const { route, query } = readUrl(url, '');
    const enter = { path: route, query, scene, shareTicket: '', referrerInfo: {}, apiCategory: 'default' };
    if (this.ports.singlePage) Object.assign(enter, { mode: 'singlePage' });
    Object.assign(this.wx, this.functions(enter));
    for (const name of this.ports.without) Reflect.deleteProperty(this.wx, name);
    this.deaf = watchRejections((reason, promise) => {
      if (this.realm.owns(promise)) this.crash('unhandled rejection', reason);
    });
    this.realm.enter(() => this.modules.load('app'));
    this.tellApp('onLaunch', enter);
    this.tellApp('onShow', enter);
    this.realm.enter(() => this.openFirst(route, query));
  }

  close(): void {
    this.ports.network.cut();
    this.realm.close();
    this.deaf();
  }

  /** The page in sight. @throws Error when there is none */
  get top(): WxPage {
    const { top } = this.pages;
    if (!top) throw new Error(`no page is open: ${this.ports.log.errors.join('\n')}`);
    return top;
  }

  /** Whether something of it will still happen by itself: a timer, an answer. The open long poll does not count. */
  get waits(): boolean {
    const asks = this.ports.log.requests.some(
      ({ status, path }) => status === 0 && !path.includes('/me/events'),
    );
    return asks || this.core.isAsking || this.realm.waits;
  }

  /** The open pages, the one in sight last. */
  get stack(): readonly WxPage[] {
    return this.pages.all;
  }

  /** The page in sight, drawn; the same object until something changes. */
  tree(): WxNode {
    const { top } = this;
    if (this.drawn?.page === top) return this.drawn.tree;
    const tree = this.view.draw(top);
    this.drawn = { page: top, tree };
    return tree;
  }

  /** Sub-packages of which a script has run. */
  packages(): string[] {
    const roots = this.modules.files.map((file) => this.ports.bundle.packageOf(file));
    return [...new Set(roots.filter((root) => root !== null))];
  }

  /** Tells a node of an event; answers how many handlers heard it. */
  fire(node: WxNode, type: string, detail: object = {}, bubbles = false): number {
    return fire(this.view, this.realm, node, { type, detail, bubbles });
  }

  /** WeChat's own way back: the arrow, the edge of the screen, or the house on a first page. */
  back(): void {
    if (this.pages.all.length > 1) this.realm.enter(() => this.pages.back(1));
    else this.realm.enter(() => this.openFirst(this.ports.bundle.routes[0] ?? '', {}));
  }

  /** Calls onShareAppMessage or onShareTimeline of the page in sight; null when it has none. */
  share(kind: 'onShareAppMessage' | 'onShareTimeline', from: object = { from: 'menu' }): unknown {
    return this.top.has(kind) ? this.top.call(kind, this.realm.copy(from)) : null;
  }

  /** Out of sight: another app, a phone call, the scanner. */
  hide(): void {
    if (!this.visible) return;
    this.visible = false;
    this.top.hide();
    this.tellApp('onHide', {});
    this.core.emit('AppHide', {});
  }

  /** And back; with an address when a card or a code was opened meanwhile: its page takes the place of all others. */
  show(url?: string): void {
    if (this.visible) return;
    this.visible = true;
    const { route, query } = url === undefined ? this.top : readUrl(url, '');
    const enter = { path: route, query, scene: 1001 };
    this.tellApp('onShow', enter);
    this.core.emit('AppShow', enter);
    if (url === undefined) this.top.show();
    else this.realm.enter(() => this.openFirst(route, query));
  }

  /** Tells what WeChat tells: `updateReady`, `UserCaptureScreen`, … */
  emit(event: string, value: object = {}): void {
    this.core.emit(event, value);
  }

  private crash(what: string, error: unknown): void {
    this.ports.log.crash(what, error);
  }

  private miss(name: string): void {
    if (!NOT_OF_WECHAT.has(name) && !this.ports.without.includes(name)) this.ports.log.missing.add(name);
  }

  private changed(): void {
    this.drawn = null;
    this.ports.changed();
  }

  private openFirst(route: string, query: Query): void {
    const { bundle } = this.ports;
    if (this.pages.obstacle('reLaunch', route) !== null) {
      const gone = { path: route, query, isEntryPage: true };
      this.tellApp('onPageNotFound', gone);
      this.core.emit('PageNotFound', gone);
      return;
    }
    this.fetch(route);
    this.pages.open('reLaunch', route, query);
    this.preload(bundle.app.preloadRule?.[route]?.packages ?? []);
  }

  private tellApp(name: string, value: object): void {
    const method = this.modules.app?.[name];
    if (typeof method === 'function') {
      this.realm.enter(() => method.call(this.modules.app, this.realm.copy(value)) as unknown);
    }
  }

  private newPage(route: string, query: Query): WxPage {
    const { bundle, log, singlePage } = this.ports;
    const ports: InstancePorts = { realm: this.realm, log, changed: () => this.changed() };
    const { createSelectorQuery } = this.wx;
    const from = { bundle, modules: this.modules, createSelectorQuery, withTabBar: !singlePage };
    this.serial += 1;
    const page = new WxPage(this.serial, route, query, from, ports);
    this.preload(bundle.app.preloadRule?.[route]?.packages ?? []);
    return page;
  }

  private functions(enter: object): WxFunctions {
    const { core } = this;
    return {
      ...deviceFunctions(core, this.ports.privacy, enter),
      ...selectorFunctions(core, this.canvas),
      ...canvasFunctions(core),
      ...storageFunctions(core, this.ports.storage),
      ...fileFunctions(core, this.ports.files),
      ...this.ports.network.functions(core),
      ...navigationFunctions(core, this.pages, (route) => this.fetch(route)),
      setNavigationBarTitle: (options: WxOptions & { title: string }) => {
        this.top.title = options.title;
        return core.respond('setNavigationBarTitle', options, {});
      },
    };
  }

  /** Has the sub-package of a page on the phone; false when it would have to be downloaded without a network. */
  private fetch(route: string): boolean {
    const root = this.ports.bundle.packageOf(route);
    if (root === null || this.ports.fetched.has(root)) return true;
    if (this.ports.network.now === 'offline') return false;
    this.ports.fetched.add(root);
    return true;
  }

  private preload(roots: readonly string[]): void {
    for (const root of roots) this.fetch(`${root}/`);
  }
}
