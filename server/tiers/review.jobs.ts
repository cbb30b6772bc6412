import { addDays, dayIn, type Day, type Id } from '../../shared/kernel';
import { runBulk, type Actor, type Command, type Ledger } from '../ledger';
import type { Database } from '../platform/database';
import type { JobKind } from '../platform/jobs';
import { REMIND_DAYS, remindOfReview, reviewTier, type TierReview } from './review.commands';

/** Members of one step; they share a batch. */
const PAGE = 50;
/** Minutes after midnight: levels are looked at first thing, people are told when they are awake. */
const REVIEW_AT = 10;
const REMIND_AT = 575;

export interface ReviewJobs {
  readonly database: Database;
  readonly ledger: Ledger;
  /** The program's. */
  readonly timezone: string;
}

/** The last member that was looked at. */
interface Cursor {
  readonly on: string;
  readonly id: string;
}

interface Due {
  /** What the job is about, its key's first part and its actor. */
  readonly name: 'tier-review' | 'tier-remind';
  readonly command: Command<TierReview, null, object>;
  /** Reviews of these days, both ends included. */
  readonly days: (today: Day) => { readonly from: Day; readonly to: Day };
  /** Of those, the ones that are still to be done. */
  readonly open: string;
}

const FIRST_DAY = '0000-01-01' as Day;

/** Looks at the levels whose day has come, and reminds of those whose day is near. @rule M4 */
export function reviewJobs(parts: ReviewJobs): JobKind<Cursor>[] {
  const daily = (minute: number) => ({ timezone: parts.timezone, minute });
  return [
    {
      kind: 'tiers.review',
      title: '到期复核会员等级',
      daily: daily(REVIEW_AT),
      step: (cursor, { now }) =>
        step(parts, cursor, dayIn(now, parts.timezone), {
          name: 'tier-review',
          command: reviewTier(parts.timezone),
          days: (today) => ({ from: FIRST_DAY, to: today }),
          open: '1 = 1',
        }),
    },
    {
      kind: 'tiers.remind',
      title: '提醒即将复核的会员等级',
      daily: daily(REMIND_AT),
      step: (cursor, { now }) =>
        step(parts, cursor, dayIn(now, parts.timezone), {
          name: 'tier-remind',
          command: remindOfReview(parts.timezone),
          days: (today) => ({ from: addDays(today, 1), to: addDays(today, REMIND_DAYS) }),
          open: '(tier_reminded_of IS NULL OR tier_reminded_of <> tier_review_on)',
        }),
    },
  ];
}

async function step({ database, ledger }: ReviewJobs, cursor: Cursor | null, today: Day, due: Due) {
  const { from, to } = due.days(today);
  const after = cursor ?? { on: '', id: '' };
  const found = await database.read.query<{ id: Id<'member'>; tier_review_on: Day }>(
    `SELECT id, tier_review_on FROM members
     WHERE tier_review_on >= ? AND tier_review_on <= ? AND (tier_review_on > ? OR id > ?) AND ${due.open}
     ORDER BY tier_review_on, id LIMIT ?`,
    [after.on > from ? after.on : from, to, after.on, after.id, PAGE],
  );
  const actor: Actor = { kind: 'system', id: due.name };
  const items = found.map(({ id, tier_review_on: on }) => ({
    input: { member_id: id, review_on: on },
    key: `${due.name}:${id}:${on}`,
  }));
  const tally = await runBulk(ledger, due.command, items, actor);
  const last = found.at(-1);
  const next = last ? { on: last.tier_review_on, id: last.id } : after;
  return { cursor: next, finished: found.length < PAGE, ...tally };
}
