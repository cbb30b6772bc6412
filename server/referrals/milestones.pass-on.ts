import type { MilestoneTerms } from '../../shared/contract';
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
import { BOARD_TOP, referralStandings, referralTerms } from './referrals.entity';
import { milestoneKey, standingId } from './standings.parts';

/** Most members of one milestone who are looked at in one round. */
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
      const milestones = milestonesUnderLock(ctx.loaded, ctx.seen, 'reached');
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

/** A milestone of a program. */
type OfProgram = MilestoneTerms & { readonly program_id: Id<'referral_program'> };

/** One of which units are left. */
interface Left extends OfProgram {
  readonly left: number;
}

/**
 * Gives milestones of which units are left again (granted later, or free because somebody's fell away) to those whom
 * they had passed over, in the order in which they had so many friends: "the first N" are the first N. Answers how many.
 * Who cannot be given theirs keeps nobody behind them from theirs.
 * @rule R5
 * @throws what kept somebody from theirs, after all others were served
 */
export async function passMilestonesOn(
  { read }: Pick<Database, 'read'>,
  ledger: Pick<Ledger, 'run'>,
  policy: PointPolicy,
): Promise<number> {
  const failed: unknown[] = [];
  let given = 0;
  for (const milestone of await unitsLeft(read, await milestonesOfAll(read))) {
    let { left } = milestone;
    for (const passed of await passedOver(read, milestone)) {
      const isGiven = await giveOne(ledger, policy, { ...milestone, ...passed }).catch((error: unknown) => {
        failed.push(error);
        return false;
      });
      if (isGiven) given += 1;
      // refused: somebody else took the last one, or has theirs by now, or lost a friend
      left = isGiven ? left - 1 : ((await unitsLeft(read, [milestone]))[0]?.left ?? 0);
      if (left < 1) break;
    }
  }
  if (failed.length > 0) throw failed[0];
  return given;
}

/** Whether somebody was given one here and now. */
async function giveOne(
  ledger: Pick<Ledger, 'run'>,
  policy: PointPolicy,
  { program_id, member_id, friends, since_at }: PassOn & Pick<Passed, 'since_at'>,
): Promise<boolean> {
  const key = `pass_on:${milestoneKey(program_id, member_id, friends)}:${since_at}`;
  const actor = { kind: 'system', id: 'referral.pass_on' } as const;
  const result = await ledger.run(passOn(policy), { program_id, member_id, friends }, { key, actor });
  return result.ok && !result.replayed;
}

/** The same as work that is done again and again. */
export function milestoneErrand({ database, ledger, config }: Doing) {
  const tick = (): Promise<number> => passMilestonesOn(database, ledger, config.program);
  return { tick, wakes: WAKES, pause_ms: MINUTE_MS };
}

/** The milestones of all programs. */
async function milestonesOfAll(read: Reader): Promise<OfProgram[]> {
  const newest = await read.query(
    `SELECT t.* FROM referral_programs p JOIN referral_terms t ON t.program_id = p.id AND t.no = p.terms_no
     ORDER BY p.id`,
  );
  return newest
    .map((raw) => referralTerms.decode(raw))
    .flatMap(({ program_id, terms }) => terms.milestones.map((one) => ({ ...one, program_id })));
}

/** Those of them that can be given to somebody, with how often: as long as budget and coupons last. */
async function unitsLeft(read: Reader, all: readonly OfProgram[]): Promise<Left[]> {
  const specOf = ({ program_id, friends }: OfProgram) => account.referralBudget(program_id, friends);
  const units = await budgetsLeft(read, all.map(specOf));
  const unitsOf = (one: OfProgram): number => units.get(specOf(one).id) ?? 0;
  const open = all.filter((one) => unitsOf(one) > 0);
  const pieces = await promisableOf(read, [
    ...new Set(open.flatMap(({ reward }) => (reward.kind === 'coupon' ? reward.template_id : []))),
  ]);
  return open
    .map((one) => {
      const { reward } = one;
      const stock = reward.kind === 'coupon' ? (pieces.get(reward.template_id) ?? 0) : Infinity;
      return { ...one, left: Math.min(unitsOf(one), stock) };
    })
    .filter(({ left }) => left > 0);
}

interface Passed {
  readonly member_id: Id<'member'>;
  readonly since_at: number | string;
}

/** Members with friends enough for a milestone that they do not have, who had them first before others. */
async function passedOver(read: Reader, { program_id, friends }: OfProgram): Promise<Passed[]> {
  return read.query(
    `SELECT s.member_id AS member_id, s.confirmed_at AS since_at FROM referral_standings s
     JOIN invites k ON k.id = (SELECT i.id FROM invites i
       WHERE i.inviter_id = s.member_id AND i.program_id = s.program_id AND i.state = 'confirmed'
       ORDER BY i.confirmed_at, i.id LIMIT 1 OFFSET ?)
     WHERE s.program_id = ? AND s.board_order <= ?
       AND NOT EXISTS (SELECT 1 FROM referral_rewards r WHERE r.milestone_key = CONCAT(s.id, ':', ?))
     ORDER BY k.confirmed_at, k.id LIMIT ?`,
    [friends - 1, program_id, BOARD_TOP - friends, String(friends), ROUND],
  );
}
