import {
  applyDecorators,
  createParamDecorator,
  Header,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { routeOf, type RouteKey } from '../../../shared/contract';
import type { Answer, Call } from './call';

export const API_PREFIX = '/api/v1';
export const ROUTE_KEY = 'liuke:route';
export const SYSTEM_ROUTE = 'liuke:system';

const CALL = Symbol('call');

type Handler<Key extends RouteKey> = (call: Call<Key>) => Promise<Answer<Key>> | Answer<Key>;
type HandlerDecorator<Key extends RouteKey> = <Method extends Handler<Key>>(
  target: object,
  name: string | symbol,
  descriptor: TypedPropertyDescriptor<Method>,
) => void;

/** `POST /me/coupons/{id}` → method and full path as Fastify writes it. */
export function pathOf(key: RouteKey): { readonly method: string; readonly path: string } {
  const space = key.indexOf(' ');
  return {
    method: key.slice(0, space),
    path: API_PREFIX + key.slice(space + 1).replace(/\{(\w+)\}/g, ':$1'),
  };
}

/**
 * Declares the decorated method as the handler of a contract route. Method, path, success status and media type
 * come from the contract; the compiler checks the method's `Call` and its answer against it.
 */
export function Handle<Key extends RouteKey>(key: Key): HandlerDecorator<Key> {
  const route = routeOf(key);
  const { method, path } = pathOf(key);
  const decorators = [
    RequestMapping({ path, method: RequestMethod[method as keyof typeof RequestMethod] }),
    HttpCode(route.status),
    SetMetadata(ROUTE_KEY, key),
    RouteConfig({ liuke: key }),
  ];
  if (route.produces !== undefined) decorators.push(Header('Content-Type', route.produces));
  return applyDecorators(...decorators);
}

/** `any_body`: takes bodies of whatever type, as bytes, since those who call it write what they like. */
export interface SystemOptions {
  readonly any_body?: boolean;
}

/** Declares a route outside the contract that anybody may call: health, metrics, docs, previews. */
export function System(options: SystemOptions = {}): MethodDecorator {
  return applyDecorators(SetMetadata(SYSTEM_ROUTE, true), RouteConfig({ liuke: 'system', ...options }));
}

/** The parsed call, for a method with `@Handle`. */
export const Input = createParamDecorator((_data: undefined, context: ExecutionContext): unknown => {
  const request = context.switchToHttp().getRequest<CallCarrier>();
  if (!request[CALL]) throw new Error('@Input() without @Handle(): the guard has not parsed this request');
  return request[CALL];
});

interface CallCarrier {
  [CALL]?: Call<RouteKey>;
}

/** Hands the parsed call from the guard to the handler. */
export function attachCall(request: FastifyRequest, call: Call<RouteKey>): void {
  (request as FastifyRequest & CallCarrier)[CALL] = call;
}
