/** One call as it was asked, without its secrets. `status` is null when no answer was given. */
export interface RecordedCall {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly body: unknown;
  readonly fault: string | null;
  status: number | null;
  errcode: number | null;
}

const CALLS_MAX = 1000;
const BODY_CHARACTERS_MAX = 2000;
const SECRETS = new Set(['secret', 'access_token']);

function veil<Value>(name: string, value: Value): Value | '***' {
  return SECRETS.has(name) ? '***' : value;
}

/** A request body for the record: parsed where it is JSON, its secrets veiled, long ones cut. */
function readable(body: string): unknown {
  if (body === '') return null;
  if (body.length > BODY_CHARACTERS_MAX) return `${body.slice(0, BODY_CHARACTERS_MAX)}…`;
  try {
    return JSON.parse(body, veil);
  } catch {
    return body;
  }
}

/** The last thousand calls, and how many there were in all. */
export class Calls {
  private readonly kept: RecordedCall[] = [];
  private count = 0;

  /** Puts the call on record; its outcome is filled in later. */
  record(call: {
    at: number;
    method: string;
    path: string;
    query: URLSearchParams;
    body: string;
    fault: string | null;
  }): RecordedCall {
    const query = Object.fromEntries([...call.query].map(([name, value]) => [name, veil(name, value)]));
    const recorded = { ...call, query, body: readable(call.body), status: null, errcode: null };
    this.kept.push(recorded);
    this.count += 1;
    if (this.kept.length > CALLS_MAX) this.kept.shift();
    return recorded;
  }

  list(path: string | null): readonly RecordedCall[] {
    return path === null ? this.kept : this.kept.filter((call) => call.path === path);
  }

  total(): number {
    return this.count;
  }
}
