import { Text, View } from '@tarojs/components';
import { shareOf } from './share';

interface ProgressProps {
  readonly done: number;
  readonly of: number;
  /** In words what the bar shows; it is also read aloud. */
  readonly text: string;
  readonly tone?: 'brand' | 'leaf' | 'gold' | 'quiet';
}

/** How far something is: a bar with its words. */
export function Progress({ done, of, text, tone = 'brand' }: ProgressProps) {
  return (
    <View className="progress" ariaLabel={text}>
      <View className="progress__track">
        <View className={`progress__bar progress__bar--${tone}`} style={{ width: `${shareOf(done, of)}%` }} />
      </View>
      <Text className="progress__text">{text}</Text>
    </View>
  );
}
