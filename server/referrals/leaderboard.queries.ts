import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { MemberDirectory } from '../members';
import { Database } from '../platform/database';
import { BOARD_TOP, referralStandings, type StandingRow } from './referrals.entity';
import { standingId } from './standings.parts';

/** How many the board shows. */
const BOARD_SIZE = 50;

export interface Place {
  readonly rank: number;
  readonly name_masked: string;
  readonly friends: number;
  readonly mine: boolean;
}

export interface Board {
  readonly items: Place[];
  readonly mine: { readonly rank: number | null; readonly friends: number };
}

/** Who brought most friends to a program. */
@Injectable()
export class Leaderboard {
  constructor(
    private readonly database: Database,
    private readonly members: MemberDirectory,
  ) {}

  /**
   * The first fifty, masked; of two with as many friends the one who was there first comes first. Reads as many rows as
   * it shows, however many take part.
   * @rule R8
   */
  async of(programId: Id<'referral_program'>, memberId: Id<'member'>): Promise<Board> {
    const found = await this.database.read.query(
      `SELECT * FROM referral_standings WHERE program_id = ? AND board_order < ?
       ORDER BY board_order, confirmed_at, member_id LIMIT ?`,
      [programId, BOARD_TOP, BOARD_SIZE],
    );
    const rows = found.map((raw) => referralStandings.decode(raw));
    const names = await this.members.maskedNames(rows.map(({ member_id }) => member_id));
    const items = rows.map((row, i): Place => ({
      rank: i + 1,
      name_masked: names.get(row.member_id) ?? '会员',
      friends: row.confirmed,
      mine: row.member_id === memberId,
    }));
    const own = items.find(({ mine }) => mine);
    if (own) return { items, mine: { rank: own.rank, friends: own.friends } };
    return {
      items,
      mine: { rank: null, friends: (await this.standing(programId, memberId))?.confirmed ?? 0 },
    };
  }

  private async standing(
    programId: Id<'referral_program'>,
    memberId: Id<'member'>,
  ): Promise<StandingRow | null> {
    const [raw] = await this.database.read.query('SELECT * FROM referral_standings WHERE id = ?', [
      standingId(programId, memberId),
    ]);
    return raw ? referralStandings.decode(raw) : null;
  }
}
