import { useEffect, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { CounterRecord } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Sheet } from '@/components/sheet/sheet';
import { useAction } from '@/hooks/use-action';
import { toast } from '@/platform/ui';
import { call } from '@/services/app';
import { whenText } from '@/services/format';
import { t } from '@/texts';
import { ReasonPick } from '../reason-pick';

const words = t.staff.undo;

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
      <ReasonPick
        reasons={words.reasons}
        placeholder={words.placeholder}
        value={reason}
        onChange={setReason}
      />
      <View className="reason__foot">
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
