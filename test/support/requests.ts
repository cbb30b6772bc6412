import { routeOf, routes, type RouteKey } from '../../shared/contract';
import { freshKey, type Reply, type TestApp } from './app';

/** A request of a contract route, as loosely as HTTP allows. */
export interface LooseRequest {
  readonly token?: string | undefined;
  readonly params?: Readonly<Record<string, string>>;
  /** Text behind the question mark. */
  readonly query?: string;
  /** Text of the body; sent as JSON unless `headers` say otherwise. */
  readonly payload?: string | Buffer | undefined;
  /** Idempotency key; a fresh one for `once` routes unless given; null sends none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export const ROUTE_KEYS = Object.keys(routes) as RouteKey[];

/** The parts of a route's name. */
export function partsOf(route: RouteKey): { method: string; path: string } {
  const space = route.indexOf(' ');
  return { method: route.slice(0, space), path: route.slice(space + 1) };
}

/** Sends a request without looking at it. */
export function send(app: TestApp, route: RouteKey, request: LooseRequest): Promise<Reply<unknown>> {
  const { method, path } = partsOf(route);
  const url = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(request.params?.[name] ?? ''),
  );
  const headers: Record<string, string> = {};
  if (request.payload !== undefined) headers['content-type'] = 'application/json';
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`;
  if (routeOf(route).once && request.key !== null) headers['idempotency-key'] = request.key ?? freshKey();
  return app.raw({
    method,
    url: `/api/v1${url}${request.query ? `?${request.query}` : ''}`,
    headers: { ...headers, ...request.headers },
    ...(request.payload === undefined ? {} : { payload: request.payload }),
  });
}
