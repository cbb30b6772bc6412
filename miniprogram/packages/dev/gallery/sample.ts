import type { CouponValue, MemberProfile } from '@shared/contract';
import type { AnyPage, Pages } from '@/hooks/use-pages';
import { ApiError } from '@/services/api-error';
import { gallery as words } from '@/texts/zh-CN/gallery';

/** What the parts of the gallery show: no server is asked. */
export const values: Readonly<Record<'off' | 'percent' | 'exchange', CouponValue>> = {
  off: { kind: 'amount_off', threshold_fen: 5_000, amount_fen: 1_050 },
  percent: { kind: 'percent_off', threshold_fen: 2_000, percent_off_bp: 1_500, cap_fen: 1_500 },
  exchange: { kind: 'exchange', item: words.item, value_fen: 1_800 },
};

export const code = { digits: '661234567890123456', seconds_left: 37 };

const HOUR_MS = 3_600_000;
/** Ends to count down to, from when the gallery was opened. */
export const endsAfter = (now: number): readonly number[] => [
  now + 8_000,
  now + 5 * HOUR_MS,
  now + 75 * HOUR_MS,
];

export const member: MemberProfile = {
  id: 'mem_01J00000000000000000000000',
  card_no: '1234567897',
  nickname: null,
  avatar: null,
  phone_masked: null,
  marketing_consent: false,
  joined_at: '2026-11-01T02:00:00.000Z',
  points: 12_680,
  tier: { level: 2, name: words.tier },
  birthday: null,
  coupons_usable: 3,
  first_store: null,
  staff: null,
};

const facts = { status: 503, retryable: true, unknown: false };
export const failure = new ApiError('unreadable', words.refused, facts);
export const offline = new ApiError('offline', words.refused, facts);

const still = { latest: undefined, items: [], error: null, loading: false, ended: false };
const nothing = (): void => undefined;
const act = { more: nothing, retry: nothing, reload: nothing };
const page = (count: number): AnyPage => ({
  items: Array.from({ length: count }, (_, i) => i),
  next: null,
});

/** A list in each of its states. */
export const lists: Readonly<
  Record<'loading' | 'failed' | 'empty' | 'more' | 'end' | 'broken', Pages<AnyPage>>
> = {
  loading: { ...still, ...act, loading: true },
  failed: { ...still, ...act, error: failure },
  empty: { ...still, ...act, latest: page(0), ended: true },
  more: { ...still, ...act, latest: page(1), items: [0], loading: true },
  end: { ...still, ...act, latest: page(1), items: [0], ended: true },
  broken: { ...still, ...act, latest: page(1), items: [0], error: offline },
};
