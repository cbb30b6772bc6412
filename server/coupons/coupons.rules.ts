import type { CouponCard, CouponDetail } from '../../shared/contract';
import {
  dayIn,
  startOfDay,
  toRfc3339,
  wallClock,
  type Day,
  type Id,
  type Instant,
} from '../../shared/kernel';
import {
  couponObstacle,
  ruleLines,
  shownAs,
  type Calendar,
  type ClaimCounts,
  type ClaimTerms,
  type CouponFacts,
  type CouponObstacle,
} from '../../shared/rules';
import type { CouponRow, HolderRow, TemplateRow } from './coupons.entity';

/** The calendar of a zone, as the shared rules want it. */
export function calendarOf(timezone: string): Calendar {
  return { dayOf: (at) => dayIn(at, timezone), startOfDay: (day) => startOfDay(day, timezone) };
}

/** Key of the row that counts what a member got of a template. */
export function holderId(templateId: Id<'template'>, memberId: Id<'member'>): string {
  return `${templateId}:${memberId}`;
}

/** What of a template decides whether it can be claimed; `stockLeft` comes from its stock account. */
export function claimTermsOf(template: TemplateRow, stockLeft: number): ClaimTerms {
  const { state, listed, claim_from_at, claim_to_at, validity, scope, limits } = template;
  return { state, listed, claim_from_at, claim_to_at, validity, scope, limits, stock_left: stockLeft };
}

/** Where the counts of a claim come from; list and command fill it alike. */
export interface CountSources {
  readonly template: Pick<TemplateRow, 'issued_day' | 'issued_on_day'>;
  readonly holder: Pick<HolderRow, 'claimed' | 'day' | 'claimed_on_day'> | undefined;
  /** What the phone number's quota account says was used; null when the member has no phone number. */
  readonly phone_used: number | null;
  readonly purchases_count: number;
  /** The program's day. */
  readonly today: Day;
}

/**
 * How much of each limit is used up. A phone number has used at least what its member got.
 * @rule C4
 */
export function claimCountsOf(from: CountSources): ClaimCounts {
  const { template, holder, today } = from;
  const byMember = holder?.claimed ?? 0;
  return {
    issued_today: template.issued_day === today ? template.issued_on_day : 0,
    by_member: byMember,
    by_member_today: holder?.day === today ? holder.claimed_on_day : 0,
    by_phone: from.phone_used === null ? 0 : Math.max(from.phone_used, byMember),
    has_phone: from.phone_used !== null,
    purchases_count: from.purchases_count,
  };
}

/** What of a coupon decides whether it can be used. */
export function factsOf(coupon: CouponRow): CouponFacts {
  const { state, valid_from_at, valid_to_at, snapshot } = coupon;
  const { scope, times, merchant_id } = snapshot;
  return { state, valid_from_at, valid_to_at, scope, times, merchant_id };
}

/** A store as far as the use of coupons is concerned. */
export interface UseStore {
  readonly id: Id<'store'>;
  readonly merchant_id: Id<'merchant'>;
  readonly timezone: string;
}

/** Why a coupon cannot be used in a store now, or null. @rule C2 @rule C3 @rule C11 */
export function obstacleAt(coupon: CouponRow, store: UseStore, at: Instant): CouponObstacle | null {
  return couponObstacle(factsOf(coupon), {
    at,
    wall: wallClock(at, store.timezone),
    dayOf: (of) => dayIn(of, store.timezone),
    store: { id: store.id, merchant_id: store.merchant_id },
  });
}

/** Stands for the store of what no store hands out: no coupon names it. */
const NO_STORE: Id<'store'> = 'sto_online';

/**
 * The same for what needs no store: a coupon that is for certain stores only is no good for it.
 */
export function obstacleOnline(
  coupon: CouponRow,
  { merchant_id, timezone }: Omit<UseStore, 'id'>,
  at: Instant,
): CouponObstacle | null {
  return obstacleAt(coupon, { id: NO_STORE, merchant_id, timezone }, at);
}

/** What a card shows of a coupon. */
type CardFacts = Pick<
  CouponRow,
  'id' | 'template_id' | 'state' | 'snapshot' | 'valid_from_at' | 'valid_to_at' | 'number'
>;

/** A coupon as the wallet shows it. @rule C11 */
export function couponCardOf(coupon: CardFacts, merchantName: string, at: Instant): CouponCard {
  return {
    id: coupon.id,
    template_id: coupon.template_id,
    title: coupon.snapshot.title,
    merchant_name: merchantName,
    value: coupon.snapshot.value,
    state: coupon.state,
    shown_as: shownAs(coupon, at),
    valid_from_at: toRfc3339(coupon.valid_from_at),
    valid_to_at: toRfc3339(coupon.valid_to_at),
    number: coupon.number,
  };
}

/** What a detail says beside the coupon's own row. */
export interface DetailFacts {
  readonly merchant_name: string;
  /** Where it can be used. */
  readonly stores: readonly { readonly id: Id<'store'>; readonly name: string; readonly address: string }[];
  /** Where it was used, once it was. */
  readonly redeemed_store_name: string | null;
  /** The program's zone, in which its dates are written. */
  readonly timezone: string;
}

/** A coupon with its rules and stores. @rule C5a what is shown is what was promised */
export function couponDetailOf(coupon: CouponRow, facts: DetailFacts, at: Instant): CouponDetail {
  const { value, scope, times } = coupon.snapshot;
  const card = couponCardOf(coupon, facts.merchant_name, at);
  const validity = { kind: 'fixed' as const, from_at: card.valid_from_at, to_at: card.valid_to_at };
  const named = facts.stores.filter((store) => scope.store_ids.includes(store.id)).map((store) => store.name);
  const hasBegun = at >= coupon.valid_from_at;
  return {
    ...card,
    rules: ruleLines(
      { value, validity, times, scope },
      named,
      (of) => wallClock(of, facts.timezone),
      hasBegun,
    ),
    stores: facts.stores.map(({ id, name, address }) => ({ id, name, address })),
    claimed_at: toRfc3339(coupon.claimed_at),
    redeemed:
      coupon.redeemed_at === null
        ? null
        : { at: toRfc3339(coupon.redeemed_at), store_name: facts.redeemed_store_name ?? '' },
  };
}
