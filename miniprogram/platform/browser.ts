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
