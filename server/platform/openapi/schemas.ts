import { z } from 'zod';
import * as contract from '../../../shared/contract';

export type JsonSchema = Readonly<Record<string, unknown>>;
export type Io = 'input' | 'output';

/** Converts the contract's schemas, and collects the named ones it meets. */
export interface SchemaBook {
  /** The JSON schema of a request (`input`) or an answer (`output`). */
  convert(schema: z.ZodType, io: Io): JsonSchema;
  /** The named schemas met so far, by name. */
  named(): Record<string, JsonSchema>;
}

/** `$defs` of zod become components; a request's form of a shared schema is called `…Input` where it differs. */
export function schemaBook(): SchemaBook {
  const registry = namedSchemas();
  const found = new Map<string, JsonSchema>();
  return {
    convert(schema, io) {
      const { $schema: _, $defs: defs = {}, ...rest } = z.toJSONSchema(schema, { io, metadata: registry });
      const rename = (name: string) => (io === 'input' ? `${name}Input` : name);
      for (const [name, definition] of Object.entries(defs))
        found.set(rename(name), relink(definition, rename));
      return relink(rest, rename);
    },
    named: () => Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
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

/** The same schema with its references pointed at the components, and without zod's own `id` notes. */
function relink(value: unknown, rename: (name: string) => string): JsonSchema {
  return walk(value) as JsonSchema;

  function walk(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    const entries = Object.entries(node).map(([key, child]): [string, unknown] =>
      key === '$ref' && typeof child === 'string'
        ? [
            key,
            child.replace(/^#\/\$defs\/(.+)$/, (_, name: string) => `#/components/schemas/${rename(name)}`),
          ]
        : [key, walk(child)],
    );
    return Object.fromEntries(entries);
  }
}
