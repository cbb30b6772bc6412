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
  /**
   * Reads again. During a read this means once more after it: what is being read may be older than what made somebody
   * ask. Only the first read serves all who ask meanwhile.
   */
  readonly reload: () => void;
}

/** One read of a hook: what is read, whether it still runs, and whether another one follows. */
export interface Turn {
  readonly load: unknown;
  readonly isFirst: boolean;
  busy: boolean;
  again: boolean;
}

/** Whether `load` is being read; that somebody wants it `anew` meanwhile is remembered. */
export function joins(turn: Turn, load: unknown, anew = true): boolean {
  if (turn.load !== load || !turn.busy) return false;
  turn.again ||= anew && !turn.isFirst;
  return true;
}

/** The read of `load` that begins now, after another one. */
export function nextTurn(before: Turn, load: unknown): Turn {
  return { load, isFirst: before.load !== load, busy: true, again: false };
}

export const NO_TURN: Turn = { load: null, isFirst: false, busy: false, again: false };

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
  const turn = useRef(NO_TURN);

  const reload = useCallback(() => {
    if (load === null || joins(turn.current, load)) return;
    const mine = nextTurn(turn.current, load);
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
        if (turn.current === mine && mine.again) reload();
      });
  }, [load]);

  useEffect(reload, [reload]);
  useReconnect(() => {
    if (state.error?.code === 'offline') reload();
  });
  useEffect(
    () => () => {
      turn.current = NO_TURN;
    },
    [],
  );
  return { ...state, reload };
}
