import type { ReactNode } from 'react';
import { IN_WECHAT } from '@/platform/env';
import { previewPhoneCode, readPhoneAnswer, type PhoneAnswer } from '@/platform/phone';
import { NativeButton } from '../native-button/native-button';
import { Tap } from '../tap/tap';

interface PhoneButtonProps {
  readonly className: string;
  readonly onAnswer: (answer: PhoneAnswer) => void;
  readonly children: ReactNode;
}

/** Asks WeChat for the person's phone number; whoever turns away goes on without. */
export function PhoneButton({ className, onAnswer, children }: PhoneButtonProps) {
  if (IN_WECHAT) {
    return (
      <NativeButton
        className={className}
        openType="getPhoneNumber"
        onGetPhoneNumber={(event) => onAnswer(readPhoneAnswer(event.detail))}
      >
        {children}
      </NativeButton>
    );
  }
  return (
    <Tap
      className={className}
      onTap={() => {
        void previewPhoneCode().then(onAnswer, () => onAnswer({ kind: 'turned_away' }));
      }}
    >
      {children}
    </Tap>
  );
}
