import { useCallback } from 'react';
import { Text, View } from '@tarojs/components';
import type { OfferCard, SaleCard } from '@shared/contract';
import { CountUp } from '@/components/count-up/count-up';
import { FirstLogin, Notice } from '@/components/feedback/feedback';
import { Icon } from '@/components/icon/icon';
import { List } from '@/components/list/list';
import { OfferPrice } from '@/components/offer-price/offer-price';
import { Page } from '@/components/page/page';
import { Card, Tag } from '@/components/parts/parts';
import { Tap } from '@/components/tap/tap';
import { useMe } from '@/hooks/use-me';
import { useMemberEvents } from '@/hooks/use-member-events';
import { usePages } from '@/hooks/use-pages';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { pointsText } from '@/services/format';
import { changesOrders } from '@/services/happening';
import { t } from '@/texts';
import './index.css';

const words = t.shop.mall;

/** Beside the price: mine already, gone, how many are left, or what is missing. */
function StandTag({ offer, balance }: { offer: OfferCard; balance: number }) {
  const { status } = offer;
  if (offer.my_order) return <Tag text={t.shop.claim.goOnExchange} tone="amber" />;
  if (status === 'sold_out') return <Tag text={words.none} tone="quiet" />;
  if (status !== 'claimable' && status !== 'not_started') {
    return <Tag text={t.shop.claim.status[status]} tone="quiet" />;
  }
  const missing = offer.price_points - balance;
  if (missing > 0) return <Tag text={words.missing(pointsText(missing))} tone="quiet" />;
  return <Tag text={words.left(pointsText(offer.stock_left))} tone="leaf" />;
}

function OfferRow({ sale, offer, balance }: { sale: SaleCard; offer: OfferCard; balance: number }) {
  return (
    <Card onTap={() => go('offer', { sale: sale.id, offer: offer.id })}>
      <View className="mall__row">
        <View className="mall__mark">
          <Icon name={offer.kind === 'coupon' ? 'ticket' : 'gift'} size="large" tone="brand" />
        </View>
        <View className="mall__words">
          <View className="mall__line">
            <Text className="mall__title">{offer.title}</Text>
            <Text className="mall__kind">{words.kind[offer.kind]}</Text>
          </View>
          <View className="mall__line">
            <OfferPrice offer={offer} />
            <StandTag offer={offer} balance={balance} />
          </View>
        </View>
      </View>
    </Card>
  );
}

function Balance({ points }: { points: number }) {
  return (
    <Tap className="mall__balance" onTap={() => go('points')}>
      <Text>{words.balance}</Text>
      <View className="mall__figure">
        <CountUp value={points} text={pointsText} />
      </View>
      <Icon name="next" size="small" tone="paper" />
    </Tap>
  );
}

/** The points mall: what can be had for points. @rule P9 */
function MallPage() {
  const { member, login } = useMe();
  const load = useCallback((after: string | undefined) => call('GET /mall', { query: { after } }), []);
  const list = usePages(member ? load : null);
  useDidShow(list.reload);
  useMemberEvents(true, (event) => {
    if (changesOrders(event)) list.reload();
  });
  const empty = (
    <Notice
      icon="gift"
      title={words.emptyTitle}
      hint={words.emptyHint}
      action={{ text: words.emptyAction, tap: () => go('points') }}
    />
  );
  return (
    <Page title={words.title} list={list}>
      {member === undefined && <FirstLogin of={login} lines={3} />}
      {member === null && (
        <Notice
          icon="gift"
          title={t.member.me.guest}
          hint={t.member.me.guestHint}
          action={{ text: t.member.me.join, tap: () => go('landing') }}
        />
      )}
      {member && <Balance points={member.points} />}
      {member && (
        <List of={list} empty={empty}>
          {(malls) =>
            malls.flatMap((sale) =>
              sale.offers.map((offer) => (
                <OfferRow key={offer.id} sale={sale} offer={offer} balance={member.points} />
              )),
            )
          }
        </List>
      )}
    </Page>
  );
}

export default MallPage;
