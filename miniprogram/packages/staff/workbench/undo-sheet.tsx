import { useState } from 'react';
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

/** The records that can be taken back, each by its own words. */
const WORDS = { redemption: words, handover: t.staff.pickup.undo } as const;
type Undoable = keyof typeof WORDS;

/** Whether records of a kind can be taken back at all. */
export function isUndoable(kind: CounterRecord['kind']): kind is Undoable {
  return kind in WORDS;
}

async function takeBack({ kind, id }: CounterRecord, reason: string): Promise<void> {
  const body = { reason };
  if (kind === 'handover')
    await call('POST /staff/pickups/{id}/undo', { params: { id: id as `hnd_${string}` }, body });
  else await call('POST /staff/redemptions/{id}/undo', { params: { id: id as `rdm_${string}` }, body });
}

/** Takes a redemption or a handover back, with a reason; one for each record, so that no reason is left over. @rule C7 @rule F7 */
export function UndoSheet(props: { record: CounterRecord | null; onClose: () => void; onDone: () => void }) {
  const { record, onClose, onDone } = props;
  const [reason, setReason] = useState('');
  const undo = useAction(
    async (undone: CounterRecord) => {
      await takeBack(undone, reason.trim());
      toast(words.done);
      onClose();
      onDone();
    },
    (error) => {
      toast(error.detail);
      if (!error.facts.unknown) onDone();
    },
  );
  const own = record && isUndoable(record.kind) ? WORDS[record.kind] : words;
  return (
    <Sheet open={record !== null} title={own.title} onClose={onClose}>
      <Text className="staff__hint">{own.effect}</Text>
      <ReasonPick reasons={own.reasons} placeholder={words.placeholder} value={reason} onChange={setReason} />
      <View className="reason__foot">
        <Button
          kind="danger"
          busy={undo.busy}
          disabled={reason.trim() === ''}
          onTap={() => record && undo.run(record)}
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
