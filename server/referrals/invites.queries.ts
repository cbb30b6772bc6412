import type { Id } from '../../shared/kernel';
import type { Reader } from '../platform/database';
import { invites, referralRewards, type InviteRow, type RewardRow } from './referrals.entity';

/** One invite, or null. */
export async function inviteById(read: Reader, id: Id<'invite'>): Promise<InviteRow | null> {
  const [raw] = await read.query('SELECT * FROM invites WHERE id = ?', [id]);
  return raw ? invites.decode(raw) : null;
}

/** One reward, or null. */
export async function rewardById(read: Reader, id: Id<'reward'>): Promise<RewardRow | null> {
  const [raw] = await read.query('SELECT * FROM referral_rewards WHERE id = ?', [id]);
  return raw ? referralRewards.decode(raw) : null;
}
