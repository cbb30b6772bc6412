import type { Id } from '../../shared/kernel';
import { offerObstacle } from '../../shared/rules';
import { flashSales, lapsesId, offers, offerTermsOf, saleLapses } from '../flash-sales';
import {
  account,
  available,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Loaded,
  type PrepareContext,
  type Refs,
} from '../ledger';
import { members } from '../members';
import { accessOf, LADDER_REF, ladderUnderLock } from '../tiers';
import { waits, type WaitRow } from './orders.entity';
import { placeOf, waitById } from './waits.queries';
import { isKept, isOpen, joinedParts, overParts } from './waits.states';

/** What decides whether a member may have a piece of an offer: to be loaded under the locks of both. */
export function takerRefs(
  memberId: Id<'member'>,
  offerId: Id<'offer'>,
  saleId: Id<'sale'>,
): Required<Pick<Refs<unknown>, 'owners' | 'accounts' | 'rows'>> {
  return {
    owners: [owner.member(memberId), owner.offer(offerId)],
    accounts: [account.stockOffer(offerId), account.quotaOffer(memberId, offerId)],
    rows: [
      rowsBy(members, 'id', [memberId]),
      rowsBy(offers, 'id', [offerId]),
      rowsBy(flashSales, 'id', [saleId]),
      rowsBy(saleLapses, 'id', [lapsesId(saleId, memberId)]),
      rowsBy(waits, 'place', [placeOf(offerId, memberId)]),
      LADDER_REF,
    ],
  };
}

/** What `takerRefs` loaded; null when one of them is not there. */
export function takerOf(
  { loaded, at }: Pick<DecideContext<unknown, unknown>, 'loaded' | 'at'>,
  memberId: Id<'member'>,
  offerId: Id<'offer'>,
) {
  const member = loaded.get(members, memberId);
  const offer = loaded.get(offers, offerId);
  const sale = offer && loaded.get(flashSales, offer.sale_id);
  if (!member || !offer || !sale) return null;
  const quota = loaded.account(account.quotaOffer(memberId, offerId));
  const wait = loaded.find(waits, 'place', placeOf(offerId, memberId))[0];
  const left = available(loaded.account(account.stockOffer(offerId)));
  const taker = {
    ...accessOf(ladderUnderLock(loaded), member.tier_level),
    purchases_count: member.purchases_count,
    taken: quota.debits_posted + quota.debits_pending,
    lapsed: loaded.get(saleLapses, lapsesId(sale.id, memberId))?.lapsed ?? 0,
    kept: isKept(wait, at),
  };
  return { offer, sale, quota, wait, left, taker, terms: offerTermsOf(sale, offer, left) };
}

export interface JoinWaits {
  readonly offer_id: Id<'offer'>;
  readonly member_id: Id<'member'>;
}

export interface WaitJoined {
  readonly wait_id: Id<'wait'>;
  readonly ahead: number;
}

/** Joins the waiting list of an offer that has no piece left for this member now. @rule F5 */
export const joinWaits: Command<JoinWaits, null, WaitJoined> = {
  kind: 'order.join_waits',
  async prepare({ offer_id, member_id }, { read }) {
    const [found] = await read.query<{ sale_id: Id<'sale'> }>('SELECT sale_id FROM offers WHERE id = ?', [
      offer_id,
    ]);
    if (!found) return { code: 'not_found' };
    return { ...takerRefs(member_id, offer_id, found.sale_id), subject: owner.member(member_id), seen: null };
  },
  decide(ctx) {
    const { offer_id, member_id } = ctx.input;
    const found = takerOf(ctx, member_id, offer_id);
    if (!found) return { refuse: 'not_found' };
    const { offer, terms, taker } = found;
    if (found.wait) return { refuse: 'already_waiting' };
    const obstacle = offerObstacle(terms, taker, ctx.at);
    if (obstacle === null) return { refuse: 'still_available' };
    if (obstacle === 'limit_reached') return { refuse: obstacle, params: { limit: offer.per_member } };
    if (obstacle !== 'sold_out') return { refuse: obstacle };
    const wait: WaitRow = {
      id: ctx.newId('wait'),
      offer_id,
      member_id,
      sale_id: offer.sale_id,
      place: placeOf(offer_id, member_id),
      state: 'waiting',
      version: ctx.version(owner.offer(offer_id)),
      ordinal: ctx.ordinal(),
      hold_id: null,
      offered_until_at: null,
      at: ctx.at,
      closed_at: null,
    };
    return { accept: { wait_id: wait.id, ahead: offer.waiting }, ...joinedParts(wait, offer) };
  },
};

export interface OfWait {
  readonly wait_id: Id<'wait'>;
}

/** What a command on one wait saw of it: the piece that is kept, which must be loaded by its id. */
export type WaitSeen = Pick<WaitRow, 'offer_id' | 'member_id' | 'hold_id'>;

/** What must be locked and loaded to end a wait, or to offer it a piece; null when there is none. */
export async function waitRefs(
  wait_id: Id<'wait'>,
  { read }: Pick<PrepareContext, 'read'>,
): Promise<Refs<WaitSeen> | null> {
  const wait = await waitById(read, wait_id);
  if (!wait) return null;
  const { offer_id, member_id, sale_id, hold_id } = wait;
  const refs = takerRefs(member_id, offer_id, sale_id);
  return {
    ...refs,
    rows: [...refs.rows, rowsBy(waits, 'id', [wait_id])],
    holds: hold_id === null ? [] : [hold_id],
    subject: owner.offer(offer_id),
    seen: { offer_id, member_id, hold_id },
  };
}

/** The wait under lock: `stale` when a piece was offered since it was looked at. */
export function waitUnderLock(loaded: Loaded, id: Id<'wait'>, seen: WaitSeen): WaitRow | 'stale' {
  const wait = loaded.get(waits, id);
  if (!wait) throw new Error(`no wait ${id}`);
  return wait.hold_id === seen.hold_id ? wait : 'stale';
}

/** Leaves the waiting list; a piece that was offered goes to the next. @rule F5 */
export const leaveWaits: Command<OfWait & { readonly member_id: Id<'member'> }, WaitSeen, OfWait> = {
  kind: 'order.leave_waits',
  async prepare({ wait_id, member_id }, context) {
    const refs = await waitRefs(wait_id, context);
    return refs?.seen.member_id === member_id
      ? { ...refs, subject: owner.member(member_id) }
      : { code: 'not_found' };
  },
  decide(ctx) {
    const { loaded, input, seen, at } = ctx;
    const wait = waitUnderLock(loaded, input.wait_id, seen);
    if (wait === 'stale') return { stale: true };
    const offer = loaded.get(offers, wait.offer_id);
    if (!offer || !isOpen(wait) || (wait.state === 'offered' && !isKept(wait, at)))
      return { refuse: 'wait_closed' };
    return { accept: { wait_id: wait.id }, ...overParts(ctx, wait, offer, 'left') };
  },
};
