import { addDays, day, endOfMonthAfter, type Day } from '../../shared/kernel';

/** Points of one expiry, as somebody with a notebook would keep them. */
interface Pile {
  readonly on: Day;
  /** The day they expired on at first, when these are in their grace. */
  readonly first: Day | null;
  points: number;
  /** Had the first notice, had the second. */
  told: 0 | 1 | 2;
}

/** Of one member: what is there, what is owed, what was said. */
interface Notebook {
  readonly piles: Pile[];
  readonly spends: { on: Day; first: Day | null; points: number }[][];
  debt: number;
  expired: number;
  readonly said: string[];
}

/** A plain model of P2–P6 with one month's expiry: no accounts, no transfers, no engine. */
export class Model {
  private readonly books = new Map<number, Notebook>();

  constructor(
    public today: Day,
    private readonly graceDays: number,
  ) {}

  of(member: number): Notebook {
    let book = this.books.get(member);
    if (!book) {
      book = { piles: [], spends: [], debt: 0, expired: 0, said: [] };
      this.books.set(member, book);
    }
    return book;
  }

  balance(member: number): number {
    return this.live(member).reduce((sum, pile) => sum + pile.points, 0);
  }

  earn(member: number, points: number): void {
    const book = this.of(member);
    const repaid = Math.min(book.debt, points);
    book.debt -= repaid;
    if (points > repaid) this.pile(member, endOfMonthAfter(this.today, 1), null).points += points - repaid;
  }

  /** Answers whether there was enough. */
  spend(member: number, points: number): boolean {
    if (this.balance(member) < points) return false;
    const legs = [];
    let rest = points;
    for (const pile of this.live(member)) {
      const taken = Math.min(rest, pile.points);
      if (taken > 0) legs.push({ on: pile.on, first: pile.first, points: taken });
      pile.points -= taken;
      rest -= taken;
    }
    if (points > 0) this.of(member).spends.push(legs);
    return true;
  }

  takeBack(member: number, points: number, earnedOn: Day): void {
    const own = endOfMonthAfter(earnedOn, 1);
    const live = this.live(member);
    const order = [
      ...live.filter(({ on, first }) => on === own && first === null),
      ...live.filter(({ on, first }) => on !== own || first !== null),
    ];
    let rest = points;
    for (const pile of order) {
      const taken = Math.min(rest, pile.points);
      pile.points -= taken;
      rest -= taken;
    }
    this.of(member).debt += rest;
  }

  /** The last spend comes back. Answers whether there was one. */
  giveBack(member: number): boolean {
    const book = this.of(member);
    const legs = book.spends.pop();
    if (!legs) return false;
    const targets = legs.map((leg) => ({ ...this.home(leg.on, leg.first), points: leg.points }));
    for (const target of targets.sort((a, b) => (a.on < b.on ? -1 : 1))) {
      const repaid = target.on >= this.today ? Math.min(book.debt, target.points) : 0;
      book.debt -= repaid;
      if (target.points > repaid) this.pile(member, target.on, target.first).points += target.points - repaid;
    }
    return true;
  }

  /** What the jobs of a day do. */
  night(): void {
    for (const [, book] of this.books) {
      for (const pile of book.piles) {
        if (pile.on < this.today) {
          book.expired += pile.points;
          if (pile.points > 0) book.said.push(`expired ${pile.points} on ${pile.on}`);
          pile.points = 0;
          pile.told = 2;
          continue;
        }
        const due = pile.on <= addDays(this.today, 7) ? 2 : pile.on <= addDays(this.today, 30) ? 1 : 0;
        if (due <= pile.told) continue;
        pile.told = due;
        if (pile.points > 0) book.said.push(`expiring ${pile.points} on ${pile.on}`);
      }
    }
  }

  private home(on: Day, first: Day | null): { on: Day; first: Day | null } {
    if (on >= this.today || first !== null || this.graceDays === 0) return { on, first };
    const limit = addDays(on, 30);
    if (this.today > limit) return { on, first };
    const until = addDays(this.today, this.graceDays);
    return { on: until < limit ? until : limit, first: on };
  }

  private pile(member: number, on: Day, first: Day | null): Pile {
    const { piles } = this.of(member);
    let pile = piles.find((each) => each.on === on && each.first === first);
    if (!pile) {
      pile = { on, first, points: 0, told: 0 };
      piles.push(pile);
    }
    return pile;
  }

  /** Soonest first; of two that end on one day, in the order of their accounts. */
  private live(member: number): Pile[] {
    return this.of(member)
      .piles.filter(({ on }) => on >= this.today)
      .sort((a, b) => (a.on === b.on ? 0 : a.on < b.on ? -1 : 1));
  }
}

export const FIRST_DAY = day('2027-12-20');
