import { useCallback } from 'react';
import type { StoreCard } from '@shared/contract';
import { CouponTicket } from '@/components/coupon-ticket/coupon-ticket';
import { Shown } from '@/components/feedback/feedback';
import { Card, Heading, MenuRow } from '@/components/parts/parts';
import { useResource } from '@/hooks/use-resource';
import { useSession } from '@/hooks/use-session';
import { go, useDidShow } from '@/platform/router';
import { call } from '@/services/app';
import { lastDay, shortDay } from '@/services/format';
import { t } from '@/texts';

const words = t.member.store;

function MemberCoupons({ id }: { id: StoreCard['id'] }) {
  const load = useCallback(() => call('GET /me/stores/{id}/coupons', { params: { id } }), [id]);
  const coupons = useResource(load);
  useDidShow(coupons.reload);
  return (
    <>
      <Heading text={words.coupons} />
      <Shown of={coupons} lines={1}>
        {({ items }) =>
          items.length === 0 ? (
            <Card tight>
              <MenuRow
                icon="ticket"
                text={words.noCoupons}
                hint={words.toCentre}
                onTap={() => go('coupons')}
              />
            </Card>
          ) : (
            items.map((coupon) => (
              <CouponTicket
                key={coupon.id}
                value={coupon.value}
                title={coupon.title}
                hint={t.coupons.card.until(shortDay(lastDay(coupon.valid_to_at)))}
                onTap={() => go('coupon', { id: coupon.id })}
              />
            ))
          )
        }
      </Shown>
    </>
  );
}

/** What I can use in this store now; who has not joined learns that joining shows it. */
export function CouponsHere({ store }: { store: StoreCard }) {
  const member = useSession()?.member;
  if (member) return <MemberCoupons id={store.id} />;
  // before the first login nobody knows
  if (member === undefined) return null;
  return (
    <Card tight>
      <MenuRow icon="ticket" text={words.joinHint} onTap={() => go('landing')} />
    </Card>
  );
}
