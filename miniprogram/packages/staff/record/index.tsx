import { useState } from 'react';
import { Text, View } from '@tarojs/components';
import { NoCounter } from '../no-counter';
import { AmountFooter, Obstacle, UnknownFooter } from '../scan/desk';
import { amountOf, press } from '@/components/amount-pad/amount';
import { Field } from '@/components/field/field';
import { useConfirm } from '@/hooks/use-confirm';
import { useCounterStore } from '@/hooks/use-counter-store';
import { useSession } from '@/hooks/use-session';
import { newAttempt } from '@/services/counter';
import type { Draft } from '@/services/drafts';
import { yuan } from '@/services/format';
import { t } from '@/texts';
import { Page } from '@/components/page/page';
import '../staff.css';

const words = t.staff.record;
const RECEIPT_NO_MAX = 40;

/** A purchase of somebody without a member code: a receipt QR lets them collect the points. @rule S3 */
function RecordPage() {
  const known = useSession();
  const store = useCounterStore(known?.staff ?? null);
  const [text, setText] = useState('');
  const [receiptNo, setReceiptNo] = useState('');
  const [draft, setDraft] = useState<Draft | null>(null);
  const { confirm, busy, refused, unknown } = useConfirm();
  const amount = amountOf(text);
  if (!store) {
    return (
      <Page title={words.title}>
        <NoCounter known={known} />
      </Page>
    );
  }
  const start = (): void => {
    if (amount === null) return;
    const made: Draft = {
      kind: 'purchase',
      ...newAttempt(),
      label: t.staff.scan.draft.purchase(yuan(amount)),
      body: {
        store_id: store.id,
        amount_fen: amount,
        ...(receiptNo.trim() === '' ? {} : { receipt_no: receiptNo.trim() }),
      },
    };
    setDraft(made);
    confirm(made);
  };
  const footer =
    unknown && draft ? (
      <UnknownFooter busy={busy} onAsk={() => confirm(draft)} />
    ) : (
      <AmountFooter
        label={t.staff.scan.amountTitle}
        text={text}
        onKey={(key) => setText((typed) => press(typed, key))}
        busy={busy}
        disabled={amount === null}
        action={amount === null ? t.staff.scan.enterAmount : words.confirm(yuan(amount))}
        onConfirm={start}
      />
    );
  return (
    <Page title={words.title} tone="paper" footer={footer}>
      <View className="staff__intro">
        <Text className="staff__headline">{store.name}</Text>
        <Text className="staff__hint">{words.hint}</Text>
      </View>
      {refused && !unknown && <Obstacle detail={refused.detail} />}
      <Field
        value={receiptNo}
        maxlength={RECEIPT_NO_MAX}
        placeholder={words.receiptNo}
        disabled={unknown}
        onChange={setReceiptNo}
      />
    </Page>
  );
}

export default RecordPage;
