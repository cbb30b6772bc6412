import { Counts, LIVE } from './counts';
import {
  DAY,
  MINUTE,
  untilOf,
  type Act,
  type Coupon,
  type Invite,
  type Person,
  type Program,
  type Reward,
  type Visit,
} from './people';

/** What joining, buying, waiting and claiming do: the rules R2–R8 in words. */
export class Referrals extends Counts {
  /** From then on joining does not count as invited by a visit. */
  openUntil({ by, at }: Visit): number {
    return at + this.termsAt(by.program, at).window_days * DAY;
  }

  /** The invite that counts when somebody joins now (R2); null where none does. */
  invitationOf(person: Person, now: number): Visit | null {
    const open = person.visits.filter(
      (visit) =>
        visit.by.inviter !== person && this.isRunning(visit.by.program, now) && now < this.openUntil(visit),
    );
    const newest = open.at(-1);
    if (newest === undefined) return null;
    const { program } = newest.by;
    const isFirst = this.termsAt(program, newest.at).touch === 'first';
    return isFirst ? open.find(({ by }) => by.program === program)! : newest;
  }

  join(person: Person, now: number): Invite | null {
    const visit = this.invitationOf(person, now);
    person.joined = now;
    if (visit === null) return null;
    const { program, inviter } = visit.by;
    const terms = this.termsAt(program, visit.at);
    const { gifts, unrewarded } = this.offer(program, inviter, terms, now);
    const invite: Invite = {
      ...{ program, terms, inviter, invitee: person, at: now, unrewarded },
      ...{ state: 'bound', act: null, restsUntil: null, confirmedAt: null, review: 'none', ended: null },
    };
    this.invites.push(invite);
    const base = { program, invite, friends: null, at: now, state: 'promised', until: null } as const;
    const { inviter: mine, invitee: theirs } = gifts;
    if (mine) this.promise({ ...base, member: inviter, side: 'inviter', gives: mine });
    if (theirs) this.promise({ ...base, member: person, side: 'invitee', gives: theirs });
    return invite;
  }

  private promise(reward: Omit<Reward, 'claimedAt' | 'coupon' | 'fellWith'>): void {
    this.rewards.push({ ...reward, claimedAt: null, coupon: null, fellWith: null });
  }

  /** Everything that the time and what people did call for, the longest due first. */
  wake(now: number): void {
    for (;;) {
      const due = this.invites
        .map((invite) => ({ invite, when: this.dueAt(invite, now) }))
        .filter(({ when }) => when !== null)
        .sort((a, b) => a.when! - b.when! || a.invite.at - b.invite.at);
      if (due.length === 0) break;
      this.advance(due[0]!.invite, now);
    }
    for (const reward of this.rewards)
      if (reward.state === 'claimable' && reward.until! < now) reward.state = 'expired';
    for (const program of new Set(this.invites.map((one) => one.program)))
      for (const { friends } of this.termsOf(program).milestones) this.passOn(program, friends, now);
  }

  /** Who has friends enough gets a milestone of which there is one again; who had them first, first. */
  private passOn(program: Program, friends: number, now: number): void {
    const all = [...new Set(this.invites.map(({ inviter }) => inviter))].flatMap((member) => {
      const order = this.invitesOf(member, program)
        .filter(({ state }) => state === 'confirmed')
        .sort((a, b) => a.confirmedAt! - b.confirmedAt! || a.at - b.at);
      const last = order[friends - 1];
      return last === undefined ? [] : [{ member, last }];
    });
    all.sort((a, b) => a.last.confirmedAt! - b.last.confirmedAt! || a.last.at - b.last.at);
    for (const { member } of all) this.reach(program, member, friends, now);
  }

  /** Since when something has to be done about an invite; null where nothing has. */
  private dueAt(invite: Invite, now: number): number | null {
    const stands = this.stands(invite, invite.act);
    switch (invite.state) {
      case 'bound':
        if (this.firstAct(invite) !== null) return 0;
        return now > untilOf(invite) ? untilOf(invite) : null;
      case 'qualified':
        if (!stands || invite.review === 'refused') return 0;
        return invite.review !== 'waiting' && now >= invite.restsUntil! ? invite.restsUntil : null;
      case 'confirmed':
        return stands ? null : 0;
      case 'expired':
      case 'voided':
      case 'taken_back':
        return null;
    }
  }

  private advance(invite: Invite, now: number): void {
    if (invite.state === 'bound') {
      invite.act = this.firstAct(invite);
      if (invite.act === null) {
        this.end(invite, 'expired', 'not_in_time');
        return;
      }
      invite.state = 'qualified';
      invite.restsUntil = invite.act.at + Math.max(invite.terms.protect_days * DAY, MINUTE);
      for (const reward of this.rewardsOf(invite)) reward.state = 'resting';
      if (this.isSuspicious(invite)) invite.review = 'waiting';
      return;
    }
    if (!this.stands(invite, invite.act)) {
      const why = invite.act!.undone ? 'undone' : 'refunded';
      this.end(invite, invite.state === 'confirmed' ? 'taken_back' : 'voided', why, now);
      return;
    }
    if (invite.review === 'refused') {
      this.end(invite, 'voided', 'refused');
      return;
    }
    if (invite.review === 'none' && this.isSuspicious(invite)) {
      invite.review = 'waiting';
      return;
    }
    invite.state = 'confirmed';
    invite.confirmedAt = now;
    for (const reward of this.rewardsOf(invite)) {
      reward.state = 'claimable';
      reward.until = now + invite.terms.claim_days * DAY;
    }
    this.count(invite, now);
  }

