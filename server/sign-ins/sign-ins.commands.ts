import type { SignInAnswer, SignInRule } from '../../shared/contract';
import { addDays, instant, MINUTE_MS, type Day, type Id, type Instant } from '../../shared/kernel';
import { monthOf, nextStep, streakBonus } from '../../shared/rules';
import {
  insert,
  mergeParts,
  mergeRefs,
  owner,
  rowsBy,
  update,
  type Command,
  type DecideContext,
  type Decision,
  type Parts,
  type Refs,
  type RowWrite,
} from '../ledger';
import { members } from '../members';
import { creditPoints, pointsRefs, programDay, type PointPolicy } from '../points';
import { RULE_ID, signInRules, signIns, type SignInRow } from './sign-ins.entity';
import { canMakeUp, daysFrom, firstOfMonth, signInId, signInRuleOf } from './sign-ins.rules';

/** A command may be decided this long after it was prepared, also over midnight. */
const LATEST_MS = 10 * MINUTE_MS;

export interface SignInInput {
  readonly member_id: Id<'member'>;
}

export interface MakeUpInput extends SignInInput {
  readonly day: Day;
}

/**
 * Signs a member in for today, once: the day is the one that the server's clock shows in the program's zone when it is
 * decided, whatever the phone says. Of many at once one finds no row for the day.
 * @rule P8
 */
export function signIn(policy: PointPolicy): Command<SignInInput, null, SignInAnswer> {
  return {
    kind: 'sign-ins.sign_in',
    prepare({ member_id: memberId }, { now }) {
      const [from, to] = daysAround(policy, now);
      // a clock may have been set back: what stands behind today belongs to its run
      return refsOf(memberId, daysFrom(addDays(from, -1), addDays(to, 1)));
    },
    decide(context) {
      const { input, loaded } = context;
      const rule = signInRuleOf(loaded.get(signInRules, RULE_ID));
      if (!rule.active) return { refuse: 'sign_in_closed' };
      const today = programDay(policy, context.at);
      if (loaded.get(signIns, signInId(input.member_id, today))) return { refuse: 'already_signed_in' };
      return signed(context, policy, rule, { day: today, made_up: false });
    },
  };
}

/**
 * Makes up for a missed day of this month: it gives no points of its own, but the run is whole again, and the steps
 * that it reaches now are given.
 * @rule P8
 */
export function makeUp(policy: PointPolicy): Command<MakeUpInput, null, SignInAnswer> {
  return {
    kind: 'sign-ins.make_up',
    prepare({ member_id: memberId, day }, { now }) {
      const [from, to] = daysAround(policy, now);
      // any other day is refused, whatever its rows say
      const isNear = day >= firstOfMonth(from) && day <= to;
      const days = daysFrom(addDays(firstOfMonth(from), -1), to);
      return refsOf(memberId, isNear ? days : [day, ...days]);
    },
    decide(context) {
      const { input, loaded, at } = context;
      const { member_id: memberId, day } = input;
      const rule = signInRuleOf(loaded.get(signInRules, RULE_ID));
      if (!rule.active) return { refuse: 'sign_in_closed' };
      const member = loaded.get(members, memberId);
      if (!member) return { refuse: 'not_found' };
      const today = programDay(policy, at);
      if (loaded.get(signIns, signInId(memberId, day))) return { refuse: 'already_signed_in' };
      if (!canMakeUp(day, today, programDay(policy, member.joined_at))) return { refuse: 'make_up_day' };
      const used = loaded
        .find(signIns, 'member_id', memberId)
        .filter((row) => row.made_up && monthOf(row.day) === monthOf(today)).length;
      if (used >= rule.make_ups_per_month) return { refuse: 'make_up_used' };
      return signed(context, policy, rule, { day, made_up: true });
    },
  };
}

/** The earliest and the latest day that it may be when a command prepared now is decided. */
function daysAround(policy: PointPolicy, now: Instant): readonly [Day, Day] {
  return [programDay(policy, instant(now - LATEST_MS)), programDay(policy, instant(now + LATEST_MS))];
}

function refsOf(memberId: Id<'member'>, days: readonly Day[]): Refs<null> {
  const ids = days.map((day) => signInId(memberId, day));
  return {
    ...mergeRefs(pointsRefs(memberId), {
      rows: [
        rowsBy(members, 'id', [memberId]),
        rowsBy(signInRules, 'id', [RULE_ID]),
        rowsBy(signIns, 'id', ids),
      ],
    }),
    subject: owner.member(memberId),
    seen: null,
  };
}

function signed(
  context: DecideContext<SignInInput, null>,
  policy: PointPolicy,
  rule: SignInRule,
  { day, made_up }: Pick<SignInRow, 'day' | 'made_up'>,
): Decision<SignInAnswer> {
  const memberId = context.input.member_id;
  const at = (shift: number): SignInRow | undefined =>
    context.loaded.get(signIns, signInId(memberId, addDays(day, shift)));
  const before = at(-1)?.streak ?? 0;
  const later: SignInRow[] = [];
  for (let row = at(1); row; row = at(later.length + 1)) later.push(row);
  const points = made_up ? 0 : rule.daily_points;
  const bonus = streakBonus(rule.steps, { before, after: later.length });
  const row: SignInRow = {
    id: signInId(memberId, day),
    member_id: memberId,
    day,
    made_up,
    streak: before + 1,
    points,
    bonus,
    at: context.at,
  };
  const credit = creditPoints(context, {
    member_id: memberId,
    points: points + bonus,
    reason: 'sign_in',
    reference: row.id,
    store_id: null,
    policy,
  });
  const streak = row.streak + later.length;
  const own: Parts = {
    transfers: [],
    writes: [insert(signIns, row), ...later.map((each) => longer(each, row.streak))],
    events: [
      {
        type: 'member.signed_in',
        data: { day, streak, points, bonus, balance_after: credit.balance_after },
      },
    ],
  };
  return {
    accept: {
      day,
      streak,
      points,
      bonus,
      balance_after: credit.balance_after,
      next_step: nextStep(rule.steps, streak),
    },
    ...mergeParts(own, credit.parts),
  };
}

/** A day behind the one that was made up for: its run begins earlier now. */
function longer({ id, streak }: SignInRow, by: number): RowWrite {
  return update(signIns, id, { streak: streak + by }, { streak });
}
