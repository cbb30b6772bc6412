import type { Day, Id } from '../../shared/kernel';
import { couponNumbers, issueCoupon, issueRefs, type CouponRow } from '../coupons';
import {
  insert,
  mergeParts,
  mergeRefs,
  NOTHING,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Decision,
  type Parts,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { members, type MemberRow } from '../members';
import { creditPoints, pointsRefs, programDay, type PointPolicy } from '../points';
import { readLadder, ladderUnderLock, standingUnderLock, tierRefs } from '../tiers';
import { benefitGifts, type BenefitGiftRow } from './benefits.entity';
import { birthdayGiftOf, countsOn, giftIdOfBirthday, giftIdOfLevel } from './benefits.rules';

/** What is drawn and locked for a coupon. */
interface Drawn {
  readonly template_id: Id<'template'> | null;
  readonly phone_hash: string | null;
  readonly numbers: readonly string[];
}

export interface GiveTierGift {
  /** The rise that it is for. */
  readonly event_id: string;
  readonly member_id: Id<'member'>;
  readonly level: number;
  readonly template_id: Id<'template'>;
}

export interface Given {
  readonly gift_id: string;
  readonly coupon_id: Id<'coupon'> | null;
}

type Context<Input> = DecideContext<Input, Drawn>;

/**
 * Gives a coupon for rising to a level, once for each rise. One that cannot be given (sold out, over, a limit of the
 * member) is noted instead: nobody waits for it, and it is not tried again.
 * @rule M4
 */
export function giveTierGift(policy: PointPolicy): Command<GiveTierGift, Drawn, Given> {
  return {
    kind: 'benefits.tier_gift',
    prepare: (input, context) =>
      prepareGift(policy, context, input.member_id, input.template_id, giftIdOfLevel(input)),
    decide(context) {
      const { input, loaded, at } = context;
      const { member_id: memberId, event_id: eventId, template_id: templateId, level } = input;
      const member = loaded.get(members, memberId);
      const id = giftIdOfLevel(input);
      if (!member) return { refuse: 'not_found' };
      if (loaded.get(benefitGifts, id)) return { refuse: 'ended' };
      const coupon = couponFor(context, policy, member, { source: 'tier', source_id: eventId });
      if (coupon === 'stale') return { stale: true };
      const row: BenefitGiftRow = {
        id,
        member_id: memberId,
        kind: 'tier',
        level,
        points: 0,
        template_id: templateId,
        coupon_id: coupon.row?.id ?? null,
        problem: coupon.problem,
        at,
      };
      return { accept: { gift_id: id, coupon_id: row.coupon_id }, ...mergeParts(noted(row), coupon.parts) };
    },
  };
}

export interface GiveBirthdayGift {
  readonly member_id: Id<'member'>;
  /** The date on which it is kept this year. */
  readonly on: Day;
}

/**
 * Gives what the member's level gives for a birthday, once a year: points, a coupon, or both. A birthday counts when
 * it was set seven days before.
 * @rule M6a @rule M4
 */
export function giveBirthdayGift(policy: PointPolicy): Command<GiveBirthdayGift, Drawn, Given> {
  return {
    kind: 'benefits.birthday',
    lane: 'low',
    async prepare(input, context) {
      const [raw] = await context.read.query('SELECT * FROM members WHERE id = ?', [input.member_id]);
      if (!raw) return { code: 'not_found' };
      const gift = birthdayGiftOf(await readLadder(context.read), members.decode(raw).tier_level);
      if (!gift) return { code: 'not_eligible' };
      return prepareGift(policy, context, input.member_id, gift.template_id, giftIdOfBirthday(input));
    },
    decide: (context) => decideBirthday(policy, context),
  };
}

function decideBirthday(policy: PointPolicy, context: Context<GiveBirthdayGift>): Decision<Given> {
  const { input, loaded, seen, at } = context;
  const { member_id: memberId, on } = input;
  const member = loaded.get(members, memberId);
  const id = giftIdOfBirthday(input);
  if (!member) return { refuse: 'not_found' };
  if (loaded.get(benefitGifts, id)) return { refuse: 'ended' };
  if (on > programDay(policy, at)) return { refuse: 'not_started' };
  const gift = birthdayGiftOf(ladderUnderLock(loaded), member.tier_level);
  if (!gift || !countsOn(member, on, policy.timezone)) return { refuse: 'not_eligible' };
  if (gift.template_id !== seen.template_id) return { stale: true };
  const coupon = couponFor(context, policy, member, { source: 'birthday', source_id: id });
  if (coupon === 'stale') return { stale: true };
  const { points } = gift;
  const what = { member_id: memberId, points, reason: 'birthday', reference: id, store_id: null } as const;
  const credit = creditPoints(context, { ...what, policy });
  const row: BenefitGiftRow = {
    id,
    member_id: memberId,
    kind: 'birthday',
    level: standingUnderLock(loaded, member, on).level,
    points,
    template_id: gift.template_id,
    coupon_id: coupon.row?.id ?? null,
    problem: coupon.problem,
    at,
  };
  const data = { points, coupon_id: row.coupon_id, balance_after: credit.balance_after };
  const said: Parts = { transfers: [], writes: [], events: [{ type: 'member.birthday', data }] };
  return {
    accept: { gift_id: id, coupon_id: row.coupon_id },
    ...mergeParts(noted(row), credit.parts, coupon.parts, said),
  };
}

async function prepareGift(
  policy: PointPolicy,
  { read, random, now }: PrepareContext,
  memberId: Id<'member'>,
  templateId: Id<'template'> | null,
  giftId: string,
): Promise<Refs<Drawn> | Refusal> {
  const [row] = await read.query<Pick<MemberRow, 'phone_hash'>>(
    'SELECT phone_hash FROM members WHERE id = ?',
    [memberId],
  );
  if (!row) return { code: 'not_found' };
  const { phone_hash } = row;
  const numbers = couponNumbers(random);
  const { timezone } = policy;
  const issue = { member_id: memberId, phone_hash, numbers, by_day: true, now, timezone };
  return {
    ...mergeRefs(
      tierRefs(memberId),
      pointsRefs(memberId),
      { rows: [rowsBy(benefitGifts, 'id', [giftId])] },
      templateId === null ? {} : issueRefs({ ...issue, template_id: templateId }),
    ),
    subject: owner.member(memberId),
    seen: { template_id: templateId, phone_hash, numbers },
  };
}

interface GiftCoupon {
  readonly parts: Parts;
  readonly row: CouponRow | null;
  /** Why there is none although one was due. */
  readonly problem: string | null;
}

function couponFor(
  context: Context<unknown>,
  policy: PointPolicy,
  member: MemberRow,
  from: { readonly source: 'tier' | 'birthday'; readonly source_id: string },
): GiftCoupon | 'stale' {
  const { template_id: templateId, phone_hash: phoneHash, numbers } = context.seen;
  const none = { parts: NOTHING, row: null };
  if (templateId === null) return { ...none, problem: null };
  // a number that was verified in between counts against its limit, too
  if (member.phone_hash !== phoneHash) return 'stale';
  const issued = issueCoupon(context, {
    ...from,
    template_id: templateId,
    member_id: member.id,
    phone_hash: phoneHash,
    numbers,
    member,
    listed_only: false,
    timezone: policy.timezone,
  });
  if (issued.ok) return { parts: issued.parts, row: issued.coupon, problem: null };
  return issued.code === 'stale' ? 'stale' : { ...none, problem: issued.code };
}

function noted(row: BenefitGiftRow): Parts {
  return { transfers: [], writes: [insert(benefitGifts, row)], events: [] };
}
