import type { Friend, MemberProgram, Promised, Qualification, Reward, RewardShown } from '@shared/contract';
import { describeValue } from '@shared/rules/coupon-text';
import { t } from '@/texts';
import { dayOf, fullDay, lastDay, pointsText, shortDay } from './format';
import { actText, rewardText } from './reward-words';

const words = t.invite;

/** A reward in two lines: what it is worth large, and what it is below. */
export function rewardParts(reward: RewardShown): { readonly big: string; readonly small: string } {
  if (reward.kind === 'points') return { big: pointsText(reward.points), small: t.common.points };
  const { amount, condition } = describeValue(reward.value);
  return { big: amount, small: `${reward.title}，${condition}` };
}

/** What a friend must do, and within how long. @rule R4 */
export function qualifyText({
  qualify,
  qualify_days: days,
}: Pick<Promised, 'qualify' | 'qualify_days'>): string {
  return t.referral.landing.within(days, actText(qualify));
}

/** The three steps from an invite to a reward. @rule R4 @rule R6 */
export function stepsOf(promise: Promised): readonly string[] {
  return [
    words.rule.join(promise.window_days),
    qualifyText(promise),
    words.rule.rest(promise.protect_days, promise.claim_days),
  ];
}

/** Whether one more friend would bring me something now, in words. @rule R5 @rule R7 */
export function standText(program: MemberProgram): { readonly text: string; readonly open: boolean } {
  const { sharing, cap_day: day, cap_total: total, promise, friends_left: left } = program;
  const still = promise.invitee_reward === null ? '' : words.stand.friendStill;
  switch (sharing) {
    case 'open':
      return { text: words.stand.open(pointsText(left)), open: true };
    case 'used_up':
      return { text: words.stand.used_up, open: false };
    case 'cap_day':
      return { text: words.stand.cap_day(day ?? 0) + still, open: false };
    case 'cap_total':
      return { text: words.stand.cap_total(total ?? 0) + still, open: false };
  }
}

/** What one sentence can promise of a program; null where there is nothing to promise any more. @rule R5 */
export function promiseText({ promise, sharing }: Pick<MemberProgram, 'promise' | 'sharing'>): string | null {
  if (sharing === 'used_up') return null;
  const mine = sharing === 'open' ? promise.inviter_reward : null;
  const friends = promise.invitee_reward;
  const act = actText(promise.qualify);
  if (mine && friends) return words.card.both(act, rewardText(friends), rewardText(mine));
  if (mine) return words.card.mine(act, rewardText(mine));
  return friends ? words.card.friend(act, rewardText(friends)) : null;
}

type Milestone = MemberProgram['milestones'][number];

/** The milestone that comes next and can still be had; null when there is none. */
export function nextMilestone({
  milestones,
  my,
}: Pick<MemberProgram, 'milestones' | 'my'>): Milestone | null {
  return milestones.find(({ state, friends }) => state === 'open' && friends > my.confirmed) ?? null;
}

/** What stands beside a milestone. */
export function milestoneText({ state, left }: Milestone): string {
  return state === 'open' ? words.progress.left(pointsText(left)) : words.progress.state[state];
}

/** A part of the rules with its sentences. */
export interface RulePart {
  readonly head: string;
  readonly lines: readonly string[];
}

function rewardRules({ promise, milestones }: MemberProgram): readonly string[] {
  const { rewards } = words.rules;
  const { inviter_reward: mine, invitee_reward: friends } = promise;
  return [
    mine ? rewards.you(rewardText(mine)) : rewards.onlyFriend,
    friends ? rewards.friend(rewardText(friends)) : rewards.onlyYou,
    ...milestones.map((one) => rewards.milestone(one.friends, rewardText(one.reward))),
  ];
}

function limitRules(program: MemberProgram): readonly string[] {
  const { limits } = words.rules;
  const { starts_at: from, ends_at: until, friends_left: left, cap_day: day, cap_total: total } = program;
  return [
    limits.time(fullDay(dayOf(from)), fullDay(lastDay(until))),
    left > 0 ? limits.left(pointsText(left)) : limits.none,
    ...(day === null ? [] : [limits.cap_day(day)]),
    ...(total === null ? [] : [limits.cap_total(total)]),
  ];
}

/** All rules of a program, as the sheet shows them. @rule R2 @rule R3 @rule R4 @rule R5 @rule R6 @rule R7 */
export function rulesOf(program: MemberProgram): readonly RulePart[] {
  const { rules, rule } = words;
  const { promise } = program;
  return [
    { head: rules.rewards.head, lines: rewardRules(program) },
    {
      head: rules.friends.head,
      lines: [rules.friends.join(promise.window_days), rules.friends.once, rules.friends.oneLevel],
    },
    {
      head: rules.act.head,
      lines: [
        rules.stop(qualifyText(promise)),
        ...(promise.qualify.kind === 'purchase' ? [rules.act.noOrder] : []),
        rules.act.noShare,
      ],
    },
    {
      head: rules.claim.head,
      lines: [
        rules.stop(rule.rest(promise.protect_days, promise.claim_days)),
        rules.claim.back,
        rules.claim.review,
      ],
    },
    { head: rules.limits.head, lines: limitRules(program) },
  ];
}

