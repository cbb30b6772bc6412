import { DAY_MS, HOUR_MS, instant, MINUTE_MS, type Id, type Instant } from '../../shared/kernel';
import {
  insert,
  NOTHING,
  owner,
  rowsBy,
  update,
  type Command,
  type DomainEvent,
  type Parts,
  type Refs,
} from '../ledger';
import type { Reader } from '../platform/database';
import type { WechatVerdict } from '../wechat';
import { avatars, members, mediaVerdicts, type AvatarRow } from './members.entity';
import type { OfMember } from './profile.commands';

/** Events of a member's stream: a picture waits to be checked; nothing shows a picture any more. */
export const AVATAR_SET = 'avatar.set';
export const PICTURE_DROPPED = 'picture.dropped';

export interface PictureOfMember extends OfMember {
  readonly picture_id: string;
}

/** Makes a stored picture the member's own, to be checked before others see it. @rule M6a */
export const setAvatar: Command<PictureOfMember, null, OfMember> = {
  kind: 'members.set_avatar',
  prepare: ({ member_id: memberId }) => refsOf(memberId),
  decide({ input, loaded, at }) {
    const { member_id: memberId, picture_id: pictureId } = input;
    if (!loaded.get(members, memberId)) return { refuse: 'not_found' };
    const before = loaded.get(avatars, memberId);
    const fresh = {
      picture_id: pictureId,
      state: 'checking',
      trace_id: null,
      attempts: 0,
      next_check_at: at,
    } as const;
    const write = before
      ? change(before, fresh)
      : insert(avatars, { member_id: memberId, ...fresh, version: 1 });
    const events: DomainEvent[] = [{ type: AVATAR_SET, data: { picture_id: pictureId } }, ...dropped(before)];
    return { accept: { member_id: memberId }, transfers: [], writes: [write], events };
  },
};

/** Takes a member's picture away, if there is one. */
export const removeAvatar: Command<OfMember, null, OfMember> = {
  kind: 'members.remove_avatar',
  prepare: ({ member_id: memberId }) => refsOf(memberId),
  decide({ input: { member_id: memberId }, loaded }) {
    if (!loaded.get(members, memberId)) return { refuse: 'not_found' };
    const before = loaded.get(avatars, memberId);
    const parts = before && before.state !== 'none' ? without(before, 'none') : NOTHING;
    return { accept: { member_id: memberId }, ...parts };
  },
};

export interface BeginCheckInput extends PictureOfMember {
  /** How often WeChat was asked before. */
  readonly attempts: number;
}

/**
 * Puts the next question about a picture off before this one is asked: of several processes one asks, and one that
 * dies over it is made up for.
 */
export const beginCheck: Command<BeginCheckInput, null, OfMember> = {
  kind: 'members.begin_avatar_check',
  prepare: ({ member_id: memberId }) => refsOf(memberId),
  decide({ input, loaded, at }) {
    const { member_id: memberId, attempts } = input;
    const avatar = waiting(loaded.get(avatars, memberId), input.picture_id);
    if (avatar?.attempts !== attempts) return { refuse: 'not_found' };
    const set = { attempts: attempts + 1, next_check_at: later(at, MINUTE_MS, attempts) };
    return { accept: { member_id: memberId }, ...NOTHING, writes: [change(avatar, set)] };
  },
};

export interface TraceInput extends PictureOfMember {
  readonly trace_id: string;
}

/**
 * Notes under which trace WeChat will tell its verdict on a picture; one that was quicker than this is acted upon.
 * Where none comes, WeChat is asked again.
 */
export const recordTrace: Command<TraceInput, null, OfMember> = {
  kind: 'members.record_avatar_trace',
  prepare({ member_id: memberId, trace_id: traceId }) {
    const refs = refsOf(memberId);
    return {
      ...refs,
      owners: [...refs.owners, owner.identity('check', traceId)],
      rows: [...refs.rows, rowsBy(mediaVerdicts, 'trace_id', [traceId])],
    };
  },
  decide({ input, loaded, at }) {
    const accept = { member_id: input.member_id };
    const avatar = waiting(loaded.get(avatars, input.member_id), input.picture_id);
    if (!avatar) return { accept, ...NOTHING };
    const verdict = loaded.find(mediaVerdicts, 'trace_id', input.trace_id)[0]?.verdict;
    if (verdict) return { accept, ...judged(avatar, verdict) };
    const set = { trace_id: input.trace_id, next_check_at: later(at, HOUR_MS, avatar.attempts - 1) };
    return { accept, ...NOTHING, writes: [change(avatar, set)] };
  },
};

