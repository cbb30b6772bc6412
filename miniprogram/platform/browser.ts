import { IN_WECHAT } from './env';
import { parseQuery, personaOf } from './page-url';

/** The persona of this preview frame; null inside WeChat, where the person is who they are. */
export const persona = IN_WECHAT ? null : personaOf(window.location.search);

/**
 * The preview is opened with what a scanned code would bring (`?scene=…`) before the hash. Moves it into the hash,
 * so that the landing page opens first, and takes it out of the search, so that a reload does not scan again.
 * Must run before Taro starts its router.
 */
export function moveSceneIntoHash(): void {
  if (IN_WECHAT) return;
  const { search, pathname, hash } = window.location;
  const scene = parseQuery(search)['scene'];
  if (scene === undefined || scene === '' || hash.includes('scene=')) return;
  const rest = search
    .replace(/^\?/, '')
    .split('&')
    .filter((pair) => pair !== '' && !pair.startsWith('scene='))
    .join('&');
  const target = `#/pages/landing/index?scene=${encodeURIComponent(scene)}`;
  window.history.replaceState(null, '', `${pathname}${rest === '' ? '' : `?${rest}`}${target}`);
}

function isMissingPart(reason: unknown): boolean {
  if (!(reason instanceof Error)) return false;
  const { name, code } = reason as Error & { code?: unknown };
  return name === 'ChunkLoadError' || code === 'CSS_CHUNK_LOAD_FAILED';
}

/**
 * The preview fetches a page's code when it is first opened. Without a network, or after a newer build took the place
 * of this one, that fails and the old page stays under the new address: then everything is loaded anew, as soon as
 * there is a network. A browser that has just done so is left alone. Inside WeChat packages come whole.
 */
export function reloadWhenPartIsMissing(): void {
  if (IN_WECHAT) return;
  const mark = 'liuke-reloaded-for';
  const reload = (): void => {
    const { href } = window.location;
    if (window.sessionStorage.getItem(mark) === href) return;
    window.sessionStorage.setItem(mark, href);
    window.location.reload();
  };
  window.addEventListener('unhandledrejection', ({ reason }) => {
    if (!isMissingPart(reason)) return;
    if (window.navigator.onLine) reload();
    else window.addEventListener('online', reload, { once: true });
  });
}
