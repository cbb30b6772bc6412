import type { ProgramTerms, RewardTerms } from '../../../shared/contract';
import { dayOf, Person, type Invite, type Program, type Reward, type Visit } from './people';

export const LIVE = ['promised', 'resting', 'claimable'];
/** Something of the budget is gone for it, or kept for it. */
const TAKES_BUDGET = [...LIVE, 'claimed', 'lost'];
const FELL_AWAY = ['voided', 'taken_back'];

type Gifts = Readonly<Record<'inviter' | 'invitee', RewardTerms | null>>;

/** All that can be counted is counted anew whenever somebody asks. */
export class Counts {
  readonly invites: Invite[] = [];
  readonly rewards: Reward[] = [];
  readonly printed = new Map<string, number>();
  private readonly people: Person[] = [];

  add(person: Person): Person {
    this.people.push(person);
    return person;
  }

  isRunning(program: Program, now: number): boolean {
    return !program.paused && program.starts <= now && now < program.ends;
  }

  termsAt(program: Program, at: number): ProgramTerms {
    return program.terms.filter(({ since }) => since <= at).at(-1)!.is;
  }

  termsOf(program: Program): ProgramTerms {
    return program.terms.at(-1)!.is;
  }

  rewardsOf(invite: Invite): Reward[] {
    return this.rewards.filter((reward) => reward.invite === invite);
  }

  /** How many more friends can be rewarded. */
  left(program: Program): number {
    const taken = this.invites.filter(
      (invite) =>
        invite.program === program &&
        this.rewardsOf(invite).some(({ state }) => TAKES_BUDGET.includes(state)),
    );
    return program.granted - taken.length;
  }

  /** The same, where the coupons that would be promised run out before the budget does. */
  friendsLeft(program: Program): number {
    const { inviter_reward: one, invitee_reward: other } = this.termsOf(program);
    const gifts = [one, other].filter((gift) => gift !== null);
    let left = this.left(program);
    for (const gift of gifts) {
      if (gift.kind !== 'coupon') continue;
      const each = gifts.filter(({ kind }) => kind === 'coupon').length;
      left = Math.min(left, Math.floor(this.stock(gift.template_id) / each));
    }
    return left;
  }

  leftOf(program: Program, friends: number): number {
    const taken = this.rewards.filter(
      (one) =>
        one.program === program &&
        one.side === 'milestone' &&
        one.friends === friends &&
        TAKES_BUDGET.includes(one.state),
    );
    return (program.milestones.get(friends) ?? 0) - taken.length;
  }

  /** Coupons that nobody has and that are kept for nobody. */
  stock(template: string): number {
    const out = this.people.flatMap(({ coupons }) => coupons).filter((one) => one.template === template);
    const kept = this.rewards.filter(
      ({ gives, state }) => gives.kind === 'coupon' && gives.template_id === template && LIVE.includes(state),
    );
    return (this.printed.get(template) ?? 0) - out.length - kept.length;
  }

  /** What qualified a friend, as the console names it. */
  actId({ act, terms }: Invite): string | null {
    if (act === null) return null;
    return terms.qualify.kind === 'redemption' ? act.redemption : act.purchase;
  }

  invitesOf(inviter: Person, program?: Program): Invite[] {
    return this.invites.filter(
      (one) => one.inviter === inviter && (program === undefined || one.program === program),
    );
  }

  confirmed(program: Program, inviter: Person): number {
    return this.invitesOf(inviter, program).filter(({ state }) => state === 'confirmed').length;
  }

  /** What stands in the way of a reward for one more friend. */
  private obstacle(
    program: Program,
    inviter: Person,
    terms: ProgramTerms,
    now: number,
  ): Invite['unrewarded'] {
    const promised = this.rewards.filter(
      (one) => one.side === 'inviter' && one.member === inviter && one.program === program,
    );
    if (terms.inviter_reward === null) return 'no_reward';
    const kept = promised.filter(({ state }) => !FELL_AWAY.includes(state)).length;
    if (terms.cap_total !== null && kept >= terms.cap_total) return 'cap_total';
    const today = promised.filter((one) => dayOf(one.at) === dayOf(now)).length;
    return terms.cap_day !== null && today >= terms.cap_day ? 'cap_day' : null;
  }

  /** Whether everything that would be promised can be kept. */
  private canPromise(program: Program, gifts: readonly RewardTerms[]): boolean {
    const templates = gifts.flatMap((gift) => (gift.kind === 'coupon' ? [gift.template_id] : []));
    const isThere = templates.every(
      (one) => this.stock(one) >= templates.filter((other) => other === one).length,
    );
    return this.left(program) >= 1 && isThere;
  }

  /** What one more friend of a member would be promised now, and why the member would not. */
  protected offer(
    program: Program,
    inviter: Person,
    terms: ProgramTerms,
    now: number,
  ): { gifts: Gifts; unrewarded: Invite['unrewarded'] } {
    const obstacle = this.obstacle(program, inviter, terms, now);
    const gifts = {
      inviter: obstacle === null ? terms.inviter_reward : null,
      invitee: terms.invitee_reward,
    };
    const all = [gifts.inviter, gifts.invitee].filter((gift) => gift !== null);
    const isKept = all.length === 0 || this.canPromise(program, all);
    if (isKept) return { gifts, unrewarded: obstacle };
    return { gifts: { inviter: null, invitee: null }, unrewarded: 'budget' };
  }

  /** What the landing page of a share card says, of the invite that would count. */
  landing(person: Person, { by: { program, inviter }, at }: Visit, now: number): string {
    if (person.joined !== null) return 'member';
    if (!this.isRunning(program, now)) return 'ended';
    const { unrewarded } = this.offer(program, inviter, this.termsAt(program, at), now);
    if (unrewarded === 'budget') return 'used_up';
    return unrewarded === null || unrewarded === 'no_reward' ? 'open' : 'capped';
  }

  /** What a member reads before sharing (R5). */
  sharing(program: Program, person: Person, now: number): string {
    const { unrewarded } = this.offer(program, person, this.termsOf(program), now);
    if (unrewarded === 'budget') return 'used_up';
    return unrewarded === null || unrewarded === 'no_reward' ? 'open' : unrewarded;
  }

  /** Why somebody who joined is promised less than the landing page said. */
  missed({ unrewarded, terms }: Invite): 'budget' | null {
    return unrewarded === 'budget' && terms.invitee_reward !== null ? 'budget' : null;
  }

  /** Of a milestone: whether it was reached, and whether it can be. */
  milestone(program: Program, person: Person, friends: number): 'open' | 'used_up' | 'reached' {
    const isReached = this.rewards.some(
      (one) =>
        one.side === 'milestone' &&
        one.member === person &&
        one.program === program &&
        one.friends === friends &&
        !FELL_AWAY.includes(one.state),
    );
    if (isReached) return 'reached';
    return this.leftOf(program, friends) < 1 ? 'used_up' : 'open';
  }

  /** Everybody with a confirmed friend, the best first, and who was there first before others. */
  board(program: Program): { readonly person: Person; readonly friends: number }[] {
    // the moment at which the last of those who are there now came
    const since = (person: Person): number =>
      Math.max(
        ...this.invitesOf(person, program).map((one) => (one.state === 'confirmed' ? one.confirmedAt! : 0)),
      );
    return this.people
      .map((person) => ({ person, friends: this.confirmed(program, person) }))
      .filter(({ friends }) => friends > 0)
      .sort((a, b) => b.friends - a.friends || since(a.person) - since(b.person));
  }
}
