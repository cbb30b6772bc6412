import { instant, type Id } from '../../shared/kernel';
import { BURST_MS, findingsOf, PATTERN_FRIENDS, ROW_MS, type SignalFinding } from '../../shared/rules';
import { wasOthers, type MemberRow } from '../members';
import type { Reader } from '../platform/database';
import { staff } from '../staff';
import type { Act } from './acts';
import type { InviteRow } from './referrals.entity';

/** Most friends of one inviter who are looked at on either side of one of them. */
const ROW_MAX = 20;

type Member = Pick<MemberRow, 'id' | 'person_id' | 'phone_hash'>;

/**
 * What speaks against an invite now. Plain reads, each by an index and of few rows: what is suspicious is suspicious
 * whether or not one friend more is there when it is decided.
 * @param act what qualifies or qualified the friend
 * @rule R7
 */
export async function findingsAgainst(read: Reader, invite: InviteRow, act: Act): Promise<SignalFinding[]> {
  const members = await read.query<Member>(
    'SELECT id, person_id, phone_hash FROM members WHERE id IN (?, ?)',
    [invite.inviter_id, invite.invitee_id],
  );
  const inviter = members.find(({ id }) => id === invite.inviter_id);
  const phone = members.find(({ id }) => id === invite.invitee_id)?.phone_hash ?? null;
  if (!inviter) throw new Error(`inviter ${invite.inviter_id} is missing`);
  const [phoneSeen, recorder, works, atStore, inRow, pattern] = await Promise.all([
    phone === null ? false : wasOthers(read, phone, invite.invitee_id),
    recorderOf(read, act),
    worksAt(read, inviter.person_id, act.store_id),
    friendsAtStore(read, invite, act),
    friendsInARow(read, invite),
    refundPattern(read, invite),
  ]);
  return findingsOf({
    risk_rank: invite.risk_rank,
    phone_seen: phoneSeen,
    recorded_by_inviter: recorder === inviter.person_id,
    inviter_works_there: works,
    friends_at_store: atStore,
    friends_in_a_row: inRow,
    ...pattern,
  });
}

/** Who stood at the counter. */
async function recorderOf(read: Reader, { id, coupon_id, order_id }: Act): Promise<string | null> {
  const find = async (sql: string, value: string): Promise<string | null> =>
    (await read.query<{ person_id: string | null }>(sql, [value]))[0]?.person_id ?? null;
  if (coupon_id !== null)
    return find(
      'SELECT s.person_id AS person_id FROM coupons c JOIN staff s ON s.id = c.redeemed_staff_id WHERE c.id = ?',
      coupon_id,
    );
  return order_id === null
    ? find('SELECT staff_person_id AS person_id FROM purchases WHERE id = ?', id)
    : find(
        'SELECT s.person_id AS person_id FROM handovers h JOIN staff s ON s.id = h.staff_id WHERE h.id = ?',
        id,
      );
}

async function worksAt(read: Reader, personId: Id<'person'>, storeId: Id<'store'> | null): Promise<boolean> {
  if (storeId === null) return false;
  const rows = await read.query("SELECT * FROM staff WHERE state = 'active' AND person_id = ?", [personId]);
  return rows.some((raw) => staff.decode(raw).store_ids.includes(storeId));
}

async function friendsAtStore(read: Reader, { id }: InviteRow, act: Act): Promise<number> {
  if (act.store_id === null) return 1;
  const [row] = await read.query<{ n: number | string }>(
    'SELECT COUNT(*) AS n FROM invites WHERE act_store_id = ? AND qualified_at BETWEEN ? AND ? AND id <> ?',
    [act.store_id, instant(act.at - BURST_MS), instant(act.at + BURST_MS), id],
  );
  return 1 + Number(row?.n ?? 0);
}

/** Friends stand in the order in which they joined: the neighbours on both sides are enough. */
async function friendsInARow(read: Reader, invite: InviteRow): Promise<number> {
  const { inviter_id, version, ordinal, joined_at } = invite;
  const side = (sign: '<' | '>'): Promise<{ joined_at: number | string }[]> =>
    read.query(
      `SELECT joined_at FROM invites WHERE inviter_id = ? AND version ${sign}= ? AND (version <> ? OR ordinal ${sign} ?)
       ORDER BY version ${sign === '<' ? 'DESC' : 'ASC'}, ordinal ${sign === '<' ? 'DESC' : 'ASC'} LIMIT ?`,
      [inviter_id, version, version, ordinal, ROW_MAX],
    );
  const neighbours = (await Promise.all([side('<'), side('>')])).flat();
  return 1 + neighbours.filter((row) => Math.abs(Number(row.joined_at) - joined_at) <= ROW_MS).length;
}

async function refundPattern(
  read: Reader,
  { id, inviter_id }: InviteRow,
): Promise<{ readonly friends_qualified: number; readonly friends_refunded: number }> {
  const rows = await read.query<{ ended_reason: InviteRow['ended_reason'] }>(
    `SELECT ended_reason FROM (SELECT id, qualified_at, ended_reason FROM invites WHERE inviter_id = ?
     ORDER BY version DESC, ordinal DESC LIMIT ?) latest WHERE id <> ? AND qualified_at IS NOT NULL`,
    [inviter_id, PATTERN_FRIENDS, id],
  );
  const refunded = rows.filter(({ ended_reason: why }) => why === 'refunded' || why === 'undone');
  return { friends_qualified: rows.length, friends_refunded: refunded.length };
}
