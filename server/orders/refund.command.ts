import type { Id } from '../../shared/kernel';
import { mergeRefs, owner, type Command, type DecideContext, type Decision } from '../ledger';
import type { ReturnPolicy } from '../points';
import { orders } from './orders.entity';
import { orderById } from './orders.queries';
import { refundParts, refundRefs, type PiecesRefunded, type RefundSeen } from './refund.parts';

export interface RefundOrder {
  readonly order_id: Id<'order'>;
  /** Whose it must be; null for an operator. */
  readonly member_id: Id<'member'> | null;
  readonly pieces: number;
  readonly why: 'member' | 'operator';
  readonly note: string | null;
  readonly expected: { readonly fen: number; readonly points: number };
}

/** Refunds pieces of an order where nobody stands at a counter. @rule F8 */
export function refundOrder(policy: ReturnPolicy): Command<RefundOrder, RefundSeen, PiecesRefunded> {
  return {
    kind: 'order.refund',
    async prepare(input, { read }) {
      const order = await orderById(read, input.order_id);
      if (!order || (input.member_id !== null && order.member_id !== input.member_id))
        return { code: 'not_found' };
      const { refs, seen } = await refundRefs(read, order);
      return { ...mergeRefs(refs), subject: owner.member(order.member_id), seen };
    },
    decide: (ctx) => decide(policy, ctx),
  };
}

function decide(policy: ReturnPolicy, ctx: DecideContext<RefundOrder, RefundSeen>): Decision<PiecesRefunded> {
  const { input, seen, loaded } = ctx;
  const order = loaded.get(orders, input.order_id);
  if (!order) return { refuse: 'not_found' };
  const { pieces, why, note, expected } = input;
  const nobody = { staff_id: null, store_id: null };
  const done = refundParts(ctx, { order, seen, pieces, why, note, expected, policy, ...nobody });
  return 'parts' in done ? { accept: done.refunded, ...done.parts } : done;
}
