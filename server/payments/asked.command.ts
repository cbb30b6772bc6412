import type { Id, Instant } from '../../shared/kernel';
import { owner, rowsBy, update, type Command } from '../ledger';
import { payments } from './payments.entity';

export interface AskedPayment {
  readonly payment_id: Id<'payment'>;
  readonly member_id: Id<'member'>;
  /** How often WeChat Pay had been asked before. */
  readonly queries: number;
  readonly next_query_at: Instant;
}

/** WeChat Pay was asked about an open payment, and is asked again later. @rule F6 */
export const askedPayment: Command<AskedPayment, null, { payment_id: Id<'payment'> }> = {
  kind: 'payment.asked',
  lane: 'low',
  prepare({ payment_id, member_id }) {
    const key = owner.member(member_id);
    return { subject: key, owners: [key], rows: [rowsBy(payments, 'id', [payment_id])], seen: null };
  },
  decide({ input, loaded }) {
    const row = loaded.get(payments, input.payment_id);
    if (!row) return { refuse: 'not_found' };
    // another process has asked meanwhile, or it is over
    if (row.state !== 'open' || row.queries !== input.queries) return { refuse: 'ended' };
    const set = { queries: row.queries + 1, next_query_at: input.next_query_at };
    const writes = [update(payments, row.id, set, { state: 'open', queries: row.queries })];
    return { accept: { payment_id: row.id }, transfers: [], writes, events: [] };
  },
};
