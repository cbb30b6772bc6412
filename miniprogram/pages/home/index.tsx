import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Heading } from '@/components/parts/parts';
import { Shown, Notice } from '@/components/feedback/feedback';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { ClaimButton, stockHint } from '@/components/claim-button/claim-button';
import { MemberBar } from '@/components/member-bar/member-bar';
import { StoreChip } from '@/components/store-chip/store-chip';
import { useMe } from '@/hooks/use-me';
import { useResource } from '@/hooks/use-resource';
import { go, useDidShow } from '@/platform/router';
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
            items.map((template) => (
              <CouponTicket
                key={template.id}
                value={template.value}
                title={template.title}
                merchant={template.merchant_name}
                hint={stockHint(template)}
                action={<ClaimButton template={template} onClaimed={templates.reload} />}
              />
            ))
          )
        }
      </Shown>
    </>
  );
}

function HomePage() {
  const { member } = useMe();
  return (
    <Page title={t.common.program} tab="home">
      <StoreChip />
      {member && <MemberBar member={member} />}
      {member === null && (
        <View className="home__join" ariaRole="button" onClick={() => go('landing')}>
          <Icon name="gift" size="large" tone="paper" />
          <View className="home__join-words">
            <Text className="home__join-title">{t.member.home.joinTitle}</Text>
            <Text className="home__join-hint">{t.member.home.joinHint}</Text>
          </View>
          <Text className="home__join-action">{t.member.home.joinAction}</Text>
        </View>
      )}
      {member && <Claimable />}
    </Page>
  );
}

export default HomePage;
