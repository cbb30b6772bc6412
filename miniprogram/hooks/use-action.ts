import { useCallback, useRef, useState } from 'react';
import { toast } from '@/platform/ui';
import { asApiError, type ApiError } from '@/services/api-error';
import { t } from '@/texts';

export interface Action<Input extends readonly unknown[]> {
  /** Runs, unless it is running already: a double tap is one tap. */
  readonly run: (...input: Input) => void;
  readonly busy: boolean;
}

/**
 * Something a tap does. While it runs, further taps do nothing; what goes wrong is told in the server's words,
 * by `failed` or else as a toast.
 */
export function useAction<Input extends readonly unknown[]>(
  act: (...input: Input) => Promise<void>,
  failed: (error: ApiError) => void = (error) => toast(error.detail),
): Action<Input> {
  const [busy, setBusy] = useState(false);
  const latest = useRef({ act, failed });
  latest.current = { act, failed };
  const running = useRef(false);
  const run = useCallback((...input: Input) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    latest.current
      .act(...input)
      .catch((error: unknown) => latest.current.failed(asApiError(error, t.errors.unreadable)))
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  return { run, busy };
}
