import type { StreakStep } from '../../shared/rules';
import {
  dayColumn,
  flag,
  id,
  instantColumn,
  integer,
  json,
  table,
  text,
  type Row,
} from '../platform/database';

/** The one row's id. */
export const RULE_ID = 'sign-ins';

/** @rule P8 What a sign-in gives; one row, none while nobody has ever set it. */
export const signInRules = table(
  'sign_in_rules',
  {
    id: text(8),
    active: flag(),
    daily_points: integer(0),
    /** Shortest run first. */
    steps: json<readonly StreakStep[]>(),
    make_ups_per_month: integer(0),
    version: integer(1),
  },
  { primary: ['id'] },
);
export type SignInRuleRow = Row<typeof signInRules>;

/** @rule P8 A day that a member signed in for, or made up for: at most one row per member and day. */
export const signIns = table(
  'sign_ins',
  {
    /** `<member>:<day>` */
    id: text(60),
    member_id: id('member'),
    /** The program's day, by the server's clock. */
    day: dayColumn(),
    made_up: flag(),
    /** Days in a row up to this one. */
    streak: integer(1),
    /** Given for the day, and for the steps that the run reached with it. */
    points: integer(0),
    bonus: integer(0),
    at: instantColumn(),
  },
  { primary: ['id'], unique: { day: ['member_id', 'day'] } },
);
export type SignInRow = Row<typeof signIns>;

export const SIGN_INS_TABLES = [signInRules, signIns] as const;
