import { useMemo } from 'react';
import { instant } from '@shared/kernel';
import { decodeBase64Url, deriveCode, secondsLeft, stepOf, type CodeKind } from '@shared/rules/member-code';
import { useServerNow } from './use-server-now';

export interface ShownCode {
  readonly digits: string;
  readonly seconds_left: number;
}

/**
 * The code to show now, computed on the phone from its secret and the server's clock, so that it also works without
 * a network; null while the secret or the number is missing or damaged.
 * @rule M7
 */
export function useDynamicCode(
  kind: CodeKind,
  secret: string | null,
  number: string | null,
): ShownCode | null {
  const now = instant(useServerNow());
  const step = stepOf(now);
  const digits = useMemo(() => {
    if (secret === null || number === null) return null;
    try {
      // any instant of the step gives the same digits
      return deriveCode({ secret: decodeBase64Url(secret), kind, number, at: instant(step * 60_000) });
    } catch {
      return null;
    }
  }, [secret, number, kind, step]);
  return digits === null ? null : { digits, seconds_left: secondsLeft(now) };
}
