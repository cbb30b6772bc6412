import { MINUTE_MS, type Id } from '../../shared/kernel';
import { promisableOf } from '../coupons';
import { account, mergeRefs, owner, rowsBy, type Command, type Ledger } from '../ledger';
import type { Database, Reader } from '../platform/database';
import type { PointPolicy } from '../points';
import {
  milestoneRefs,
  milestonesOf,
  milestonesUnderLock,
  reachedParts,
  type Milestones,
} from './milestones.parts';
import { budgetsLeft, programById } from './programs.queries';
import { BOARD_TOP, referralPrograms, referralStandings, referralTerms } from './referrals.entity';
import { milestoneKey, standingId } from './standings.parts';

/** Most members of one milestone in one round. */
const ROUND = 200;

/** What may bring units of a milestone back at once; whatever else does is seen within a minute. */
const WAKES = ['referral.budget_changed', 'reward.voided', 'reward.taken_back'];

interface PassOn {
  readonly program_id: Id<'referral_program'>;
  readonly member_id: Id<'member'>;
  readonly friends: number;
}

/**
 * Gives a milestone to a member who has had friends enough since before there was a unit of its budget left. Refused
 * (`not_started`) where there is nothing to give, so that its key stays free.
 * @rule R5
 */
function passOn(policy: PointPolicy): Command<PassOn, Milestones, PassOn> {
  return {
    kind: 'referral.pass_on',
    lane: 'low',
    async prepare({ program_id, member_id, friends }, { read }) {
      const program = await programById(read, program_id);
      if (!program) return { code: 'not_found' };
      const every = await milestonesOf(read, program, member_id);
      const seen = { ...every, all: every.all.filter((one) => one.friends === friends) };
      if (seen.all.length === 0) return { code: 'not_found' };
      const standing = { rows: [rowsBy(referralStandings, 'id', [standingId(program_id, member_id)])] };
      const place = { merchant_id: program.merchant_id, store_id: null, timezone: policy.timezone };
      return { ...mergeRefs(milestoneRefs(seen), standing), subject: owner.member(member_id), place, seen };
    },
    decide(ctx) {
      const { program_id, member_id } = ctx.input;
      const milestones = milestonesUnderLock(ctx.loaded, ctx.seen);
      if (milestones === null) return { stale: true };
      const standing = ctx.loaded.get(referralStandings, standingId(program_id, member_id));
      const parts = reachedParts(ctx, milestones, standing?.confirmed ?? 0);
      return parts.writes.length === 0 ? { refuse: 'not_started' } : { accept: ctx.input, ...parts };
    },
  };
}

/** What of the program's core it needs. */
interface Doing {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly config: { readonly program: PointPolicy };
}

/** Units of a milestone that are left. */
interface Left {
  readonly program_id: Id<'referral_program'>;
  readonly friends: number;
  readonly left: number;
}

/**
 * Gives milestones of which units are left again (granted later, or free because somebody's fell away) to those whom
 * they had passed over, in the order in which they had so many friends: "the first N" are the first N. Answers how many.
 * @rule R5
 */
export async function passMilestonesOn(
  { read }: Pick<Database, 'read'>,
  ledger: Ledger,
  policy: PointPolicy,
): Promise<number> {
  const command = passOn(policy);
  const actor = { kind: 'system', id: 'referral.pass_on' } as const;
  let given = 0;
  for (const { program_id, friends, left } of await milestonesLeft(read)) {
    for (const { member_id, since_at } of await passedOver(read, { program_id, friends, left })) {
      const key = `pass_on:${milestoneKey(program_id, member_id, friends)}:${since_at}`;
      const result = await ledger.run(command, { program_id, member_id, friends }, { key, actor });
      // somebody else took the last one: who came after them gets none either
      if (!result.ok) break;
      if (!result.replayed) given += 1;
    }
  }
  return given;
}

/** The same as work that is done again and again. */
export function milestoneErrand({ database, ledger, config }: Doing) {
  const tick = (): Promise<number> => passMilestonesOn(database, ledger, config.program);
  return { tick, wakes: WAKES, pause_ms: MINUTE_MS };
}

/** The milestones of all programs that can be given to somebody, with how often. */
async function milestonesLeft(read: Reader): Promise<Left[]> {
  const programs = (await read.query('SELECT * FROM referral_programs ORDER BY id')).map((raw) =>
    referralPrograms.decode(raw),
  );
  const newest = await read.query(
    `SELECT t.* FROM referral_terms t JOIN referral_programs p ON p.id = t.program_id AND p.terms_no = t.no`,
  );
  const terms = new Map(newest.map((raw) => referralTerms.decode(raw)).map((row) => [row.program_id, row]));
  const all = programs.flatMap(({ id }) =>
    (terms.get(id)?.terms.milestones ?? []).map((milestone) => ({ program_id: id, ...milestone })),
  );
  const specOf = ({ program_id, friends }: Pick<Left, 'program_id' | 'friends'>) =>
    account.referralBudget(program_id, friends);
  const units = await budgetsLeft(read, all.map(specOf));
  const open = all.filter((one) => (units.get(specOf(one).id) ?? 0) > 0);
  const pieces = await promisableOf(read, [
    ...new Set(open.flatMap(({ reward }) => (reward.kind === 'coupon' ? reward.template_id : []))),
  ]);
  return open
    .map(({ program_id, friends, reward }) => {
      const stock = reward.kind === 'coupon' ? (pieces.get(reward.template_id) ?? 0) : Infinity;
      return {
        program_id,
        friends,
        left: Math.min(units.get(specOf({ program_id, friends }).id) ?? 0, stock),
      };
    })
    .filter(({ left }) => left > 0);
}

/** Members with friends enough for a milestone that they do not have, who had them first before others. */
async function passedOver(
  read: Reader,
  { program_id, friends, left }: Left,
): Promise<readonly { readonly member_id: Id<'member'>; readonly since_at: number | string }[]> {
  return read.query(
    `SELECT s.member_id AS member_id, s.confirmed_at AS since_at FROM referral_standings s
     JOIN invites k ON k.id = (SELECT i.id FROM invites i
       WHERE i.inviter_id = s.member_id AND i.program_id = s.program_id AND i.state = 'confirmed'
       ORDER BY i.confirmed_at, i.id LIMIT 1 OFFSET ?)
     WHERE s.program_id = ? AND s.board_order <= ?
       AND NOT EXISTS (SELECT 1 FROM referral_rewards r WHERE r.milestone_key = CONCAT(s.id, ':', ?))
     ORDER BY k.confirmed_at, k.id LIMIT ?`,
    [friends - 1, program_id, BOARD_TOP - friends, String(friends), Math.min(left, ROUND)],
  );
}
