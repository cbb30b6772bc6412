import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { go } from '@/platform/router';
import { pointsText } from '@/services/format';
import { t } from '@/texts';
import { CountUp } from '../count-up/count-up';
import { Icon } from '../icon/icon';
import { Tap } from '../tap/tap';

/** Points, coupons, level and the way to the code: what a member comes for. */
export function MemberBar({ member, withCode = true }: { member: MemberProfile; withCode?: boolean }) {
  return (
    <View className={member.tier && withCode ? 'member-bar member-bar--four' : 'member-bar'}>
      <Tap className="member-bar__cell member-bar__cell--wide" onTap={() => go('points')}>
        <View className="member-bar__figure">
          <CountUp value={member.points} text={pointsText} />
        </View>
        <Text className="member-bar__name">{t.member.home.myPoints}</Text>
      </Tap>
      <Tap className="member-bar__cell" onTap={() => go('myCoupons')}>
        <Text className="member-bar__figure">{member.coupons_usable}</Text>
        <Text className="member-bar__name">{t.member.home.myCoupons}</Text>
      </Tap>
      {member.tier && (
        <Tap className="member-bar__cell" onTap={() => go('tier')}>
          <View className="member-bar__mark">
            <Text className="member-bar__tier">{member.tier.name}</Text>
          </View>
          <Text className="member-bar__name">{t.member.tier.label}</Text>
        </Tap>
      )}
      {withCode && (
        <Tap className="member-bar__cell" onTap={() => go('code')}>
          <View className="member-bar__mark">
            <Icon name="code" size="large" tone="brand" />
          </View>
          <Text className="member-bar__name">{t.member.home.showCode}</Text>
        </Tap>
      )}
    </View>
  );
}
