import { consoleChannelsRoutes, visitsRoutes } from './channels';
import { counterRoutes } from './counter';
import { counterRecordsRoutes } from './counter-records';
import { consoleTemplatesRoutes, couponsRoutes } from './coupons';
import { consoleFlashSalesRoutes, flashSalesRoutes } from './flash-sales';
import { consoleJobsRoutes } from './jobs';
import { membersRoutes } from './members';
import { ordersRoutes } from './orders';
import { consoleOrdersRoutes } from './orders-console';
import { pickupsRoutes } from './pickups';
import { picturesRoutes } from './pictures';
import { consolePointCampaignsRoutes } from './point-campaigns';
import { pointsRoutes } from './points';
import { consolePointsRoutes } from './points-console';
import { referralsRoutes } from './referrals';
import { consoleReferralsRoutes } from './referrals-console';
import { refundsRoutes } from './refunds';
import type { RouteDefinition } from './route';
import { consoleSignInsRoutes, signInsRoutes } from './sign-ins';
import { consoleAccountsRoutes, consoleStaffRoutes } from './staff';
import { consoleStoresRoutes, storesRoutes } from './stores';
import { consoleTiersRoutes, tiersRoutes } from './tiers';
import { waitsRoutes } from './waits';

export * from './bills';
export * from './channels';
export * from './common';
export * from './counter';
export * from './counter-records';
export * from './coupons';
export * from './earning';
export * from './errors';
export * from './flash-sales';
export * from './jobs';
export * from './members';
export * from './orders';
export * from './orders-console';
export * from './pages';
export * from './pickups';
export * from './pictures';
export * from './point-campaigns';
export * from './points';
export * from './points-console';
export * from './referral-terms';
export * from './referrals';
export * from './referrals-console';
export * from './refunds';
export * from './route';
export * from './sign-ins';
export * from './staff';
export * from './stores';
export * from './tiers';
export * from './waits';

/** Every route below `/api/v1`; the server, the clients, the OpenAPI document and the tests all read this table. */
export const routes = {
  ...membersRoutes,
  ...picturesRoutes,
  ...visitsRoutes,
  ...storesRoutes,
  ...couponsRoutes,
  ...flashSalesRoutes,
  ...ordersRoutes,
  ...waitsRoutes,
  ...referralsRoutes,
  ...pointsRoutes,
  ...signInsRoutes,
  ...tiersRoutes,
  ...counterRoutes,
  ...counterRecordsRoutes,
  ...refundsRoutes,
  ...pickupsRoutes,
  ...consoleAccountsRoutes,
  ...consoleStoresRoutes,
  ...consoleStaffRoutes,
  ...consoleChannelsRoutes,
  ...consoleTemplatesRoutes,
  ...consoleFlashSalesRoutes,
  ...consoleOrdersRoutes,
  ...consoleReferralsRoutes,
  ...consolePointCampaignsRoutes,
  ...consolePointsRoutes,
  ...consoleSignInsRoutes,
  ...consoleTiersRoutes,
  ...consoleJobsRoutes,
} as const;

export type Routes = typeof routes;
export type RouteKey = keyof Routes;

/** The definition of a route, widened; for code that walks over all of them. */
export function routeOf(key: RouteKey): RouteDefinition {
  return routes[key];
}
