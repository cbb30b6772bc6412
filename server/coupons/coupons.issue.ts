import { dayIn, instant, MINUTE_MS, type Day, type Id, type Instant } from '../../shared/kernel';
import { canClaim, numberFrom, validityWindow, type ClaimProblem } from '../../shared/rules';
import { account, available, owner, rowsBy, type Parts, type Refs } from '../ledger';
import type { Random } from '../platform/random';
import {
  couponHolders,
  coupons,
  couponTemplates,
  type CouponRow,
  type CouponSource,
  type HolderRow,
  type TemplateRow,
} from './coupons.entity';
import { countIssued, postQuotas, type Tally } from './coupons.quotas';
import { calendarOf, claimCountsOf, claimTermsOf, holderId } from './coupons.rules';
import { bornParts, type CouponsContext } from './coupons.states';

/** A command may be decided this long after it was prepared, also over midnight. */
const LATEST_MS = 10 * MINUTE_MS;

/** The number to try for one coupon, drawn while preparing: of 10⁹ it is hardly ever taken, and then another is drawn. */
export function couponNumbers(random: Random): string[] {
  return [numberFrom(random.digits(9))];
}

export interface IssueRefs {
  readonly template_id: Id<'template'>;
  readonly member_id: Id<'member'>;
  /** Keyed hash of the member's phone number; null without one, or where it cannot matter. */
  readonly phone_hash: string | null;
  readonly numbers: readonly string[];
  /** Whether to load what limits by the day are counted on; without it such a limit must not be met. */
  readonly by_day: boolean;
  /** `now` of the preparation and the program's zone: they say which days. */
  readonly now: Instant;
  readonly timezone: string;
}

/** What must be locked and loaded to issue one coupon. The caller loads the member's row. */
export function issueRefs(issue: IssueRefs): Partial<Refs<unknown>> {
  const { template_id: template, member_id: member, phone_hash: phone, numbers } = issue;
  const owners = [owner.member(member), owner.template(template)];
  const accounts = [account.stock(template), account.quotaMember(member, template)];
  if (phone !== null) {
    owners.push(owner.identity('phone', phone));
    accounts.push(account.quotaPhone(phone, template));
  }
  for (const day of issue.by_day ? daysOfDecision(issue) : []) {
    accounts.push(account.quotaMemberDay(member, template, day), account.quotaDay(template, day));
  }
  return {
    owners,
    accounts,
    rows: [
      rowsBy(couponTemplates, 'id', [template]),
      rowsBy(couponHolders, 'id', [holderId(template, member)]),
      rowsBy(coupons, 'number', numbers),
    ],
  };
}

/** The day or two on which a command that is prepared now may be decided. */
function daysOfDecision({ now, timezone }: IssueRefs): readonly Day[] {
  const [first, last] = [
    dayIn(instant(now - LATEST_MS), timezone),
    dayIn(instant(now + LATEST_MS), timezone),
  ];
  return first === last ? [first] : [first, last];
}

export interface IssueCoupon {
  readonly template_id: Id<'template'>;
  readonly member_id: Id<'member'>;
  /** As given to `issueRefs`: only a hash that was locked counts. */
  readonly phone_hash: string | null;
  readonly source: CouponSource;
  /** The channel or visit that gives it; null for a claim. */
  readonly source_id: string | null;
  readonly numbers: readonly string[];
  readonly member: { readonly purchases_count: number };
  /** True in the coupon centre; a channel also gives what is not listed. */
  readonly listed_only: boolean;
  /** The program's zone: its calendar decides about days and validity. */
  readonly timezone: string;
}

export type Issued =
  | { readonly ok: true; readonly parts: Parts; readonly coupon: CouponRow }
  | ({ readonly ok: false } & ClaimProblem)
  /** Every number that was drawn is taken: prepare again. */
  | { readonly ok: false; readonly code: 'stale'; readonly params?: undefined };

