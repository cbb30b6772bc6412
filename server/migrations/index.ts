import type { MigrationClass } from '../platform/database';
import { Initial1764000000000 } from './0001-initial';
import { Profile1795345577461 } from './0002-profile';
import { Earning1795354678960 } from './0003-earning';
import { Jobs1795356000000 } from './0004-jobs';
import { Tiers1795356000001 } from './0005-tiers';
import { FlashSales1795374118783 } from './0006-flash-sales';
import { Referrals1795382288467 } from './0007-referrals';
import { Limits1795392187008 } from './0008-limits';
import { HandedOver1795403698584 } from './0009-handed-over';
import { FewerWrites1795417574568 } from './0010-fewer-writes';

/** Every step, oldest first. */
export const MIGRATIONS: readonly MigrationClass[] = [
  Initial1764000000000,
  Profile1795345577461,
  Earning1795354678960,
  Jobs1795356000000,
  Tiers1795356000001,
  FlashSales1795374118783,
  Referrals1795382288467,
  Limits1795392187008,
  HandedOver1795403698584,
  FewerWrites1795417574568,
];
