import { Text, View } from '@tarojs/components';
import type { MemberProfile } from '@shared/contract';
import { Button } from '@/components/button/button';
import { Icon } from '@/components/icon/icon';
import { MemberBar } from '@/components/member-bar/member-bar';
import { Page } from '@/components/page/page';
import { Card, MenuRow, Tag } from '@/components/parts/parts';
import { useMe } from '@/hooks/use-me';
import { useSession } from '@/hooks/use-session';
import { go } from '@/platform/router';
import { dayOf, fullDay } from '@/services/format';
import { t } from '@/texts';
import './index.css';

/** Before the first login nobody knows yet whether this is a member. */
function nameOf(member: MemberProfile | null | undefined): string {
  if (member === undefined) return t.common.loading;
  return member === null ? t.member.me.guest : (member.nickname ?? t.member.me.anonymous);
}

function MePage() {
  const { member } = useMe();
  const staff = useSession()?.staff ?? null;
  const words = t.member.me;
  return (
    <Page title={t.common.tabs.me} tab="me">
      <View className="me__head">
        <View className="me__face">
          <Icon name="person" size="large" tone="brand" />
        </View>
        <View className="me__words">
          <Text className="me__name">{nameOf(member)}</Text>
          {member !== undefined && (
            <Text className="me__hint">
              {member ? words.joinedOn(fullDay(dayOf(member.joined_at))) : words.guestHint}
            </Text>
          )}
        </View>
        {member === null && (
          <Button small onTap={() => go('landing')}>
            {words.join}
          </Button>
        )}
      </View>
      {member && <MemberBar member={member} />}
      <Card tight>
        <MenuRow icon="ticket" text={words.coupons} onTap={() => go('myCoupons')} />
        <MenuRow icon="coin" text={words.pointsList} onTap={() => go('points')} />
        <MenuRow icon="store" text={words.stores} onTap={() => go('stores')} />
      </Card>
      {staff && (
        <Card onTap={() => go('workbench')}>
          <View className="me__staff">
            <Icon name="badge" size="large" tone="gold" />
            <View className="me__words">
              <View className="me__staff-line">
                <Text className="me__staff-title">{words.staffTitle}</Text>
                <Tag text={words[staff.role]} tone="gold" />
              </View>
              <Text className="me__hint">{staff.stores.map((store) => store.name).join('、')}</Text>
            </View>
            <Icon name="next" size="small" tone="ink_off" />
          </View>
        </Card>
      )}
      <Card tight>
        <MenuRow icon="paper" text={words.terms} onTap={() => go('terms', { of: 'terms' })} />
        <MenuRow icon="shield" text={words.privacy} onTap={() => go('terms', { of: 'privacy' })} />
        {!staff && <MenuRow icon="badge" text={words.bind} onTap={() => go('bind')} />}
      </Card>
    </Page>
  );
}

export default MePage;
