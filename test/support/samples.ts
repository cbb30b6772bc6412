import { ID_PREFIX, type IdKind } from '../../shared/kernel';
import type { Form, Shape } from './shapes';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** A value as a query writes it. Throws on what has parts. */
export function wordOf(value: Json): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${value}`;
  throw new Error(`samples: ${JSON.stringify(value)} is no word`);
}

/** Well-formed texts; the first that a pattern takes is the sample. */
export const TEXTS = [
  '021-55550000',
  'name.of-sample',
  '31.2304,121.4737',
  '0'.repeat(43),
  'AAAA',
  'AbCd1234',
  '2026-11',
  '0:500',
  '2026-11-18',
  '1234567897',
  '13800000000',
  'iNv1tE07',
];
const BY_NAME: Readonly<Record<string, string>> = { timezone: 'Asia/Shanghai' };

/** A well-formed id that nothing has. */
export function nobody(kind: IdKind, last = '0'): string {
  return `${ID_PREFIX[kind]}_${'0'.repeat(27)}${last}`;
}

/** A good value of a shape with every optional field in it; ids are those of nothing. */
export function sampleOf(shape: Shape, name = ''): Json {
  switch (shape.kind) {
    case 'object':
      return Object.fromEntries(
        Object.entries(shape.fields).map(([key, field]) => [key, sampleOf(field, key)]),
      );
    case 'array':
      return Array.from({ length: Math.max(shape.min, 1) }, () => sampleOf(shape.item, name));
    case 'union':
      return sampleOf(shape.options[0]!, name);
    case 'id':
      return nobody(shape.of);
    case 'text':
      return textSample(shape, name);
    case 'number':
      return Math.min(Math.max(shape.min, 1), shape.max);
    case 'boolean':
      return false;
    case 'choice':
      return shape.values[0]!;
  }
}

function textSample(shape: Form & { kind: 'text' }, name: string): string {
  if (shape.format === 'datetime') return '2026-12-01T00:00:00.000Z';
  if (shape.format === 'date') return '2026-11-20';
  const { pattern } = shape;
  if (pattern) {
    const fitting = TEXTS.find((text) => pattern.test(text));
    if (fitting === undefined) throw new Error(`samples: no text for ${pattern.source}`);
    return fitting;
  }
  return BY_NAME[name] ?? '样品'.padEnd(shape.min, '一').slice(0, shape.max);
}
