import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { go } from '@/platform/router';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import { Icon } from '../icon/icon';

/** Points, coupons and the way to the code: what a member comes for. */
export function MemberBar({ member, withCode = true }: { member: MemberProfile; withCode?: boolean }) {
  return (
    <View className="member-bar">
      <View className="member-bar__cell" ariaRole="button" onClick={() => go('points')}>
        <Text className="member-bar__figure">{pointsText(member.points)}</Text>
        <Text className="member-bar__name">{t.member.home.myPoints}</Text>
      </View>
      <View className="member-bar__cell" ariaRole="button" onClick={() => go('myCoupons')}>
        <Text className="member-bar__figure">{member.coupons_usable}</Text>
        <Text className="member-bar__name">{t.member.home.myCoupons}</Text>
      </View>
      {withCode && (
        <View className="member-bar__cell" ariaRole="button" onClick={() => go('code')}>
          <View className="member-bar__mark">
            <Icon name="code" size="large" tone="brand" />
          </View>
          <Text className="member-bar__name">{t.member.home.showCode}</Text>
        </View>
      )}
    </View>
  );
}