  /** Whatever was promised for it falls away, what was given goes back. */
  private end(invite: Invite, to: Invite['state'], why: Invite['ended'], now = 0): void {
    invite.state = to;
    invite.ended = why;
    // nobody has to look at what is over
    if (invite.review === 'waiting') invite.review = 'none';
    for (const reward of this.rewardsOf(invite)) this.takeBack(reward);
    if (to === 'taken_back') this.count(invite, now);
  }

  private takeBack(reward: Reward): void {
    if (LIVE.includes(reward.state)) reward.state = 'voided';
    if (reward.state !== 'claimed') return;
    reward.state = reward.coupon?.state === 'redeemed' ? 'lost' : 'taken_back';
    if (reward.gives.kind === 'points') reward.member.takeBack(reward.gives.points);
    else if (reward.coupon?.state === 'issued') reward.coupon.state = 'revoked';
  }

  /** The inviter has a confirmed friend more, or one less. */
  private count(invite: Invite, now: number): void {
    const { program, inviter } = invite;
    const count = this.confirmed(program, inviter);
    const own = this.rewards.filter((one) => one.side === 'milestone' && one.member === inviter);
    for (const reward of own) {
      if (reward.program !== program || reward.friends! <= count) continue;
      if (reward.state === 'claimed') reward.fellWith = invite;
      this.takeBack(reward);
    }
    for (const { friends } of this.termsOf(program).milestones)
      if (count >= friends) this.reach(program, inviter, friends, now);
  }

  /** A milestone is given once, while there is one. */
  private reach(program: Program, member: Person, friends: number, now: number): void {
    const terms = this.termsOf(program);
    const { reward: gives } = terms.milestones.find((one) => one.friends === friends)!;
    if (this.milestone(program, member, friends) !== 'open') return;
    if (gives.kind === 'coupon' && this.stock(gives.template_id) < 1) return;
    const until = now + terms.claim_days * DAY;
    const base = { program, member, side: 'milestone', friends, gives } as const;
    this.promise({ ...base, invite: null, at: now, state: 'claimable', until });
  }

  /** A coupon is unused again: if it was lost as a reward, it goes back after all. */
  unused(coupon: Coupon): void {
    const lost = this.rewards.find((one) => one.coupon === coupon && one.state === 'lost');
    if (lost === undefined) return;
    lost.state = 'taken_back';
    coupon.state = 'revoked';
  }

  /** What claiming a reward says: `claimed`, or why not. */
  claim(reward: Reward, now: number): string {
    const { state, until } = reward;
    if (state === 'promised' || state === 'resting') return 'reward_not_yet';
    if (state === 'claimed') return 'reward_claimed';
    if (state === 'voided' || state === 'taken_back') return 'reward_void';
    if (state === 'lost') return 'reward_lost';
    if (state === 'expired' || now > until!) return 'reward_over';
    reward.state = 'claimed';
    reward.claimedAt = now;
    if (reward.gives.kind === 'points') reward.member.credit(reward.gives.points);
    return 'claimed';
  }

  /** Whether a person has to look at an invite before its rewards are given (R7). */
  private isSuspicious(invite: Invite): boolean {
    const { inviter, invitee, at, act } = invite;
    const friends = this.invitesOf(inviter);
    const near = friends.filter((one) => Math.abs(one.at - at) <= 10 * MINUTE).length;
    const qualified = friends.filter((one) => one !== invite && one.act !== null);
    const gone = qualified.filter(({ ended }) => ended === 'refunded' || ended === 'undone').length;
    const score = [
      invitee.risk === 4 ? 60 : invitee.risk === 3 ? 30 : 0,
      act!.recorder === inviter ? 60 : 0,
      inviter.isStaff ? 50 : 0,
      near >= 10 ? 50 : near >= 5 ? 30 : 0,
      gone >= 3 && 2 * gone >= qualified.length ? 50 : 0,
    ];
    return score.reduce((sum, one) => sum + one, 0) >= 50;
  }

  private firstAct(invite: Invite): Act | null {
    const inTime = invite.invitee.acts.filter(
      (act) => act.at >= invite.at && act.at <= untilOf(invite) && this.stands(invite, act),
    );
    return inTime.sort((a, b) => a.at - b.at)[0] ?? null;
  }

  private stands({ terms }: Invite, act: Act | null): boolean {
    if (act === null || act.undone) return false;
    if (terms.qualify.kind === 'redemption') return act.coupon !== null;
    return act.paid - act.refunded >= terms.qualify.min_fen;
  }
}
