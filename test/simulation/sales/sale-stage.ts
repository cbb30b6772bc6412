import { HOUR_MS, MINUTE_MS } from '../../../shared/kernel';
import type { Op } from '../op';
import type { Stage } from '../stage';
import type { Act } from '../story';
import { cancel, changeStock, claim, leave, notices, pause, pay, refund, sheet, wait } from './acts';
import { counter, undo } from './acts-counter';
import { inspectEnd, inspectSales, watchMoney } from './inspection';
import { SaleTown } from './town';

/** Time that passes at the end of a story, step by step. */
const ENDS: readonly number[] = [
  ...Array.from({ length: 4 }, () => MINUTE_MS),
  ...Array.from({ length: 4 }, () => 20 * MINUTE_MS),
  ...Array.from({ length: 4 }, () => 3 * HOUR_MS),
];

function actedIn(town: SaleTown, act: Act): Op | null | Promise<Op | null> {
  switch (act.do) {
    case 'claim':
      return claim(town, act);
    case 'cancel':
      return cancel(town, act);
    case 'wait':
      return wait(town, act);
    case 'leave':
      return leave(town, act);
    case 'pay':
      return pay(town, act);
    case 'sheet':
      return sheet(town, act);
    case 'notices':
      return notices(town, act);
    case 'counter':
      return counter(town, act);
    case 'refund':
      return refund(town, act);
    case 'undo':
      return undo(town, act);
    case 'stock':
      return changeStock(town, act);
    case 'pause':
      return pause(town, act);
    default:
      throw new Error(`nobody here does ${act.do}`);
  }
}

/** A town on which a story of sales plays. */
export class SaleStage extends SaleTown implements Stage {
  /** Who finds nothing to do there pays for something, or claims it. */
  async opOf(act: Act): Promise<Op | null> {
    return (await actedIn(this, act)) ?? (await pay(this, act)) ?? claim(this, act);
  }

  async watch(): Promise<void> {
    await this.round();
    await watchMoney(this);
  }

  async inspect(): Promise<void> {
    await inspectSales(this);
  }

  /** Nothing fails any more, time passes, and WeChat Pay tells all that it has to tell. */
  async end(): Promise<void> {
    const { server } = this;
    server.bank?.clear();
    for (const ms of ENDS) {
      server.clock.advance(ms);
      await this.refresh();
      await this.round();
      await server.turns.until(server.bank?.deliver(0) ?? Promise.resolve(0));
      await this.round();
      await watchMoney(this);
    }
    await inspectEnd(this);
    await inspectSales(this);
  }
}
