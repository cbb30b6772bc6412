import { createHash } from 'node:crypto';

/** What a page needs beyond its own inline parts; each is `self` and nothing else. */
export interface PageNeeds {
  /** Texts of its inline scripts and styles, exactly as they stand between the tags. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  /** Whether it calls the API, or embeds pages of ours. */
  readonly connects?: boolean;
  readonly frames?: boolean;
  /** Files that it loads from here. */
  readonly files?: readonly ('script' | 'style')[];
  /** Whether its scripts set `style` attributes. */
  readonly styled_elements?: boolean;
}

/** For whatever is no page: it may load nothing, run nothing, and stand in no frame. */
const NO_PAGE = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'";

/**
 * On every answer, whatever it is. A page puts a policy of its own in place of the strict one. In small letters, as
 * Fastify sends them: it would change them anew for each answer.
 */
export const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': NO_PAGE,
  'referrer-policy': 'no-referrer',
} as const;

/** Value of `Content-Security-Policy` for a page: its own parts by their hash, and nothing of anybody else. */
export function pagePolicy(needs: PageNeeds): string {
  const files = needs.files ?? [];
  const script = [...(files.includes('script') ? ["'self'"] : []), ...(needs.scripts ?? []).map(hashOf)];
  // a hash would switch 'unsafe-inline' off again
  const own = needs.styled_elements ? ["'unsafe-inline'"] : (needs.styles ?? []).map(hashOf);
  const style = [...(files.includes('style') ? ["'self'"] : []), ...own];
  return [
    "default-src 'none'",
    `script-src ${orNone(script)}`,
    `style-src ${orNone(style)}`,
    "img-src 'self' data:",
    `connect-src ${needs.connects ? "'self'" : "'none'"}`,
    `frame-src ${needs.frames ? "'self'" : "'none'"}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function orNone(sources: readonly string[]): string {
  return sources.length === 0 ? "'none'" : sources.join(' ');
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
