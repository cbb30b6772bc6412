import type { ReactNode } from 'react';
import { Text, View } from '@tarojs/components';
import { t } from '@/texts';
import { Icon } from '../icon/icon';
import { Tap } from '../tap/tap';

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
      <View className="sheet__paper" ariaRole="dialog" ariaLabel={title}>
        <View className="sheet__head">
          <Text className="sheet__title">{title}</Text>
          <Tap className="sheet__close" label={t.common.close} onTap={onClose}>
            <Icon name="close" tone="ink_faint" />
          </Tap>
        </View>
        {children}
      </View>
    </View>
  );
}
