import { DAY_MS, MINUTE_MS } from '../../../shared/kernel';
import type { Op } from '../op';
import type { Stage } from '../stage';
import type { Act } from '../story';
import { claim, join, open } from './acts';
import { budget, changeTerms, pause, review } from './acts-console';
import { buy, refund, undo } from './acts-counter';
import { inspectEnd, inspectReferral, isUnderWay, watchReferral } from './inspection';
import { CLAIM_DAYS, MIN_FEN, QUALIFY_DAYS, ReferralTown } from './town';

/** Time that passes at the end of a story: until all have qualified or not, rested, and let their rewards go by. */
const ENDS: readonly number[] = [
  ...Array.from({ length: QUALIFY_DAYS + CLAIM_DAYS + 4 }, () => DAY_MS),
  ...Array.from({ length: 3 }, () => 10 * MINUTE_MS),
];

/** How often the servers' loops go round until all is done; two servers on MariaDB take their own time. */
const ROUNDS_MAX = 50;

function actedIn(town: ReferralTown, act: Act): Op | null | Promise<Op | null> {
  switch (act.do) {
    case 'open':
      return open(town, act);
    case 'join':
      return join(town, act);
    case 'buy':
      return buy(town, act);
    case 'refund':
      return refund(town, act);
    case 'undo':
      return undo(town, act);
    case 'claim':
      return claim(town, act);
    case 'review':
      return review(town, act);
    case 'budget':
      return budget(town, act);
    case 'pause':
      return pause(town, act);
    case 'terms':
      return changeTerms(town, act);
    default:
      throw new Error(`nobody here does ${act.do}`);
  }
}

/** A town on which a story of referral plays. */
export class ReferralStage extends ReferralTown implements Stage {
  /** Who finds nothing to do there buys something, or shows a card to somebody. */
  async opOf(act: Act): Promise<Op | null> {
    return (await actedIn(this, act)) ?? (await buy(this, act)) ?? open(this, act);
  }

  async watch(): Promise<void> {
    await this.round();
    await watchReferral(this);
  }

  async inspect(): Promise<void> {
    await inspectReferral(this);
  }

  /** Nothing fails any more, and time passes. */
  async end(): Promise<void> {
    for (const ms of ENDS) {
      this.server.clock.advance(ms);
      await this.refresh();
      await this.round();
    }
    for (let n = 0; n < ROUNDS_MAX && (await isUnderWay(this)); n += 1) await this.round();
    await watchReferral(this);
    await inspectEnd(this, MIN_FEN);
    await inspectReferral(this);
  }
}
