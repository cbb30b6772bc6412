import {
  choice,
  dayColumn,
  id,
  instantColumn,
  integer,
  nullable,
  table,
  text,
  type Row,
} from '../platform/database';

/** Whether the code led where it was printed for (A3). */
export const VISIT_OUTCOMES = ['ok', 'unknown', 'retired', 'direct'] as const;
export type VisitOutcome = (typeof VISIT_OUTCOMES)[number];

/**
 * @rule A3 One opening of the mini-program. Rows are never changed: the history behind how a member came (M3).
 * `store_id` and `staff_id` are what the channel stood for at that moment.
 */
export const visits = table(
  'visits',
  {
    id: id('visit'),
    person_id: id('person'),
    /** Null for somebody who had not joined then. */
    member_id: nullable(id('member')),
    channel_id: nullable(id('channel')),
    /** As read from the code, cut down to what is text. */
    scene: nullable(text(200)),
    path: nullable(text(200)),
    /** The invite code it came through (R1), whether or not there is one like it. */
    invite: nullable(text(64)),
    outcome: choice(VISIT_OUTCOMES),
    store_id: nullable(id('store')),
    staff_id: nullable(id('staff')),
    day: dayColumn(),
    at: instantColumn(),
    /** Version of the person's owner and position in it: the order of a person's visits. */
    version: integer(1),
    ordinal: integer(0),
  },
  {
    primary: ['id'],
    unique: { order: ['person_id', 'version', 'ordinal'] },
    index: { channel: ['channel_id', 'day'], store: ['store_id', 'day'], opened: ['day', 'invite'] },
  },
);
export type VisitRow = Row<typeof visits>;

export const VISITS_TABLES = [visits] as const;
