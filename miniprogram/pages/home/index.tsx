import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import { ShopArt } from '@/components/art/shop';
import { BrowseOnly } from '@/components/browse-only/browse-only';
import { Button } from '@/components/button/button';
import { FirstLogin, Notice, Shown } from '@/components/feedback/feedback';
import { Icon, type IconName } from '@/components/icon/icon';
import { InviteCard } from '@/components/invite-card/invite-card';
import { MemberBar } from '@/components/member-bar/member-bar';
import { OrderStrips } from '@/components/order-strip/order-strip';
import { Page } from '@/components/page/page';
import { Heading } from '@/components/parts/parts';
import { RewardStrip } from '@/components/reward-strip/reward-strip';
import { StoreChip } from '@/components/store-chip/store-chip';
import { claimableFirst } from '@/components/template-ticket/order';
import { TemplateTicket } from '@/components/template-ticket/template-ticket';
import { useMe } from '@/hooks/use-me';
import { useResource } from '@/hooks/use-resource';
import { BROWSE_ONLY } from '@/platform/launch';
import { go, useDidShow } from '@/platform/router';
import { useSharing } from '@/platform/share';
import { call } from '@/services/app';
import { t } from '@/texts';
import './index.css';

const SHOWN_MAX = 5;

/** What a member can claim right now; the whole list is a tap away. */
function Claimable() {
  const load = useCallback(() => call('GET /coupon-templates', { query: { limit: SHOWN_MAX } }), []);
  const templates = useResource(load);
  useDidShow(templates.reload);
  return (
    <>
      <Heading text={t.member.home.centre} more={{ text: t.member.home.all, tap: () => go('coupons') }} />
      <Shown of={templates} lines={2}>
        {({ items }) =>
          items.length === 0 ? (
            <Notice icon="ticket" title={t.member.home.noneTitle} hint={t.member.home.noneHint} />
          ) : (
            claimableFirst(items).map((template) => (
              <TemplateTicket key={template.id} template={template} onClaimed={templates.reload} />
            ))
          )
        }
      </Shown>
    </>
  );
}

const BENEFITS: readonly IconName[] = ['coin', 'ticket', 'code'];

/** Who has not joined: what they would get, and the way in. */
function Guest() {
  const words = t.member.home;
  return (
    <>
      <ShopArt />
      <View className="home__guest">
        <Text className="home__guest-title">{words.joinTitle}</Text>
        {words.benefits.map((text, i) => (
          <View key={text} className="home__benefit">
            <View className="home__benefit-mark">
              <Icon name={BENEFITS[i] ?? 'gift'} tone="brand" />
            </View>
            <Text>{text}</Text>
          </View>
        ))}
      </View>
      <Button onTap={() => go('landing')}>{words.joinAction}</Button>
    </>
  );
}

function Home() {
  const { member, login } = useMe();
  return (
    <Page title={t.common.program} tab="home">
      <StoreChip />
      {member && <MemberBar member={member} />}
      {member === undefined && <FirstLogin of={login} />}
      {member === null && <Guest />}
      {member && <OrderStrips />}
      {member && <RewardStrip />}
      {member && <InviteCard />}
      {member && <Claimable />}
    </Page>
  );
}

function HomePage() {
  useSharing({ title: t.common.share.home, page: 'home' });
  return BROWSE_ONLY ? <BrowseOnly title={t.common.program} lead={t.member.landing.noGift} /> : <Home />;
}

export default HomePage;
