import { useCallback, useEffect, useRef, useState } from 'react';
import { asApiError, type ApiError } from '@/services/api-error';
import { t } from '@/texts';
import { useReconnect } from './use-reconnect';

/** Something read from the server, with all that a screen shows about it. */
export interface Resource<Value> {
  /** The latest value; stays while a newer one is on its way or has failed. */
  readonly data: Value | undefined;
  readonly error: ApiError | null;
  readonly loading: boolean;
  /** Reads again; while a read is under way this does nothing. */
  readonly reload: () => void;
}

/**
 * Reads with `load` at once, whenever it changes, and when a lost network is back; a value that arrives after `load`
 * changed is dropped.
 * @param load stable (useCallback); null reads nothing yet
 */
export function useResource<Value>(load: (() => Promise<Value>) | null): Resource<Value> {
  const [state, setState] = useState<{ data: Value | undefined; error: ApiError | null; loading: boolean }>({
    data: undefined,
    error: null,
    loading: load !== null,
  });
  const turn = useRef<{ load: unknown; busy: boolean }>({ load: null, busy: false });

  const reload = useCallback(() => {
    if (load === null || (turn.current.load === load && turn.current.busy)) return;
    const mine = { load, busy: true };
    turn.current = mine;
    setState((old) => ({ ...old, loading: true }));
    load()
      .then((data) => {
        if (turn.current === mine) setState({ data, error: null, loading: false });
      })
      .catch((error: unknown) => {
        if (turn.current !== mine) return;
        setState((old) => ({ ...old, error: asApiError(error, t.errors.unreadable), loading: false }));
      })
      .finally(() => {
        mine.busy = false;
      });
  }, [load]);

  useEffect(reload, [reload]);
  useReconnect(() => {
    if (state.error?.code === 'offline') reload();
  });
  useEffect(
    () => () => {
      turn.current = { load: null, busy: false };
    },
    [],
  );
  return { ...state, reload };
}
