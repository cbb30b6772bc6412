import { useCallback, useState } from 'react';
import { Text, View } from '@tarojs/components';
import type { CouponDetail, MemberEvent } from '@shared/contract';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Failure, Skeleton } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource } from '@/hooks/use-resource';
import { buzz } from '@/platform/device';
import { useDidShow, useParams } from '@/platform/router';
import { toast } from '@/platform/ui';
import { call } from '@/services/app';
import { dayOf, shortDay } from '@/services/format';
import { eventNumber } from '@/services/happening';
import { t } from '@/texts';
import { CouponCode } from './coupon-code';
import { Redeemed, type Redemption } from './redeemed';
import './index.css';

const words = t.coupons.detail;

/** The rules in three lines, and where the coupon can be used. */
function Rules({ coupon }: { coupon: CouponDetail }) {
  return (
    <>
      <Card>
        <Text className="coupon__head">{words.rules}</Text>
        {coupon.rules.map((line) => (
          <View key={line} className="coupon__rule">
            <View className="coupon__dot" />
            <Text>{line}</Text>
          </View>
        ))}
      </Card>
      {coupon.stores.length > 0 && (
        <Card>
          <Text className="coupon__head">{words.stores}</Text>
          {coupon.stores.map((store) => (
            <View key={store.id} className="coupon__store">
              <Icon name="store" tone="ink_faint" />
              <View className="coupon__store-words">
                <Text>{store.name}</Text>
                <Text className="coupon__window">{store.address}</Text>
              </View>
            </View>
          ))}
        </Card>
      )}
    </>
  );
}

/** Hears the counter: the coupon was redeemed in front of me, or given back. */
function useCounterNews(id: string, reload: () => void): Redemption | null {
  const [redemption, setRedemption] = useState<Redemption | null>(null);
  useMemberEvents(true, (event: MemberEvent) => {
    if (event.type === 'purchase.recorded') {
      const points = eventNumber(event, 'points');
      const saved = eventNumber(event, 'discount_fen');
      setRedemption((now) => now && { saved_fen: now.saved_fen + saved, points: now.points + points });
    }
    if (event.data['coupon_id'] !== id) return;
    if (event.type === 'coupon.redeemed') {
      setRedemption({ saved_fen: 0, points: 0 });
      void buzz();
      reload();
    } else if (event.type === 'coupon.redemption_undone') {
      setRedemption(null);
      toast(words.returned);
      reload();
    }
  });
  return redemption;
}

function Detail({ coupon, live }: { coupon: CouponDetail; live: Redemption | null }) {
  if (live || coupon.redeemed) return <Redeemed coupon={coupon} live={live} />;
  if (coupon.shown_as === 'usable') return <CouponCode coupon={coupon} />;
  const state = words.state[coupon.shown_as];
  const hint =
    coupon.shown_as === 'not_yet' ? t.coupons.card.from(shortDay(dayOf(coupon.valid_from_at))) : state;
  return <CouponTicket value={coupon.value} title={coupon.title} hint={hint} stamp={state.slice(0, 8)} />;
}

function CouponPage() {
  const id = (useParams()['id'] ?? '') as `cpn_${string}`;
  const load = useCallback(() => call('GET /me/coupons/{id}', { params: { id } }), [id]);
  const coupon = useResource(load);
  useDidShow(coupon.reload);
  const live = useCounterNews(id, coupon.reload);
  return (
    <Page title={words.title} tone={coupon.data?.shown_as === 'usable' || live ? 'brand' : 'ground'}>
      {coupon.data === undefined &&
        (coupon.error ? <Failure error={coupon.error} retry={coupon.reload} /> : <Skeleton lines={2} />)}
      {coupon.data && (
        <>
          <Detail coupon={coupon.data} live={live} />
          <Rules coupon={coupon.data} />
        </>
      )}
    </Page>
  );
}

export default CouponPage;
