import type { ProgramTerms } from '../../../shared/contract';
import { DAY_MS, type Id } from '../../../shared/kernel';
import type { SeededRandom } from '../../../server/platform/random';
import { Referrals } from './model';
import { Person, type Program } from './people';
import { newPhone, OFFERED, openProgram, PRIZES, settle, type Phone, type Town } from './town';

export interface Guest {
  readonly phone: Phone;
  readonly person: Person;
}

export interface Running {
  readonly id: Id<'referral_program'>;
  readonly program: Program;
}

/** What came of an act that was looked at: what the server said, and what the model says. */
export type Said = readonly [server: unknown, model: unknown];
export const QUIET: Said = [null, null];

/** People who come in all. */
const GUESTS = 24;
const NAMES = ['老友带新', '新客有礼'] as const;

/** A group of people and two programs, in the server and in the model at once. */
export class History {
  readonly model: Referrals;
  readonly guests: Guest[] = [];
  readonly programs: Running[] = [];
  /** What happened, to be read when it went wrong. */
  readonly told: string[] = [];

  constructor(
    readonly town: Town,
    readonly random: SeededRandom,
  ) {
    this.model = new Referrals();
    this.model.printed.set(town.prize, PRIZES);
    this.model.printed.set(town.offered, OFFERED);
  }

  get now(): number {
    return this.town.app.clock.now();
  }

  get members(): Guest[] {
    return this.guests.filter(({ person }) => person.joined !== null);
  }

  async open(): Promise<void> {
    for (const [i, terms] of this.plans().entries()) {
      const name = NAMES[i]!;
      const granted = 2 + this.random.int(6);
      const budgets = terms.milestones.map(() => 1 + this.random.int(2));
      const starts = this.now;
      const ends = starts + (30 + this.random.int(90)) * DAY_MS;
      const plan = { name, terms, budget: granted, milestone_budgets: budgets, starts, ends };
      const { id } = await openProgram(this.town, plan);
      const milestones = new Map(terms.milestones.map(({ friends }, m) => [friends, budgets[m]!]));
      const versions = [{ since: starts, is: terms }];
      const program = { name, starts, ends, terms: versions, paused: false, granted, milestones };
      this.programs.push({ id, program });
      this.tell(`${name} opens for ${granted} friends and ${budgets.join()}: ${JSON.stringify(terms)}`);
    }
  }

  private plans(): ProgramTerms[] {
    const { random } = this;
    const days = (most: number): number => 1 + random.int(most);
    const points = (): { kind: 'points'; points: number } => ({
      kind: 'points',
      points: 10 + random.int(90),
    });
    const prize = { kind: 'coupon', template_id: this.town.prize } as const;
    const touch = (): 'first' | 'last' => (random.int(2) === 0 ? 'first' : 'last');
    return [
      {
        ...{ window_days: 2 + days(5), touch: touch(), qualify: { kind: 'purchase', min_fen: 1_000 } },
        ...{ qualify_days: 2 + days(6), protect_days: random.int(4), claim_days: 1 + days(4) },
        ...{ inviter_reward: points(), invitee_reward: random.int(3) === 0 ? null : points() },
        milestones: [
          { friends: 2, reward: points() },
          { friends: 3, reward: prize },
        ],
        cap_day: random.int(3) > 0 ? 1 + random.int(2) : null,
        cap_total: random.int(3) === 0 ? 3 : null,
      },
      {
        ...{ window_days: 2 + days(5), touch: touch(), qualify: { kind: 'redemption' } },
        ...{ qualify_days: 2 + days(6), protect_days: random.int(3), claim_days: 1 + days(4) },
        inviter_reward: random.int(4) === 0 ? null : prize,
        invitee_reward: random.int(2) === 0 ? prize : points(),
        milestones: random.int(2) === 0 ? [] : [{ friends: 2, reward: points() }],
        ...{ cap_day: null, cap_total: random.int(2) === 0 ? 3 : null },
      },
    ];
  }

  tell(what: string): void {
    this.told.push(`${new Date(this.now).toISOString()} ${what}`);
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[this.random.int(Math.max(1, list.length))];
  }

  /** Time passes, and all is done that is due. */
  async pass(ms: number): Promise<void> {
    this.town.app.clock.advance(ms);
    await this.rest();
  }

  /** All is done that is due. */
  async rest(): Promise<void> {
    await settle(this.town);
    this.model.wake(this.now);
  }

  arrive(): Guest {
    const risk = [0, 0, 0, 3, 4][this.random.int(5)]!;
    const person = this.model.add(new Person(`guest ${this.guests.length + 1}`, risk));
    const guest = { phone: newPhone(), person };
    this.guests.push(guest);
    return guest;
  }

  /** Somebody who is new here, has not joined yet, or is a member. */
  someone(): Guest {
    if (this.guests.length < GUESTS && this.random.int(2) === 0) return this.arrive();
    const waiting = this.guests.filter(({ person }) => person.joined === null);
    return this.pick(this.random.int(4) > 0 && waiting.length > 0 ? waiting : this.guests)!;
  }

  /** A member; mostly one who was brought and is on the way to a reward. */
  buyer(): Guest {
    const going = this.model.invites.filter(({ state }) => state === 'bound');
    const invite = this.random.int(4) > 0 ? this.pick(going) : undefined;
    return invite === undefined ? this.pick(this.members)! : this.guestOf(invite.invitee);
  }

  /** A member who invites: few do it often. */
  inviter(): Guest {
    const { members } = this;
    return this.pick(this.random.int(3) > 0 ? members.slice(0, 2) : members)!;
  }

  guestOf(person: Person): Guest {
    return this.guests.find((guest) => guest.person === person)!;
  }
}
