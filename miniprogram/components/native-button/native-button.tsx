import type { ReactNode } from 'react';
import { Button, type ButtonProps } from '@tarojs/components';

interface NativeButtonProps extends Pick<
  ButtonProps,
  'openType' | 'onGetPhoneNumber' | 'onChooseAvatar' | 'disabled' | 'ariaLabel'
> {
  readonly className?: string;
  readonly children: ReactNode;
}

/** What only a button of WeChat's own can ask for (share, phone number, avatar), looking like what is inside it. */
export function NativeButton({ className, children, ...native }: NativeButtonProps) {
  return (
    <Button className={`native-button ${className ?? ''}`} hoverClass="native-button--pressed" {...native}>
      {children}
    </Button>
  );
}
