/** What tickets are fetched with; tests give their own. */
export interface TicketPorts {
  /** Asks for my ticket of a sale; throws when it is refused or nothing answers. */
  readonly fetch: (saleId: `sal_${string}`) => Promise<string>;
}

/**
 * My tickets of flash sales, fetched before the start, so that the tap at the start is one request. One fetch serves
 * all that ask at the same time; one that failed is tried anew by the next who asks.
 * @rule F9
 */
export class Tickets {
  private readonly known = new Map<string, Promise<string>>();

  constructor(private readonly ports: TicketPorts) {}

  /** The ticket of a sale. @throws what `fetch` throws */
  of(saleId: `sal_${string}`): Promise<string> {
    const known = this.known.get(saleId);
    if (known) return known;
    const asked = this.ports.fetch(saleId);
    this.known.set(saleId, asked);
    asked.catch(() => this.forget(saleId));
    return asked;
  }

  /** The server did not take it: the next who asks gets a new one. */
  forget(saleId: string): void {
    this.known.delete(saleId);
  }
}
