import { useCallback, useEffect, useState } from 'react';
import type { CouponDetail, MemberEvent } from '@shared/contract';
import { useMemberEvents } from '@/hooks/use-member-events';
import { useResource, type Resource } from '@/hooks/use-resource';
import { later } from '@/platform/clock';
import { buzz } from '@/platform/device';
import { useDidShow } from '@/platform/router';
import { toast } from '@/platform/ui';
import { call, serverClock } from '@/services/app';
import { eventNumber } from '@/services/happening';
import { t } from '@/texts';
import type { Redemption } from './redeemed';

/** The longest a timer is set for; what lies further ahead is read anew with the next sight of the page anyway. */
const AHEAD_MAX_MS = 24 * 3_600_000;
/** The server shall have passed the moment, too. */
const AFTER_MS = 500;

/** Reads anew the moment the coupon begins or ends. @rule C11 */
function useTurningPoint(coupon: CouponDetail | undefined, reload: () => void): void {
  const at =
    coupon?.shown_as === 'not_yet'
      ? coupon.valid_from_at
      : coupon?.shown_as === 'usable'
        ? coupon.valid_to_at
        : null;
  useEffect(() => {
    if (at === null) return undefined;
    const left = Date.parse(at) - serverClock.now();
    return left > AHEAD_MAX_MS ? undefined : later(Math.max(0, left) + AFTER_MS, reload);
  }, [at, reload]);
}

/** Hears the counter: the coupon was redeemed in front of me, or given back. */
function useCounterNews(id: string, reload: () => void): Redemption | null {
  const [redemption, setRedemption] = useState<Redemption | null>(null);
  useMemberEvents(true, (event: MemberEvent) => {
    if (event.type === 'purchase.recorded') {
      const points = eventNumber(event, 'points');
      const saved = eventNumber(event, 'discount_fen');
      const resting_until_at = eventNumber(event, 'resting_until_at');
      setRedemption(
        (now) => now && { saved_fen: now.saved_fen + saved, points: now.points + points, resting_until_at },
      );
    }
    if (event.data['coupon_id'] !== id) return;
    if (event.type === 'coupon.redeemed') {
      setRedemption({ saved_fen: 0, points: 0, resting_until_at: 0 });
      void buzz();
      reload();
    } else if (event.type === 'coupon.redemption_undone') {
      setRedemption(null);
      toast(t.coupons.detail.returned);
      reload();
    }
  });
  return redemption;
}

/** One of my coupons, kept true while it is looked at. */
export function useCoupon(id: CouponDetail['id']): {
  readonly coupon: Resource<CouponDetail>;
  readonly live: Redemption | null;
} {
  const load = useCallback(() => call('GET /me/coupons/{id}', { params: { id } }), [id]);
  const coupon = useResource(load);
  useDidShow(coupon.reload);
  useTurningPoint(coupon.data, coupon.reload);
  return { coupon, live: useCounterNews(id, coupon.reload) };
}
