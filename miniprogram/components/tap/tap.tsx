import type { ReactNode } from 'react';
import { View, type ITouchEvent } from '@tarojs/components';

interface TapProps {
  readonly onTap: (event: ITouchEvent) => void;
  readonly className: string;
  readonly children?: ReactNode;
  /** What it looks like under a finger; dimmed, if nothing else is said. */
  readonly pressed?: string;
  readonly role?: 'button' | 'link' | 'tab' | 'radio' | 'checkbox' | 'switch';
  /** For the ear, where what is inside says nothing. */
  readonly label?: string;
  /** Whether this tab, choice or box is the one that is on. */
  readonly on?: boolean;
  readonly disabled?: boolean;
}

/** Anything that can be tapped and is no Button: it answers a finger at once, and is at least 44 pt by its class. */
export function Tap(props: TapProps) {
  const still = props.disabled === true;
  const { on, label } = props;
  return (
    <View
      className={still ? `${props.className} tap--disabled` : props.className}
      hoverClass={still ? 'none' : (props.pressed ?? 'tap--pressed')}
      hoverStopPropagation
      hoverStayTime={80}
      ariaRole={props.role ?? 'button'}
      aria-disabled={still}
      {...(label === undefined ? {} : { ariaLabel: label })}
      {...(on === undefined ? {} : { 'aria-checked': on })}
      onClick={(event) => {
        if (!still) props.onTap(event);
      }}
    >
      {props.children}
    </View>
  );
}
