import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { MemberProfile, StaffProfile } from '@shared/contract';
import { Avatar } from '@/components/avatar/avatar';
import { Button } from '@/components/button/button';
import { Failure, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { MemberBar } from '@/components/member-bar/member-bar';
import { Page } from '@/components/page/page';
import { Card, MenuRow, Tag } from '@/components/parts/parts';
import { RewardStrip } from '@/components/reward-strip/reward-strip';
import { Tap } from '@/components/tap/tap';
import { useMe } from '@/hooks/use-me';
import { useResource } from '@/hooks/use-resource';
import { useSession } from '@/hooks/use-session';
import { go } from '@/platform/router';
import { session } from '@/services/app';
import { dayOf, fullDay } from '@/services/format';
import { avatarUrl } from '@/services/members';
import { t } from '@/texts';
import { OrdersRow } from './orders-row';
import './index.css';

const words = t.member.me;

/** My face and name; a tap changes them. */
function Myself({ member }: { member: MemberProfile }) {
  const plain = member.nickname === null && member.avatar === null;
  return (
    <Tap className="me__head" onTap={() => go('profile')}>
      <Avatar src={avatarUrl(member)} />
      <View className="me__words">
        <View className="me__staff-line">
          <Text className="me__name">{member.nickname ?? words.anonymous}</Text>
          {member.tier && <Tag text={member.tier.name} tone="gold" />}
        </View>
        <Text className="me__hint">
          {plain ? words.nameIt : words.joinedOn(fullDay(dayOf(member.joined_at)))}
        </Text>
      </View>
      <Icon name="next" size="small" tone="ink_off" />
    </Tap>
  );
}

function Guest() {
  return (
    <View className="me__head">
      <Avatar />
      <View className="me__words">
        <Text className="me__name">{words.guest}</Text>
        <Text className="me__hint">{words.guestHint}</Text>
      </View>
      <Button small onTap={() => go('landing')}>
        {words.join}
      </Button>
    </View>
  );
}

/** Before the first login nobody knows whether this is a member: one is made, and what stops it is told. */
function Unknown() {
  const load = useCallback(() => session.renew(), []);
  const login = useResource(load);
  return login.error ? <Failure error={login.error} retry={login.reload} /> : <Skeleton lines={1} />;
}

function StaffCard({ staff }: { staff: StaffProfile }) {
  return (
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
  );
}

function MePage() {
  const { member } = useMe();
  const staff = useSession()?.staff ?? null;
  return (
    <Page title={t.common.tabs.me} tab="me">
      {member === undefined && <Unknown />}
      {member === null && <Guest />}
      {member && <Myself member={member} />}
      {member && <MemberBar member={member} />}
      {member && <RewardStrip />}
      <Card tight>
        <OrdersRow joined={Boolean(member)} />
        <MenuRow icon="ticket" text={words.coupons} onTap={() => go('myCoupons')} />
        <MenuRow icon="coin" text={words.pointsList} onTap={() => go('points')} />
        <MenuRow icon="gift" text={t.shop.mall.entry} onTap={() => go('mall')} />
        <MenuRow icon="friends" text={t.invite.entry} onTap={() => go('invite')} />
        {member?.tier && (
          <MenuRow icon="crown" text={words.tier} hint={member.tier.name} onTap={() => go('tier')} />
        )}
        <MenuRow icon="store" text={words.stores} onTap={() => go('stores')} />
      </Card>
      {staff && <StaffCard staff={staff} />}
      <Card tight>
        {member && <MenuRow icon="person" text={words.profile} onTap={() => go('profile')} />}
        {member && <MenuRow icon="shield" text={words.preferences} onTap={() => go('preferences')} />}
        {!member && <MenuRow icon="paper" text={words.terms} onTap={() => go('terms', { of: 'terms' })} />}
        {!member && (
          <MenuRow icon="shield" text={words.privacy} onTap={() => go('terms', { of: 'privacy' })} />
        )}
        {!staff && <MenuRow icon="badge" text={words.bind} onTap={() => go('bind')} />}
      </Card>
    </Page>
  );
}

export default MePage;
