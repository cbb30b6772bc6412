import type { Screen } from '../shot';
import { scan } from './counter';
import { landing, receipt, terms } from './joining';
import { pickup } from './pickup';
import { points, tier } from './points';
import { preferences, profile } from './profile';
import { purchases, refund } from './refund';
import { bench, bind, record } from './staff';
import { centre, code, home, me } from './tabs';
import { coupon, myCoupons, store, stores } from './wallet';

/** Every screen in the order of the index page: as a member meets them, then as an assistant does. */
export const SCREENS: readonly Screen[] = [
  landing,
  home,
  centre,
  code,
  myCoupons,
  coupon,
  points,
  tier,
  me,
  profile,
  preferences,
  stores,
  store,
  receipt,
  terms,
  bind,
  bench,
  scan,
  pickup,
  record,
  purchases,
  refund,
];