/** Why a coupon could not be issued now, or null: what `issueCoupon` would refuse. @rule C3 @rule C4 */
export function issueObstacle(
  ctx: Pick<CouponsContext, 'loaded' | 'at'>,
  issue: IssueCoupon,
): ClaimProblem | null {
  const template = ctx.loaded.get(couponTemplates, issue.template_id);
  return template
    ? problemOf(ctx, issue, template, tallyOf(ctx, issue, template))
    : { code: 'not_found', params: {} };
}

function problemOf(
  { loaded, at }: Pick<CouponsContext, 'loaded' | 'at'>,
  issue: IssueCoupon,
  template: TemplateRow,
  tally: Tally,
): ClaimProblem | null {
  const terms = claimTermsOf(template, available(loaded.account(account.stock(template.id))));
  const claim = canClaim(terms, tally.counts, at, issue.listed_only ? 'claim' : 'gift');
  return claim.ok ? null : { code: claim.code, params: claim.params };
}

/**
 * Issues one coupon out of a template's stock, within all its limits, with a snapshot of what it promises. At most
 * one per template and command: a second would not see the first.
 * @rule C2 @rule C4 @rule C5 @rule C5a
 */
export function issueCoupon(ctx: CouponsContext, issue: IssueCoupon): Issued {
  const { loaded } = ctx;
  const template = loaded.get(couponTemplates, issue.template_id);
  if (!template) return { ok: false, code: 'not_found', params: {} };
  const tally = tallyOf(ctx, issue, template);
  const problem = problemOf(ctx, issue, template, tally);
  if (problem) return { ok: false, ...problem };
  const number = issue.numbers.find((candidate) => loaded.find(coupons, 'number', candidate).length === 0);
  if (number === undefined) return { ok: false, code: 'stale' };
  const coupon = newCoupon(ctx, issue, template, number);
  const born = bornParts(coupon);
  return {
    ok: true,
    coupon,
    parts: {
      transfers: [...postQuotas(loaded, template, tally, coupon.id), ...born.transfers],
      writes: [...born.writes, ...countIssued(template, tally)],
      events: born.events,
    },
  };
}

function tallyOf(
  ctx: Pick<CouponsContext, 'loaded' | 'at'>,
  issue: IssueCoupon,
  template: TemplateRow,
): Tally {
  const { loaded, at } = ctx;
  const { template_id: templateId, member_id: memberId, phone_hash: phone } = issue;
  const today: Day = dayIn(at, issue.timezone);
  const holder: HolderRow | undefined = loaded.get(couponHolders, holderId(templateId, memberId));
  const phoneQuota = phone === null ? null : account.quotaPhone(phone, templateId);
  const counts = claimCountsOf({
    template,
    holder,
    phone_used: phoneQuota === null ? null : loaded.account(phoneQuota).debits_posted,
    purchases_count: issue.member.purchases_count,
    today,
  });
  return { member_id: memberId, today, holder, phone_quota: phoneQuota, counts };
}

/** A coupon of a template for a member, with a snapshot of what it promises. @rule C5a */
export function newCoupon(
  ctx: CouponsContext,
  issue: Pick<IssueCoupon, 'member_id' | 'source' | 'source_id' | 'timezone'>,
  template: TemplateRow,
  number: string,
): CouponRow {
  const { title, value, scope, times, merchant_id } = template;
  const window = validityWindow(template.validity, ctx.at, calendarOf(issue.timezone));
  return {
    id: ctx.newId('coupon'),
    template_id: template.id,
    merchant_id,
    member_id: issue.member_id,
    number,
    state: 'issued',
    snapshot: { title, value, scope, times, merchant_id },
    valid_from_at: window.valid_from_at,
    valid_to_at: window.valid_to_at,
    own_end_at: null,
    claimed_at: ctx.at,
    day: ctx.day,
    source: issue.source,
    source_id: issue.source_id,
    locked_by: null,
    redeemed_at: null,
    sorted_at: window.valid_to_at,
    redeemed_store_id: null,
    redeemed_staff_id: null,
    redeemed_by: null,
  };
}
