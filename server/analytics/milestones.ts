import type { EventHandler, OutboxRow } from '../ledger';
import { members, type MemberRow } from '../members';
import type { Database, Reader, SharingReader } from '../platform/database';
import { milestones, type Milestone, type MilestoneRow } from './analytics.entity';
import { Restatements } from './restatements';

/** Which events can bring, move or take away which milestone. */
const TOLD_BY: Readonly<Record<string, readonly Milestone[]>> = {
  'member.joined': ['joined'],
  'coupon.redeemed': ['first_redemption'],
  'coupon.redemption_undone': ['first_redemption'],
  'purchase.recorded': ['first_purchase'],
  'purchase.undone': ['first_purchase'],
};

const STORED = 'SELECT * FROM milestones WHERE milestone = ? AND member_id IN (?)';

type Reached = Pick<MilestoneRow, 'reference' | 'store_id' | 'day' | 'at'>;

/**
 * Keeps the milestones of the funnel. An event only says *whose* milestone to look at; what it is follows from the
 * records themselves. So an event that comes twice, late or after its own undoing changes nothing, and the undoing
 * of a first purchase moves the milestone to the next one.
 * @rule A5 @rule K1
 */
export function analyticsHandlers(database: Database): EventHandler[] {
  const restatements = new Restatements(database);
  return [
    {
      name: 'analytics.milestones',
      types: Object.keys(TOLD_BY),
      handle: async (event) => {
        const memberId = memberOf(event);
        if (memberId === null) return;
        for (const milestone of TOLD_BY[event.type] ?? [])
          await restate(database.read, restatements, { event, memberId, milestone });
      },
    },
  ];
}

/** These events all stand in the stream of the member they are about. */
function memberOf(event: OutboxRow): MemberRow['id'] | null {
  const [, id] = /^1\.member:(.+)$/.exec(event.owner_key) ?? [];
  return (id as MemberRow['id'] | undefined) ?? null;
}

/** Whose milestone an event is about. */
interface Told {
  readonly event: OutboxRow;
  readonly memberId: MemberRow['id'];
  readonly milestone: Milestone;
}

async function restate(
  read: SharingReader,
  restatements: Restatements,
  { event, memberId, milestone }: Told,
): Promise<void> {
  const [raw] = await read.rowsOf('SELECT * FROM members WHERE id IN (?)', 'id', memberId);
  if (!raw) return;
  const member = members.decode(raw);
  const reached = await reachedBy(read, member, milestone);
  const [stored] = await read.rowsOf(STORED, 'member_id', memberId, [milestone]);
  if (stored ? milestones.decode(stored).reference === reached?.reference : !reached) return;
  const key = { member_id: memberId, milestone };
  const row = reached && {
    ...{ ...key, event_id: event.id, channel_id: member.first_channel_id },
    ...reached,
  };
  await restatements.put({ ...key, isStored: stored !== undefined, row });
}

async function reachedBy(read: Reader, member: MemberRow, milestone: Milestone): Promise<Reached | null> {
  switch (milestone) {
    case 'joined':
      return {
        reference: member.id,
        store_id: member.first_store_id,
        day: member.joined_day,
        at: member.joined_at,
      };
    case 'first_redemption':
      return first(
        read,
        `SELECT r.id AS reference, r.store_id AS store_id, r.day AS day, r.at AS at FROM redemptions r
         LEFT JOIN redemption_undos u ON u.redemption_id = r.id
         WHERE r.member_id = ? AND u.redemption_id IS NULL ORDER BY r.at, r.id LIMIT 1`,
        member.id,
      );
    case 'first_purchase':
      return first(
        read,
        `SELECT id AS reference, store_id, day, at FROM purchases
         WHERE member_id = ? AND state = 'recorded' ORDER BY at, id LIMIT 1`,
        member.id,
      );
  }
}

async function first(read: Reader, sql: string, memberId: MemberRow['id']): Promise<Reached | null> {
  const [row] = await read.query<Reached>(sql, [memberId]);
  return row ? { ...row, at: Number(row.at) as Reached['at'] } : null;
}
