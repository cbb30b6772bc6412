import { useEffect, useState } from 'react';
import { CODE_LENGTH } from '@shared/rules/member-code';
import { Button } from '@/components/button/button';
import { Field } from '@/components/field/field';
import { Sheet } from '@/components/sheet/sheet';
import { go } from '@/platform/router';
import { t } from '@/texts';

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
      <Field
        type="number"
        large
        focus
        value={digits}
        hint={words.hint}
        maxlength={CODE_LENGTH + 6}
        placeholder={words.placeholder}
        onChange={change}
        onDone={() => {
          if (digits.length === CODE_LENGTH) submit(digits);
        }}
      />
      <Button disabled={digits.length !== CODE_LENGTH} onTap={() => submit(digits)}>
        {digits.length === CODE_LENGTH ? words.action : words.count(digits.length)}
      </Button>
    </Sheet>
  );
}
