import { useEffect } from 'react';
import { watchCapture } from '@/platform/device';
import { toast } from '@/platform/ui';
import { useShown } from './use-shown';

/** Says `words` when somebody takes a picture of the screen while this part of a page is in sight. */
export function useCaptureHint(words: string): void {
  const shown = useShown();
  useEffect(() => (shown ? watchCapture(() => toast(words)) : undefined), [shown, words]);
}
