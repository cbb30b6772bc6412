import { Text, View } from '@tarojs/components';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
import { changesInvites } from '@/services/happening';
import { promiseText } from '@/services/referral-words';
import { readPrograms } from '@/services/referrals';
import { t } from '@/texts';
import { Icon } from '../icon/icon';
import { Card } from '../parts/parts';

/** That friends can be invited, and what for; nothing at all while no program runs or can promise something. */
export function InviteCard() {
  const programs = useResource(readPrograms);
  useDidShow(programs.reload);
  useMemberEvents(true, (event) => {
    if (changesInvites(event)) programs.reload();
  });
  // the page has more to show than this; what failed is read again with its next sight
  const program = programs.data?.find((one) => promiseText(one) !== null);
  if (!program) return null;
  return (
    <Card onTap={() => go('invite', { program: program.id })}>
      <View className="invite-card">
        <Icon name="friends" tone="brand" />
        <View className="invite-card__words">
          <Text className="invite-card__title">{t.invite.entry}</Text>
          <Text className="invite-card__hint">{promiseText(program)}</Text>
        </View>
        <Icon name="next" size="small" tone="ink_off" />
      </View>
    </Card>
  );
}
