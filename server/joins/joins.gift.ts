import type { Id } from '../../shared/kernel';
import type { ChannelRow } from '../channels';
import { account, available, mergeParts, NOTHING, type DecideContext, type Parts } from '../ledger';
import { issueCoupon, type CouponRow } from '../coupons';
import { creditPoints, type PointPolicy } from '../points';
import { isInForce } from '../visits';
import { isGiving } from './joins.attribution';

/** What was promised and what came of it. */
export interface Welcome {
  readonly parts: Parts;
  readonly coupon: CouponRow | null;
  readonly points: number;
  /** Whether something that was promised could not be given. */
  readonly isMissed: boolean;
}

export interface WelcomeSpec {
  readonly member_id: Id<'member'>;
  readonly phone_hash: string | null;
  readonly store_id: Id<'store'> | null;
  /** Candidates for the coupon's number. */
  readonly numbers: readonly string[];
  /** Whether the landing page said that there would be a gift. */
  readonly isPromised: boolean;
  readonly policy: PointPolicy;
}

/** Nothing was promised. */
export const NO_GIFT: Welcome = { parts: NOTHING, coupon: null, points: 0, isMissed: false };

/**
 * The welcome gift of a channel, read under its lock. What cannot be given any more (budget or coupons used up,
 * channel over, a phone number missing) is left out; it never stands in the way of joining.
 * @returns `stale` when every number drawn for the coupon is taken
 * @rule A1 @rule M1
 */
export function welcomeGift(
  ctx: DecideContext<unknown, unknown>,
  channel: ChannelRow | undefined,
  spec: WelcomeSpec,
): Welcome | 'stale' {
  if (!isGiving(channel)) return NO_GIFT;
  if (!isInForce(channel, ctx.at)) return { ...NO_GIFT, isMissed: spec.isPromised };
  const budget = account.channelBudget(channel.id);
  const isLimited = channel.gift_budget !== null;
  if (isLimited && available(ctx.loaded.account(budget)) < 1) return { ...NO_GIFT, isMissed: true };
  const coupon = giftCoupon(ctx, channel, spec);
  if (coupon === 'stale') return 'stale';
  if (!coupon.row && channel.gift_points === 0) return { ...NO_GIFT, isMissed: true };
  const points = creditPoints(ctx, {
    member_id: spec.member_id,
    points: channel.gift_points,
    reason: 'welcome',
    reference: channel.id,
    store_id: spec.store_id,
    policy: spec.policy,
  });
  const spent: Parts = {
    ...NOTHING,
    transfers: isLimited
      ? [
          {
            kind: 'single',
            code: 'budget.spent',
            debit: budget,
            credit: account.budgetSpent,
            amount: 1,
            reference: spec.member_id,
          },
        ]
      : [],
  };
  return {
    parts: mergeParts(spent, coupon.parts, points.parts),
    coupon: coupon.row,
    points: channel.gift_points,
    isMissed: coupon.isMissed,
  };
}

interface GiftCoupon {
  readonly parts: Parts;
  readonly row: CouponRow | null;
  readonly isMissed: boolean;
}

function giftCoupon(
  ctx: DecideContext<unknown, unknown>,
  channel: ChannelRow,
  spec: WelcomeSpec,
): GiftCoupon | 'stale' {
  if (channel.gift_template_id === null) return { parts: NOTHING, row: null, isMissed: false };
  const issued = issueCoupon(ctx, {
    template_id: channel.gift_template_id,
    member_id: spec.member_id,
    phone_hash: spec.phone_hash,
    source: 'welcome',
    source_id: channel.id,
    numbers: spec.numbers,
    member: { purchases_count: 0 },
    listed_only: false,
    timezone: spec.policy.timezone,
  });
  if (!issued.ok && issued.code === 'stale') return 'stale';
  return issued.ok
    ? { parts: issued.parts, row: issued.coupon, isMissed: false }
    : { parts: NOTHING, row: null, isMissed: true };
}
