/** Pure reading of a page's address; the browser preview and WeChat's launch options both end here. */

/** `decodeURIComponent` that returns the text as it is when it is malformed: a damaged code is still counted (A3). */
export function decodeLoosely(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** `?a=1&b=%20` (with or without the mark) as a record; the first of equal names wins; `+` is left alone. */
export function parseQuery(query: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const pair of query.replace(/^\?/, '').split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decodeLoosely(cut < 0 ? pair : pair.slice(0, cut));
    if (!Object.keys(values).includes(name)) values[name] = cut < 0 ? '' : decodeLoosely(pair.slice(cut + 1));
  }
  return values;
}

/** A record as a query, without the mark. */
export function queryText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

const PERSONA = /^[a-z0-9-]{1,32}$/;
export const DEFAULT_PERSONA = 'member';

/** Which demo person this preview frame plays; anything odd is the default person. */
export function personaOf(search: string): string {
  const asked = parseQuery(search)['as'] ?? '';
  return PERSONA.test(asked) ? asked : DEFAULT_PERSONA;
}

/**
 * What a scanned code asks for. A receipt's scene is `r.<code>`, an invite's `i.<code>`; everything else is a channel
 * code.
 */
export type SceneTarget =
  | { readonly kind: 'none' }
  | { readonly kind: 'receipt'; readonly code: string }
  | { readonly kind: 'invite'; readonly code: string }
  | { readonly kind: 'channel'; readonly scene: string };

/** By what somebody came to the landing page: a receipt, or a channel's code, a friend's invite, both or neither. */
export interface LandingTarget {
  readonly receipt?: string;
  readonly scene?: string;
  readonly invite?: string;
}

/** Longest scene that is sent on; WeChat allows 32 characters, the contract 200. */
const SCENE_MAX = 200;
/** Longest invite code that is sent on. */
const INVITE_MAX = 64;

/** Reads a decoded scene. Unknown or odd ones stay channel codes: the server counts and answers them (A3). */
export function sceneTarget(scene: string | undefined): SceneTarget {
  const value = (scene ?? '').trim();
  if (value === '') return { kind: 'none' };
  if (/^r\.[0-9A-Za-z_-]{8,64}$/.test(value)) return { kind: 'receipt', code: value.slice(2) };
  if (value.startsWith('i.') && value.length > 2) {
    return { kind: 'invite', code: value.slice(2, 2 + INVITE_MAX) };
  }
  return { kind: 'channel', scene: value.slice(0, SCENE_MAX) };
}

/** What WeChat says of how the app was opened. */
export interface Entrance {
  readonly scene?: number;
  readonly apiCategory?: unknown;
}

/** One page shown from Moments. */
const FROM_MOMENTS = 1154;

/** Whether only this one page may be looked at. */
export function isBrowseOnly({ scene, apiCategory }: Entrance): boolean {
  return scene === FROM_MOMENTS || apiCategory === 'browseOnly';
}

/**
 * The scene a page was opened with: of a mini-program code (`scene`), or of a plain QR code that WeChat opens the
 * mini-program for, whose whole address comes as `q`.
 */
export function sceneOf(params: Readonly<Record<string, string>>): string | undefined {
  const { scene, q } = params;
  if (scene !== undefined || q === undefined) return scene;
  const address = decodeLoosely(q);
  const mark = address.lastIndexOf('?');
  return mark < 0 ? undefined : parseQuery(address.slice(mark).replace(/#.*$/, ''))['scene'];
}

/** What the landing page was opened by: a code, or the card of a friend (`invite`). Damaged ones are sent on, too. */
export function landingTarget(params: Readonly<Record<string, string>>): LandingTarget {
  const card = (params['invite'] ?? '').trim().slice(0, INVITE_MAX);
  const target = sceneTarget(sceneOf(params));
  const invite = card === '' ? {} : { invite: card };
  switch (target.kind) {
    case 'none':
      return invite;
    case 'receipt':
      return { receipt: target.code };
    case 'invite':
      return { invite: target.code, ...invite };
    case 'channel':
      return { scene: target.scene, ...invite };
  }
}

/**
 * What a scanner saw, as text. A mini-program code of our own has no text but a page's address: then its scene counts.
 */
export function scannedText(result: string | undefined, path: string | undefined): string {
  const text = (result ?? '').trim();
  if (text !== '' || path === undefined) return text;
  const mark = path.indexOf('?');
  return mark < 0 ? '' : (parseQuery(path.slice(mark))['scene'] ?? '').trim();
}
