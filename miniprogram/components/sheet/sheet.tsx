import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { t } from '@/texts';
import { Icon } from '../icon/icon';

interface SheetProps {
  readonly open: boolean;
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A half-screen that comes up from below; a tap beside it closes it. */
export function Sheet({ open, title, onClose, children }: SheetProps) {
  if (!open) return null;
  return (
    <View className="sheet" catchMove>
      <View className="sheet__veil" onClick={onClose} />
      <View className="sheet__paper">
        <View className="sheet__head">
          <Text className="sheet__title">{title}</Text>
          <View className="sheet__close" ariaRole="button" ariaLabel={t.common.close} onClick={onClose}>
            <Icon name="close" tone="ink_faint" />
          </View>
        </View>
        {children}
      </View>
    </View>
  );
}
