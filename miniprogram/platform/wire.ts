export type WireMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One HTTP request as the platform sends it. */
export interface WireRequest {
  readonly method: WireMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON value; undefined sends no body at all. */
  readonly body?: unknown;
  readonly timeout_ms: number;
}

/** What came back, whatever the status. Header names are lower case. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** No answer came: whether the server did it is not known. */
export class TransportError extends Error {
  constructor(readonly reason: 'timeout' | 'network') {
    super(`no answer: ${reason}`);
    this.name = 'TransportError';
  }
}
