import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { RouteKey } from '../../../shared/contract';

/** A route that the server answers. `declared` null: nobody said who may call it, and a test fails. */
export interface ListedRoute {
  readonly method: string;
  readonly path: string;
  readonly declared: RouteKey | 'system' | null;
}

interface RouteBook {
  readonly routes: ListedRoute[];
  /** Paths below which plugins (static files, the docs) register routes without saying what they are. */
  readonly systemPaths: string[];
}

const books = new WeakMap<object, RouteBook>();

/** Begins to write down every route that is registered from now on. */
export function recordRoutes(fastify: FastifyInstance): void {
  const book: RouteBook = { routes: [], systemPaths: [] };
  books.set(fastify, book);
  fastify.addHook('onRoute', (route) => {
    const declared = (route.config as { liuke?: RouteKey | 'system' } | undefined)?.liuke ?? null;
    for (const method of methodsOf(route)) book.routes.push({ method, path: route.url, declared });
  });
}

/** Declares that everything registered at or below `path` is open to anybody, like the docs. Not under `/api/v1`. */
export function declareSystemPath(app: NestFastifyApplication, path: string): void {
  if (path === '' || path.startsWith('/api/v1')) throw new Error(`${path} is no system path`);
  bookOf(app).systemPaths.push(path);
}

/**
 * Every route the server answers, by path and method, with its contract key. HEAD goes with its GET and is left out.
 * To be called after `app.init()`.
 */
export function listRoutes(app: NestFastifyApplication): ListedRoute[] {
  const { routes, systemPaths } = bookOf(app);
  const isSystem = (path: string) =>
    systemPaths.some(
      (prefix) => path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`),
    );
  return routes
    .filter(
      ({ method, path }) =>
        method !== 'HEAD' || !routes.some((one) => one.path === path && one.method === 'GET'),
    )
    .map((route) =>
      route.declared === null && isSystem(route.path) ? { ...route, declared: 'system' as const } : route,
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

function bookOf(app: NestFastifyApplication): RouteBook {
  const book = books.get(app.getHttpAdapter().getInstance());
  if (!book) throw new Error('the app was not made by createServer');
  return book;
}
