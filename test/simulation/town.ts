import { collect, claim, join, rename, verifyPhone, visit } from './acts-member';
import { recordPurchase, redeem, undo } from './acts-counter';
import { refund } from './acts-refund';
import { scan } from './acts-scan';
import { changeGift, changeRule, changeStock, editTemplate, pry } from './acts-console';
import { inspect } from './inspection';
import type { Op } from './op';
import type { Act } from './story';
import type { Stage } from './stage';
import { World } from './world';

function actedIn(world: World, act: Act): Op | null | Promise<Op | null> {
  switch (act.do) {
    case 'visit':
      return visit(world, act);
    case 'join':
      return join(world, act);
    case 'phone':
      return verifyPhone(world, act);
    case 'name':
      return rename(world, act);
    case 'claim':
      return claim(world, act);
    case 'scan':
      return scan(world, act);
    case 'redeem':
      return redeem(world, act) ?? scan(world, { ...act, how: 1 + 2 * act.how });
    case 'purchase':
      return recordPurchase(world, act);
    case 'collect':
      return collect(world, act);
    case 'undo':
      return undo(world, act);
    case 'refund':
      return refund(world, act);
    case 'stock':
      return changeStock(world, act);
    case 'edit':
      return editTemplate(world, act);
    case 'rule':
      return changeRule(world, act);
    case 'gift':
      return changeGift(world, act);
    case 'pry':
      return pry(world, act);
    default:
      throw new Error(`nobody here does ${act.do}`);
  }
}

/** The town: members, counters and the console. */
export class Town extends World implements Stage {
  opOf(act: Act): Op | null | Promise<Op | null> {
    return actedIn(this, act);
  }

  async watch(): Promise<void> {
    // what holds at any time is looked at together with the answers
  }

  async inspect(): Promise<void> {
    await inspect(this);
  }

  async end(): Promise<void> {
    // nothing here is still on its way
  }
}
