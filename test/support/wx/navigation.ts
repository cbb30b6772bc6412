import type { Core, Outcome, WxFunctions, WxOptions } from './core';
import { NavigationRefused, readUrl, type OpenKind, type Pages } from './pages';

/** How long a page takes to come, in the phone's milliseconds: long enough for a second tap on the old one. */
const SLIDE_MS = 120;

type Opening = WxOptions & { readonly url: string };

/** Downloads a sub-package before its first page opens. @returns false without a network */
export type Fetch = (route: string) => boolean;

/** Moving between pages, with WeChat's answers. */
export function navigationFunctions(core: Core, pages: Pages, fetch: Fetch): WxFunctions {
  const move = (name: string, options: WxOptions, run: () => void): Promise<object> | undefined => {
    core.note(name, options);
    if (core.singlePage) return core.respond(name, options, { fail: 'can not navigate in single page mode' });
    const moved = new Promise<Outcome>((done) => core.realm.later(SLIDE_MS, () => done(attempt(run))));
    const answered = moved.then((outcome) => core.respond(name, options, outcome));
    return options.success || options.fail || options.complete
      ? undefined
      : answered.then((result) => result ?? {});
  };
  const open = (kind: OpenKind) => (options: Opening) => {
    const { route, query } = readUrl(options.url, pages.top?.route ?? '');
    return move(kind, options, () => {
      if (!fetch(route)) throw new NavigationRefused('load subpackage failed');
      pages.open(kind, route, query);
    });
  };
  return {
    navigateTo: open('navigateTo'),
    redirectTo: open('redirectTo'),
    reLaunch: open('reLaunch'),
    switchTab: open('switchTab'),
    navigateBack: (options: WxOptions & { readonly delta?: number } = {}) =>
      move('navigateBack', options, () => pages.back(options.delta ?? 1)),
  };
}

function attempt(run: () => void): Outcome {
  try {
    run();
    return {};
  } catch (error) {
    if (error instanceof NavigationRefused) return { fail: error.message };
    throw error;
  }
}
