import { instant, type Id } from '../../shared/kernel';
import { offerObstacle, WAIT_OFFER_MS } from '../../shared/rules';
import { flashSales, offers } from '../flash-sales';
import type { Command, Ledger } from '../ledger';
import type { Clock } from '../platform/clock';
import type { Database } from '../platform/database';
import { nextWait } from './waits.queries';
import { takerOf, waitRefs, waitUnderLock, type OfWait, type WaitSeen } from './waits.commands';
import { isKept, isOpen, offeredParts, overParts } from './waits.states';

/**
 * Gives the first of a waiting list their turn: a piece that is there is kept for them. Whoever could not claim it, as
 * their limit is reached meanwhile, is passed over. The first stays the first until their turn has come or they leave:
 * whoever joins stands behind them.
 * @rule F5
 */
export const offerWait: Command<OfWait, WaitSeen, OfWait & { readonly state: 'offered' | 'passed' }> = {
  kind: 'order.offer_wait',
  async prepare({ wait_id }, context) {
    const refs = await waitRefs(wait_id, context);
    if (!refs) return { code: 'not_found' };
    const next = await nextWait(context.read, refs.seen.offer_id);
    return next?.id === wait_id ? refs : { code: 'wait_closed' };
  },
  decide(ctx) {
    const { loaded, input, seen, at } = ctx;
    const wait = waitUnderLock(loaded, input.wait_id, seen);
    if (wait === 'stale') return { stale: true };
    if (!isOpen(wait) || wait.state !== 'waiting') return { refuse: 'wait_closed' };
    const found = takerOf(ctx, wait.member_id, wait.offer_id);
    if (!found) return { refuse: 'not_found' };
    const { offer, terms, taker, left } = found;
    if (left <= 0) return { refuse: 'sold_out' };
    const obstacle = offerObstacle({ ...terms, waiting: 0 }, taker, at);
    // the offer's own obstacles are nobody's fault: the list stands still until they are gone, or ends with the sale
    if (obstacle === 'not_found' || obstacle === 'not_started' || obstacle === 'ended')
      return { refuse: obstacle };
    const state = obstacle === null ? 'offered' : 'passed';
    const parts =
      state === 'offered'
        ? offeredParts(ctx, wait, offer, instant(at + WAIT_OFFER_MS))
        : overParts(ctx, wait, offer, state);
    return { accept: { wait_id: wait.id, state }, ...parts };
  },
};

/** Ends a wait whose turn was not taken in time, or whose sale is over. @rule F5 */
export const passWait: Command<OfWait, WaitSeen, OfWait> = {
  kind: 'order.pass_wait',
  lane: 'low',
  async prepare({ wait_id }, context) {
    return (await waitRefs(wait_id, context)) ?? { code: 'not_found' };
  },
  decide(ctx) {
    const { loaded, input, seen, at } = ctx;
    const wait = waitUnderLock(loaded, input.wait_id, seen);
    if (wait === 'stale') return { stale: true };
    const offer = loaded.get(offers, wait.offer_id);
    const sale = loaded.get(flashSales, wait.sale_id);
    // refused, so that the key stays free for the time when it is due
    if (!isOpen(wait) || !offer || !sale) return { refuse: 'wait_closed' };
    const isDue = wait.state === 'offered' ? !isKept(wait, at) : at >= sale.ends_at;
    if (!isDue) return { refuse: 'not_started' };
    return { accept: { wait_id: wait.id }, ...overParts(ctx, wait, offer, 'passed') };
  },
};

/** Most waits, offers and turns of one offer looked at in one round. */
const ROUND = 200;

const PASSED = `SELECT id FROM waits WHERE state = 'offered' AND offered_until_at <= ? ORDER BY offered_until_at LIMIT ?`;
const ENDED = `SELECT w.id FROM offers o JOIN flash_sales s ON s.id = o.sale_id
  JOIN waits w ON w.offer_id = o.id AND w.state = 'waiting'
  WHERE o.waiting > 0 AND s.ends_at <= ? LIMIT ?`;
const TURNS = `SELECT o.id, a.credits_posted - a.debits_posted - a.debits_pending AS n
  FROM offers o JOIN flash_sales s ON s.id = o.sale_id JOIN accounts a ON a.id = CONCAT('stock.offer:', o.id)
  WHERE o.waiting > 0 AND o.state = 'active' AND s.state = 'active' AND s.ends_at > ?
    AND a.credits_posted - a.debits_posted - a.debits_pending > 0 LIMIT ?`;

const ACTOR = { kind: 'system', id: 'order.waits' } as const;

/**
 * One round of all waiting lists: turns that were not taken end, lists of sales that are over end, and each piece that
 * is there is offered to the next. Several processes may do it at once: a wait gets its turn once, whoever gives it.
 * Answers how much was done.
 * @rule F5
 */
export async function turnWaits(database: Database, ledger: Ledger, clock: Clock): Promise<number> {
  const { read } = database;
  const now = clock.now();
  const over = [...(await read.query(PASSED, [now, ROUND])), ...(await read.query(ENDED, [now, ROUND]))];
  const passed = await Promise.allSettled(
    over.map(({ id }) => {
      const wait_id = id as Id<'wait'>;
      return ledger.run(passWait, { wait_id }, { key: `pass-wait:${wait_id}`, actor: ACTOR });
    }),
  );
  const free = await read.query<{ id: Id<'offer'>; n: number | string }>(TURNS, [now, ROUND]);
  const turns = await Promise.allSettled(free.map(({ id, n }) => giveTurns(database, ledger, id, Number(n))));
  return [
    ...passed.map((result) => (result.status === 'fulfilled' && result.value.ok ? 1 : 0)),
    ...turns.map((result) => (result.status === 'fulfilled' ? result.value : 0)),
  ].reduce<number>((sum, n) => sum + n, 0);
}

/**
 * Offers pieces one after the other, so that turns are kept, until there is none or one is refused. Answers how many
 * waits moved.
 */
async function giveTurns(
  { read }: Database,
  ledger: Ledger,
  offerId: Id<'offer'>,
  pieces: number,
): Promise<number> {
  let [moved, left] = [0, pieces];
  while (left > 0 && moved < ROUND) {
    const next = await nextWait(read, offerId);
    if (!next) return moved;
    const key = `offer-wait:${next.id}`;
    const result = await ledger.run(offerWait, { wait_id: next.id }, { key, actor: ACTOR });
    // somebody else was faster: on with whoever is next now
    if (!result.ok && result.refusal.code !== 'wait_closed') return moved;
    moved += 1;
    if (result.ok && result.answer.state === 'offered') left -= 1;
  }
  return moved;
}