/** A state in a word, with how it is coloured, and a line below it. */
export interface StateWords {
  readonly tag: string;
  readonly tone: 'leaf' | 'amber' | 'gold' | 'quiet' | 'brand';
  readonly hint: string | null;
}

/** The day of an instant; nothing without one. */
function dayText(at: string | null): string {
  return at === null ? '' : shortDay(dayOf(at));
}

/** The last day on which something can be done that ends at an instant. */
function untilDay(at: string | null): string {
  return at === null ? '' : shortDay(lastDay(at));
}

/** What was asked of a friend, where it is known. */
export type Act = Qualification['kind'] | 'any';

function qualifiedFriend(friend: Friend, act: Act): StateWords {
  const { state } = words.friend;
  if (friend.in_review) return { tag: state.review, tone: 'amber', hint: words.friend.review };
  const hint = friend.reward === null ? null : words.friend.claimableOn(dayText(friend.rests_until_at));
  return { tag: state.waiting[act], tone: 'gold', hint };
}

function confirmedFriend({ reward }: Friend): StateWords {
  const { state, claimBy } = words.friend;
  if (reward?.state === 'claimable') {
    return { tag: state.claimable, tone: 'brand', hint: claimBy(untilDay(reward.claim_until_at)) };
  }
  if (reward?.state === 'claimed') return { tag: state.claimed, tone: 'leaf', hint: null };
  if (reward?.state === 'expired') return { tag: state.unclaimed, tone: 'quiet', hint: null };
  return { tag: state.confirmed, tone: 'leaf', hint: null };
}

/** Why an invite that had come far ended. */
function endTag({ ended_reason: reason }: Friend): string {
  const { state } = words.friend;
  if (reason === 'refused' || reason === 'undone') return state[reason];
  return state.refunded;
}

function friendState(friend: Friend, act: Act): StateWords {
  const { state } = words.friend;
  switch (friend.state) {
    case 'bound':
      return {
        tag: state.bound,
        tone: 'quiet',
        hint: words.friend.bound[act](untilDay(friend.qualify_until_at)),
      };
    case 'qualified':
      return qualifiedFriend(friend, act);
    case 'confirmed':
      return confirmedFriend(friend);
    case 'expired':
      return { tag: state.expired[act], tone: 'quiet', hint: null };
    case 'voided':
    case 'taken_back':
      return { tag: endTag(friend), tone: 'quiet', hint: friend.reward && words.friend[friend.state] };
  }
}

/** How far a friend is, and what it brings me, or why it brings nothing. @rule R8 */
export function friendWords(friend: Friend, act: Act): StateWords {
  const shown = friendState(friend, act);
  const going = friend.state === 'bound' || friend.state === 'qualified' || friend.state === 'confirmed';
  if (!going || friend.unrewarded === null) return shown;
  return { ...shown, hint: words.friend.unrewarded[friend.unrewarded] };
}

/** What a reward is for. */
export function rewardTitle({ side, friend_masked: friend, friends }: Reward): string {
  const { side: of } = words.reward;
  if (side === 'invitee') return of.invitee;
  return side === 'milestone' ? of.milestone(friends ?? 0) : of.inviter(friend);
}

/** How far a reward is. @rule R6 */
export function rewardWords(reward: Reward): StateWords {
  const { state, hint, claimed, claim, until } = words.reward;
  const whose = reward.side === 'invitee' ? 'invitee' : 'inviter';
  switch (reward.state) {
    case 'promised':
      return {
        tag: state.promised,
        tone: 'quiet',
        hint: hint.promised[whose](untilDay(reward.qualify_until_at)),
      };
    case 'resting':
      if (reward.in_review) return { tag: state.review, tone: 'amber', hint: hint.review };
      return { tag: state.resting, tone: 'gold', hint: hint.resting(dayText(reward.rests_until_at)) };
    case 'claimable':
      return { tag: claim, tone: 'brand', hint: until(untilDay(reward.claim_until_at)) };
    case 'claimed':
      return { tag: claimed, tone: 'leaf', hint: hint.claimed(dayText(reward.claimed_at)) };
    case 'voided':
    case 'taken_back':
      return { tag: state[reward.state], tone: 'quiet', hint: hint.ended[reward.ended_reason ?? 'fallen'] };
    case 'expired':
      return { tag: state.expired, tone: 'quiet', hint: hint.expired };
    case 'lost':
      return { tag: state.lost, tone: 'quiet', hint: hint.lost };
  }
}
