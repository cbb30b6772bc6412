import { type IncomingMessage, type ServerResponse } from 'node:http';

/** One request, read whole. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** Path and query as they came over the line. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly query: URLSearchParams;
  readonly origin: string | null;
  readonly body: string;
}

/** One answer, before it is written. `errcode` is only for the record of calls. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Buffer;
  readonly errcode?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The request cannot be read at all; answered by its status alone. */
export class Unreadable extends Error {
  constructor(readonly status: number) {
    super(`request refused with ${status}`);
  }
}

const BODY_BYTES_MAX = 1024 * 1024;

/** An answer in JSON. */
export function json(status: number, value: object): Answer {
  return { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}

/** The address in a text, or undefined when it is none. (Not every Node 20 has URL.parse.) */
export function parseAddress(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** Reads the request to its end. Throws Unreadable for a broken address or more than 1 MiB. */
export async function readAsked(request: IncomingMessage): Promise<Asked> {
  const target = request.url ?? '/';
  const address = parseAddress(`http://sandbox${target}`);
  if (!address || !target.startsWith('/')) throw new Unreadable(400);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new Unreadable(413);
    chunks.push(chunk);
  }
  return {
    method: request.method ?? 'GET',
    path: address.pathname,
    target,
    headers: request.headers,
    query: address.searchParams,
    origin: request.headers.origin ?? null,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

/** Writes the answer, unless the caller has gone. */
export function writeAnswer(
  response: ServerResponse,
  answer: Answer,
  headers: Record<string, string> = {},
): void {
  if (response.destroyed) return;
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    ...answer.headers,
    ...headers,
  });
  response.end(answer.body);
}

/** The object in a JSON text, or undefined when it is not an object. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    return { ...value };
  } catch {
    return undefined;
  }
}

/** A part of a path as it was meant; as it came when it is no percent encoding. */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
