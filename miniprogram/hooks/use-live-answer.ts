import { useCallback, useEffect, useRef, useState } from 'react';
import { later } from '@/platform/clock';
import type { ApiError } from '@/services/api-error';
import { useResource } from './use-resource';

/** Typing settles before the server is asked. */
const SETTLE_MS = 250;

export interface LiveAnswer<Value> {
  /** The answer to exactly this question; null while there is none. */
  readonly value: Value | null;
  readonly error: ApiError | null;
  /** Asks the same once more. */
  readonly again: () => void;
}

/**
 * The server's answer to a question that changes as somebody types. Only an answer to the present question counts.
 * @param question all that the answer depends on, as a text; null asks nothing
 */
export function useLiveAnswer<Value>(question: string | null, ask: () => Promise<Value>): LiveAnswer<Value> {
  const latest = useRef(ask);
  latest.current = ask;
  // the question together with how to ask it: what is typed meanwhile must not be answered under its name
  const [settled, setSettled] = useState<{ question: string; ask: () => Promise<Value> } | null>(null);
  useEffect(() => {
    const now = question === null ? null : { question, ask: latest.current };
    return later(SETTLE_MS, () => setSettled(now));
  }, [question]);
  const load = useCallback(
    async () => settled && { question: settled.question, value: await settled.ask() },
    [settled],
  );
  const { data, error, loading, reload } = useResource(settled === null ? null : load);
  const pending = question === null || settled?.question !== question || loading;
  if (pending) return { value: null, error: null, again: reload };
  const answered = error === null && data?.question === question;
  return { value: answered ? data.value : null, error, again: reload };
}
