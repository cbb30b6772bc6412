import { Text, View } from '@tarojs/components';
import { PhoneButton } from '@/components/phone-button/phone-button';
import { useAction } from '@/hooks/use-action';
import type { PhoneAnswer } from '@/platform/phone';
import { toast } from '@/platform/ui';
import { verifyPhone } from '@/services/members';
import { t } from '@/texts';

const words = t.member.profile.phone;

/** My number, masked, or the offer to give one; nothing is lost without. @rule M1 */
export function PhoneRow({ masked }: { masked: string | null }) {
  const verify = useAction(async (answer: PhoneAnswer) => {
    if (answer.kind !== 'code') {
      toast(words[answer.kind]);
      return;
    }
    await verifyPhone(answer.code);
    toast(words.bound);
  });
  return (
    <PhoneButton className="profile__row" onAnswer={verify.run}>
      <View className="profile__row-words">
        <Text className="profile__label">{words.label}</Text>
        {masked === null && <Text className="profile__hint">{words.why}</Text>}
      </View>
      <Text className={masked === null ? 'profile__action' : 'profile__value'}>
        {verify.busy ? words.binding : (masked ?? words.bind)}
      </Text>
      {masked !== null && <Text className="profile__action">{words.change}</Text>}
    </PhoneButton>
  );
}
