import type { Id } from '../../shared/kernel';
import type { Ledger } from '../ledger';
import type { Clock } from '../platform/clock';
import type { Database } from '../platform/database';
import type { PointPolicy } from '../points';
import { advance } from './advance.command';
import type { InviteRow } from './referrals.entity';
import { expireReward } from './rewards.expire';

/** Most invites, and most rewards, looked at in one round. */
const ROUND = 200;
/** Most steps of one invite at once; there are four from joining to its end. */
const STEPS_MAX = 6;

/** What invites need to move on. */
export interface Advancer {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly policy: PointPolicy;
}

/**
 * Moves an invite on as far as it goes now. Safe with anybody else at it: each step has its own key, made of where the
 * invite stands. Answers how many steps were taken here.
 * @rule R4 @rule R6
 */
export async function advanceInvite(
  { database, ledger, policy }: Advancer,
  inviteId: Id<'invite'>,
): Promise<number> {
  const command = advance(policy);
  let taken = 0;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const [row] = await database.read.query<Pick<InviteRow, 'state' | 'review' | 'due_at'>>(
      'SELECT state, review, due_at FROM invites WHERE id = ?',
      [inviteId],
    );
    if (!row) return taken;
    const key = `advance:${inviteId}:${row.state}:${row.review}:${row.due_at ?? '-'}`;
    const actor = { kind: 'system', id: 'referral.advance' } as const;
    const result = await ledger.run(command, { invite_id: inviteId }, { key, actor });
    if (!result.ok) return taken;
    if (!result.replayed) taken += 1;
  }
  return taken;
}

/**
 * Moves every invite on of which something is due and ends rewards that were not claimed in time, a page of each at a
 * time. Answers how much it did. One that fails keeps no other from its time, and is tried again the next round.
 * @rule R4 @rule R6
 */
export async function advanceDue(
  database: Database,
  ledger: Ledger,
  clock: Clock,
  policy: PointPolicy,
): Promise<number> {
  const of: Advancer = { database, ledger, policy };
  const due = await database.read.query<{ id: Id<'invite'> }>(
    'SELECT id FROM invites WHERE due_at <= ? ORDER BY due_at, id LIMIT ?',
    [clock.now(), ROUND],
  );
  const moved = await Promise.allSettled(due.map(({ id }) => advanceInvite(of, id)));
  // after the invites: what was refunded is void rather than late
  const late = await database.read.query<{ id: Id<'reward'> }>(
    `SELECT id FROM referral_rewards WHERE state = 'claimable' AND claim_until_at < ?
     ORDER BY claim_until_at, id LIMIT ?`,
    [clock.now(), ROUND],
  );
  const command = expireReward(policy);
  const actor = { kind: 'system', id: 'referral.expire' } as const;
  const ended = await Promise.allSettled(
    late.map(async ({ id }) => {
      const result = await ledger.run(command, { reward_id: id }, { key: `expire:${id}`, actor });
      return result.ok && !result.replayed ? 1 : 0;
    }),
  );
  return [...moved, ...ended].reduce(
    (sum, result) => sum + (result.status === 'fulfilled' ? result.value : 0),
    0,
  );
}
