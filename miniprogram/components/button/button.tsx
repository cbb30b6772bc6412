import type { ReactNode } from 'react';
import { View } from '@tarojs/components';

interface ButtonProps {
  readonly children: ReactNode;
  readonly onTap: () => void;
  /** One primary a screen; `quiet` beside it, `plain` for words that can be tapped. */
  readonly kind?: 'primary' | 'quiet' | 'plain' | 'danger';
  readonly small?: boolean;
  readonly busy?: boolean;
  readonly disabled?: boolean;
}

/** Something to tap. While busy or disabled it does nothing. */
export function Button({ children, onTap, kind = 'primary', small, busy, disabled }: ButtonProps) {
  const still = busy === true || disabled === true;
  const classes = [
    'button',
    `button--${kind}`,
    small === true ? 'button--small' : '',
    busy === true ? 'button--busy' : '',
    disabled === true ? 'button--disabled' : '',
  ];
  return (
    <View
      className={classes.filter((name) => name !== '').join(' ')}
      hoverClass={still ? 'none' : 'button--pressed'}
      hoverStopPropagation
      hoverStayTime={80}
      ariaRole="button"
      aria-disabled={still}
      onClick={() => {
        if (!still) onTap();
      }}
    >
      <View className="button__label">{children}</View>
      {busy === true && <View className="button__wait" />}
    </View>
  );
}
