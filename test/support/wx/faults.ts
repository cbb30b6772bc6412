/** What goes wrong with a request. Milliseconds are the phone's. */
export type FaultKind =
  /** It never reaches the server. */
  | { readonly kind: 'before' }
  /** The server does it; its answer is lost. */
  | { readonly kind: 'after' }
  /** The server does it; its answer comes `delay_ms` later, or after the app has given up. */
  | { readonly kind: 'slow'; readonly delay_ms: number }
  /** This answer instead of the server's; with `reaches` the server does it all the same. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly reaches?: boolean;
    };

export type Fault = FaultKind & {
  /** Any method if left out. */
  readonly method?: string;
  /** Matches the path without the query: a part of it, or an expression. */
  readonly path: string | RegExp;
  /** The first request that it hits, counted from 1 among those that match. */
  readonly nth?: number;
  /** How many it hits; one if left out. */
  readonly times?: number;
};

/** The faults that a test has scripted for one phone. */
export class Faults {
  private readonly armed: { readonly fault: Fault; seen: number; hits: number }[] = [];

  add(fault: Fault): void {
    this.armed.push({ fault, seen: 0, hits: 0 });
  }

  clear(): void {
    this.armed.length = 0;
  }

  /** How many requests were hit so far. */
  get hits(): number {
    return this.armed.reduce((sum, one) => sum + one.hits, 0);
  }

  /** The fault of this request, if it has one. */
  take(method: string, path: string): FaultKind | undefined {
    for (const one of this.armed) {
      const { fault } = one;
      const fits = typeof fault.path === 'string' ? path.includes(fault.path) : fault.path.test(path);
      if (!fits || (fault.method !== undefined && fault.method !== method)) continue;
      one.seen += 1;
      const first = fault.nth ?? 1;
      if (one.seen < first || one.seen >= first + (fault.times ?? 1)) continue;
      one.hits += 1;
      return fault;
    }
    return undefined;
  }
}
