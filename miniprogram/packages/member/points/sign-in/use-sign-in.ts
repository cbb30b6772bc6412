import { useCallback, useEffect } from 'react';
import type { SignInMonth } from '@shared/contract';
import { useAction, type Action } from '@/hooks/use-action';
import { useResource, type Resource } from '@/hooks/use-resource';
import { useToday } from '@/hooks/use-today';
import { later } from '@/platform/clock';
import { buzz } from '@/platform/device';
import { useDidShow } from '@/platform/router';
import { ask, toast } from '@/platform/ui';
import { call } from '@/services/app';
import type { Answer } from '@/services/call-types';
import { pointsText, shortDay } from '@/services/format';
import { refreshMe } from '@/services/members';
import { t } from '@/texts';

const words = t.member.signIn;
/** The server shall have passed midnight, too. */
const AFTER_MS = 2_000;
type Signed = Answer<'POST /me/sign-ins'>;

/** What a sign-in has brought, in words. */
function wordsFor({ points, bonus, streak }: Signed): string {
  const plain = points > 0 ? words.signed(pointsText(points)) : words.signedPlain;
  return bonus > 0 ? `${plain}；${words.bonus(streak, pointsText(bonus))}` : plain;
}

/** This month of sign-ins, read anew when a day begins. @rule P8 */
export function useSignInMonth(): Resource<SignInMonth> {
  const load = useCallback(() => call('GET /me/sign-ins'), []);
  const month = useResource(load);
  const { data, error, reload } = month;
  const day = useToday();
  useEffect(
    () => (data !== undefined && data.today < day ? later(AFTER_MS, reload) : undefined),
    [data, error, day, reload],
  );
  useDidShow(reload);
  return month;
}

/**
 * Signs in for today. The server says which day that is: a tap of before midnight whose answer was lost is asked
 * again after midnight with its own key, and then counts for the day before.
 * @param onDone reads again what it has changed
 * @rule P8
 */
export function useSignIn(today: string, onDone: () => void): Action<[]> {
  return useAction(
    async () => {
      const signed = await call('POST /me/sign-ins');
      void buzz();
      toast(signed.day < today ? words.signedFor(shortDay(signed.day)) : wordsFor(signed));
      onDone();
      await refreshMe().catch(() => undefined);
    },
    (error) => {
      toast(error.detail);
      // signed in on another phone, or no longer offered: what is shown is out of date
      if (!error.facts.unknown && error.code !== 'offline') onDone();
    },
  );
}

/** Makes up for a missed day, when the person has said yes. @rule P8 */
export function useMakeUp(left: number, onDone: () => void): Action<[day: string]> {
  return useAction(
    async (day: string) => {
      const { title, text, yes, no, done } = words.makeUp;
      if (!(await ask({ title: title(shortDay(day)), text: text(left), yes, no }))) return;
      const made = await call('POST /me/sign-ins/make-ups', { body: { day } });
      const plain = done(made.streak);
      toast(made.bonus > 0 ? `${plain}；${words.bonus(made.streak, pointsText(made.bonus))}` : plain);
      onDone();
      await refreshMe().catch(() => undefined);
    },
    (error) => {
      toast(error.detail);
      if (!error.facts.unknown && error.code !== 'offline') onDone();
    },
  );
}
