import type { FastifyRequest } from 'fastify';

const BEARER = /^Bearer ([\x21-\x7e]{1,512})$/i;
const TICKET = /^[\x21-\x7e]{1,128}$/;
const KEY = /^[\x21-\x7e]{8,64}$/;

/** The bearer token of a request; null without one, with a strange one, or with several. */
export function bearerOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization;
  // Node keeps the first of several Authorization headers; a proxy in between may have judged another.
  if (header === undefined || countOf(request, 'authorization') > 1) return null;
  return BEARER.exec(header)?.[1] ?? null;
}

/** The client's idempotency key; null when it is missing, doubled or not 8–64 visible ASCII characters. */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key'];
  return typeof header === 'string' && KEY.test(header) && countOf(request, 'idempotency-key') === 1
    ? header
    : null;
}

/** The ticket of a flash sale; null when it is missing, doubled or not 1–128 visible ASCII characters. */
export function ticketOf(request: FastifyRequest): string | null {
  const header = request.headers['liuke-ticket'];
  return typeof header === 'string' && TICKET.test(header) && countOf(request, 'liuke-ticket') === 1
    ? header
    : null;
}

function countOf(request: FastifyRequest, name: string): number {
  let count = 0;
  const raw = request.raw.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) {
    const given = raw[i] ?? '';
    if (given.length === name.length && given.toLowerCase() === name) count += 1;
  }
  return count;
}
