import type { Language } from './call';

/** Chinese, unless `Accept-Language` prefers English to it. */
export function languageOf(header: string | undefined): Language {
  if (header === undefined) return 'zh';
  return weightOf(header, 'en') > Math.max(weightOf(header, 'zh'), 0) ? 'en' : 'zh';
}

/** The highest weight that the header gives to a language; of two equal ones the first named wins. */
function weightOf(header: string, language: string): number {
  let best = 0;
  header
    .slice(0, 200)
    .split(',')
    .forEach((part, index) => {
      const [range = '', ...options] = part.trim().toLowerCase().split(';');
      if (range !== language && !range.startsWith(`${language}-`)) return;
      const q = options
        .map((option) => /^\s*q=([\d.]+)\s*$/.exec(option)?.[1])
        .find((value) => value !== undefined);
      const weight = q === undefined ? 1 : Number(q);
      if (weight > 0 && weight <= 1) best = Math.max(best, weight - index * 1e-6);
    });
  return best;
}
