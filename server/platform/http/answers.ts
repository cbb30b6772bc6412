import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf, type RouteKey } from '../../../shared/contract';

/** Answers with nothing who has the answer already, and with `checked` (in tests) holds every answer against the contract. */
export function watchAnswers(fastify: FastifyInstance, checked: boolean): void {
  fastify.addHook('onSend', (request, reply, payload, done) =>
    done(null, orUnchanged(request, reply, payload)),
  );
  if (!checked) return;
  fastify.addHook('onSend', async (request, reply, payload: unknown) => {
    const { liuke: key } = request.routeOptions.config as { liuke?: RouteKey | 'system' };
    if (key !== undefined && key !== 'system' && reply.statusCode < 400) assertAnswer(key, payload);
    return payload;
  });
}

/** The payload, or none for a client that says it has just this already. */
function orUnchanged(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  // Fastify takes the body off the answer to HEAD by itself, and stumbles over one that is gone
  if (request.method !== 'GET') return payload;
  const tag = reply.getHeader('etag');
  if (tag === undefined || tag !== request.headers['if-none-match'] || reply.statusCode !== 200)
    return payload;
  reply.code(304).removeHeader('content-length').removeHeader('content-type');
  return null;
}

/** Throws unless `payload`, as it goes over the wire, is exactly what the contract promises: nothing less or more. */
function assertAnswer(key: RouteKey, payload: unknown): void {
  const { response } = routeOf(key);
  if (response === null) return;
  const wire: unknown = JSON.parse(typeof payload === 'string' && payload !== '' ? payload : 'null');
  const parsed = response.safeParse(wire);
  if (!parsed.success) throw new Error(`${key} answers against the contract: ${parsed.error.message}`);
  // Schemas of answers drop what they do not know.
  if (!isDeepStrictEqual(parsed.data, wire)) throw new Error(`${key} answers more than the contract says`);
}
