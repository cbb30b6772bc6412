import { useCallback, useEffect, useRef, useState } from 'react';
import { asApiError, type ApiError } from '@/services/api-error';
import { t } from '@/texts';
import { useReconnect } from './use-reconnect';
import { joins, nextTurn, NO_TURN, type Turn } from './use-resource';

/** What every list of the API answers: some items, and where to go on; null at the end. */
export interface AnyPage {
  readonly items: readonly unknown[];
  readonly next: string | null;
}

export interface Pages<Page extends AnyPage> {
  readonly items: readonly Page['items'][number][];
  /** The latest page, for what comes with it (counts, totals). */
  readonly latest: Page | undefined;
  readonly error: ApiError | null;
  readonly loading: boolean;
  readonly ended: boolean;
  /** Reads the next page; does nothing at the end or while something is read. */
  readonly more: () => void;
  /** Reads once more what failed last. */
  readonly retry: () => void;
  /** Starts again from the first page, after a read under way (see Resource); what is shown stays until it has come. */
  readonly reload: () => void;
}

interface State<Page> {
  /** The list that this is of, by what reads it. */
  readonly load: unknown;
  readonly pages: readonly Page[];
  readonly error: ApiError | null;
  readonly loading: boolean;
}

function begun<Page>(load: unknown): State<Page> {
  return { load, pages: [], error: null, loading: load !== null };
}

/**
 * A list that grows page by page.
 * @param load stable (useCallback); `after` undefined asks for the first page. null reads nothing yet
 */
export function usePages<Page extends AnyPage>(
  load: ((after: string | undefined) => Promise<Page>) | null,
): Pages<Page> {
  const [state, setState] = useState<State<Page>>(() => begun(load));
  const turn = useRef<Turn & { readonly after?: string | undefined }>(NO_TURN);

  const read = useCallback(
    (after: string | undefined) => {
      if (load === null || joins(turn.current, load, after === undefined)) return;
      const mine = { ...nextTurn(turn.current, load), after };
      turn.current = mine;
      setState((old) => ({ ...(old.load === load ? old : begun<Page>(load)), error: null, loading: true }));
      load(after)
        .then((page) => {
          if (turn.current !== mine) return;
          setState((old) => ({
            load,
            pages: after === undefined ? [page] : [...old.pages, page],
            error: null,
            loading: false,
          }));
        })
        .catch((error: unknown) => {
          if (turn.current !== mine) return;
          setState((old) => ({ ...old, error: asApiError(error, t.errors.unreadable), loading: false }));
        })
        .finally(() => {
          mine.busy = false;
          if (turn.current === mine && mine.again) read(undefined);
        });
    },
    [load],
  );

  const reload = useCallback(() => read(undefined), [read]);
  const retry = useCallback(() => read(turn.current.after), [read]);
  useEffect(reload, [reload]);
  // another list (another tab) begins empty, from its first sight on; the same list keeps what it shows
  const { pages, error, loading } = state.load === load ? state : begun<Page>(load);
  useReconnect(() => {
    if (error?.code === 'offline') retry();
  });

  const latest = pages[pages.length - 1];
  const next = latest?.next ?? null;
  const more = useCallback(() => {
    if (next !== null) read(next);
  }, [next, read]);

  return {
    items: pages.flatMap((page) => page.items),
    latest,
    error,
    loading,
    ended: latest !== undefined && next === null,
    more,
    retry,
    reload,
  };
}
