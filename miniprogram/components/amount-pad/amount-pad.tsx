import { Text, View } from '@tarojs/components';
import { t } from '@/texts';
import { Icon } from '../icon/icon';
import type { PadKey } from './amount';

const KEYS: readonly PadKey[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', 'delete'];

/** Big keys to type an amount of money with one thumb. It tells keys, not texts: quick taps must not overtake each other. */
export function AmountPad({ onKey }: { onKey: (key: PadKey) => void }) {
  return (
    <View className="pad">
      {KEYS.map((key) => (
        <View
          key={key}
          className="pad__key"
          hoverClass="pad__key--pressed"
          ariaRole="button"
          ariaLabel={key === 'delete' ? t.staff.pad.delete : key}
          onClick={() => onKey(key)}
          {...(key === 'delete' ? { onLongPress: () => onKey('clear') } : {})}
        >
          {key === 'delete' ? <Icon name="erase" size="large" tone="ink_soft" /> : <Text>{key}</Text>}
        </View>
      ))}
    </View>
  );
}

/** The amount as typed, with a blinking caret. */
export function AmountField({ text, label }: { text: string; label: string }) {
  return (
    <View className="amount">
      <Text className="amount__label">{label}</Text>
      <View className="amount__value">
        <Text className="amount__sign">{t.common.yuan}</Text>
        <Text className={text === '' ? 'amount__figure amount__figure--none' : 'amount__figure'}>
          {text === '' ? '0' : text}
        </Text>
        <View className="amount__caret" />
      </View>
    </View>
  );
}
