import type { Id, Instant } from '../../shared/kernel';
import {
  NOTHING,
  owner,
  rowsBy,
  update,
  type Command,
  type DecideContext,
  type DomainEvent,
  type Parts,
  type Refs,
  type Refusal,
} from '../ledger';
import { changeRow } from '../merchants';
import type { Reader } from '../platform/database';
import type { RefundState } from '../wechat/pay';
import { paymentRefunds, type PaymentRefundRow } from './payments.entity';
import { moneyBackState, nextRefundAt, REFUND_EDGES, type MoneyBackState } from './refunds.rules';

/** What became of a refund. */
export interface RefundStands {
  readonly refund_id: Id<'payment_refund'>;
  readonly state: MoneyBackState;
}

export interface RefundAsked {
  readonly refund_id: Id<'payment_refund'>;
  /** How often WeChat Pay was asked before. */
  readonly attempts: number;
  /** What it said; null when it said nothing that counts. */
  readonly state: RefundState | null;
  /** When it took the refund; null while it did not say. */
  readonly accepted_at: Instant | null;
  /** Why there is no state, or none that is good: a code, for an operator. */
  readonly problem: string | null;
}

/** Notes what WeChat Pay answered to a refund, and when it is asked next. @rule F8 */
export const refundAsked: Command<RefundAsked, null, RefundStands> = {
  kind: 'payments.refund_asked',
  lane: 'low',
  prepare: ({ refund_id: id }, { read }) => refsBy(read, 'id', id),
  decide(ctx) {
    const { input, loaded, at } = ctx;
    const row = loaded.get(paymentRefunds, input.refund_id);
    if (!row) return { refuse: 'not_found' };
    // another process was faster
    if (row.attempts !== input.attempts || row.next_at === null) return { refuse: 'version_conflict' };
    const { state, problem, accepted_at } = input;
    const said = state === null ? row.state : moneyBackState(state);
    // a notice may know more by now; then all that is asked for is since when
    const to = REFUND_EDGES[row.state].includes(said) ? said : row.state;
    const isOn = state === null || to === 'processing';
    const asked = {
      attempts: row.attempts + 1,
      next_at: isOn ? nextRefundAt(at, row.attempts) : null,
      accepted_at: accepted_at ?? row.accepted_at,
      problem: to === said ? problem : row.problem,
    };
    return { accept: { refund_id: row.id, state: to }, ...moved(ctx, row, to, asked) };
  },
};

/** What a notice says about a refund of ours. */
export interface RefundMoved {
  readonly out_refund_no: string;
  readonly refund_fen: number;
  readonly state: RefundState;
}

/**
 * Takes a refund on by a notice. One that comes late or again changes nothing; one about no refund of ours, or about
 * another amount, is refused `not_found`.
 * @rule F8
 */
export const refundMoved: Command<RefundMoved, null, RefundStands> = {
  kind: 'payments.refund_moved',
  prepare: ({ out_refund_no: number }, { read }) => refsBy(read, 'out_refund_no', number),
  decide(ctx) {
    const { input, loaded } = ctx;
    const [row] = loaded.find(paymentRefunds, 'out_refund_no', input.out_refund_no);
    if (row?.amount_fen !== input.refund_fen) return { refuse: 'not_found' };
    const to = moneyBackState(input.state);
    if (!REFUND_EDGES[row.state].includes(to))
      return { accept: { refund_id: row.id, state: row.state }, ...NOTHING };
    // until it is known since when, for the trade bill, WeChat Pay is still asked
    const isOn = to === 'processing' || row.accepted_at === null;
    const next = { next_at: isOn ? row.next_at : null };
    const problem = to === 'abnormal' ? input.state.toUpperCase() : null;
    return { accept: { refund_id: row.id, state: to }, ...moved(ctx, row, to, { ...next, problem }) };
  },
};

export interface SettleRefund {
  readonly refund_id: Id<'payment_refund'>;
  readonly note: string;
}

/** Notes how an operator settled a refund that WeChat Pay could not deliver. @rule F8 @rule O2 */
export const settleRefund: Command<SettleRefund, null, { readonly change_id: Id<'history'> }> = {
  kind: 'payments.settle_refund',
  prepare: ({ refund_id: id }, { read }) => refsBy(read, 'id', id),
  decide(ctx) {
    const { input, loaded, at } = ctx;
    const row = loaded.get(paymentRefunds, input.refund_id);
    if (!row) return { refuse: 'not_found' };
    if (row.state !== 'abnormal') return { refuse: 'refund_not_stuck' };
    const set = { settled_note: input.note };
    const change = changeRow(ctx, {
      subject_kind: 'payment_refund',
      subject_id: row.id,
      command_kind: 'payments.settle_refund',
      old_values: { ...row },
      new_values: { ...row, ...set, state: 'settled', done_at: at },
    });
    const parts = moved(ctx, row, 'settled', set);
    return { accept: { change_id: change.id }, ...parts, writes: [...parts.writes, change.write] };
  },
};

async function refsBy(
  read: Reader,
  column: 'id' | 'out_refund_no',
  value: string,
): Promise<Refs<null> | Refusal> {
  const [raw] = await read.query<{ member_id: Id<'member'> }>(
    `SELECT member_id FROM payment_refunds WHERE ${column} = ?`,
    [value],
  );
  if (!raw) return { code: 'not_found' };
  const subject = owner.member(raw.member_id);
  return { subject, owners: [subject], rows: [rowsBy(paymentRefunds, column, [value])], seen: null };
}

/** Writes what changed; the member is told once the money is theirs. */
function moved(
  { at }: Pick<DecideContext<unknown, unknown>, 'at'>,
  row: PaymentRefundRow,
  to: MoneyBackState,
  set: Partial<PaymentRefundRow>,
): Parts {
  const isDone = to !== row.state && (to === 'success' || to === 'settled');
  const done = isDone ? { done_at: at } : {};
  const { id: refund_id, order_id, member_id, amount_fen: fen } = row;
  const told: DomainEvent[] = isDone
    ? [{ type: 'refund.settled', owner: owner.member(member_id), data: { refund_id, order_id, fen } }]
    : [];
  const write = update(
    paymentRefunds,
    row.id,
    { ...set, ...done, state: to },
    { state: row.state, attempts: row.attempts },
  );
  return { ...NOTHING, writes: [write], events: told };
}
