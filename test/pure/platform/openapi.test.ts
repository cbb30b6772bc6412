import { ERRORS, routeOf, routes, type RouteKey } from '../../../shared/contract';
import { openApiDocument, problemPage } from '../../../server/platform/openapi';
import { buildDocument } from '../../../server/platform/openapi/document';

type Json = Record<string, unknown>;
interface Operation {
  operationId: string;
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { content: Json };
  responses: Record<string, { content?: Json }>;
  security: Json[];
}

const document = openApiDocument() as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Json };
};

function* referencesIn(node: unknown): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref') yield value as string;
    else yield* referencesIn(value);
  }
}

describe('the OpenAPI document', () => {
  const keys = Object.keys(routes) as RouteKey[];

  it('holds every route of the contract and no other', () => {
    const listed = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(listed.sort()).toEqual([...keys].sort());
  });

  it.each(keys)('tells of %s what the contract says', (key) => {
    const [method, path] = key.split(' ') as [string, string];
    const route = routeOf(key);
    const operation = document.paths[`/api/v1${path}`]![method.toLowerCase()]!;
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    expect(operation.parameters.filter((one) => one.in === 'path').map((one) => one.name)).toEqual(inPath);
    expect(operation.parameters.some((one) => one.name === 'Idempotency-Key')).toBe(route.once);
    expect(operation.requestBody !== undefined).toBe(route.body !== undefined);
    expect(operation.security).toHaveLength(route.audience === 'public' ? 0 : 1);
    for (const code of route.errors)
      expect(Object.keys(operation.responses)).toContain(String(ERRORS[code].status));
    expect(operation.responses[route.status]).toBeDefined();
  });

  it('keeps the patterns of ids, and the limits of pages', () => {
    const one = document.paths['/api/v1/stores/{id}']!['get']!;
    expect(one.parameters[0]).toEqual({
      name: 'id',
      in: 'path',
      required: true,
      schema: { type: 'string', pattern: '^sto_[0-9A-HJKMNP-TV-Z]{28}$' },
    });
    const limit = document.paths['/api/v1/stores']!['get']!.parameters.find(({ name }) => name === 'limit');
    expect(limit).toEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    });
  });

  it('refers only to what it holds, and names each operation once', () => {
    const names = Object.keys(document.components.schemas);
    for (const reference of referencesIn(document)) {
      expect(names).toContain(reference.replace('#/components/schemas/', ''));
    }
    const ids = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(JSON.stringify(document)).not.toMatch(/\$defs|\$schema|9007199254740991/);
  });

  it('is the same text whenever it is built', () => {
    expect(JSON.stringify(buildDocument())).toBe(JSON.stringify(document));
  });
});

it('every problem code has its place on the page that problems point at', () => {
  const page = problemPage();
  for (const code of Object.keys(ERRORS)) expect(page).toContain(`id="${code}"`);
});
