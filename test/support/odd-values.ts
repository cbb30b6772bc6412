import { BARE, type BadValues } from './bad-values';
import { sampleOf } from './samples';
import type { Form, Shape } from './shapes';

/** Texts that have broken other people's programs. None is longer than 18 characters or has blanks around it. */
export const ODD_TEXTS: readonly string[] = [
  "' OR '1'='1",
  "'; DROP TABLE x;--",
  '" OR ""="',
  "\\' OR 1=1 #",
  '\\',
  '%_%',
  '?',
  '$1 :a @b',
  '`backtick`',
  '{{7*7}}',
  '${7*7}',
  '#{7*7}',
  '<%= 7*7 %>',
  '{limit}{at}',
  "$& $1 $' $`",
  '<script>x</script>',
  '&lt;&amp;&#39;',
  '=1+1',
  '@SUM(A1:A9)',
  '%s%n%d',
  '%00%0a',
  '\\u0000\\n',
  '../../etc/passwd',
  'null',
  'undefined',
  '[object Object]',
  'NaN',
  '1e5',
  '0x1F',
  'true',
  '__proto__',
  '😀👨‍👩‍👧',
  '𠮷野家',
  'e\u0301 \u00e9',
  '\u202eabc\u202c',
  'a\u200bb\ufeffc',
  'ﬀ ß İ ı',
  'a\u2028b\u2029c',
  'Z͑͗̓͛a̴',
];

const INSTANTS = [
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00.000Z',
  '2024-02-29T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
];
const DAYS = ['0000-01-01', '0001-01-01', '1970-01-01', '2024-02-29', '9999-12-31'];

/** Values at the far ends of what a shape takes. */
export function extremes(shape: Shape): BadValues {
  const nothing: BadValues = shape.nullable ? [['null', null]] : [];
  return [...nothing, ...ends(shape)];
}

function ends(shape: Shape): BadValues {
  switch (shape.kind) {
    case 'number':
      return [shape.min, shape.max, `${BARE}-0`, `${BARE}${shape.max}.0`].map((value) => [
        String(value),
        value,
      ]);
    case 'text':
      return longest(shape).map((value) => [`${value.length} characters`, value]);
    case 'array':
      return lists(shape);
    case 'choice':
      return shape.values.map((value) => [value, value]);
    case 'boolean':
      return [true, false].map((value) => [String(value), value]);
    case 'union':
      return shape.options.map((option, i) => [`option ${i}`, sampleOf(option)]);
    case 'id':
    case 'object':
      return [];
  }
}

function longest({ max, pattern, format }: Form & { kind: 'text' }): readonly string[] {
  if (format === 'datetime') return INSTANTS;
  if (format === 'date') return DAYS;
  if (pattern || max === Infinity) return [];
  return ['一'.repeat(max), '😀'.repeat(Math.floor(max / 2)), '\u0800'.repeat(max)];
}

function lists({ item, min, max }: Form & { kind: 'array' }): BadValues {
  const full = Array.from({ length: Math.min(max, 1_000) }, () => sampleOf(item));
  const same: BadValues = [['full', full]];
  return min === 0 ? [['empty', []], ...same] : same;
}
