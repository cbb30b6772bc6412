import { Text, View } from '@tarojs/components';
import { Button } from '@/components/button/button';
import { useConfirm, useOpenDrafts } from '@/hooks/use-confirm';
import type { Draft } from '@/services/drafts';
import { whenText } from '@/services/format';
import { t } from '@/texts';
import './open-drafts.css';

const words = t.staff.bench;

function Row({ draft }: { draft: Draft }) {
  const { confirm, busy } = useConfirm('bench');
  return (
    <View className="drafts__row">
      <View className="drafts__words">
        <Text>{draft.label}</Text>
        <Text className="drafts__hint">{whenText(new Date(draft.at).toISOString())}</Text>
      </View>
      <Button small kind="quiet" busy={busy} onTap={() => confirm(draft)}>
        {words.openAction}
      </Button>
    </View>
  );
}

/** The confirms that never got their answer: each can be asked again, in any order, and meanwhile the queue goes on. */
export function OpenDraftRows() {
  const drafts = useOpenDrafts();
  if (drafts.length === 0) return null;
  return (
    <View className="drafts">
      <Text className="drafts__title">{words.openTitle(drafts.length)}</Text>
      <Text className="drafts__hint">{words.openHint}</Text>
      {drafts.map((draft) => (
        <Row key={draft.attempt} draft={draft} />
      ))}
    </View>
  );
}
