import type { Client, RawRequest, Reply } from '../support/app';

/** A request that was answered for good. */
export interface Acknowledged {
  readonly request: RawRequest;
  readonly key: string;
  readonly status: number;
  readonly body: unknown;
}

/** What the clients of a crash loop remember, as a careful client would. */
export class Journal {
  readonly acknowledged: Acknowledged[] = [];
  /** Keys of requests whose outcome nobody asked after. */
  readonly abandoned: string[] = [];
  /** Refusals by code. */
  readonly refused = new Map<string, number>();
  /** Answers that must not be: 500, or a body that is no problem document. */
  readonly broken: unknown[] = [];
  /** Requests that got no answer, or one that says to ask again. */
  unknown = 0;
}

/** No answer, and nobody asks again. */
export class Abandoned extends Error {}

/** Refused for good. */
export class Refused extends Error {}

const PAUSE_MS = 60;

/**
 * Sends requests until they are answered for good, with the same key each time; those with a key are sometimes
 * given up when the first answer is lost, as by somebody who closes the page. Nobody asks on once it is all over.
 */
export function persistent(
  raw: Client['raw'],
  journal: Journal,
  givesUp: () => boolean,
  isOver: () => boolean,
): Client['raw'] {
  return async (request) => {
    const key = request.headers?.['idempotency-key'] ?? null;
    for (let tries = 1; ; tries += 1) {
      const reply = await attempt(raw, request);
      if (reply === null || reply.status >= 500) {
        if (reply?.status === 500) journal.broken.push(reply.body);
        journal.unknown += 1;
        if (isOver() || (key !== null && tries === 1 && givesUp())) {
          if (key !== null) journal.abandoned.push(key);
          throw new Abandoned(request.url);
        }
        await new Promise((next) => setTimeout(next, PAUSE_MS));
        continue;
      }
      // a login code is good once: who lost the answer to it leaves
      if (key === null && reply.status === 401) throw new Refused(request.url);
      if (key === null) return reply;
      if (reply.status < 400) {
        journal.acknowledged.push({ request, key, status: reply.status, body: reply.body });
        return reply;
      }
      const { code = 'none' } = reply.body as { code?: string };
      journal.refused.set(code, (journal.refused.get(code) ?? 0) + 1);
      throw new Refused(`${request.url}: ${code}`);
    }
  };
}

async function attempt(raw: Client['raw'], request: RawRequest): Promise<Reply<unknown> | null> {
  try {
    return await raw(request);
  } catch {
    return null;
  }
}
