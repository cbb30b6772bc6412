import type { IdKind } from '../../shared/kernel';
import { ABSENT, absence, BARE, broken, wrongKinds, type Bad, type BadValues } from './bad-values';
import { sampleOf, TEXTS, wordOf, type Json } from './samples';
import { placesOf, type Path, type Shape } from './shapes';

/** A way to break a request, and the field that the refusal must name. */
export interface Spoiled {
  readonly what: string;
  readonly field: string;
  /** JSON as it is sent; a query has texts instead. */
  readonly payload: string;
}

/** Every way we know to break one field of a good body, each alone. */
export function spoiledBodies(shape: Shape, good: Json): Spoiled[] {
  const bad = variedBodies(shape, good, (here, path) => [
    ...absence(here, path),
    ...wrongKinds(here),
    ...broken(here),
  ]);
  const extra = placesOf(shape).flatMap(({ path, shape: here }) =>
    here.kind === 'object' ? strangers(withPlace(shape, good, path), path) : [],
  );
  // half a character is found before anything is known of the fields
  return [...bad.map((one) => (one.what.startsWith('half') ? { ...one, field: 'body' } : one)), ...extra];
}

/** A good body with one place at a time exchanged for each of some values. */
export function variedBodies(
  shape: Shape,
  good: Json,
  valuesOf: (shape: Shape, path: Path) => BadValues,
): Spoiled[] {
  return placesOf(shape).flatMap(({ path, shape: here }) => {
    const values = valuesOf(here, path);
    if (values.length === 0) return [];
    const base = withPlace(shape, good, path);
    const field = fieldOf(path);
    return values.map(([what, value]) => ({ what, field, payload: write(changed(base, path, value)) }));
  });
}

/** Every way we know to break a query, as texts; numbers and choices are texts there too. */
export function spoiledQueries(shape: Shape, good: Readonly<Record<string, string>>): Spoiled[] {
  if (shape.kind !== 'object') throw new Error('a query is an object');
  const pairs = (name: string, value: string): string =>
    new URLSearchParams({ ...good, [name]: value }).toString();
  const fields = Object.entries(shape.fields).flatMap(([name, here]) => {
    const rest = new URLSearchParams(Object.entries(good).filter(([other]) => other !== name)).toString();
    const kept = good[name] ?? wordOf(sampleOf(here, name));
    const twice = new URLSearchParams([[name, kept]]).toString();
    const texts = queryTexts(here).map(([what, value]) => ({
      what,
      field: name,
      payload: pairs(name, value),
    }));
    return [
      ...texts,
      ...(here.optional ? [] : [{ what: 'missing', field: name, payload: rest }]),
      { what: 'given twice', field: name, payload: `${rest}&${twice}&${twice}` },
      { what: 'as a list', field: `${name}[]`, payload: `${pairs(name, kept)}&${name}[]=1` },
    ];
  });
  const strange = ['page', '__proto__', 'constructor', 'toString', 'id'].filter(
    (name) => !Object.hasOwn(shape.fields, name),
  );
  return [...fields, ...strange.map((name) => ({ what: 'unknown', field: name, payload: pairs(name, '1') }))];
}

function queryTexts(shape: Shape): [string, string][] {
  if (shape.kind === 'number') {
    const bad = ['x', 'NaN', 'Infinity', '-Infinity', '1e309', '9007199254740993', '1,5', '1 2', '１'];
    const outside = [String(shape.min - 1), String(shape.max + 1)];
    const whole = shape.whole ? ['1.5', '0.9999999'] : [];
    // An empty text counts as 0.
    const empty = shape.min > 0 ? ['', ' '] : [];
    return [...bad, ...outside, ...whole, ...empty].map((value) => [`'${value}'`, value]);
  }
  return broken(shape).flatMap(([what, value]): [string, string][] =>
    typeof value === 'string' && !what.startsWith('half') ? [[what, value]] : [],
  );
}

/** A body as good as `good` that asks for something else. Throws where nothing can be asked for otherwise. */
export function alteredBody(shape: Shape, good: Json): Json {
  for (const { path, shape: here } of placesOf(shape)) {
    const value = atPlace(good, path);
    const other = otherValue(here, value);
    if (other !== null) return changed(good, path, other) ?? null;
  }
  throw new Error('spoil: nothing to alter');
}

