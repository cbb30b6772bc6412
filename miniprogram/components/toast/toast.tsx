import { useSyncExternalStore } from 'react';
import { Text, View } from '@tarojs/components';
import { toasts } from '@/platform/ui';

/**
 * The sentence of the moment, just above whatever stands at the bottom of the page and clear of a code in its middle.
 * It is read aloud and lets taps through.
 */
export function Toaster() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.current, toasts.current);
  if (shown === null) return null;
  return (
    <View key={shown.serial} className="toast" ariaRole="alert">
      <Text className="toast__text">{shown.text}</Text>
    </View>
  );
}
