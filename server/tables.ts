import { MERCHANTS_TABLES } from './merchants';
import { STORES_TABLES } from './stores';
import { STAFF_TABLES } from './staff';
import { MEMBERS_TABLES } from './members';
import { TIERS_TABLES } from './tiers';
import { CHANNELS_TABLES } from './channels';
import { VISITS_TABLES } from './visits';
import { POINTS_TABLES } from './points';
import { SIGN_INS_TABLES } from './sign-ins';
import { COUPONS_TABLES } from './coupons';
import { PURCHASES_TABLES } from './purchases';
import { PAYMENTS_TABLES } from './payments';
import { FLASH_SALES_TABLES } from './flash-sales';
import { ORDERS_TABLES } from './orders';
import { REFERRALS_TABLES } from './referrals';
import { COUNTER_TABLES } from './counter';
import { BENEFITS_TABLES } from './benefits';
import { ANALYTICS_TABLES } from './analytics';
import { LEDGER_TABLES } from './ledger';
import { JOBS_TABLES } from './platform/jobs';
import type { Table } from './platform/database';

/** Every table of the house. */
export const TABLES = [
  ...LEDGER_TABLES,
  ...JOBS_TABLES,
  ...MERCHANTS_TABLES,
  ...STORES_TABLES,
  ...STAFF_TABLES,
  ...MEMBERS_TABLES,
  ...TIERS_TABLES,
  ...CHANNELS_TABLES,
  ...VISITS_TABLES,
  ...POINTS_TABLES,
  ...SIGN_INS_TABLES,
  ...COUPONS_TABLES,
  ...PURCHASES_TABLES,
  ...PAYMENTS_TABLES,
  ...FLASH_SALES_TABLES,
  ...ORDERS_TABLES,
  ...REFERRALS_TABLES,
  ...COUNTER_TABLES,
  ...BENEFITS_TABLES,
  ...ANALYTICS_TABLES,
] as unknown as readonly Table[];

export const ENTITIES = TABLES.map((table) => table.entity);