function otherValue(shape: Shape, value: Json): Json {
  if (shape.kind === 'boolean') return value !== true;
  if (shape.kind === 'number' && typeof value === 'number') return value < shape.max ? value + 1 : value - 1;
  if (shape.kind !== 'text' || typeof value !== 'string') return null;
  const { pattern } = shape;
  if (pattern) return TEXTS.find((text) => text !== value && pattern.test(text)) ?? null;
  return value.length < shape.max ? `${value}1` : value.slice(0, -1);
}

/** Ids that are none, or of something else, for a path. */
export function wrongIds(kind: IdKind): string[] {
  return broken({ kind: 'id', of: kind, optional: false, nullable: false }).flatMap(([, value]) =>
    typeof value === 'string' && value !== '' ? [value] : [],
  );
}

/** Names that are not of the contract, at one object of the body. */
function strangers(base: Json, path: Path): Spoiled[] {
  const names = [
    'unknown',
    'id',
    'member_id',
    'toString',
    'hasOwnProperty',
    'prototype',
    'x'.repeat(300),
    '',
  ];
  const at = fieldOf(path);
  const within = atPlace(base, path) as { readonly [name: string]: Json };
  const unknown = names
    .filter((name) => !Object.hasOwn(within, name))
    .map((name) => ({
      what: `the unknown field ${name.slice(0, 20)}`,
      field: path.length === 0 ? name.slice(0, 100) || 'body' : at,
      payload: write(changed(base, [...path, name], 1)),
    }));
  const forbidden = ['__proto__', 'constructor'].flatMap((name) =>
    [`{"x":1}`, 'null', '1'].map((value) => ({
      what: `the field ${name}`,
      field: 'body',
      payload: write(changed(base, [...path, '@@name'], `${BARE}${value}`)).replace('"@@name"', `"${name}"`),
    })),
  );
  return [...unknown, ...forbidden];
}

/** The same body, with every union and absent object on the way to `path` such that the path exists. */
function withPlace(shape: Shape, value: Json, path: Path): Json {
  const [head, ...rest] = path;
  if (head === undefined) return value;
  if (shape.kind === 'union') {
    const fits = (option: Shape) =>
      option.kind === 'object' && String(head) in option.fields && reaches(option, path);
    const kept = shape.options.find((option) => fits(option) && sameKind(option, value, shape.by));
    const option = kept ?? shape.options.find(fits);
    if (!option) throw new Error(`spoil: no option has ${path.join('.')}`);
    return withPlace(option, kept ? value : sampleOf(option), path);
  }
  const filled = value ?? sampleOf(shape);
  if (shape.kind === 'array') {
    const list = filled as readonly Json[];
    return list.map((item, i) => (i === head ? withPlace(shape.item, item, rest) : item));
  }
  if (shape.kind !== 'object') return value;
  const fields = filled as { readonly [name: string]: Json };
  const field = shape.fields[String(head)]!;
  const inner = fields[head] ?? sampleOf(field, String(head));
  return { ...fields, [head]: withPlace(field, inner, rest) };
}

function reaches(shape: Shape, path: Path): boolean {
  return placesOf(shape).some((place) => place.path.join('.') === path.join('.'));
}

function sameKind(option: Shape, value: Json, by: string): boolean {
  const kind = option.kind === 'object' ? option.fields[by] : undefined;
  const given = value === null ? undefined : (value as Record<string, Json>)[by];
  return kind?.kind === 'choice' && typeof given === 'string' && kind.values.includes(given);
}

function atPlace(value: Json, path: Path): Json {
  return path.reduce<Json>((at, name) => (at as Record<string, Json>)[name] ?? null, value);
}

/** The same value but for what is at `path`; undefined when nothing is left of it. */
export function changed(value: Json, path: Path, to: Bad): Json | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return to === ABSENT ? undefined : to;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((item, i) =>
      i === head ? (changed(item, rest, to) ?? null) : item,
    );
  }
  const fields = { ...(value as Record<string, Json>) };
  const inner = changed(fields[head] ?? null, rest, to);
  if (inner === undefined) {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== String(head)));
  }
  return { ...fields, [head]: inner };
}

/** The text of a body, with what is marked as bare taken out of its quotes. */
function write(value: Json | undefined): string {
  if (value === undefined) return '';
  return JSON.stringify(value).replace(/"\\u0001bare:((?:[^"\\]|\\.)*)"/g, (_, bare: string) =>
    bare.replaceAll('\\"', '"'),
  );
}

function fieldOf(path: Path): string {
  return path.length === 0 ? 'body' : path.join('.').slice(0, 100);
}
