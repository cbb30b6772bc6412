import { consoleChannelsRoutes, visitsRoutes } from './channels';
import { counterRoutes } from './counter';
import { consoleTemplatesRoutes, couponsRoutes } from './coupons';
import { membersRoutes } from './members';
import { picturesRoutes } from './pictures';
import { pointsRoutes } from './points';
import type { RouteDefinition } from './route';
import { consoleAccountsRoutes, consoleStaffRoutes } from './staff';
import { consoleStoresRoutes, storesRoutes } from './stores';

export * from './channels';
export * from './common';
export * from './counter';
export * from './coupons';
export * from './errors';
export * from './members';
export * from './pages';
export * from './pictures';
export * from './points';
export * from './route';
export * from './staff';
export * from './stores';

/** Every route below `/api/v1`; the server, the clients, the OpenAPI document and the tests all read this table. */
export const routes = {
  ...membersRoutes,
  ...picturesRoutes,
  ...visitsRoutes,
  ...storesRoutes,
  ...couponsRoutes,
  ...pointsRoutes,
  ...counterRoutes,
  ...consoleAccountsRoutes,
  ...consoleStoresRoutes,
  ...consoleStaffRoutes,
  ...consoleChannelsRoutes,
  ...consoleTemplatesRoutes,
} as const;

export type Routes = typeof routes;
export type RouteKey = keyof Routes;

/** The definition of a route, widened; for code that walks over all of them. */
export function routeOf(key: RouteKey): RouteDefinition {
  return routes[key];
}
