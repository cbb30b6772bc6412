import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { RouteKey } from '../../../shared/contract';
import type { Answer, Call } from './call';

export const API_PREFIX = '/api/v1';
export const ROUTE_KEY = 'liuke:route';
export const SYSTEM_ROUTE = 'liuke:system';

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
 * Declares the decorated method as the handler of a contract route, which `addHandlers` finds. The compiler checks the
 * method's `Call` and its answer against the contract.
 */
export function Handle<Key extends RouteKey>(key: Key): HandlerDecorator<Key> {
  return SetMetadata(ROUTE_KEY, key);
}

/** `any_body`: takes bodies of whatever type, as bytes, since those who call it write what they like. */
export interface SystemOptions {
  readonly any_body?: boolean;
}

/** Declares a route outside the contract that anybody may call: health, metrics, docs, previews. */
export function System(options: SystemOptions = {}): MethodDecorator {
  return applyDecorators(SetMetadata(SYSTEM_ROUTE, true), RouteConfig({ liuke: 'system', ...options }));
}
