import { TERMS_VERSION } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { numberFrom } from '../../shared/rules';
import { channels, type ChannelRow } from '../channels';
import { couponNumbers, issueRefs } from '../coupons';
import {
  insert,
  mergeParts,
  mergeRefs,
  owner,
  rowsBy,
  seenAfter,
  type Command,
  type DecideContext,
  type Decision,
  type DomainEvent,
  type Parts,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import {
  closedId,
  closedIdentities,
  firstConsents,
  memberIdOf,
  members,
  wasClosed,
  type MemberRow,
  type SealedPhone,
} from '../members';
import { pointsRefs, type PointPolicy } from '../points';
import { bindParts, bindRefs, type BindSeen, type Bound } from '../referrals';
import { staff } from '../staff';
import type { VisitRow } from '../visits';
import { attributingVisit, attributionRefs, giftTemplateOf, isGiving, placeOf } from './joins.attribution';
import { NO_GIFT, welcomeGift, type Welcome } from './joins.gift';

/** How many numbers are drawn, so that one that is taken does not mean to begin anew. */
const CANDIDATES = 2;
const SECRET_BYTES = 32;

export interface JoinInput {
  readonly person_id: Id<'person'>;
  /** The keyed hash of their openid. */
  readonly openid_hash: string;
  readonly visit_id: Id<'visit'> | null;
  readonly nickname: string | null;
  readonly terms: string;
  readonly marketing: boolean;
  readonly phone: SealedPhone | null;
  /** WeChat's user risk rank; null where it was not asked for, or did not come. */
  readonly risk_rank: number | null;
}

/** Ids and numbers: the rest of the answer is read from what they name. */
export interface JoinAnswer {
  readonly member_id: Id<'member'>;
  readonly coupon_id: Id<'coupon'> | null;
  readonly template_id: Id<'template'> | null;
  readonly valid_to_at: Instant | null;
  readonly points: number;
  readonly missed: 'gift_used_up' | 'joined_before' | null;
  readonly invite: Bound | null;
}

interface JoinSeen {
  readonly visit: VisitRow | null;
  readonly template_id: Id<'template'> | null;
  readonly card_nos: readonly string[];
  readonly coupon_numbers: readonly string[];
  readonly code_secret_sealed: string;
  /** Whether an account with the same openid or number was closed. */
  readonly is_former: boolean;
  readonly bind: BindSeen;
}

/** What the command needs of the process it runs in. */
export interface JoinParts {
  /** Seals the member's code secret at rest (M7). */
  readonly seal: (text: string) => string;
  readonly policy: PointPolicy;
}

/**
 * Joining: the member, how they came, their consent, a number if they gave one, the channel's welcome gift, and the
 * invite that brought them with what it promises, all in one command. Whoever was a member before gets neither.
 * @rule M1 @rule M2 @rule M3 @rule M6 @rule A1 @rule R2
 */
export function join(parts: JoinParts): Command<JoinInput, JoinSeen, JoinAnswer> {
  return {
    kind: 'joins.join',
    prepare: (input, context) => prepare(parts, input, context),
    decide: (context) => decide(parts, context),
  };
}

async function prepare(
  { seal, policy }: JoinParts,
  input: JoinInput,
  { read, random, now }: PrepareContext,
): Promise<Refs<JoinSeen> | Refusal> {
  if (input.terms !== TERMS_VERSION) return { code: 'consent_required' };
  const memberId = memberIdOf(input.person_id);
  const visit = await attributingVisit(read, input.visit_id, input.person_id);
  if (visit === 'unknown') return { code: 'not_found' };
  const isFormer = await wasClosed(read, closedIdsOf(input));
  const templateId = isFormer ? null : await giftTemplateOf(read, visit);
  const bind = await bindRefs(read, { person_id: input.person_id, member_id: memberId, now });
  const cardNos = Array.from({ length: CANDIDATES }, () => numberFrom(random.digits(9)));
  const numbers = couponNumbers(random);
  const phoneHash = input.phone?.hash ?? null;
  const refs = mergeRefs(
    {
      owners: [owner.person(input.person_id), owner.member(memberId)],
      rows: [
        rowsBy(members, 'person_id', [input.person_id]),
        rowsBy(members, 'card_no', cardNos),
        // the person's lock and the number's are those of whoever closes an account
        rowsBy(closedIdentities, 'id', closedIdsOf(input)),
      ],
    },
    phoneHash === null
      ? {}
      : { owners: [owner.identity('phone', phoneHash)], rows: [rowsBy(members, 'phone_hash', [phoneHash])] },
    attributionRefs(visit),
    pointsRefs(memberId),
    isFormer ? {} : bind.refs,
    templateId === null
      ? {}
      : issueRefs({
          template_id: templateId,
          member_id: memberId,
          phone_hash: phoneHash,
          numbers,
          by_day: true,
          now,
          timezone: policy.timezone,
        }),
  );
  return {
    ...refs,
    subject: owner.member(memberId),
    seen: {
      visit,
      template_id: templateId,
      card_nos: cardNos,
      coupon_numbers: numbers,
      code_secret_sealed: seal(random.bytes(SECRET_BYTES).toString('base64url')),
      is_former: isFormer,
      bind: bind.seen,
    },
    ...(await placeOf(read, visit)),
  };
}

function decide({ policy }: JoinParts, context: DecideContext<JoinInput, JoinSeen>): Decision<JoinAnswer> {
  const { input, loaded, seen } = context;
  const { visit } = seen;
  if (loaded.find(members, 'person_id', input.person_id).length > 0) return { refuse: 'already_member' };
  if (input.phone && loaded.find(members, 'phone_hash', input.phone.hash).length > 0)
    return { refuse: 'phone_in_use' };
  const cardNo = seen.card_nos.find((number) => loaded.find(members, 'card_no', number).length === 0);
  if (cardNo === undefined) return { stale: true };
  const isFormer = closedIdsOf(input).some((id) => loaded.get(closedIdentities, id) !== undefined);
  if (isFormer !== seen.is_former) return { stale: true };
  const channel = visit?.channel_id ? loaded.get(channels, visit.channel_id) : undefined;
  const member = memberRow(context, cardNo);
  const newcomer = isFormer ? NOTHING_NEW : newcomerParts(context, channel, member, policy);
  if (newcomer === 'stale') return { stale: true };
  const { gift, bound } = newcomer;
  const joined = {
    transfers: [],
    writes: [insert(members, member), ...firstConsents(context, member)],
    events: [joinedEvent(member)],
  };
  const isDenied = isFormer && (isGiving(channel) || seen.bind.chosen !== null);
  return {
    accept: {
      member_id: member.id,
      coupon_id: gift.coupon?.id ?? null,
      template_id: gift.coupon?.template_id ?? null,
      valid_to_at: gift.coupon?.valid_to_at ?? null,
      points: gift.points,
      missed: isDenied ? 'joined_before' : gift.isMissed ? 'gift_used_up' : null,
      invite: bound.bound,
    },
    ...mergeParts(joined, gift.parts, bound.parts),
  };
}

interface Newcomer {
  readonly gift: Welcome;
  readonly bound: { readonly parts: Parts; readonly bound: Bound | null };
}

const NOTHING_NEW: Newcomer = { gift: NO_GIFT, bound: { parts: NO_GIFT.parts, bound: null } };

/** What only who never joined before gets: the channel's gift, and the promises of an invite. @rule M6 @rule A1 @rule R2 */
function newcomerParts(
  context: DecideContext<JoinInput, JoinSeen>,
  channel: ChannelRow | undefined,
  member: MemberRow,
  policy: PointPolicy,
): Newcomer | 'stale' {
  const { input, seen, loaded } = context;
  if ((channel?.gift_template_id ?? null) !== seen.template_id) return 'stale';
  const gift = welcomeGift(context, channel, {
    member_id: member.id,
    phone_hash: member.phone_hash,
    store_id: member.first_store_id,
    numbers: seen.coupon_numbers,
    isPromised: seen.visit?.outcome === 'ok',
    policy,
  });
  if (gift === 'stale') return 'stale';
  // the gift may be the last piece of the coupon that the invite would promise
  const afterGift = { ...context, loaded: seenAfter(loaded, gift.parts) };
  const bound = bindParts(afterGift, seen.bind, {
    member_id: member.id,
    risk_rank: input.risk_rank,
    timezone: policy.timezone,
  });
  return bound === 'stale' ? 'stale' : { gift, bound };
}

/** What would remain of a closed account of this person. @rule M6 */
function closedIdsOf({ openid_hash: openidHash, phone }: JoinInput): readonly string[] {
  return [closedId('openid', openidHash), ...(phone ? [closedId('phone', phone.hash)] : [])];
}

function joinedEvent(member: MemberRow): DomainEvent {
  const { id, first_visit_id, first_channel_id, first_store_id, first_staff_id, joined_day } = member;
  return {
    type: 'member.joined',
    data: {
      member_id: id,
      visit_id: first_visit_id,
      channel_id: first_channel_id,
      store_id: first_store_id,
      staff_id: first_staff_id,
      day: joined_day,
    },
  };
}

/** @rule M3 @rule M5 Written once; nobody is attributed to staff who have left. */
function memberRow(
  { input, seen, loaded, at, day }: DecideContext<JoinInput, JoinSeen>,
  cardNo: string,
): MemberRow {
  const { visit } = seen;
  const guide = visit?.staff_id ? loaded.get(staff, visit.staff_id) : undefined;
  return {
    id: memberIdOf(input.person_id),
    person_id: input.person_id,
    card_no: cardNo,
    nickname: input.nickname,
    phone_sealed: input.phone?.sealed ?? null,
    phone_hash: input.phone?.hash ?? null,
    code_secret_sealed: seen.code_secret_sealed,
    terms_version: input.terms,
    marketing_consent: input.marketing,
    consent_at: at,
    joined_at: at,
    joined_day: day,
    first_visit_id: visit?.id ?? null,
    first_channel_id: visit?.channel_id ?? null,
    first_store_id: visit?.store_id ?? null,
    first_staff_id: guide?.state === 'active' ? guide.id : null,
    purchases_count: 0,
    tier_level: 0,
    tier_since_at: null,
    tier_review_on: null,
    tier_reminded_of: null,
    birthday_month: null,
    birthday_day: null,
    birthday_set_at: null,
    version: 1,
  };
}
