import type { OfferCard, SaleCard } from '@shared/contract';
import { later, sleep } from '@/platform/clock';
import { fraction } from '@/platform/chance';
import { ApiError } from './api-error';
import { call, serverClock } from './app';
import type { Answer } from './call-types';
import { Tickets } from './tickets';

export type Claimed = Answer<'POST /offers/{id}/claims'>['order'];

/** The server hands tickets out five minutes before the start; everybody asks at a moment of their own. */
const TICKET_FROM_MS = 4.5 * 60_000;
const TICKET_SPREAD_MS = 2 * 60_000;
/** So often the server's clock is read before a start, for the shortest trip among them. */
const READINGS = 4;
/** A start that our clock took for come, and the server's not yet: no further apart than this. */
const CLOCK_SLIP_MS = 3_000;

export const tickets = new Tickets({
  fetch: async (id) => (await call('GET /flash-sales/{id}/ticket', { params: { id } })).ticket,
});

/** Reads the server's clock several times. @rule F2 */
export async function tuneClock(): Promise<void> {
  for (let i = 0; i < READINGS; i += 1) await call('GET /clock', { attempts: 1 });
}

/** Ticket and clock are ready before the sale opens for me; returns how to give that up. @rule F2 @rule F9 */
export function prepareFor(sale: Pick<SaleCard, 'id' | 'kind' | 'opens_at' | 'ends_at'>): () => void {
  const now = serverClock.now();
  if (sale.kind === 'mall' || now >= Date.parse(sale.ends_at)) return () => undefined;
  const begins = Date.parse(sale.opens_at);
  const at = begins - TICKET_FROM_MS + fraction() * TICKET_SPREAD_MS;
  // a timer takes no more than 24 days
  if (at - now > 24 * 3_600_000) return () => undefined;
  return later(Math.max(0, at - now), () => {
    // who could not get them ready gets them with the tap
    tickets.of(sale.id).catch(() => undefined);
    if (now < begins) tuneClock().catch(() => undefined);
  });
}

async function send(sale: SaleCard, offer: Pick<OfferCard, 'id'>): Promise<Claimed> {
  const ticket = sale.kind === 'mall' ? undefined : await tickets.of(sale.id);
  const answer = await call('POST /offers/{id}/claims', {
    params: { id: offer.id },
    ...(ticket === undefined ? {} : { ticket }),
  });
  return answer.order;
}

/** What is to be done about a refusal before the claim is sent once more; false when it stands. */
async function amended(error: unknown, sale: SaleCard): Promise<boolean> {
  if (!(error instanceof ApiError)) return false;
  if (error.code === 'ticket_invalid') {
    tickets.forget(sale.id);
    return true;
  }
  const begins = Date.parse(sale.opens_at);
  if (error.code !== 'not_started' || serverClock.now() < begins - CLOCK_SLIP_MS) return false;
  await tuneClock();
  const left = begins - serverClock.now();
  if (left > CLOCK_SLIP_MS) return false;
  if (left > 0) await sleep(left);
  return true;
}

/**
 * Claims an offer. An answer that was lost is asked for again under the same key, here and with the next tap; an
 * outdated ticket is replaced, and a clock that was ahead set right, once.
 * @throws ApiError; with `facts.unknown` the claim may have been decided
 * @rule F2 @rule F3 @rule F9
 */
export async function claimOffer(sale: SaleCard, offer: Pick<OfferCard, 'id'>): Promise<Claimed> {
  try {
    return await send(sale, offer);
  } catch (error) {
    if (await amended(error, sale)) return send(sale, offer);
    throw error;
  }
}
