import type { Screen } from '../shot';
import { scan } from './counter';
import { invited } from './invited';
import { invite, leaderboard } from './invites';
import { landing, receipt, terms } from './joining';
import { order, orders, paid, pay } from './orders';
import { pickup } from './pickup';
import { points, tier } from './points';
import { preferences, profile } from './profile';
import { purchases, refund } from './refund';
import { mall, offer, sales } from './shop';
import { bench, bind, record } from './staff';
import { centre, code, home, me } from './tabs';
import { coupon, myCoupons, store, stores } from './wallet';

/** Every screen in the order of the index page: as a member meets them, then as an assistant does. */
export const SCREENS: readonly Screen[] = [
  landing,
  invited,
  home,
  centre,
  code,
  myCoupons,
  coupon,
  points,
  tier,
  mall,
  sales,
  offer,
  pay,
  paid,
  orders,
  order,
  invite,
  leaderboard,
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
