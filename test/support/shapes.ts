import { z } from 'zod';
import { ID_PREFIX, type IdKind } from '../../shared/kernel';

/** What a schema of the contract asks for, in the few words that a generator of good and bad values needs. */
export type Shape = { readonly optional: boolean; readonly nullable: boolean } & Form;

export type Form =
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly kind: 'array'; readonly item: Shape; readonly min: number; readonly max: number }
  | {
      readonly kind: 'text';
      readonly min: number;
      readonly max: number;
      readonly pattern: RegExp | null;
      readonly format: 'datetime' | 'date' | null;
      /** Trimmed, and without control characters. */
      readonly plain: boolean;
    }
  | { readonly kind: 'id'; readonly of: IdKind }
  | {
      readonly kind: 'number';
      readonly whole: boolean;
      readonly min: number;
      readonly max: number;
    }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'union'; readonly by: string; readonly options: readonly Shape[] };

/** A place inside a body or a query: names of fields, and positions in lists. */
export type Path = readonly (string | number)[];

type Def = z.core.$ZodTypes['_zod']['def'];

/**
 * Reads a schema. Throws on one that it does not know, and on an object that lets unknown fields pass, so that
 * nothing new in the contract goes untested.
 */
export function shapeOf(schema: z.core.$ZodType): Shape {
  const def = (schema as z.core.$ZodTypes)._zod.def;
  if (def.type === 'optional' || def.type === 'default') return { ...shapeOf(def.innerType), optional: true };
  if (def.type === 'nullable') return { ...shapeOf(def.innerType), nullable: true };
  return { optional: false, nullable: false, ...formOf(def) };
}

function formOf(def: Def): Form {
  if (def.type === 'object') return objectOf(def);
  if (def.type === 'array') return { kind: 'array', item: shapeOf(def.element), ...lengthsOf(def) };
  if (def.type === 'string') return textOf(def);
  if (def.type === 'number') return numberOf(def);
  if (def.type === 'boolean') return { kind: 'boolean' };
  if (def.type === 'enum') return { kind: 'choice', values: Object.values(def.entries).map(String) };
  if (def.type === 'literal') return { kind: 'choice', values: def.values.map(String) };
  if (def.type !== 'union') throw new Error(`shapes: no idea what ${def.type} is`);
  const by = (def as z.core.$ZodDiscriminatedUnionDef).discriminator;
  return { kind: 'union', by, options: def.options.map(shapeOf) };
}

function objectOf(def: z.core.$ZodObjectDef): Form {
  const catchall = def.catchall as z.core.$ZodTypes | undefined;
  if (catchall?._zod.def.type !== 'never') throw new Error('shapes: an object of a request must be strict');
  const fields = Object.entries(def.shape).map(([name, field]) => [name, shapeOf(field)] as const);
  return { kind: 'object', fields: Object.fromEntries(fields) };
}

function textOf(def: z.core.$ZodTypeDef): Form {
  const checks = checksOf(def);
  const formats = checks.filter((check) => check.check === 'string_format');
  const pattern = formats.map((check) => check.pattern).find((one) => one !== undefined) ?? null;
  const of = pattern && idKindOf(pattern);
  if (of) return { kind: 'id', of };
  const format = formats.map((check) => check.format).find((one) => one === 'datetime' || one === 'date');
  const plain = checks.some((check) => check.check === 'custom');
  return { kind: 'text', ...lengthsOf(def), pattern, format: format ?? null, plain };
}

function numberOf(def: z.core.$ZodTypeDef): Form {
  const checks = checksOf(def);
  return {
    kind: 'number',
    whole: checks.some((check) => check.check === 'number_format'),
    min: boundOf(checks, 'greater_than', Number.MIN_SAFE_INTEGER),
    max: boundOf(checks, 'less_than', Number.MAX_SAFE_INTEGER),
  };
}

/** The definitions of all checks that we look at, in one. */
interface Check {
  readonly check?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly value?: number;
  readonly format?: 'datetime' | 'date' | 'regex' | 'safeint';
  readonly pattern?: RegExp;
}

/** A format such as `z.int()` or `z.iso.date()` is a check itself. */
function checksOf(def: z.core.$ZodTypeDef): readonly Check[] {
  const checks = (def.checks ?? []).map((check) => check._zod.def as Check);
  return [def as Check, ...checks];
}

function lengthsOf(def: z.core.$ZodTypeDef): { min: number; max: number } {
  const checks = checksOf(def);
  const min = checks.find((check) => check.check === 'min_length')?.minimum ?? 0;
  return { min, max: checks.find((check) => check.check === 'max_length')?.maximum ?? Infinity };
}

function boundOf(checks: readonly Check[], kind: 'greater_than' | 'less_than', otherwise: number): number {
  const bounds = checks.flatMap((check) =>
    check.check === kind && check.value !== undefined ? [check.value] : [],
  );
  if (bounds.length === 0) return otherwise;
  return kind === 'less_than' ? Math.min(...bounds) : Math.max(...bounds);
}

function idKindOf(pattern: RegExp): IdKind | null {
  const kinds = Object.keys(ID_PREFIX) as IdKind[];
  return kinds.find((kind) => pattern.source.startsWith(`^${ID_PREFIX[kind]}_`)) ?? null;
}

/** Every place of a shape, the whole itself included; lists are entered at their first item. */
export function placesOf(shape: Shape, path: Path = []): { path: Path; shape: Shape }[] {
  return [{ path, shape }, ...partsOf(shape, path)];
}

function partsOf(shape: Shape, path: Path): { path: Path; shape: Shape }[] {
  if (shape.kind === 'array') return placesOf(shape.item, [...path, 0]);
  if (shape.kind === 'union') return shape.options.flatMap((option) => partsOf(option, path));
  if (shape.kind !== 'object') return [];
  return Object.entries(shape.fields).flatMap(([name, field]) => placesOf(field, [...path, name]));
}
