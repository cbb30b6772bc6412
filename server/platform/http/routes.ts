import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RouteKey } from '../../../shared/contract';

/** A route that the server answers. `declared` null: nobody said who may call it, and a test fails. */
export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  readonly declared: RouteKey | 'system' | null;
}

const books = new WeakMap<object, ListedRoute[]>();

/** Begins to write down every route that is registered from now on. */
export function recordRoutes(fastify: FastifyInstance): void {
  const book: ListedRoute[] = [];
  books.set(fastify, book);
  fastify.addHook('onRoute', (route) => {
    const declared = (route.config as { liuke?: RouteKey | 'system' } | undefined)?.liuke ?? null;
    for (const method of methodsOf(route)) book.push({ method, path: route.url, declared });
  });
}

/**
 * Every route the server answers, by path and method, with its contract key. HEAD goes with its GET and is left out.
 * To be called after `app.init()`.
 */
export function listRoutes(app: NestFastifyApplication): ListedRoute[] {
  const routes = bookOf(app);
  return routes
    .filter(
      ({ method, path }) =>
        method !== 'HEAD' || !routes.some((one) => one.path === path && one.method === 'GET'),
    )
    .sort((a, b) => compare(`${a.path} ${a.method}`, `${b.path} ${b.method}`));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function methodsOf(route: RouteOptions): readonly string[] {
  return typeof route.method === 'string' ? [route.method] : route.method;
}

function bookOf(app: NestFastifyApplication): readonly ListedRoute[] {
  const book = books.get(app.getHttpAdapter().getInstance());
  if (!book) throw new Error('the app was not made by createServer');
  return book;
}
