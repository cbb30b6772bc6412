import { addDays, dayIn, type Day, type Id } from '../../shared/kernel';
import { growthMissing, reviewed } from '../../shared/rules';
import { owner, update, type Command, type Refs } from '../ledger';
import { members } from '../members';
import { growthMonths } from './tiers.entity';
import { movedTo, standingUnderLock, tierRefs } from './tiers.parts';
import { growthAtReview } from './tiers.rules';

/** So many days before a review its member is reminded. */
export const REMIND_DAYS = 30;

/** The review of one member. */
export interface TierReview {
  readonly member_id: Id<'member'>;
  readonly review_on: Day;
}

/**
 * Looks at a level on its day: it falls to what growth supports, or stands for another year. Once per member and day.
 * @rule M4
 * @param timezone the program's
 */
export function reviewTier(timezone: string): Command<TierReview, null, { readonly level: number }> {
  return {
    kind: 'tiers.review',
    lane: 'low',
    prepare: refsOf,
    decide({ input, loaded, at }) {
      const { member_id: memberId, review_on: reviewOn } = input;
      const member = loaded.get(members, memberId);
      if (member?.tier_review_on !== reviewOn) return { refuse: 'ended' };
      const today = dayIn(at, timezone);
      if (reviewOn > today) return { refuse: 'not_started' };
      const standing = standingUnderLock(loaded, member, today);
      const grown = loaded.find(growthMonths, 'member_id', memberId);
      const growth = growthAtReview(standing.ladder, grown, reviewOn);
      const to = { ...reviewed(standing.ladder.tiers, growth, reviewOn), growth, at };
      const accept = { level: to.level };
      const moved = movedTo(member, standing, to);
      if (to.level !== standing.level)
        return { accept, transfers: [], writes: [moved.write], events: [moved.event] };
      const since = { tier_since_at: to.level === 0 ? null : member.tier_since_at };
      const set = { tier_level: to.level, tier_review_on: to.review_on, tier_reminded_of: null, ...since };
      const write = update(members, memberId, set, { tier_review_on: reviewOn });
      return { accept, transfers: [], writes: [write], events: [] };
    },
  };
}

/**
 * Reminds a member of a review that is near, once, with the growth that is missing to keep the level.
 * @rule M4
 */
export function remindOfReview(timezone: string): Command<TierReview, null, { readonly missing: number }> {
  return {
    kind: 'tiers.remind',
    lane: 'low',
    prepare: refsOf,
    decide({ input, loaded, at }) {
      const { member_id: memberId, review_on: reviewOn } = input;
      const member = loaded.get(members, memberId);
      if (member?.tier_review_on !== reviewOn || member.tier_reminded_of === reviewOn)
        return { refuse: 'ended' };
      const today = dayIn(at, timezone);
      if (reviewOn <= today || reviewOn > addDays(today, REMIND_DAYS)) return { refuse: 'not_started' };
      const { ladder, level } = standingUnderLock(loaded, member, today);
      const grown = loaded.find(growthMonths, 'member_id', memberId);
      const missing = growthMissing(ladder.tiers, level, growthAtReview(ladder, grown, reviewOn));
      const write = update(
        members,
        memberId,
        { tier_reminded_of: reviewOn },
        { tier_reminded_of: member.tier_reminded_of },
      );
      return {
        accept: { missing },
        transfers: [],
        writes: [write],
        events: [{ type: 'member.tier_review_soon', data: { on: reviewOn, level, missing } }],
      };
    },
  };
}

function refsOf({ member_id: memberId }: TierReview): Refs<null> {
  return { owners: [], ...tierRefs(memberId), subject: owner.member(memberId), seen: null };
}
