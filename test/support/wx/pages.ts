import { posix } from 'node:path';
import type { WxBundle } from './bundle';
import type { Query, WxPage } from './page';

/** Most pages that may lie on each other. */
const STACK_MAX = 10;

export type OpenKind = 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab';

/** WeChat says no to a navigation. */
export class NavigationRefused extends Error {}

/** `pages/a/index?b=c` taken apart, seen from a page. Like WeChat it decodes nothing. */
export function readUrl(url: string, from: string): { route: string; query: Query } {
  const cut = url.indexOf('?');
  const path = cut < 0 ? url : url.slice(0, cut);
  const route = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
  const pairs =
    cut < 0
      ? []
      : url
          .slice(cut + 1)
          .split('&')
          .filter((pair) => pair !== '');
  const query = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return { route, query: Object.fromEntries(query) as Query };
}

/** The pages of a running mini-program, by WeChat's rules. */
export class Pages {
  private readonly stack: WxPage[] = [];
  private readonly tabs = new Map<string, WxPage>();

  constructor(
    private readonly bundle: WxBundle,
    private readonly make: (route: string, query: Query) => WxPage,
  ) {}

  /** The page in sight; undefined before the first. */
  get top(): WxPage | undefined {
    return this.stack.at(-1);
  }

  get all(): readonly WxPage[] {
    return this.stack;
  }

  /** Why this cannot be opened that way; null when it can. */
  obstacle(kind: OpenKind, route: string): string | null {
    if (!this.bundle.routes.includes(route)) return `page "${route}" is not found`;
    const tab = this.bundle.isTab(route);
    if (tab && (kind === 'navigateTo' || kind === 'redirectTo')) return 'can not navigateTo a tabbar page';
    if (!tab && kind === 'switchTab') return 'can not switch to no-tabBar page';
    if (kind === 'navigateTo' && this.stack.length >= STACK_MAX) return 'webview count limit exceed';
    return null;
  }

  /** @throws NavigationRefused */
  open(kind: OpenKind, route: string, query: Query): void {
    const obstacle = this.obstacle(kind, route);
    if (obstacle !== null) throw new NavigationRefused(obstacle);
    if (kind === 'switchTab') {
      this.switchTab(route);
      return;
    }
    if (kind === 'navigateTo') this.top?.hide();
    else if (kind === 'redirectTo') this.drop(1);
    else this.drop(this.stack.length, true);
    this.push(route, query);
  }

  /** @throws NavigationRefused on the first page */
  back(delta: number): void {
    const count = Math.min(delta, this.stack.length - 1);
    if (count <= 0) throw new NavigationRefused('cannot navigate back at first page');
    this.drop(count);
    this.top?.show();
  }

  private push(route: string, query: Query): void {
    const page = this.make(route, query);
    if (this.bundle.isTab(route)) this.tabs.set(route, page);
    this.stack.push(page);
    page.show();
  }

  /** Tabs live on below the one in sight; everything else on the stack ends. */
  private switchTab(route: string): void {
    const { top } = this;
    if (top?.route === route) return;
    for (const page of this.stack.splice(0).reverse()) {
      if (!this.bundle.isTab(page.route)) page.unload();
      else if (page === top) page.hide();
    }
    const known = this.tabs.get(route);
    if (!known) {
      this.push(route, {});
      return;
    }
    this.stack.push(known);
    known.show();
  }

  private drop(count: number, alsoTabs = false): void {
    const gone = this.stack.splice(this.stack.length - count).reverse();
    const hidden = alsoTabs ? [...this.tabs.values()].filter((page) => !gone.includes(page)) : [];
    for (const page of [...gone, ...hidden]) {
      this.tabs.forEach((tab, route) => {
        if (tab === page) this.tabs.delete(route);
      });
      page.unload();
    }
  }
}