export interface VerdictInput {
  readonly event_key: string;
  readonly request_key: string;
  readonly trace_id: string;
  readonly verdict: WechatVerdict;
}

interface VerdictSeen {
  readonly member_id: Id<'member'> | null;
}

/**
 * Acts upon a pushed verdict, once. One on a picture that is not there any more changes nothing; one that is not
 * asked for yet waits for `recordTrace`. What wants a person's look is refused, there is nobody to look.
 * @rule M6a
 */
export const recordVerdict: Command<VerdictInput, VerdictSeen, { readonly member_id: Id<'member'> | null }> =
  {
    kind: 'members.record_verdict',
    async prepare({ trace_id: traceId, event_key: eventKey, request_key: requestKey }, { read }) {
      const memberId = await memberOfTrace(read, traceId);
      const subject = owner.identity('check', traceId);
      return {
        subject,
        owners: [
          subject,
          owner.identity('check', requestKey),
          ...(memberId === null ? [] : [owner.member(memberId)]),
        ],
        rows: [
          rowsBy(avatars, 'trace_id', [traceId]),
          rowsBy(mediaVerdicts, 'event_key', [eventKey]),
          rowsBy(mediaVerdicts, 'request_key', [requestKey]),
        ],
        seen: { member_id: memberId },
      };
    },
    decide({ input, loaded, at, seen }) {
      const { event_key: eventKey, request_key: requestKey, trace_id: traceId, verdict } = input;
      const accept = { member_id: seen.member_id };
      if (loaded.get(mediaVerdicts, eventKey)) return { accept, ...NOTHING };
      if (loaded.find(mediaVerdicts, 'request_key', requestKey).length > 0) return { refuse: 'forbidden' };
      const avatar = loaded.find(avatars, 'trace_id', traceId)[0];
      if ((avatar?.member_id ?? null) !== seen.member_id) return { stale: true };
      const row = { event_key: eventKey, request_key: requestKey, trace_id: traceId, verdict, at };
      const parts = avatar?.state === 'checking' ? judged(avatar, verdict) : NOTHING;
      return { accept, ...parts, writes: [insert(mediaVerdicts, row), ...parts.writes] };
    },
  };

function refsOf(memberId: Id<'member'>): Refs<null> & Required<Pick<Refs<null>, 'rows'>> {
  const subject = owner.member(memberId);
  return {
    subject,
    owners: [subject],
    rows: [rowsBy(members, 'id', [memberId]), rowsBy(avatars, 'member_id', [memberId])],
    seen: null,
  };
}

async function memberOfTrace(read: Reader, traceId: string): Promise<Id<'member'> | null> {
  const [row] = await read.query<Pick<AvatarRow, 'member_id'>>(
    'SELECT member_id FROM avatars WHERE trace_id = ?',
    [traceId],
  );
  return row?.member_id ?? null;
}

/** The avatar, if it still is that picture and its check. */
function waiting(avatar: AvatarRow | undefined, pictureId: string): AvatarRow | undefined {
  return avatar?.state === 'checking' && avatar.picture_id === pictureId ? avatar : undefined;
}

function judged(avatar: AvatarRow, verdict: WechatVerdict): Parts {
  return verdict === 'pass'
    ? { ...NOTHING, writes: [change(avatar, { state: 'passed', next_check_at: null })] }
    : without(avatar, 'refused');
}

function without(avatar: AvatarRow, state: 'refused' | 'none'): Parts {
  const set = { state, picture_id: null, trace_id: null, next_check_at: null };
  return { ...NOTHING, writes: [change(avatar, set)], events: dropped(avatar) };
}

function dropped(avatar: AvatarRow | undefined): DomainEvent[] {
  if (typeof avatar?.picture_id !== 'string') return [];
  const { member_id: memberId, picture_id: pictureId } = avatar;
  return [{ type: PICTURE_DROPPED, owner: owner.member(memberId), data: { picture_id: pictureId } }];
}

function change(avatar: AvatarRow, set: Partial<AvatarRow>) {
  const { member_id: memberId, version } = avatar;
  return update(avatars, memberId, { ...set, version: version + 1 }, { version });
}

/** After the first time `first`, then each time twice as long, at most a day. */
function later(at: Instant, first: number, times: number): Instant {
  return instant(at + Math.min(first * 2 ** times, DAY_MS));
}
