import { z } from 'zod';
import * as contract from '../../../shared/contract';

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Io = 'input' | 'output';

/** Converts the contract's schemas, and collects the named ones it meets. */
export interface SchemaBook {
  /** The JSON schema of a request's body (`input`) or an answer (`output`). */
  convert(schema: z.ZodType, io: Io): JsonSchema;
  /** The named schemas met so far, by name. */
  named(): Record<string, JsonSchema>;
}

/** Named schemas become components; the form they have in requests is called `…Input`. */
export function schemaBook(): SchemaBook {
  const registry = namedSchemas();
  const found = new Map<string, JsonSchema>();
  return {
    convert(schema, io) {
      const { $schema: _, $defs: defs = {}, ...rest } = z.toJSONSchema(schema, { io, metadata: registry });
      const nameOf = (name: string) => (io === 'input' ? `${name}Input` : name);
      for (const [name, definition] of Object.entries(defs))
        found.set(nameOf(name), tidy(definition, io, nameOf));
      return tidy(rest, io, nameOf);
    },
    named: () => Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The properties of a path or query schema, each in full. */
export function propertiesOf(schema: z.ZodType): { name: string; required: boolean; schema: unknown }[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' });
  return Object.entries(properties).map(([name, property]) => ({
    name,
    required: required.includes(name),
    schema: tidy(property, 'input', (same) => same),
  }));
}

/** Every object or union that the contract exports, under its name with a capital. */
function namedSchemas(): z.core.$ZodRegistry<{ id: string }> {
  const registry = z.registry<{ id: string }>();
  for (const [name, value] of Object.entries(contract)) {
    if (value instanceof z.ZodObject || value instanceof z.ZodDiscriminatedUnion) {
      registry.add(value, { id: name.charAt(0).toUpperCase() + name.slice(1) });
    }
  }
  return registry;
}

/**
 * The same schema with its references pointed at the components, without the bounds of safe integers, and with
 * answers open: clients must bear a field that is added later.
 */
function tidy(schema: unknown, io: Io, nameOf: (name: string) => string): JsonSchema {
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node)
        .filter(([key, value]) => !isNoise(key, value, io))
        .map(([key, value]) => [key, key === '$ref' ? pointed(String(value), nameOf) : walk(value)]),
    );
  };
  return walk(schema) as JsonSchema;
}

function isNoise(key: string, value: unknown, io: Io): boolean {
  if (key === 'minimum') return value === Number.MIN_SAFE_INTEGER;
  if (key === 'maximum') return value === Number.MAX_SAFE_INTEGER;
  return io === 'output' && key === 'additionalProperties' && value === false;
}

function pointed(reference: string, nameOf: (name: string) => string): string {
  return reference.replace(/^#\/\$defs\/(.+)$/, (_, name: string) => `#/components/schemas/${nameOf(name)}`);
}
