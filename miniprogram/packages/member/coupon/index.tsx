import { Text, View } from '@tarojs/components';
import type { CouponDetail } from '@shared/contract';
import { Notice, Shown } from '@/components/feedback/feedback';
import { Page } from '@/components/page/page';
import { Card } from '@/components/parts/parts';
import { replace, useParams } from '@/platform/router';
import { useSharing } from '@/platform/share';
import { isUnknown } from '@/services/api-error';
import { t } from '@/texts';
import { CouponCode } from './coupon-code';
import { Idle } from './idle';
import { Redeemed, type Redemption } from './redeemed';
import { useCoupon } from './use-coupon';
import { Where } from './where';
import './index.css';

const words = t.coupons.detail;

/** The rules in three lines. */
function Rules({ coupon }: { coupon: CouponDetail }) {
  return (
    <Card>
      <Text className="coupon__head">{words.rules}</Text>
      {coupon.rules.map((line) => (
        <View key={line} className="coupon__rule">
          <View className="coupon__dot" />
          <Text>{line}</Text>
        </View>
      ))}
    </Card>
  );
}

function Detail({ coupon, live }: { coupon: CouponDetail; live: Redemption | null }) {
  if (live || coupon.redeemed) return <Redeemed coupon={coupon} live={live} />;
  return coupon.shown_as === 'usable' ? <CouponCode coupon={coupon} /> : <Idle coupon={coupon} />;
}

function CouponPage() {
  // an address without an id names nothing, which the server says best
  const { coupon, live } = useCoupon((useParams()['id'] ?? 'cpn_') as CouponDetail['id']);
  // a friend cannot open mine: the card leads to where they can get their own
  useSharing({
    title: coupon.data === undefined ? t.common.share.coupons : t.common.share.coupon(coupon.data.title),
    page: 'coupons',
    query: coupon.data === undefined ? {} : { template: coupon.data.template_id },
  });
  const unknown = coupon.error !== null && isUnknown(coupon.error);
  return (
    <Page
      title={words.title}
      tone={coupon.data?.shown_as === 'usable' || live ? 'brand' : 'ground'}
      onRefresh={coupon.reload}
      refreshing={coupon.loading}
    >
      {unknown ? (
        <Notice
          icon="ticket"
          title={words.unknownTitle}
          hint={words.unknownHint}
          action={{ text: words.toMine, tap: () => replace('myCoupons') }}
        />
      ) : (
        <Shown of={coupon} lines={2}>
          {(shown) => (
            <>
              <Detail coupon={shown} live={live} />
              <Rules coupon={shown} />
              <Where coupon={shown} />
            </>
          )}
        </Shown>
      )}
    </Page>
  );
}

export default CouponPage;
