import { useEffect, useRef } from 'react';
import { Text, View } from '@tarojs/components';
import { useServerNow } from '@/hooks/use-server-now';
import { t } from '@/texts';
import { EndWatch, splitLeft } from './left';

interface CountdownProps {
  /** Epoch milliseconds by the server's clock. */
  readonly until: number;
  /** Before the clock: to the start, to the end, still held. */
  readonly text?: string;
  /** When the time is over: once, also if that happened while the page was out of sight. */
  readonly onEnd?: () => void;
}

/** Time left by the server's clock, whatever the phone's says: days in words, then hours, minutes and seconds. */
export function Countdown({ until, text, onEnd }: CountdownProps) {
  const now = useServerNow();
  const watch = useRef(new EndWatch());
  const latest = useRef(onEnd);
  latest.current = onEnd;
  useEffect(() => {
    if (watch.current.ended(until, now)) latest.current?.();
  }, [until, now]);
  const left = splitLeft(until - now);
  return (
    <View className="countdown" ariaRole="timer">
      {text !== undefined && <Text className="countdown__text">{text}</Text>}
      {left.days > 0 && <Text className="countdown__text">{t.common.days(left.days)}</Text>}
      <Text className="countdown__clock">{`${left.hours}:${left.minutes}:${left.seconds}`}</Text>
    </View>
  );
}
