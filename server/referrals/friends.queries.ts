import { Injectable } from '@nestjs/common';
import type { Friend, Reward } from '../../shared/contract';
import { toRfc3339, type Id, type Instant } from '../../shared/kernel';
import { MemberDirectory } from '../members';
import { Clock } from '../platform/clock';
import { Database, marks, type SqlValue } from '../platform/database';
import { Refusal } from '../platform/http';
import { pageOf, positionOf, type Page } from '../platform/paging';
import { programById } from './programs.queries';
import { invites, referralRewards, type InviteRow, type RewardRow } from './referrals.entity';
import { rewardTermsOf, stateAt } from './rewards.rules';
import { rewardShownOf, templatesOf } from './shown';

interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
}

type Templates = Awaited<ReturnType<typeof templatesOf>>;

/** What the rows of one page are shown with. */
interface Facts {
  readonly at: Instant;
  readonly names: ReadonlyMap<Id<'member'>, string>;
  readonly templates: Templates;
}

/** A member's friends and rewards. */
@Injectable()
export class FriendDirectory {
  constructor(
    private readonly database: Database,
    private readonly members: MemberDirectory,
    private readonly clock: Clock,
  ) {}

  /**
   * Friends whom a member brought, newest first.
   * @throws Refusal `malformed` for a wrong cursor, `not_found` for a program that is none
   * @rule R8
   */
  async friends(
    memberId: Id<'member'>,
    query: PageQuery & { readonly program_id?: Id<'referral_program'> | undefined },
  ): Promise<Page<Friend>> {
    const { program_id: program } = query;
    if (program !== undefined && !(await programById(this.database.read, program)))
      throw new Refusal('not_found');
    const found = await this.page(
      `SELECT * FROM invites WHERE inviter_id = ? ${program === undefined ? '' : 'AND program_id = ?'}`,
      program === undefined ? [memberId] : [memberId, program],
      query,
    );
    const rows = found.map((raw) => invites.decode(raw));
    const rewards = await this.rewardsFor(rows);
    const facts = await this.facts(
      rows.map(({ invitee_id }) => invitee_id),
      [...rewards.values()],
    );
    return pageOf(rows, query.limit, placeOf, (row) => friendOf(row, rewards.get(row.id), facts));
  }

  /** A member's rewards, newest first. Throws Refusal `malformed` for a wrong cursor. */
  async rewards(
    memberId: Id<'member'>,
    query: PageQuery & { readonly state: 'claimable' | 'all' },
  ): Promise<Page<Reward>> {
    const only = query.state === 'claimable' ? `AND state = 'claimable' AND claim_until_at >= ?` : '';
    const found = await this.page(
      `SELECT * FROM referral_rewards WHERE member_id = ? ${only}`,
      only === '' ? [memberId] : [memberId, this.clock.now()],
      query,
    );
    const rows = found.map((raw) => referralRewards.decode(raw));
    const brought = await this.byIds(
      'invites',
      rows.flatMap(({ invite_id }) => invite_id ?? []),
    );
    const of = new Map(brought.map((raw) => invites.decode(raw)).map((invite) => [invite.id, invite]));
    const programs = await this.byIds(
      'referral_programs',
      rows.map(({ program_id }) => program_id),
    );
    const names = new Map(programs.map((raw) => [String(raw['id']), String(raw['name'])]));
    const facts = await this.facts(
      [...of.values()].map(({ invitee_id }) => invitee_id),
      rows,
    );
    return pageOf(rows, query.limit, placeOf, (row) =>
      rewardOf(
        row,
        row.invite_id === null ? null : (of.get(row.invite_id) ?? null),
        names.get(row.program_id) ?? '',
        facts,
      ),
    );
  }

  /** Rows of a page in the order of the member's owner, newest first; one more than are shown. */
  private async page(sql: string, params: readonly SqlValue[], { limit, after }: PageQuery) {
    const position = positionOf(after, ['number', 'number']);
    const [version = 0, ordinal = 0] = position ?? [];
    const from = position ? 'AND version <= ? AND (version < ? OR ordinal < ?)' : '';
    return this.database.read.query(`${sql} ${from} ORDER BY version DESC, ordinal DESC LIMIT ?`, [
      ...params,
      ...(position ? [version, version, ordinal] : []),
      limit + 1,
    ]);
  }

  /** The inviter's rewards for these friends. */
  private async rewardsFor(rows: readonly InviteRow[]): Promise<ReadonlyMap<Id<'invite'>, RewardRow>> {
    if (rows.length === 0) return new Map();
    const found = await this.database.read.query(
      `SELECT * FROM referral_rewards WHERE side = 'inviter' AND invite_id IN (${marks(rows.length)})`,
      rows.map(({ id }) => id),
    );
    const rewards = found.map((raw) => referralRewards.decode(raw));
    return new Map(rewards.flatMap((row) => (row.invite_id === null ? [] : [[row.invite_id, row] as const])));
  }

  private async facts(friends: readonly Id<'member'>[], rewards: readonly RewardRow[]): Promise<Facts> {
    const names = await this.members.maskedNames(friends);
    const templates = await templatesOf(this.database.read, rewards);
    return { at: this.clock.now(), names, templates };
  }

  private async byIds(table: 'invites' | 'referral_programs', ids: readonly string[]) {
    const asked = [...new Set(ids)];
    if (asked.length === 0) return [];
    return this.database.read.query(`SELECT * FROM ${table} WHERE id IN (${marks(asked.length)})`, asked);
  }
}

function placeOf({ version, ordinal }: Pick<RewardRow, 'version' | 'ordinal'>): [number, number] {
  return [version, ordinal];
}

function friendOf(row: InviteRow, reward: RewardRow | undefined, facts: Facts): Friend {
  return {
    id: row.id,
    name_masked: facts.names.get(row.invitee_id) ?? '会员',
    state: row.state,
    in_review: row.review === 'waiting',
    joined_at: toRfc3339(row.joined_at),
    qualify_until_at: toRfc3339(row.qualify_until_at),
    qualified_at: textOf(row.qualified_at),
    rests_until_at: textOf(row.rests_until_at),
    ended_reason: row.ended_reason,
    unrewarded: row.unrewarded,
    reward: reward
      ? {
          id: reward.id,
          reward: rewardShownOf(rewardTermsOf(reward), facts.templates),
          state: stateAt(reward, facts.at),
          claim_until_at: textOf(reward.claim_until_at),
        }
      : null,
  };
}

function rewardOf(row: RewardRow, invite: InviteRow | null, programName: string, facts: Facts): Reward {
  const { id, program_id, side, friends, coupon_id } = row;
  const state = stateAt(row, facts.at);
  return {
    ...{ id, program_id, side, friends, coupon_id, state },
    program_name: programName,
    friend_masked: side === 'inviter' && invite ? (facts.names.get(invite.invitee_id) ?? '会员') : null,
    reward: rewardShownOf(rewardTermsOf(row), facts.templates),
    in_review: invite?.review === 'waiting',
    ended_reason: invite?.ended_reason ?? null,
    qualify_until_at: state === 'promised' ? textOf(invite?.qualify_until_at ?? null) : null,
    rests_until_at: state === 'resting' ? textOf(invite?.rests_until_at ?? null) : null,
    claim_until_at: textOf(row.claim_until_at),
    claimed_at: textOf(row.claimed_at),
    at: toRfc3339(row.at),
  };
}

function textOf(at: Instant | null): string | null {
  return at === null ? null : toRfc3339(at);
}
