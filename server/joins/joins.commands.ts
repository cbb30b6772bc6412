import { TERMS_VERSION } from '../../shared/contract';
import type { Id, Instant } from '../../shared/kernel';
import { numberFrom } from '../../shared/rules';
import { channels } from '../channels';
import { couponNumbers, issueRefs } from '../coupons';
import {
  account,
  insert,
  mergeParts,
  mergeRefs,
  owner,
  rowsBy,
  type Command,
  type DecideContext,
  type Decision,
  type DomainEvent,
  type PrepareContext,
  type Refs,
  type Refusal,
} from '../ledger';
import { firstConsents, memberIdOf, members, type MemberRow, type SealedPhone } from '../members';
import type { Reader } from '../platform/database';
import { pointsRefs, type PointPolicy } from '../points';
import { staff } from '../staff';
import { stores } from '../stores';
import { firstChannelVisit, visitById, type VisitRow } from '../visits';
import { welcomeGift } from './joins.gift';

/** How many numbers are drawn, so that one that is taken does not mean to begin anew. */
const CANDIDATES = 2;
const SECRET_BYTES = 32;

export interface JoinInput {
  readonly person_id: Id<'person'>;
  readonly visit_id: Id<'visit'> | null;
  readonly nickname: string | null;
  readonly terms: string;
  readonly marketing: boolean;
  readonly phone: SealedPhone | null;
}

/** Ids and numbers: the rest of the answer is read from what they name. */
export interface JoinAnswer {
  readonly member_id: Id<'member'>;
  readonly coupon_id: Id<'coupon'> | null;
  readonly template_id: Id<'template'> | null;
  readonly valid_to_at: Instant | null;
  readonly points: number;
  readonly missed: 'gift_used_up' | null;
}

interface JoinSeen {
  readonly visit: VisitRow | null;
  readonly template_id: Id<'template'> | null;
  readonly card_nos: readonly string[];
  readonly coupon_numbers: readonly string[];
  readonly code_secret_sealed: string;
}

/** What the command needs of the process it runs in. */
export interface JoinParts {
  /** Seals the member's code secret at rest (M7). */
  readonly seal: (text: string) => string;
  readonly policy: PointPolicy;
}

/**
 * Joining: the member, how they came, their consent, a number if they gave one, and the channel's welcome gift,
 * all in one command.
 * @rule M1 @rule M2 @rule M3 @rule M6 @rule A1
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
  const visit = await attributingVisit(read, input);
  if (visit === 'unknown') return { code: 'not_found' };
  const gift = await giftOf(read, visit);
  const cardNos = Array.from({ length: CANDIDATES }, () => numberFrom(random.digits(9)));
  const numbers = couponNumbers(random);
  const phoneHash = input.phone?.hash ?? null;
  const refs = mergeRefs(
    {
      owners: [owner.person(input.person_id), owner.member(memberId)],
      rows: [rowsBy(members, 'person_id', [input.person_id]), rowsBy(members, 'card_no', cardNos)],
    },
    phoneHash === null
      ? {}
      : { owners: [owner.identity('phone', phoneHash)], rows: [rowsBy(members, 'phone_hash', [phoneHash])] },
    attributionRefs(visit),
    pointsRefs(memberId),
    gift.template_id === null
      ? {}
      : issueRefs({
          template_id: gift.template_id,
          member_id: memberId,
          phone_hash: phoneHash,
          numbers,
          now,
          timezone: policy.timezone,
        }),
  );
  return {
    ...refs,
    subject: owner.member(memberId),
    seen: {
      visit,
      template_id: gift.template_id,
      card_nos: cardNos,
      coupon_numbers: numbers,
      code_secret_sealed: seal(random.bytes(SECRET_BYTES).toString('base64url')),
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
  const channel = visit?.channel_id ? loaded.get(channels, visit.channel_id) : undefined;
  if ((channel?.gift_template_id ?? null) !== seen.template_id) return { stale: true };
  const member = memberRow(context, cardNo);
  const gift = welcomeGift(context, channel, {
    member_id: member.id,
    phone_hash: member.phone_hash,
    store_id: member.first_store_id,
    numbers: seen.coupon_numbers,
    isPromised: visit?.outcome === 'ok',
    policy,
  });
  if (gift === 'stale') return { stale: true };
  const joined = {
    transfers: [],
    writes: [insert(members, member), ...firstConsents(context, member)],
    events: [joinedEvent(member)],
  };
  return {
    accept: {
      member_id: member.id,
      coupon_id: gift.coupon?.id ?? null,
      template_id: gift.coupon?.template_id ?? null,
      valid_to_at: gift.coupon?.valid_to_at ?? null,
      points: gift.points,
      missed: gift.isMissed ? 'gift_used_up' : null,
    },
    ...mergeParts(joined, gift.parts),
  };
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

/**
 * The visit that says how somebody came: the named one if it came through a channel, else the first that did.
 * A named one must be the person's own.
 * @rule M3
 */
async function attributingVisit(
  read: Reader,
  { visit_id: visitId, person_id: personId }: JoinInput,
): Promise<VisitRow | null | 'unknown'> {
  const named = visitId === null ? null : await visitById(read, visitId);
  if (visitId !== null && named?.person_id !== personId) return 'unknown';
  return named?.channel_id ? named : ((await firstChannelVisit(read, personId)) ?? named);
}

function attributionRefs(visit: VisitRow | null): Partial<Refs<unknown>> {
  const channelId = visit?.channel_id ?? null;
  const staffId = visit?.staff_id ?? null;
  return mergeRefs(
    channelId === null
      ? {}
      : {
          owners: [owner.channel(channelId)],
          accounts: [account.channelBudget(channelId)],
          rows: [rowsBy(channels, 'id', [channelId])],
        },
    staffId === null ? {} : { owners: [owner.staff(staffId)], rows: [rowsBy(staff, 'id', [staffId])] },
  );
}

/** What the channel gives, by a plain read; the decision makes sure that it still does. */
async function giftOf(read: Reader, visit: VisitRow | null): Promise<{ template_id: Id<'template'> | null }> {
  if (!visit?.channel_id) return { template_id: null };
  const [raw] = await read.query('SELECT * FROM channels WHERE id = ?', [visit.channel_id]);
  return { template_id: raw ? channels.decode(raw).gift_template_id : null };
}

async function placeOf(read: Reader, visit: VisitRow | null): Promise<Pick<Refs<unknown>, 'place'>> {
  if (!visit?.store_id) return {};
  const [raw] = await read.query('SELECT * FROM stores WHERE id = ?', [visit.store_id]);
  if (!raw) return {};
  const { id, merchant_id, timezone } = stores.decode(raw);
  return { place: { merchant_id, store_id: id, timezone } };
}
