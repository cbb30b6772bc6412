import { Injectable } from '@nestjs/common';
import type { MyTier, TierLadder, TierName, TierWrite } from '../../shared/contract';
import type { Day, Id } from '../../shared/kernel';
import type { MemberRow } from '../members';
import { changedTo } from '../merchants';
import { Database, type Reader, type SharingReader } from '../platform/database';
import { growthMonths, LADDER_ID, tierLadders, type GrowthMonthRow, type LadderRow } from './tiers.entity';
import { TierGifts } from './tiers.gifts';
import {
  ladderOf,
  myTierOf,
  standingIn,
  templatesOf,
  tierNameOf,
  type Ladder,
  type Standing,
} from './tiers.rules';

/** The ladder as it is now, for commands that prepare. */
export async function readLadder(read: Reader): Promise<Ladder> {
  const [raw] = await read.query('SELECT * FROM tier_ladders WHERE id = ?', [LADDER_ID]);
  return ladderOf(raw && tierLadders.decode(raw));
}

/** The ladder as it is now, read once for all who ask at the same time. */
export async function currentLadder(read: SharingReader): Promise<Ladder> {
  const [raw] = await read.rowsOf('SELECT * FROM tier_ladders WHERE id IN (?)', 'id', LADDER_ID);
  return ladderOf(raw && tierLadders.decode(raw));
}

/** All that a member grew, month by month. */
export async function growthOfMember(read: SharingReader, memberId: Id<'member'>): Promise<GrowthMonthRow[]> {
  const rows = await read.rowsOf('SELECT * FROM growth_months WHERE member_id IN (?)', 'member_id', memberId);
  return rows.map((row) => growthMonths.decode(row));
}

/** Reads of levels. */
@Injectable()
export class TierDirectory {
  constructor(
    private readonly database: Database,
    private readonly gifts: TierGifts,
  ) {}

  /** The name of a stored level; null while there are no levels. */
  async nameOf(level: number): Promise<TierName | null> {
    return tierNameOf(await currentLadder(this.database.read), level);
  }

  /** Where a member stands on `today` (the program's), for quotes: under no lock. @rule M4 */
  async standing(member: Pick<MemberRow, 'id' | 'tier_level'>, today: Day): Promise<Standing> {
    const { read } = this.database;
    const [ladder, grown] = await Promise.all([currentLadder(read), growthOfMember(read, member.id)]);
    return standingIn(ladder, member.tier_level, grown, today);
  }

  /** What a member sees of their level on `today`, the program's day. @rule M4 */
  async mine(member: MemberRow, today: Day): Promise<MyTier> {
    const { read } = this.database;
    const [ladder, grown] = await Promise.all([currentLadder(read), growthOfMember(read, member.id)]);
    const titles = await this.gifts.titles(templatesOf(ladder.tiers));
    const standing = standingIn(ladder, member.tier_level, grown, today);
    return myTierOf(standing, grown, member.tier_review_on, titles);
  }

  /** The ladder for the console. */
  async ladder(): Promise<TierLadder> {
    return tierLadderOf(await currentLadder(this.database.read));
  }

  /** The ladder as it was after one change: the body of that change's answer. */
  async after(changeId: Id<'history'>): Promise<TierLadder> {
    return tierLadderOf(ladderOf(await changedTo<LadderRow>(this.database.read, changeId)));
  }

  /** Whether there is a template for every coupon that a ladder would give. */
  async hasTemplates(tiers: readonly TierWrite[]): Promise<boolean> {
    const ids = templatesOf(tiers);
    return (await this.gifts.titles(ids)).size === ids.length;
  }
}

function tierLadderOf({ tiers, window_months, growth_rate_bp, version }: Ladder): TierLadder {
  return { tiers: [...tiers], window_months, growth_rate_bp, version };
}
