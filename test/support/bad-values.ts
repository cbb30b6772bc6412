import { ID_PREFIX, type IdKind } from '../../shared/kernel';
import { nobody, sampleOf, wordOf, type Json } from './samples';
import type { Form, Path, Shape } from './shapes';

/** JSON that `JSON.stringify` cannot write: a literal behind this mark is sent bare. */
export const BARE = '\u0001bare:';
const HUGE = `${BARE}1e309`;
export const ABSENT = Symbol('absent');
export type Bad = Json | typeof ABSENT;
/** Values to put in a place, with a word on each. */
export type BadValues = readonly (readonly [what: string, value: Bad])[];

const WRONG_KINDS: Readonly<Record<'text' | 'number' | 'boolean' | 'array' | 'object', Json>> = {
  text: 'text',
  number: 7,
  boolean: true,
  array: [],
  object: {},
};
const JSON_KIND: Readonly<Record<Form['kind'], keyof typeof WRONG_KINDS>> = {
  text: 'text',
  id: 'text',
  choice: 'text',
  number: 'number',
  boolean: 'boolean',
  array: 'array',
  object: 'object',
  union: 'object',
};
const CONTROL = ['\u0000', '\u0007', '\n', '\r\n', '\u001b[31m', '\u007f'];
const DEEP = 2_000;

/** Leaving a field out, or giving null for it, where that is not allowed. */
export function absence(shape: Shape, path: Path): BadValues {
  const inList = typeof path.at(-1) === 'number';
  return [
    ...(shape.optional || inList || path.length === 0 ? [] : ([['missing', ABSENT]] as const)),
    ...(shape.nullable ? [] : ([['null', null]] as const)),
  ];
}

/** Values of every other kind of JSON. */
export function wrongKinds(shape: Shape): BadValues {
  const own = JSON_KIND[shape.kind];
  const others = Object.entries(WRONG_KINDS).filter(([kind]) => kind !== own);
  const listed: BadValues = own === 'array' ? [] : [['a list of itself', [sampleOf(shape)]]];
  return [
    ...others.map(([kind, value]) => [`a ${kind}`, value] as const),
    ...listed,
    ['a deep nest', nest(DEEP)],
  ];
}

/** Values of the right kind that a shape must not take. */
export function broken(shape: Shape): BadValues {
  switch (shape.kind) {
    case 'number':
      return brokenNumbers(shape);
    case 'text':
      return brokenTexts(shape);
    case 'id':
      return brokenIds(shape.of);
    case 'choice':
      return [
        '',
        'x',
        `${shape.values[0]} `,
        shape.values[0]!.toUpperCase(),
        '__proto__',
        'constructor',
        'toString',
      ].map((value) => [`the choice ${JSON.stringify(value)}`, value]);
    case 'boolean':
      return [0, 1, 'true', 'false', ''].map((value) => [JSON.stringify(value), value]);
    case 'array':
      return brokenLists(shape);
    case 'union':
      return [
        ['no kind', withoutKind(shape)],
        ...['', 'x', '__proto__', 'constructor', 'toString'].map(
          (kind) =>
            [`the kind ${kind}`, { ...(sampleOf(shape) as object), [shape.by]: kind }] as [string, Json],
        ),
      ];
    case 'object':
      return [];
  }
}

function brokenNumbers({ whole, min, max }: Form & { kind: 'number' }): BadValues {
  const values: [string, Json][] = [
    ['too small', min - (whole ? 1 : 0.001)],
    ['too large', max + (whole ? 1 : 0.001)],
    ['2^53', 2 ** 53],
    ['-2^53', -(2 ** 53)],
    ['1e309', HUGE],
    ['-1e309', `${BARE}-1e309`],
    ['1e308', 1e308],
    ['NaN as text', 'NaN'],
    ['a number as text', '1'],
    ['an empty text', ''],
  ];
  if (whole) values.push(['a fraction', 1.5], ['a tiny fraction', 1e-7], ['nearly whole', 1.0000000001]);
  return values;
}

/** Characters of a text that is longer than any but a picture. */
const FAR = 60_000;

function brokenTexts(shape: Form & { kind: 'text' }): BadValues {
  const values: [string, Json][] = [
    ['half a character', 'ab\ud800cd'],
    ['half of another character', '\udc00'],
  ];
  if (shape.min > 0 || shape.pattern) values.push(['empty', '']);
  if (shape.min > 1) values.push(['too short', 'x'.repeat(shape.min - 1)]);
  if (shape.max < Infinity) values.push(['too long', 'x'.repeat(shape.max + 1)]);
  if (shape.max < FAR) values.push(['far too long', 'x'.repeat(FAR)]);
  if (shape.plain) values.push(['blank', ' \t '], ['wide blank', '\u3000\u00a0']);
  if (shape.plain || shape.pattern) {
    for (const control of CONTROL) values.push([`control ${escape(control)}`, `ab${control}cd`]);
  }
  if (shape.pattern)
    values.push(
      ['the wrong pattern', '!?'],
      ['one too many', `${wordOf(sampleOf({ ...shape, optional: false, nullable: false }))}\n`],
    );
  if (shape.format === 'datetime') values.push(...brokenInstants());
  if (shape.format === 'date')
    values.push(
      ...['2026-02-30', '2026-13-01', '2026-1-1', '20261120'].map((day) => [day, day] as [string, Json]),
    );
  return values;
}

function brokenInstants(): [string, Json][] {
  return [
    '2026-11-20T10:00:00Z',
    '2026-11-20T10:00:00.000+08:00',
    '2026-11-20 10:00:00.000Z',
    '2026-02-30T10:00:00.000Z',
    '2026-11-20T25:00:00.000Z',
    '2026-11-20',
    '1763604000000',
    '+275760-09-13T00:00:00.001Z',
  ].map((value) => [value, value]);
}

function brokenIds(kind: IdKind): BadValues {
  const good = nobody(kind, 'A');
  const others = (Object.keys(ID_PREFIX) as IdKind[]).filter((other) => other !== kind);
  const values: [string, Json][] = others.map((other) => [`the id of a ${other}`, nobody(other)]);
  const bad = [
    '',
    '1',
    good.slice(0, -1),
    `${good}0`,
    good.toLowerCase(),
    good.toUpperCase(),
    `${good}\n`,
    ` ${good}`,
    good.replace('0', 'U'),
    `${ID_PREFIX[kind]}_`,
    `${ID_PREFIX[kind]}_' OR '1'='1' -- `,
    good.replace('0', '\uff10'),
    good.replace('0', '%'),
    'x'.repeat(190),
  ];
  return [...values, ...bad.map((value) => [`the id ${JSON.stringify(value)}`, value] as [string, Json])];
}

function brokenLists(shape: Form & { kind: 'array' }): BadValues {
  const item = sampleOf(shape.item);
  const values: [string, Json][] = [];
  if (shape.min > 0) values.push(['empty list', []]);
  if (shape.max < Infinity) values.push(['too many', Array<Json>(shape.max + 1).fill(item)]);
  if (!shape.item.nullable) values.push(['a list of null', [null]]);
  return [...values, ['a list in a list', [[item]]]];
}

function withoutKind(shape: Form & { kind: 'union' }): Json {
  const sample = sampleOf({ ...shape, optional: false, nullable: false }) as {
    readonly [name: string]: Json;
  };
  return Object.fromEntries(Object.entries(sample).filter(([name]) => name !== shape.by));
}

function nest(depth: number): Json {
  return `${BARE}${'['.repeat(depth)}${']'.repeat(depth)}`;
}

function escape(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
