import { addDays, type Day, type Id } from '../../shared/kernel';
import { birthdaysOn, type Birthday } from '../../shared/rules';
import { runBulk, type Actor, type Ledger } from '../ledger';
import type { Database } from '../platform/database';
import type { JobKind } from '../platform/jobs';
import type { PointPolicy } from '../points';
import { giveBirthdayGift } from './benefits.commands';
import { giftIdOfBirthday } from './benefits.rules';

const PAGE = 50;
/** Minutes after midnight: a gift is there all day. */
const BIRTHDAY_AT = 15;
/** Days before today that are made up for, should no process have run on them. */
const BACK_DAYS = 7;
const ACTOR: Actor = { kind: 'system', id: 'benefits.birthday' };

export interface BenefitJobs {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly policy: PointPolicy;
}

/** The last member that was looked at, of one birthday and date. */
interface Cursor {
  readonly span: number;
  readonly id: string;
}

/** Gives birthday gifts. @rule M6a */
export function benefitJobs({ database, ledger, policy }: BenefitJobs): JobKind<Cursor, { day: Day }>[] {
  const command = giveBirthdayGift(policy);
  return [
    {
      kind: 'benefits.birthday',
      title: '发放生日礼',
      daily: { timezone: policy.timezone, minute: BIRTHDAY_AT },
      async step(cursor, { params }) {
        const spans = spansOf(params.day);
        const at = cursor ?? { span: 0, id: '' };
        const span = spans[at.span];
        if (!span) return { cursor: at, done: 0, finished: true };
        const found = await membersOf(database, span, at.id);
        const items = found.map((memberId) => {
          const input = { member_id: memberId, on: span.on };
          return { input, key: `birthday:${giftIdOfBirthday(input)}` };
        });
        const tally = await runBulk(ledger, command, items, ACTOR);
        const last = found.at(-1);
        const isMore = found.length === PAGE && last !== undefined;
        const next = isMore ? { span: at.span, id: last } : { span: at.span + 1, id: '' };
        return { cursor: next, finished: next.span >= spans.length, ...tally };
      },
    },
  ];
}

interface Span {
  readonly on: Day;
  readonly birthday: Birthday;
}

/** The birthdays of a day and of those before it, the oldest first. */
function spansOf(today: Day): Span[] {
  return Array.from({ length: BACK_DAYS + 1 }, (_, i) => addDays(today, i - BACK_DAYS)).flatMap((on) =>
    birthdaysOn(on).map((birthday) => ({ on, birthday })),
  );
}

/** Members of a birthday who have not been given this year's gift. */
async function membersOf(database: Database, { on, birthday }: Span, after: string): Promise<Id<'member'>[]> {
  const rows = await database.read.query<{ id: Id<'member'> }>(
    `SELECT m.id AS id FROM members m LEFT JOIN benefit_gifts g ON g.id = CONCAT(m.id, ?)
     WHERE m.birthday_month = ? AND m.birthday_day = ? AND m.id > ? AND g.id IS NULL ORDER BY m.id LIMIT ?`,
    [`:${on.slice(0, 4)}`, birthday.month, birthday.day, after, PAGE],
  );
  return rows.map(({ id }) => id);
}
