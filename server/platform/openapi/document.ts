import type { z } from 'zod';
import {
  ERRORS,
  routeOf,
  routes,
  type Audience,
  type ErrorCode,
  type RouteDefinition,
  type RouteKey,
} from '../../../shared/contract';
import { propertiesOf, schemaBook, type SchemaBook } from './schemas';

type Json = Readonly<Record<string, unknown>>;

const TITLES: Readonly<Record<Audience, string>> = {
  public: 'Public',
  person: 'Person: a WeChat login, joined or not',
  member: 'Member',
  staff: 'Staff at the counter',
  console: 'Console',
};
const PROBLEM_REF = { $ref: '#/components/schemas/Problem' };

let document: Json | undefined;

/** The OpenAPI 3.1 document of the contract. Deterministic: the same contract gives the same text. */
export function openApiDocument(): Json {
  document ??= buildDocument();
  return document;
}

let file: Buffer | undefined;

/** The same as bytes to be sent: writing out its 400 kB takes as long as many requests. */
export function openApiFile(): Buffer {
  file ??= Buffer.from(JSON.stringify(openApiDocument()));
  return file;
}

/** Builds the document anew. */
export function buildDocument(): Json {
  const book = schemaBook();
  const paths: Record<string, Record<string, unknown>> = {};
  for (const key of Object.keys(routes) as RouteKey[]) {
    const [method = '', path = ''] = key.split(' ');
    const operations = (paths[`/api/v1${path}`] ??= {});
    operations[method.toLowerCase()] = operation(key, routeOf(key), book);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Liuke 留客',
      version: '1',
      description:
        'Times are RFC 3339 in UTC with milliseconds, money is integer fen, lists page by `after`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    tags: Object.entries(TITLES).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: { ...book.named(), Problem: problemSchema() },
      securitySchemes: securitySchemes(),
    },
  };
}

function operation(key: RouteKey, route: RouteDefinition, book: SchemaBook): Json {
  return {
    operationId: operationId(key),
    tags: [route.audience],
    summary: route.summary,
    description: describe(route),
    security: route.audience === 'public' ? [] : [{ [schemeOf(route.audience)]: [] }],
    parameters: [
      ...parametersOf(route.params, 'path'),
      ...parametersOf(route.query, 'query'),
      ...(route.once ? [ONCE_HEADER] : []),
      ...(route.ticket ? [TICKET_HEADER] : []),
    ],
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: book.convert(route.body, 'input') } },
      },
    }),
    responses: responsesOf(route, book),
  };
}

const ONCE_HEADER = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description: 'The same key with the same content has one effect and one answer, however often it is sent.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{8,64}$' },
};

const TICKET_HEADER = {
  name: 'Liuke-Ticket',
  in: 'header',
  required: true,
  description: 'The ticket of the flash sale.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,128}$' },
};

/** `POST /me/orders/{id}/payments` → `post_me_orders_id_payments`. */
function operationId(key: RouteKey): string {
  return key
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}

function describe(route: RouteDefinition): string {
  const lines = [`Permission: \`${route.permission}\`.`];
  if (route.errors.length > 0) lines.push('Refusals to expect:', ...route.errors.map(codeLine));
  return lines.join('\n');
}

function codeLine(code: ErrorCode): string {
  return `- \`${code}\` (${ERRORS[code].status}): ${ERRORS[code].en}`;
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): Json[] {
  return schema ? propertiesOf(schema).map((property) => ({ ...property, in: place })) : [];
}

function responsesOf(route: RouteDefinition, book: SchemaBook): Json {
  const responses: Record<string, unknown> = { [route.status]: successOf(route, book) };
  const codes = [...commonErrors(route), ...route.errors];
  const statuses = [...new Set(codes.map((code) => ERRORS[code].status))].sort((a, b) => a - b);
  for (const status of statuses) {
    const own = [...new Set(codes.filter((code) => ERRORS[code].status === status))].sort();
    responses[status] = {
      description: own.map((code) => `\`${code}\``).join(', '),
      content: { 'application/problem+json': { schema: PROBLEM_REF } },
    };
  }
  return responses;
}

function successOf(route: RouteDefinition, book: SchemaBook): Json {
  if (route.produces !== undefined) {
    return {
      description: 'Success',
      content: { [route.produces]: { schema: { type: 'string', format: 'binary' } } },
    };
  }
  if (!route.response) return { description: 'Success, without content' };
  return {
    description: 'Success',
    ...(route.once && {
      headers: {
        'Idempotency-Replayed': {
          description: '`true` on a replay',
          schema: { type: 'string', enum: ['true'] },
        },
      },
    }),
    content: { 'application/json': { schema: book.convert(route.response, 'output') } },
  };
}

/** Refusals that every route of its kind can give. */
function commonErrors(route: RouteDefinition): ErrorCode[] {
  const codes: ErrorCode[] = ['malformed', 'too_many_requests', 'internal_error', 'unavailable'];
  if (route.audience !== 'public') codes.push('unauthenticated');
  if (route.audience === 'member') codes.push('not_a_member');
  if (route.audience === 'staff') codes.push('not_staff');
  if (route.audience === 'console') codes.push('forbidden');
  if (route.body) codes.push('payload_too_large', 'unsupported_media_type');
  if (route.once) codes.push('idempotency_key_required', 'idempotency_key_reused', 'outcome_unknown', 'busy');
  return codes;
}

function schemeOf(audience: Audience): string {
  return audience === 'console' ? 'console' : 'person';
}

function securitySchemes(): Json {
  return {
    person: { type: 'http', scheme: 'bearer', description: 'The token of `POST /auth/wechat`.' },
    console: { type: 'http', scheme: 'bearer', description: 'The token of `POST /console/sessions`.' },
  };
}

/** The problem document (RFC 9457). */
function problemSchema(): Json {
  const text = { type: 'string' };
  const field = {
    type: 'object',
    required: ['field', 'problem'],
    properties: { field: text, problem: text },
  };
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'code', 'detail', 'retryable', 'request_id'],
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: text,
      status: { type: 'integer' },
      code: { type: 'string', enum: Object.keys(ERRORS) },
      detail: { type: 'string', description: 'A sentence a person can read.' },
      params: { type: 'object', additionalProperties: { type: ['string', 'number'] } },
      fields: { type: 'array', items: field },
      retryable: {
        type: 'boolean',
        description: 'The same request may succeed later without being changed.',
      },
      request_id: text,
    },
  };
}
