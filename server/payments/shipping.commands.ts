import type { Id } from '../../shared/kernel';
import { owner, rowsBy, update, type Command, type Refs, type Refusal } from '../ledger';
import type { Reader } from '../platform/database';
import { shippingReports, type ShippingReportRow } from './payments.entity';
import { nextReportAt, REPORT_TRIES_MAX } from './refunds.rules';

export interface ReportTried {
  readonly payment_id: Id<'payment'>;
  /** How often WeChat was told before. */
  readonly attempts: number;
  /** Why it did not take the report; null when it did. */
  readonly problem: string | null;
  /** Whether it would say the same again. */
  readonly is_final: boolean;
}

export interface ReportStands {
  readonly payment_id: Id<'payment'>;
  readonly state: ShippingReportRow['state'];
}

/** Notes what WeChat answered to a report of goods handed over, and when it is told again. @rule F7 */
export const reportTried: Command<ReportTried, null, ReportStands> = {
  kind: 'payments.report_tried',
  lane: 'low',
  prepare: ({ payment_id: id }, { read }) => refsOf(read, id),
  decide({ input, loaded, at }) {
    const row = loaded.get(shippingReports, input.payment_id);
    if (!row) return { refuse: 'not_found' };
    // another process was faster
    if (row.attempts !== input.attempts || row.state !== 'due') return { refuse: 'version_conflict' };
    const attempts = row.attempts + 1;
    const { problem } = input;
    const isOver = input.is_final || attempts >= REPORT_TRIES_MAX;
    const state = problem === null ? 'done' : isOver ? 'failed' : 'due';
    const next = state === 'due' ? nextReportAt(at, row.attempts) : null;
    const set = { state, attempts, problem, next_at: next } as const;
    return {
      accept: { payment_id: row.payment_id, state },
      transfers: [],
      writes: [update(shippingReports, row.payment_id, set, { state: row.state, attempts: row.attempts })],
      events: [],
    };
  },
};

async function refsOf(read: Reader, id: Id<'payment'>): Promise<Refs<null> | Refusal> {
  const [raw] = await read.query<{ member_id: Id<'member'> }>('SELECT member_id FROM payments WHERE id = ?', [
    id,
  ]);
  if (!raw) return { code: 'not_found' };
  const subject = owner.member(raw.member_id);
  return { subject, owners: [subject], rows: [rowsBy(shippingReports, 'payment_id', [id])], seen: null };
}
