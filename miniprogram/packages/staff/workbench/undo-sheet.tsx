import { useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { CounterRecord } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Field } from '@/components/field/field';
import { Sheet } from '@/components/sheet/sheet';
import { Tap } from '@/components/tap/tap';
import { useAction } from '@/hooks/use-action';
import { toast } from '@/platform/ui';
import { call } from '@/services/app';
import { whenText } from '@/services/format';
import { t } from '@/texts';
import './undo-sheet.css';

const words = t.staff.undo;
const REASON_MAX = 100;

/** Takes a redemption back, with a reason. @rule C7 */
export function UndoSheet(props: { record: CounterRecord | null; onClose: () => void; onDone: () => void }) {
  const { record, onClose, onDone } = props;
  const [reason, setReason] = useState('');
  useEffect(() => setReason(''), [record]);
  const undo = useAction(
    async (id: `rdm_${string}`) => {
      await call('POST /staff/redemptions/{id}/undo', { params: { id }, body: { reason: reason.trim() } });
      toast(words.done);
      onClose();
      onDone();
    },
    (error) => {
      toast(error.detail);
      if (!error.facts.unknown) onDone();
    },
  );
  return (
    <Sheet open={record !== null} title={words.title} onClose={onClose}>
      <Text className="staff__hint">{words.effect}</Text>
      <View className="undo__reasons">
        {words.reasons.map((text) => (
          <Tap
            key={text}
            className={text === reason ? 'undo__reason undo__reason--on' : 'undo__reason'}
            role="radio"
            on={text === reason}
            onTap={() => setReason(text)}
          >
            {text}
          </Tap>
        ))}
      </View>
      <Field value={reason} maxlength={REASON_MAX} placeholder={words.placeholder} onChange={setReason} />
      <View className="undo__foot">
        <Button
          kind="danger"
          busy={undo.busy}
          disabled={reason.trim() === ''}
          onTap={() => record && undo.run(record.id as `rdm_${string}`)}
        >
          {words.action}
        </Button>
        {record?.undo_until_at && (
          <Text className="staff__hint">{words.until(whenText(record.undo_until_at))}</Text>
        )}
      </View>
    </Sheet>
  );
}
