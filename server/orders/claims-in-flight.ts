import { Injectable } from '@nestjs/common';
import type { Id } from '../../shared/kernel';
import { Refusal } from '../platform/http';

interface Flight {
  readonly key: string;
  /** Requests with that key; they share one fate. */
  requests: number;
}

/**
 * Lets one claim of a member for an offer be under way at a time in this process: asking ten times at once gains
 * nothing. Exactness does not hang on it; the limit per member is the ledger's.
 * @rule F9
 */
@Injectable()
export class ClaimsInFlight {
  private readonly flights = new Map<string, Flight>();

  /**
   * Does `work` unless a claim with another key is under way; the same key goes on and joins it.
   * @throws Refusal `claim_in_flight`
   */
  async oneAtATime<T>(
    memberId: Id<'member'>,
    offerId: Id<'offer'>,
    key: string,
    work: () => Promise<T>,
  ): Promise<T> {
    const place = `${offerId}:${memberId}`;
    const flight = this.flights.get(place) ?? { key, requests: 0 };
    if (flight.key !== key) throw new Refusal('claim_in_flight', {}, { retry_after_s: 1 });
    flight.requests += 1;
    this.flights.set(place, flight);
    try {
      return await work();
    } finally {
      flight.requests -= 1;
      if (flight.requests === 0) this.flights.delete(place);
    }
  }
}
