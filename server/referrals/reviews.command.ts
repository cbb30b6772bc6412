import type { Id } from '../../shared/kernel';
import {
  mergeParts,
  mergeRefs,
  NOTHING,
  update,
  type Command,
  type DecideContext,
  type Parts,
} from '../ledger';
import { changeRow } from '../merchants';
import type { PointPolicy } from '../points';
import { endedParts } from './advance.parts';
import { endRefs, unitRefs } from './endings.parts';
import { caseOf, caseRefs, caseUnderLock, refsAt, type InviteCase } from './invites.case';
import { invites, type InviteRow } from './referrals.entity';

export interface ReviewInput {
  readonly invite_id: Id<'invite'>;
  readonly decision: 'release' | 'refuse';
  readonly reason: string;
}

/** `change_id` finds what the invite looked like right after it. */
export interface Reviewed {
  readonly invite_id: Id<'invite'>;
  readonly change_id: Id<'history'>;
}

type Context = DecideContext<ReviewInput, InviteCase>;

/**
 * What a person decides about an invite that waits: released, it goes on, once and for all; refused, its rewards are
 * void and its unit of the budget is free again. A line of the change log says who and why.
 * @rule R7 @rule O2
 */
export function reviewInvite(policy: PointPolicy): Command<ReviewInput, InviteCase, Reviewed> {
  return {
    kind: 'referral.review',
    async prepare({ invite_id: inviteId, decision }, { read }) {
      const found = await caseOf(read, inviteId);
      if (!found) return { code: 'not_found' };
      const ends = decision === 'refuse' ? mergeRefs(unitRefs(found.invite), endRefs(found.rewards)) : {};
      return refsAt(found, policy.timezone, found, caseRefs(found), ends);
    },
    decide(ctx) {
      const now = caseUnderLock(ctx.loaded, ctx.seen);
      if (now === null) return { stale: true };
      const { invite } = now;
      if (invite.state !== 'qualified' || invite.review !== 'waiting') return { refuse: 'review_closed' };
      const review = reviewOf(ctx);
      const isRefused = ctx.input.decision === 'refuse';
      const parts = isRefused
        ? endedParts(ctx, now, { to: 'voided', reason: 'refused', policy, review })
        : releasedParts(invite, review);
      const after: InviteRow = isRefused
        ? { ...invite, ...review, state: 'voided', ended_reason: 'refused', ended_at: ctx.at, due_at: null }
        : { ...invite, ...review, due_at: invite.rests_until_at };
      const change = changeRow(ctx, {
        subject_kind: 'invite',
        subject_id: invite.id,
        command_kind: 'referral.review',
        old_values: { ...invite },
        new_values: { ...after },
      });
      return {
        accept: { invite_id: invite.id, change_id: change.id },
        ...mergeParts(parts, { ...NOTHING, writes: [change.write] }),
      };
    },
  };
}

type Review = Pick<InviteRow, 'review' | 'reviewed_by' | 'review_note' | 'reviewed_at'>;

function reviewOf({ input, actor, at }: Context): Review {
  return {
    review: input.decision === 'refuse' ? 'refused' : 'released',
    reviewed_by: actor.id as Id<'account'>,
    review_note: input.reason,
    reviewed_at: at,
  };
}

/** It goes on where it stood: at once when its rest is over. */
function releasedParts({ id, rests_until_at }: InviteRow, review: Review): Parts {
  const write = update(
    invites,
    id,
    { ...review, due_at: rests_until_at },
    { state: 'qualified', review: 'waiting' },
  );
  return { ...NOTHING, writes: [write] };
}
