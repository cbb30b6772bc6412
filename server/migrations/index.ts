import type { MigrationClass } from '../platform/database';
import { Initial1764000000000 } from './0001-initial';
import { Profile1795345577461 } from './0002-profile';
import { Earning1795354678960 } from './0003-earning';
import { Jobs1795356000000 } from './0004-jobs';
import { Tiers1795356000001 } from './0005-tiers';
import { FlashSales1795368973323 } from './0006-flash-sales';
import { Pay1795368990000 } from './0007-pay';
import { Money1795369000000 } from './0008-money';
import { Bills1795369100000 } from './0009-bills';
import { Waits1795369784994 } from './0010-waits';

/** Every step, oldest first. */
export const MIGRATIONS: readonly MigrationClass[] = [
  Initial1764000000000,
  Profile1795345577461,
  Earning1795354678960,
  Jobs1795356000000,
  Tiers1795356000001,
  FlashSales1795368973323,
  Pay1795368990000,
  Money1795369000000,
  Bills1795369100000,
  Waits1795369784994,
];
