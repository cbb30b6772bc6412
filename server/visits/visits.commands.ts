import type { Id } from '../../shared/kernel';
import { insert, owner, type Command, type Place } from '../ledger';
import { visits, type VisitOutcome } from './visits.entity';
import type { Gift } from './visits.offers';

/** What the scene of a visit turned out to be, found by plain reads. */
export interface Arrival {
  readonly outcome: VisitOutcome;
  readonly channel_id: Id<'channel'> | null;
  /** What the channel stands for. */
  readonly store_id: Id<'store'> | null;
  readonly staff_id: Id<'staff'> | null;
  /** Whose page is shown; not the channel's store where that is closed, or where there is no channel. */
  readonly landing_store_id: Id<'store'> | null;
  readonly gift: Gift | null;
  /** The invite code it came through, where somebody has it. */
  readonly invite_code: string | null;
  /** Neither a member nor one who was. */
  readonly is_newcomer: boolean;
  readonly place: Place | null;
}

export interface VisitInput {
  readonly person_id: Id<'person'>;
  readonly member_id: Id<'member'> | null;
  readonly scene: string | null;
  readonly path: string | null;
  readonly invite: string | null;
}

/** Everything the landing page is built from, so that a replay shows the same page. */
export interface VisitAnswer {
  readonly visit_id: Id<'visit'>;
  readonly member_id: Id<'member'> | null;
  readonly outcome: VisitOutcome;
  readonly store_id: Id<'store'> | null;
  readonly staff_id: Id<'staff'> | null;
  readonly gift: Gift | null;
  readonly invite_code: string | null;
  readonly is_newcomer: boolean;
}

/**
 * Counts a visit, once per key however often the phone sends it. Refuses nothing.
 * @rule A3 @rule A4 a member's visit is noted as one, and promises no gift
 */
export function recordVisit(
  arrive: (input: VisitInput) => Promise<Arrival>,
): Command<VisitInput, Arrival, VisitAnswer> {
  return {
    kind: 'visits.record',
    async prepare(input) {
      const seen = await arrive(input);
      const subject = owner.person(input.person_id);
      return { subject, owners: [subject], seen, ...(seen.place ? { place: seen.place } : {}) };
    },
    decide(context) {
      const { input, seen, at, day } = context;
      const { outcome, channel_id, store_id, staff_id, gift } = seen;
      const id = context.newId('visit');
      const position = {
        version: context.version(owner.person(input.person_id)),
        ordinal: context.ordinal(),
      };
      const row = { id, ...input, outcome, channel_id, store_id, staff_id, day, at, ...position };
      return {
        accept: {
          visit_id: id,
          member_id: input.member_id,
          outcome,
          store_id: seen.landing_store_id,
          staff_id,
          gift,
          invite_code: seen.invite_code,
          is_newcomer: seen.is_newcomer,
        },
        transfers: [],
        writes: [insert(visits, row)],
        events: [],
      };
    },
  };
}
