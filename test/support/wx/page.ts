import type { PartJson } from './bundle';
import { invoke, newInstance, type Instance, type InstancePorts } from './instance';
import type { Modules } from './modules';
import type { WxBundle } from './bundle';

export type Query = Readonly<Record<string, string>>;

const TAB_BAR = 'custom-tab-bar/index';

function functionsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** A component with a life of its own inside a page; here only the custom tab bar is one. */
export class Part {
  readonly instance: Instance;

  constructor(
    readonly path: string,
    modules: Modules,
    private readonly ports: InstancePorts,
    pageId: number,
  ) {
    const config = modules.component(path);
    const lifetimes = functionsOf(config['lifetimes']);
    const named = ['created', 'attached', 'ready', 'detached'];
    const life = Object.fromEntries(named.map((name) => [name, lifetimes[name] ?? config[name]]));
    const shows = functionsOf(config['pageLifetimes']);
    const members = {
      ...functionsOf(config['methods']),
      ...life,
      __show: shows['show'],
      __hide: shows['hide'],
    };
    this.instance = newInstance(path, { ...members, getPageId: () => pageId }, config['data'], ports);
    this.tell('created');
  }

  tell(lifetime: 'created' | 'attached' | 'ready' | 'detached' | '__show' | '__hide'): void {
    invoke(this.ports.realm, this.instance, lifetime);
  }
}

/** One open page. */
export class WxPage {
  readonly instance: Instance;
  readonly tabBar: Part | null;
  title: string;
  /** Opened and not yet ready. */
  private ready = false;

  constructor(
    readonly id: number,
    readonly route: string,
    readonly query: Query,
    from: { bundle: WxBundle; modules: Modules; createSelectorQuery: unknown; withTabBar: boolean },
    private readonly ports: InstancePorts,
  ) {
    const { bundle, modules } = from;
    const config = modules.page(route);
    const json = bundle.json(route) as PartJson;
    this.title = json.navigationBarTitleText ?? bundle.app.window?.navigationBarTitleText ?? '';
    const custom = bundle.app.tabBar?.custom === true && from.withTabBar && bundle.isTab(route);
    this.tabBar = custom ? new Part(TAB_BAR, modules, ports, id) : null;
    const nothing = (): undefined => undefined;
    const channel = { on: nothing, once: nothing, emit: nothing, off: nothing };
    const given = {
      route,
      __route__: route,
      options: ports.realm.copy(query),
      getTabBar: () => this.tabBar?.instance ?? null,
      getPageId: () => id,
      selectComponent: () => null,
      createSelectorQuery: from.createSelectorQuery,
      getOpenerEventChannel: () => channel,
    };
    this.instance = newInstance(route, { ...config, ...given }, config['data'], ports);
  }

  has(method: string): boolean {
    return typeof this.instance[method] === 'function';
  }

  call(method: string, ...args: unknown[]): unknown {
    return invoke(this.ports.realm, this.instance, method, ...args);
  }

  /** Into sight, for the first time or again. */
  show(): void {
    const first = !this.ready;
    if (first) {
      this.tabBar?.tell('attached');
      this.call('onLoad', this.instance['options']);
    }
    this.call('onShow');
    this.tabBar?.tell('__show');
    if (!first) return;
    this.ready = true;
    this.ports.realm.later(0, () => {
      this.tabBar?.tell('ready');
      this.call('onReady');
    });
  }

  hide(): void {
    this.call('onHide');
    this.tabBar?.tell('__hide');
  }

  unload(): void {
    this.call('onUnload');
    this.tabBar?.tell('detached');
  }
}
