import { Injectable } from '@nestjs/common';
import type { MemberProgram, ProgramTerms } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { promisableOf } from '../coupons';
import { account } from '../ledger';
import { MerchantDirectory } from '../merchants';
import { programDay } from '../points';
import { Clock } from '../platform/clock';
import { Config } from '../platform/config';
import { Database, marks } from '../platform/database';
import { budgetsLeft, runningPrograms, termsOf } from './programs.queries';
import { capOf } from './promise.parts';
import { friendsLeft } from './promises.queries';
import { referralStandings, type ProgramRow, type StandingRow } from './referrals.entity';
import { promiseOf, rewardShownOf, templatesOf } from './shown';
import { milestoneKey, standingId } from './standings.parts';

/** Where a member is, in all programs that are shown. */
interface Mine {
  readonly member_id: Id<'member'>;
  readonly at: Instant;
  readonly standings: ReadonlyMap<string, StandingRow>;
  /** Keys of milestones whose reward the member has. */
  readonly reached: ReadonlySet<string>;
  readonly to_claim: ReadonlyMap<string, number>;
}

/** Programs as a member sees them before sharing. */
@Injectable()
export class MemberPrograms {
  constructor(
    private readonly database: Database,
    private readonly merchants: MerchantDirectory,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /**
   * Programs that run now, with what is left of them and how far the member is. What it costs does not grow with the
   * friends: all counts are the member's standing.
   * @rule R5 @rule R8
   */
  async list(memberId: Id<'member'>): Promise<MemberProgram[]> {
    const { read } = this.database;
    const at = this.clock.now();
    const programs = await runningPrograms(read, at);
    const found = await Promise.all(
      programs.map(async (program) => ({
        program,
        terms: (await termsOf(read, program.id, program.terms_no)).terms,
      })),
    );
    const mine = await this.mine(memberId, found, at);
    return Promise.all(found.map(({ program, terms }) => this.shown(program, terms, mine)));
  }

  private async shown(program: ProgramRow, terms: ProgramTerms, mine: Mine): Promise<MemberProgram> {
    const { read } = this.database;
    const [merchant, left, promise, milestones] = await Promise.all([
      this.merchants.byId(program.merchant_id),
      friendsLeft(read, program.id, terms),
      promiseOf(read, terms),
      this.milestones(program.id, terms, mine),
    ]);
    const standing = mine.standings.get(standingId(program.id, mine.member_id));
    return {
      id: program.id,
      name: program.name,
      merchant_name: merchant?.name ?? '',
      starts_at: toRfc3339(program.starts_at),
      ends_at: toRfc3339(program.ends_at),
      promise,
      cap_day: terms.cap_day,
      cap_total: terms.cap_total,
      friends_left: left,
      sharing:
        left < 1 ? 'used_up' : (capOf(terms, standing, programDay(this.config.program, mine.at)) ?? 'open'),
      milestones,
      my: {
        joined: standing?.joined ?? 0,
        resting: standing?.resting ?? 0,
        confirmed: standing?.confirmed ?? 0,
        to_claim: mine.to_claim.get(program.id) ?? 0,
      },
    };
  }

  private async milestones(
    programId: Id<'referral_program'>,
    { milestones }: ProgramTerms,
    mine: Mine,
  ): Promise<MemberProgram['milestones']> {
    const { read } = this.database;
    const budgetOf = (friends: number) => account.referralBudget(programId, friends);
    const left = await budgetsLeft(
      read,
      milestones.map(({ friends }) => budgetOf(friends)),
    );
    const templates = await templatesOf(
      read,
      milestones.map(({ reward }) => reward),
    );
    const pieces = await promisableOf(
      read,
      [...templates.values()].map(({ id }) => id),
    );
    return milestones.map(({ friends, reward }) => {
      const stock = reward.kind === 'coupon' ? (pieces.get(reward.template_id) ?? 0) : Infinity;
      const n = Math.min(left.get(budgetOf(friends).id) ?? 0, stock);
      const isReached = mine.reached.has(milestoneKey(programId, mine.member_id, friends));
      const state = isReached ? 'reached' : n > 0 ? 'open' : 'used_up';
      return { friends, reward: rewardShownOf(reward, templates), left: n, state };
    });
  }

  private async mine(
    memberId: Id<'member'>,
    found: readonly { readonly program: ProgramRow; readonly terms: ProgramTerms }[],
    at: Instant,
  ): Promise<Mine> {
    const standings = await this.rows(
      'SELECT * FROM referral_standings WHERE id IN',
      found.map(({ program }) => standingId(program.id, memberId)),
    );
    const reached = await this.rows(
      'SELECT milestone_key FROM referral_rewards WHERE milestone_key IN',
      found.flatMap(({ program, terms }) =>
        terms.milestones.map(({ friends }) => milestoneKey(program.id, memberId, friends)),
      ),
    );
    const claims = await this.database.read.query<{ program_id: string; n: number | string }>(
      `SELECT program_id, COUNT(*) AS n FROM referral_rewards
       WHERE member_id = ? AND state = 'claimable' AND claim_until_at >= ? GROUP BY program_id`,
      [memberId, at],
    );
    return {
      member_id: memberId,
      at,
      standings: new Map(standings.map((raw) => [String(raw['id']), referralStandings.decode(raw)])),
      reached: new Set(reached.map((raw) => String(raw['milestone_key']))),
      to_claim: new Map(claims.map(({ program_id, n }) => [program_id, Number(n)])),
    };
  }

  private async rows(sql: string, keys: readonly string[]) {
    if (keys.length === 0) return [];
    return this.database.read.query(`${sql} (${marks(keys.length)})`, keys);
  }
}
