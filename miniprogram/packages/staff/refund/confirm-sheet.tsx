import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { Sheet } from '@/components/sheet/sheet';
import { yuan } from '@/services/format';
import { t } from '@/texts';
import { ReasonPick } from '../reason-pick';
import { Effect } from './effect';
import type { RefundQuote } from './use-refund-quote';

const words = t.staff.refund;

/** What the refund does once more, and why it is made; the last tap. */
export function ConfirmSheet(props: {
  open: boolean;
  quote: RefundQuote | null;
  guest: boolean;
  busy: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => void;
}) {
  const { quote, busy } = props;
  const [reason, setReason] = useState('');
  if (quote === null) return null;
  return (
    <Sheet open={props.open} title={words.reasonTitle} onClose={props.onClose}>
      <ReasonPick
        reasons={words.reasons}
        placeholder={words.placeholder}
        value={reason}
        onChange={setReason}
      />
      <Effect quote={quote} guest={props.guest} />
      <View className="reason__foot">
        <Button
          kind="danger"
          busy={busy}
          disabled={reason.trim() === ''}
          onTap={() => props.onConfirm(reason.trim())}
        >
          {words.confirm(yuan(quote.refund_fen))}
        </Button>
        <Text className="staff__hint">{words.warning}</Text>
      </View>
    </Sheet>
  );
}
