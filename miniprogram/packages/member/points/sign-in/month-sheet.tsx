import { useCallback, useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { SignInMonth } from '@shared/contract';
import { Failure, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { useResource } from '@/hooks/use-resource';
import { useSession } from '@/hooks/use-session';
import { call } from '@/services/app';
import { dayOf, shortDay, yearMonth } from '@/services/format';
import { t } from '@/texts';
import { monthPlus, monthSquares, type Square } from './run';
import { useMakeUp } from './use-sign-in';

const words = t.member.signIn;

/** One month back, or on; with its name between. */
function MonthPicker(props: { month: string; first: string; last: string; onPick: (month: string) => void }) {
  const { month, first, last, onPick } = props;
  const { year, month: number } = yearMonth(`${month}-01`);
  const arrow = (by: 1 | -1) => (
    <Tap
      className="calendar__arrow"
      label={by === 1 ? words.later : words.earlier}
      disabled={by === 1 ? month >= last : month <= first}
      onTap={() => onPick(monthPlus(month, by))}
    >
      <Icon name={by === 1 ? 'next' : 'back'} tone="ink_soft" />
    </Tap>
  );
  return (
    <View className="calendar__head">
      {arrow(-1)}
      <Text className="calendar__month">{t.member.points.month(year, number)}</Text>
      {arrow(1)}
    </View>
  );
}

function DaySquare({ square, onMakeUp }: { square: Square; onMakeUp: (day: string) => void }) {
  if (square.day === null) return <View className="calendar__square" />;
  const { day, date, mark, today, future } = square;
  const classes = ['calendar__disc', `calendar__disc--${mark}`];
  if (today) classes.push('calendar__disc--today');
  if (future) classes.push('calendar__disc--future');
  const inside = (
    <View className={classes.join(' ')}>
      <Text>{date}</Text>
      {(mark === 'missed' || mark === 'made_up') && <Text className="calendar__tip">{words.madeUp}</Text>}
    </View>
  );
  const label = `${shortDay(day)} ${words.marks[mark]}`;
  if (mark !== 'missed') {
    return (
      <View className="calendar__square" ariaLabel={label}>
        {inside}
      </View>
    );
  }
  return (
    <Tap className="calendar__square" label={label} onTap={() => onMakeUp(day)}>
      {inside}
    </Tap>
  );
}

function Squares({ month, onMakeUp }: { month: SignInMonth; onMakeUp: (day: string) => void }) {
  return (
    <View className="calendar__grid">
      {words.weekdays.map((name) => (
        <Text key={name} className="calendar__weekday">
          {name}
        </Text>
      ))}
      {monthSquares(month).map((square, i) => (
        <DaySquare key={square.day ?? `blank-${i}`} square={square} onMakeUp={onMakeUp} />
      ))}
    </View>
  );
}

/** What can be made up for, in one sentence. */
function makeUpHint({ left, days }: SignInMonth['make_up']): string {
  if (days.length === 0) return words.makeUp.none;
  return left === 0 ? words.makeUp.used : words.makeUp.hint(left);
}

function Steps({ steps }: Pick<SignInMonth, 'steps'>) {
  return (
    <View className="calendar__steps">
      <Text className="calendar__steps-title">{words.steps}</Text>
      {steps.map(({ streak, points, reached }) => (
        <View key={streak} className="calendar__step">
          <Icon name={reached ? 'check' : 'gift'} size="small" tone={reached ? 'leaf' : 'gold'} />
          <Text className="calendar__step-words">{words.step(streak)}</Text>
          <Text className={reached ? 'calendar__step-got' : 'calendar__step-points'}>
            {reached ? words.reached : words.plus(points)}
          </Text>
        </View>
      ))}
    </View>
  );
}

interface MonthSheetProps {
  readonly open: boolean;
  /** The present month, as the strip shows it. */
  readonly now: SignInMonth;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The calendar of sign-ins, month by month, with what can be made up for in this one. @rule P8 */
export function MonthSheet({ open, now, onClose, onDone }: MonthSheetProps) {
  const [picked, setPicked] = useState(now.month);
  useEffect(() => {
    if (!open) setPicked(now.month);
  }, [open, now.month]);
  const joinedAt = useSession()?.member?.joined_at;
  const past = picked < now.month;
  const load = useCallback(() => call('GET /me/sign-ins', { query: { month: picked } }), [picked]);
  const earlier = useResource(open && past ? load : null);
  const makeUp = useMakeUp(now.make_up.left, onDone);
  const shown = !past ? now : earlier.data?.month === picked ? earlier.data : undefined;
  return (
    <Sheet open={open} title={words.title} onClose={onClose}>
      <MonthPicker
        month={picked}
        first={joinedAt === undefined ? now.month : dayOf(joinedAt).slice(0, 7)}
        last={now.month}
        onPick={setPicked}
      />
      {shown && <Squares month={shown} onMakeUp={makeUp.run} />}
      {!shown && (earlier.error ? <Failure error={earlier.error} retry={earlier.reload} /> : <Skeleton />)}
      {!past && <Text className="sign-in__hint">{makeUpHint(now.make_up)}</Text>}
      {!past && now.steps.length > 0 && <Steps steps={now.steps} />}
    </Sheet>
  );
}
