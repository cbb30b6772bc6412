import { useState } from 'react';
import { Image, View } from '@tarojs/components';
import { Icon } from '../icon/icon';

interface AvatarProps {
  /** Address of the picture; without one, or when it cannot be shown, a figure stands for anybody. */
  readonly src?: string | null;
  readonly size?: 'small' | 'normal' | 'large';
}

/** A person's face, round. The name stands beside it. */
export function Avatar({ src, size = 'normal' }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const picture = typeof src === 'string' && src !== '' && src !== broken ? src : null;
  return (
    <View className={`avatar avatar--${size}`}>
      {picture === null ? (
        <Icon name="person" size={size === 'small' ? 'normal' : 'large'} tone="brand" />
      ) : (
        <Image
          className="avatar__picture"
          src={picture}
          mode="aspectFill"
          onError={() => setBroken(picture)}
        />
      )}
    </View>
  );
}
