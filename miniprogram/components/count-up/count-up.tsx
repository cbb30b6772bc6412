import { useEffect, useRef, useState } from 'react';
import { Text, View } from '@tarojs/components';
import { later } from '@/platform/clock';
import { stepsBetween } from './steps';

/** A little longer than the style lets the numbers run. */
const RUN_MS = 400;

/**
 * A number that counts from what it was to what it is, once, when it changes. The style moves a column of numbers
 * past a slit, so nothing is computed on the way, and people who want no motion see the result at once.
 * Stands in a View: WeChat shows no View inside a Text.
 */
export function CountUp({ value, text }: { value: number; text: (value: number) => string }) {
  const before = useRef(value);
  const [passing, setPassing] = useState<readonly number[]>([]);
  useEffect(() => {
    const from = before.current;
    before.current = value;
    if (from === value) return undefined;
    setPassing(stepsBetween(from, value));
    return later(RUN_MS, () => setPassing([]));
  }, [value]);
  const running = passing.length > 0;
  return (
    <View className={running ? 'count-up count-up--runs' : 'count-up'}>
      <View className={running ? 'count-up__column count-up__column--runs' : 'count-up__column'}>
        {running && (
          <View className="count-up__past" aria-hidden>
            {passing.map((step, i) => (
              <Text key={i} className="count-up__one">
                {text(step)}
              </Text>
            ))}
          </View>
        )}
        <Text className="count-up__one">{text(value)}</Text>
      </View>
    </View>
  );
}
