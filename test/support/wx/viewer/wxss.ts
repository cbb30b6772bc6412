import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse, type Rule } from 'postcss';

/** Every tag of WXML that a stylesheet may name; in the document they are custom elements, `wx-view` for `view`. */
export const TAGS: ReadonlySet<string> = new Set(
  (
    'view text image button input textarea scroll-view swiper swiper-item icon progress canvas navigator label form ' +
    'picker switch checkbox checkbox-group radio radio-group rich-text cover-view cover-image block slider video ' +
    'web-view picker-view picker-view-column page-container root-portal page'
  ).split(' '),
);

/** 750 rpx are the width of the screen, whatever it is. */
const RPX = /(-?[\d.]+)rpx\b/g;
/** What a phone with a home indicator leaves free at the bottom; a browser on a desk has none. */
const SAFE_AREA = /env\(\s*safe-area-inset-(top|right|bottom|left)\s*(?:,[^)]*)?\)/g;

/** A value of WXSS as CSS: rpx as a share of the viewport's width, safe areas as the viewer's own variables. */
export function cssValue(value: string): string {
  return value
    .replace(RPX, (_, count: string) => `${Number(((Number(count) * 100) / 750).toFixed(5))}vw`)
    .replace(SAFE_AREA, (_, side: string) => `var(--safe-${side}, 0px)`);
}

function selectors(rule: Rule): string[] {
  return rule.selectors.map((selector) =>
    selector.replace(/(^|[\s>+~,(])([a-z][a-z-]*)(?![\w-]*\()/g, (whole, before: string, tag: string) =>
      TAGS.has(tag) ? `${before}wx-${tag}` : whole,
    ),
  );
}

/**
 * A WXSS file of a compiled mini-program as CSS for the viewer's document, with what it imports in front. A page
 * need not have one: then it is empty.
 * @param root the mini-program's folder; @param file the file, relative to it
 */
export function wxssToCss(root: string, file: string): string {
  const path = join(root, file);
  if (!existsSync(path)) return '';
  const sheet = parse(readFileSync(path, 'utf8'), { from: path });
  let imported = '';
  sheet.walkAtRules('import', (rule) => {
    const target = rule.params.replace(/^["']|["']$/g, '');
    imported += wxssToCss(root, target.startsWith('/') ? target : join(dirname(file), target));
    rule.remove();
  });
  sheet.walkDecls((declaration) => {
    declaration.value = cssValue(declaration.value);
  });
  sheet.walkRules((rule) => {
    const parent = rule.parent;
    if (parent?.type === 'atrule' && 'name' in parent && parent.name.endsWith('keyframes')) return;
    rule.selectors = selectors(rule);
  });
  return imported + sheet.toString();
}
