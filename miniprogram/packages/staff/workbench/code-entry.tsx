import { useEffect, useState } from 'react';
import { Input, Text } from '@tarojs/components';
import { CODE_LENGTH } from '@shared/rules/member-code';
import { Button } from '@/components/button/button';
import { Sheet } from '@/components/sheet/sheet';
import { go } from '@/platform/router';
import { t } from '@/texts';
import './code-entry.css';

const words = t.staff.entry;

/** Types the 18 digits below a code; the last one opens the preview without another tap. */
export function CodeEntry({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [digits, setDigits] = useState('');
  useEffect(() => {
    if (open) setDigits('');
  }, [open]);
  const submit = (code: string): void => {
    onClose();
    go('scan', { code });
  };
  const change = (text: string): void => {
    const next = text.replace(/\D/g, '').slice(0, CODE_LENGTH);
    setDigits(next);
    if (next.length === CODE_LENGTH && digits.length < CODE_LENGTH) submit(next);
  };
  return (
    <Sheet open={open} title={words.title} onClose={onClose}>
      <Text className="entry__hint">{words.hint}</Text>
      <Input
        className="entry__input"
        type="number"
        focus
        value={digits}
        maxlength={CODE_LENGTH + 6}
        placeholder={words.placeholder}
        onInput={(event) => change(event.detail.value)}
        onConfirm={() => {
          if (digits.length === CODE_LENGTH) submit(digits);
        }}
      />
      <Button disabled={digits.length !== CODE_LENGTH} onTap={() => submit(digits)}>
        {digits.length === CODE_LENGTH ? words.action : words.count(digits.length)}
      </Button>
    </Sheet>
  );
}
