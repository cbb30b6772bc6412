import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { Icon, type IconName } from '../icon/icon';
import { Card } from '../parts/parts';

interface StripProps {
  readonly icon: IconName;
  /** What it is about, small. */
  readonly lead: string;
  readonly title: string;
  /** Beside the words: how long it still waits. */
  readonly children?: ReactNode;
  readonly onTap: () => void;
}

/** One thing that waits for me, as a card to tap. */
export function Strip({ icon, lead, title, children, onTap }: StripProps) {
  return (
    <Card onTap={onTap}>
      <View className="strip">
        <Icon name={icon} tone="brand" />
        <View className="strip__words">
          <Text className="strip__lead">{lead}</Text>
          <Text className="strip__title">{title}</Text>
        </View>
        {children}
        <Icon name="next" size="small" tone="ink_off" />
      </View>
    </Card>
  );
}
