import { choice, dayColumn, id, instantColumn, nullable, table, text, type Row } from '../platform/database';

export const MILESTONES = ['joined', 'first_redemption', 'first_purchase'] as const;
export type Milestone = (typeof MILESTONES)[number];

/** @rule A5 The stages of the funnel that a member has reached, one row each: what later reports count. */
export const milestones = table(
  'milestones',
  {
    member_id: id('member'),
    milestone: choice(MILESTONES),
    /** The event that told of it. */
    event_id: id('event'),
    /** The redemption or purchase; the member for joining. */
    reference: text(40),
    /** Where it happened. */
    store_id: nullable(id('store')),
    /** Through which channel the member came (M3). */
    channel_id: nullable(id('channel')),
    day: dayColumn(),
    at: instantColumn(),
  },
  {
    primary: ['member_id', 'milestone'],
    index: { channel: ['channel_id', 'milestone', 'day'], store: ['store_id', 'milestone', 'day'] },
  },
);
export type MilestoneRow = Row<typeof milestones>;

export const ANALYTICS_TABLES = [milestones] as const;
