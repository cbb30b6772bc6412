import type { Socket } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config';
import { createLogger, Log, NestLog } from '../logging';
import { Metrics } from '../metrics';
import { SystemRandom, type Random } from '../random';
import { watchAnswers } from './answers';
import { CONNECTION_LIMITS, keepRoom, type ConnectionLimits } from './connections';
import type { SystemOptions } from './handle';
import { addHandlers } from './handlers';
import { SAFE_HEADERS } from './headers';
import { problemOf, PROBLEM_TYPE } from './problem';
import { sendProblem } from './problem.filter';
import { Refusal } from './refusal';
import { recordRoutes } from './routes';

export const BODY_LIMIT_BYTES = 256 * 1024;

const HEADER_BYTES_MAX = 16 * 1024;
/** How long a peer that sent garbage may take to read what is wrong with it. */
const LAST_WORD_MS = 2_000;

export interface ServerOptions {
  /** Registers what is no controller (static files, previews) before the routes are closed. */
  readonly configure?: (app: NestFastifyApplication) => Promise<void> | void;
  readonly log?: Log;
  readonly random?: Random;
  /** What is other than `CONNECTION_LIMITS`. */
  readonly connections?: Partial<ConnectionLimits>;
}

/**
 * An initialised server for a module that imports `PlatformModule` and `HttpModule`: ready for `inject` or `listen`.
 * Handlers carry their full paths, so there is no prefix.
 */
export async function createServer(
  module: Type | DynamicModule,
  config: Config,
  options: ServerOptions = {},
): Promise<NestFastifyApplication> {
  const log = options.log ?? createLogger(config);
  const limits = { ...CONNECTION_LIMITS, ...options.connections };
  const adapter = createAdapter(config, options.random ?? new SystemRandom(), log, limits);
  const fastify = adapter.getInstance();
  recordRoutes(fastify);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    bodyParser: false,
    abortOnError: false,
  });
  acceptOnlyJson(fastify);
  addHooks(fastify, app.get(Metrics), log);
  watchAnswers(fastify, config.env === 'test');
  addHandlers(app, log);
  await options.configure?.(app);
  await app.init();
  await fastify.ready();
  keepRoom(fastify.server, limits);
  return app;
}

function createAdapter(config: Config, random: Random, log: Log, limits: ConnectionLimits): FastifyAdapter {
  const nextId = requestIds(random);
  return new FastifyAdapter({
    // there is no middleware of Nest
    skipMiddie: true,
    logger: false,
    trustProxy: typeof config.trust_proxy === 'object' ? [...config.trust_proxy] : config.trust_proxy,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: limits.request_ms,
    connectionTimeout: limits.silence_ms,
    keepAliveTimeout: limits.keep_alive_ms,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: HEADER_BYTES_MAX,
      headersTimeout: limits.headers_ms,
      connectionsCheckingInterval: limits.checked_every_ms,
      // refused by a hook of ours, as a problem
      requireHostHeader: false,
    },
    requestIdHeader: false,
    genReqId: nextId,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(error, request, reply, log),
    clientErrorHandler: (error, socket) => refuseGarbage(error.code, socket, nextId()),
  });
}

/** Request ids: chance once per process, then a count. */
function requestIds(random: Random): () => string {
  const process = random.text(10);
  let count = 0;
  return () => {
    count += 1;
    return `${process}-${count.toString(36)}`;
  };
}

/** Answers what is not even HTTP. */
function refuseGarbage(code: string | undefined, socket: Socket, requestId: string): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = code === 'HPE_HEADER_OVERFLOW';
  const { problem } = problemOf(new Refusal(tooLarge ? 'payload_too_large' : 'malformed'), 'zh', requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    `Date: ${new Date().toUTCString()}`,
    `X-Request-Id: ${requestId}`,
    ...Object.entries(SAFE_HEADERS).map(([name, value]) => `${name}: ${value}`),
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // a peer that neither reads nor hangs up would keep its half of the connection
  const over = setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
  socket.once('close', () => clearTimeout(over));
}

/**
 * Bodies are kept as bytes until `Admission` knows who is asking. An empty one is fine with any route that takes
 * none: wx.request names a content type even then.
 */
function acceptOnlyJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    const { any_body: isOpen = false } = request.routeOptions.config as SystemOptions;
    if (isOpen) done(null, body);
    else done(new Refusal('unsupported_media_type'));
  });
}

function addHooks(fastify: FastifyInstance, metrics: Metrics, log: Log): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id).headers(SAFE_HEADERS);
    // Answers are about one person at one moment. What counts is the route: an address can be written in many ways.
    if (request.routeOptions.url?.startsWith('/api/v1/')) reply.header('cache-control', 'no-store');
    // RFC 9112, 3.2: without a Host it is no HTTP/1.1
    const isNamed = request.headers.host !== undefined || request.raw.httpVersion === '1.0';
    done(isNamed ? undefined : new Refusal('malformed'));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    const { statusCode: status, elapsedTime: elapsed } = reply;
    metrics.request(request.method, route, status, elapsed);
    log.info(
      { request_id: request.id, method: request.method, route, status, ms: Math.round(elapsed) },
      'answered',
    );
    done();
  });
}
