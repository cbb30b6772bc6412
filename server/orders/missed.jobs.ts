import { HOUR_MS, instant, type Id } from '../../shared/kernel';
import type { Actor, Command, Ledger } from '../ledger';
import type { ProgramConfig } from '../platform/config';
import type { Database } from '../platform/database';
import type { JobKind, JobStep } from '../platform/jobs';
import type { ReturnPolicy } from '../points';
import { missedPickup, remindPickup, type WaitingOrder } from './missed.commands';

/** Orders of one step. */
const PAGE = 50;
/** Minutes after midnight: deadlines end with the day; people are told when they are awake. */
const MISSED_AT = 20;
const REMIND_AT = 570;
/** From the morning of one day to the end of the next. */
const AHEAD_MS = 39 * HOUR_MS;

export interface PickupJobs {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly policy: ReturnPolicy & Pick<ProgramConfig, 'timezone'>;
}

/** The last one that was looked at. */
type Cursor = readonly [until: number, id: string];

/** Reminds of orders that wait for the last day, and ends those whose deadline has passed. @rule F7 */
export function pickupJobs({ database, ledger, policy }: PickupJobs): JobKind<Cursor>[] {
  const { timezone } = policy;
  const missed = missedPickup(policy);
  return [
    {
      kind: 'orders.remind_pickups',
      title: '提醒即将到期的自提订单',
      daily: { timezone, minute: REMIND_AT },
      step: (cursor, { now }) =>
        page({ database, ledger, cursor, from: now, to: now + AHEAD_MS, command: remindPickup }),
    },
    {
      kind: 'orders.missed_pickups',
      title: '处理过期未自提的订单',
      daily: { timezone, minute: MISSED_AT },
      step: (cursor, { now }) => page({ database, ledger, cursor, from: 0, to: now - 1, command: missed }),
    },
  ];
}

interface Page<Answer extends object, Seen> {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly cursor: Cursor | null;
  /** Deadlines after `from`, up to `to`. */
  readonly from: number;
  readonly to: number;
  readonly command: Command<WaitingOrder, Seen, Answer>;
}

/** One command for each order and deadline, whoever runs it. */
async function page<Answer extends object, Seen>(of: Page<Answer, Seen>): Promise<JobStep<Cursor>> {
  const { cursor, from, to, command } = of;
  const [until, after] = cursor ?? [from, '~'];
  const found = await of.database.read.query<{ id: Id<'order'>; until: number | string }>(
    `SELECT id, pickup_until_at AS until FROM orders
     WHERE state = 'paid' AND pickup_until_at >= ? AND pickup_until_at <= ? AND (pickup_until_at > ? OR id > ?)
     ORDER BY pickup_until_at, id LIMIT ?`,
    [until, to, until, after, PAGE],
  );
  const actor: Actor = { kind: 'system', id: command.kind };
  const results = await Promise.allSettled(
    found.map(({ id, until: at }) => {
      const input = { order_id: id, pickup_until_at: instant(Number(at)) };
      return of.ledger.run(command, input, { key: `${command.kind}:${id}:${at}`, actor });
    }),
  );
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  const last = found.at(-1);
  return {
    cursor: last ? [Number(last.until), last.id] : [until, after],
    done: found.length,
    failed: reasons.length,
    finished: found.length < PAGE,
    ...(reasons[0] === undefined ? {} : { problem: reasons[0] }),
  };
}
