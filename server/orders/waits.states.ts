import type { Id, Instant } from '../../shared/kernel';
import { offers, type OfferRow } from '../flash-sales';
import { account, insert, owner, update, type Parts, type RowWrite } from '../ledger';
import { waits, type WaitRow } from './orders.entity';
import type { OrdersContext } from './orders.states';

/** A wait that is not over. */
export type OpenWaitRow = WaitRow & { readonly state: 'waiting' | 'offered' };

/** Whether a wait is not over. */
export function isOpen(wait: WaitRow): wait is OpenWaitRow {
  return wait.state === 'waiting' || wait.state === 'offered';
}

/** Whether a piece is kept for whoever waits: past its deadline it is not, whether somebody has noticed yet or not. */
export function isKept(
  wait: WaitRow | undefined,
  at: Instant,
): wait is WaitRow & { readonly hold_id: Id<'transfer'> } {
  return wait?.state === 'offered' && wait.hold_id !== null && at < (wait.offered_until_at ?? 0);
}

/** A member joins the waiting list, behind all who are on it. The caller has locked member and offer. @rule F5 */
export function joinedParts(wait: WaitRow, offer: OfferRow): Parts {
  return {
    transfers: [],
    writes: [insert(waits, wait), waitingWrite(offer, 1)],
    events: [],
  };
}

/** A piece is kept for the first of the waiting list, who is told. @rule F5 */
export function offeredParts(ctx: OrdersContext, wait: WaitRow, offer: OfferRow, until: Instant): Parts {
  const { id, offer_id, member_id } = wait;
  const holdId = ctx.newId('transfer');
  return {
    transfers: [
      {
        kind: 'pending',
        id: holdId,
        code: 'offer.wait_held',
        debit: account.stockOffer(offer_id),
        credit: account.stockSold(offer_id),
        amount: 1,
        reference: id,
        deadline_at: until,
        on_deadline: 'void',
      },
    ],
    writes: [
      update(waits, id, { state: 'offered', hold_id: holdId, offered_until_at: until }, { state: 'waiting' }),
      waitingWrite(offer, -1),
    ],
    events: [
      {
        type: 'wait.offered',
        owner: owner.member(member_id),
        data: { wait_id: id, offer_id, sale_id: wait.sale_id, offered_until_at: until },
      },
    ],
  };
}

/** A wait is over; a piece that was kept is free again, for the next. @rule F5 */
export function overParts(
  { at }: OrdersContext,
  wait: OpenWaitRow,
  offer: OfferRow,
  to: 'claimed' | 'passed' | 'left',
): Parts {
  const { id, offer_id, member_id, sale_id, state, hold_id } = wait;
  return {
    transfers: state === 'offered' && hold_id !== null ? [{ kind: 'void', hold: hold_id }] : [],
    writes: [
      update(waits, id, { state: to, place: null, closed_at: at }, { state }),
      ...(state === 'waiting' ? [waitingWrite(offer, -1)] : []),
    ],
    events:
      to === 'passed'
        ? [{ type: 'wait.passed', owner: owner.member(member_id), data: { wait_id: id, offer_id, sale_id } }]
        : [],
  };
}

function waitingWrite({ id, waiting }: OfferRow, change: 1 | -1): RowWrite {
  return update(offers, id, { waiting: waiting + change }, { waiting });
}
