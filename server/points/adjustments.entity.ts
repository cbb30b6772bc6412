import { ADJUSTMENT_STATES } from '../../shared/contract';
import {
  choice,
  id,
  instantColumn,
  integer,
  nullable,
  pointsColumn,
  table,
  text,
  type Row,
} from '../platform/database';

/** @rule P7 Points given or taken by hand: who asked, why, who decided. */
export const adjustments = table(
  'adjustments',
  {
    id: id('adjustment'),
    member_id: id('member'),
    /** Above 0 gives, below 0 takes. */
    points: pointsColumn(),
    reason: text(100),
    state: choice(ADJUSTMENT_STATES),
    asked_by: id('account'),
    asked_at: instantColumn(),
    /** Who approved or rejected it; null where it needed nobody, or waits. */
    decided_by: nullable(id('account')),
    decided_at: nullable(instantColumn()),
    /** Once done. */
    balance_after: nullable(integer(0)),
  },
  {
    primary: ['id'],
    index: { state: ['state', 'id'], member: ['member_id', 'id'] },
    checks: {
      some: 'points <> 0',
      decided: "(state = 'waiting') = (decided_at IS NULL)",
      done: "(state = 'done') = (balance_after IS NOT NULL)",
      second: "state <> 'done' OR decided_by IS NULL OR decided_by <> asked_by",
    },
  },
);
export type AdjustmentRow = Row<typeof adjustments>;

/** @rule P4 Debts that an operator waived, in part or whole, and why. Never changed afterwards. */
export const debtWaivers = table(
  'debt_waivers',
  {
    id: id('adjustment'),
    member_id: id('member'),
    points: integer(1),
    reason: text(100),
    waived_by: id('account'),
    debt_after: integer(0),
    at: instantColumn(),
  },
  { primary: ['id'], index: { member: ['member_id', 'id'] } },
);
