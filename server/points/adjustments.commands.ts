import type { Id, Instant } from '../../shared/kernel';
import { points as asPoints } from '../../shared/kernel';
import {
  insert,
  mergeParts,
  mergeRefs,
  owner,
  rowsBy,
  update,
  type Command,
  type Parts,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { members } from '../members';
import { adjustments, debtWaivers, type AdjustmentRow } from './adjustments.entity';
import { adjustPoints, needsSecond, waiveDebt } from './adjustments.parts';
import { pointsRefs } from './points.parts';
import { balanceOf, programDay, type PointPolicy } from './points.rules';

export interface AskAdjustment {
  readonly member_id: Id<'member'>;
  /** Above 0 gives, below 0 takes. */
  readonly points: number;
  readonly reason: string;
  readonly account_id: Id<'account'>;
}

/** Where an adjustment stands after a command: what of its row can change. */
export type AdjustmentStands = Pick<AdjustmentRow, 'state' | 'decided_by' | 'balance_after'> & {
  readonly adjustment_id: Id<'adjustment'>;
  readonly decided_at: Instant | null;
};

/**
 * Gives or takes points by hand, with a reason. Above the threshold nothing moves: it waits for a second person. More
 * than the balance cannot be taken, also not asked for.
 * @rule P7
 */
export function askAdjustment(
  policy: PointPolicy,
  threshold: number,
): Command<AskAdjustment, null, AdjustmentStands> {
  return {
    kind: 'points.adjust',
    prepare: ({ member_id: memberId }) => refsOf(memberId),
    decide(context) {
      const { input, at } = context;
      if (!context.loaded.get(members, input.member_id)) return { refuse: 'not_found' };
      const id = context.newId('adjustment');
      const moved = adjustPoints(context, { ...input, reference: id, policy });
      if ('missing' in moved) return { refuse: 'points_insufficient', params: { missing: moved.missing } };
      const isWaiting = needsSecond(input.points, threshold);
      const row: AdjustmentRow = {
        id,
        member_id: input.member_id,
        points: asPoints(input.points),
        reason: input.reason,
        state: isWaiting ? 'waiting' : 'done',
        asked_by: input.account_id,
        asked_at: at,
        decided_by: null,
        decided_at: isWaiting ? null : at,
        balance_after: isWaiting ? null : moved.balance_after,
      };
      const own: Parts = { transfers: [], writes: [insert(adjustments, row)], events: [] };
      const parts = isWaiting ? own : mergeParts(own, moved.parts, said(row, moved.balance_after));
      return { accept: standsOf(row), ...parts };
    },
  };
}

export interface DecideAdjustment {
  readonly adjustment_id: Id<'adjustment'>;
  readonly account_id: Id<'account'>;
}

/** Approves what somebody else asked for: the points move now. Of an approval and a rejection one wins. @rule P7 */
export function approveAdjustment(policy: PointPolicy): Command<DecideAdjustment, null, AdjustmentStands> {
  return {
    kind: 'points.approve_adjustment',
    prepare: prepareDecision,
    decide(context) {
      const { input, loaded, at } = context;
      const row = loaded.get(adjustments, input.adjustment_id);
      if (!row) return { refuse: 'not_found' };
      if (row.state !== 'waiting') return { refuse: 'already_decided' };
      if (row.asked_by === input.account_id) return { refuse: 'second_person_required' };
      const { member_id, points, id } = row;
      const moved = adjustPoints(context, { member_id, points, reference: id, policy });
      if ('missing' in moved) return { refuse: 'points_insufficient', params: { missing: moved.missing } };
      const set = {
        state: 'done' as const,
        decided_by: input.account_id,
        decided_at: at,
        balance_after: moved.balance_after,
      };
      const own = { transfers: [], writes: [update(adjustments, id, set, { state: 'waiting' })], events: [] };
      const parts = mergeParts(own, moved.parts, said(row, moved.balance_after));
      return { accept: standsOf({ ...row, ...set }), ...parts };
    },
  };
}

/** Rejects an adjustment that waits; also for who asked, who thought better of it. @rule P7 */
export const rejectAdjustment: Command<DecideAdjustment, null, AdjustmentStands> = {
  kind: 'points.reject_adjustment',
  prepare: prepareDecision,
  decide({ input, loaded, at }) {
    const row = loaded.get(adjustments, input.adjustment_id);
    if (!row) return { refuse: 'not_found' };
    if (row.state !== 'waiting') return { refuse: 'already_decided' };
    const set = { state: 'rejected' as const, decided_by: input.account_id, decided_at: at };
    return {
      accept: standsOf({ ...row, ...set }),
      transfers: [],
      writes: [update(adjustments, row.id, set, { state: 'waiting' })],
      events: [],
    };
  },
};

export interface DebtWaived {
  readonly member_id: Id<'member'>;
  readonly balance: number;
  readonly pending: number;
  readonly debt: number;
}

/** Waives what a member owes, in part or whole, with a reason. @rule P4 */
export function waiveMemberDebt(policy: PointPolicy): Command<AskAdjustment, null, DebtWaived> {
  return {
    kind: 'points.waive_debt',
    prepare: ({ member_id: memberId }) => refsOf(memberId),
    decide(context) {
      const { input, loaded, at } = context;
      const { member_id: memberId, points, reason, account_id: accountId } = input;
      if (!loaded.get(members, memberId)) return { refuse: 'not_found' };
      const id = context.newId('adjustment');
      const waived = waiveDebt(context, { member_id: memberId, points, reference: id, policy });
      if ('debt' in waived) return { refuse: 'debt_smaller', params: { debt: waived.debt } };
      const debt = waived.debt_after;
      const row = { id, member_id: memberId, points, reason, waived_by: accountId, debt_after: debt, at };
      const { balance, pending } = balanceOf(
        loaded.accountsOf(owner.member(memberId), 'points'),
        programDay(policy, at),
      );
      const event = { type: 'points.debt_waived', data: { adjustment_id: id, points, debt_after: debt } };
      const own: Parts = { transfers: [], writes: [insert(debtWaivers, row)], events: [event] };
      return {
        accept: { member_id: memberId, balance, pending, debt },
        ...mergeParts(own, waived.parts),
      };
    },
  };
}

async function prepareDecision(
  { adjustment_id: id }: DecideAdjustment,
  { read }: PrepareContext,
): Promise<Refs<null> | Refusal> {
  const [raw] = await read.query('SELECT * FROM adjustments WHERE id = ?', [id]);
  if (!raw) return { code: 'not_found' };
  const refs = refsOf(adjustments.decode(raw).member_id);
  return { ...refs, rows: [...(refs.rows ?? []), rowsBy(adjustments, 'id', [id])] };
}

function refsOf(memberId: Id<'member'>): Refs<null> {
  return {
    ...mergeRefs(pointsRefs(memberId), { rows: [rowsBy(members, 'id', [memberId])] }),
    subject: owner.member(memberId),
    seen: null,
  };
}

function standsOf(row: AdjustmentRow): AdjustmentStands {
  const { id, state, decided_by, decided_at, balance_after } = row;
  return { adjustment_id: id, state, decided_by, decided_at, balance_after };
}

function said({ id, points }: AdjustmentRow, balanceAfter: number): Parts {
  const data = { adjustment_id: id, points, balance_after: balanceAfter };
  return { transfers: [], writes: [], events: [{ type: 'points.adjusted', data }] };
}
