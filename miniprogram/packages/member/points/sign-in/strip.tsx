import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { SignInMonth } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { Card } from '@/components/parts/parts';
import { Progress } from '@/components/progress/progress';
import { Tap } from '@/components/tap/tap';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import { MonthSheet } from './month-sheet';
import { nextStep, runDays, type RunDay } from './run';
import { useSignIn } from './use-sign-in';
import './sign-in.css';

const words = t.member.signIn;

/** One day of the run: signed, today, or what it will bring. */
function Day({ day, daily }: { day: RunDay; daily: number }) {
  const state = day.done ? 'done' : day.today ? 'today' : 'ahead';
  const points = daily + day.bonus;
  return (
    <View className="sign-in__day">
      <View className={`sign-in__mark sign-in__mark--${state}`}>
        {day.done && <Icon name="check" tone="paper" />}
        {!day.done && day.bonus > 0 && <Icon name="gift" tone={day.today ? 'brand' : 'gold'} />}
        {!day.done && day.bonus === 0 && points > 0 && <Text>{words.plus(points)}</Text>}
      </View>
      <Text className={day.today ? 'sign-in__nth sign-in__nth--today' : 'sign-in__nth'}>
        {day.today ? words.today : words.nth(day.nth)}
      </Text>
    </View>
  );
}

/** How far the next extra points are. */
function NextStep({ streak, steps }: Pick<SignInMonth, 'streak' | 'steps'>) {
  if (steps.length === 0) return null;
  const next = nextStep(streak, steps);
  if (next === null) return <Text className="sign-in__hint">{words.noNext}</Text>;
  const text = words.next(next.streak - streak, pointsText(next.points));
  return <Progress done={streak} of={next.streak} text={text} tone="gold" />;
}

/** The run of sign-ins, today's button, and what comes next; nothing while there is no sign-in. @rule P8 */
export function SignInStrip({ month, onDone }: { month: SignInMonth; onDone: () => void }) {
  const [open, setOpen] = useState(false);
  const signIn = useSignIn(month.today, onDone);
  if (!month.active) return null;
  const { streak, signed_today: signed, steps, make_up: makeUp } = month;
  const missed = Math.min(makeUp.left, makeUp.days.length);
  return (
    <Card>
      <View className="sign-in__head">
        <View className="sign-in__words">
          <Text className="sign-in__title">{words.streak(streak)}</Text>
          <Tap className="sign-in__more" onTap={() => setOpen(true)}>
            <Icon name="calendar" size="small" tone="ink_faint" />
            <Text>{missed > 0 ? words.makeUpLeft(missed) : words.calendar}</Text>
            <Icon name="next" size="small" tone="ink_off" />
          </Tap>
        </View>
        <Button small busy={signIn.busy} disabled={signed} onTap={signIn.run}>
          {signed ? words.done : words.action(month.daily_points)}
        </Button>
      </View>
      <View className="sign-in__days">
        {runDays(streak, signed, steps).map((day) => (
          <Day key={day.nth} day={day} daily={month.daily_points} />
        ))}
      </View>
      <NextStep streak={streak} steps={steps} />
      <MonthSheet open={open} now={month} onClose={() => setOpen(false)} onDone={onDone} />
    </Card>
  );
}
