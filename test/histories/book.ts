/**
 * What a member's points ought to be, kept in the plainest way: numbers in maps, exact integers, the rules of the
 * business in words. It shares no code with the program.
 */

/** Last day of the month that many months after `day`, `YYYY-MM-DD`. */
function monthsEnd(day: string, months: number): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 + months + 1, 0)).toISOString().slice(0, 10);
}

export function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

function nextYear(day: string): string {
  const next = `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`;
  return new Date(`${next}T00:00:00Z`).toISOString().slice(0, 10) === next
    ? next
    : next.replace('-29', '-28');
}

export const MONTHS = 2;
export const GRACE_DAYS = 7;
export const WINDOW_MONTHS = 6;
/** Growth from which a level is reached, and what it multiplies points by. */
export const LEVELS = [
  { from: 0, bp: 10_000 },
  { from: 300, bp: 12_000 },
  { from: 1_000, bp: 15_000 },
] as const;

/** Points of one expiry; `grace` is the day on which they expired at first. */
export interface Lot {
  readonly on: string;
  readonly grace: string | null;
  points: number;
}

/** How a merchant's points are earned. */
export interface Rule {
  readonly rate_bp: number;
  readonly multiplier_bp: number;
  readonly daily_cap: number | null;
  readonly excluded: readonly string[];
  readonly rest_days: number;
}

export interface Line {
  readonly category: string | null;
  readonly paid: number;
}

/** A purchase as the model remembers it. */
export interface Bought {
  readonly rule: Rule;
  readonly lines: readonly Line[];
  readonly paid: number;
  readonly day: string;
  readonly level_bp: number;
  readonly campaign_bp: number;
  /** What the day had brought before. */
  readonly before: number;
  readonly total: number;
  taken: number;
  refunded: number;
  /** Of each line. */
  readonly back: number[];
  /** Last day of its rest; null once its points have arrived, or where they never rested. */
  resting: string | null;
}

function growthOf(fen: number): number {
  return Math.floor(fen / 100);
}

export class Book {
  readonly lots: Lot[] = [];
  readonly bought: Bought[] = [];
  debt = 0;
  level = 1;
  review: string | null = null;
  private readonly earned = new Map<string, number>();
  private readonly growth = new Map<string, number>();

  balance(today: string): number {
    return this.lots.reduce((sum, lot) => sum + (lot.on >= today ? lot.points : 0), 0);
  }

  pending(today: string): number {
    return this.bought.reduce((sum, one) => {
      const counts = one.resting !== null && monthsEnd(one.day, MONTHS) >= today;
      return sum + (counts ? one.total - one.taken : 0);
    }, 0);
  }

  expiries(today: string): { on: string; points: number }[] {
    const days = new Map<string, number>();
    for (const lot of this.lots)
      if (lot.on >= today && lot.points > 0) days.set(lot.on, (days.get(lot.on) ?? 0) + lot.points);
    return [...days].map(([on, points]) => ({ on, points })).sort((a, b) => (a.on < b.on ? -1 : 1));
  }

  /** Growth of the window up to `today`. */
  grown(today: string): number {
    const first = plusDays(`${today.slice(0, 7)}-01`, 0);
    let [year = 0, month = 0] = first.split('-').map(Number);
    let sum = 0;
    for (let i = 0; i < WINDOW_MONTHS; i += 1) {
      sum += this.growth.get(`${year}-${String(month).padStart(2, '0')}`) ?? 0;
      [year, month] = month === 1 ? [year - 1, 12] : [year, month - 1];
    }
    return sum;
  }

  /** Points of what stays of a bill, by everything that counted when it was paid. */
  private pointsOf(one: Omit<Bought, 'total' | 'taken'>): number {
    const eligible =
      one.lines.length === 0
        ? one.paid - one.refunded
        : one.lines.reduce((sum, line, i) => {
            const earns = line.category === null || !one.rule.excluded.includes(line.category);
            return sum + (earns ? line.paid - (one.back[i] ?? 0) : 0);
          }, 0);
    const { rule, level_bp, campaign_bp } = one;
    const product = [rule.rate_bp, rule.multiplier_bp, level_bp, campaign_bp].reduce(
      (whole, bp) => whole * BigInt(bp),
      BigInt(eligible),
    );
    const earned = Number(product / 10n ** 18n);
    return rule.daily_cap === null ? earned : Math.min(earned, Math.max(0, rule.daily_cap - one.before));
  }

  buy(
    merchant: string,
    rule: Rule,
    bill: { paid: number; lines: Line[]; campaign_bp: number },
    today: string,
  ) {
    const key = `${merchant} ${today}`;
    const facts = {
      rule,
      ...bill,
      day: today,
      level_bp: LEVELS[this.level - 1]?.bp ?? 10_000,
      before: this.earned.get(key) ?? 0,
      refunded: 0,
      back: bill.lines.map(() => 0),
      resting: null,
    };
    const total = this.pointsOf(facts);
    const one: Bought = { ...facts, total, taken: 0 };
    this.bought.push(one);
    this.earned.set(key, one.before + total);
    const month = today.slice(0, 7);
    this.growth.set(month, (this.growth.get(month) ?? 0) + growthOf(bill.paid));
    const reached = LEVELS.filter(({ from }) => from <= this.grown(today)).length;
    if (reached > this.level) {
      this.level = reached;
      this.review = nextYear(today);
    }
    if (rule.rest_days > 0 && total > 0) one.resting = plusDays(today, rule.rest_days);
    else this.credit(total, today);
    return one;
  }

  /** Debt first, the rest into the expiry of the day on which they were earned. */
  credit(points: number, earnedOn: string): void {
    const repaid = Math.min(points, this.debt);
    this.debt -= repaid;
    this.put({ on: monthsEnd(earnedOn, MONTHS), grace: null, points: points - repaid });
  }

  private put(lot: Lot): void {
    if (lot.points === 0) return;
    const same = this.lots.find(({ on, grace }) => on === lot.on && grace === lot.grace);
    if (same) same.points += lot.points;
    else this.lots.push({ ...lot });
  }

  /** Soonest first; those in their grace before others of the same day. Null when there are not so many. */
  spend(points: number, today: string): Lot[] | null {
    if (this.balance(today) < points) return null;
    return this.take(points, this.inOrder(today)).legs;
  }

  private inOrder(today: string): Lot[] {
    const place = (lot: Lot): string => `${lot.on} ${lot.grace ?? '~'}`;
    return this.lots
      .filter((lot) => lot.on >= today && lot.points > 0)
      .sort((a, b) => (place(a) < place(b) ? -1 : 1));
  }

  private take(points: number, lots: readonly Lot[]): { legs: Lot[]; missing: number } {
    let missing = points;
    const legs: Lot[] = [];
    for (const lot of lots) {
      const some = Math.min(missing, lot.points);
      if (some === 0) continue;
      lot.points -= some;
      missing -= some;
      legs.push({ ...lot, points: some });
    }
    return { legs, missing };
  }

  /** Spent points come back: to where they were, else once into a grace, else nowhere. They pay a debt first. */
  giveBack(legs: readonly Lot[], today: string): void {
    const targets = legs.map((leg): Lot => {
      if (leg.on >= today || leg.grace !== null) return leg;
      const limit = plusDays(leg.on, 30);
      if (today > limit) return leg;
      const until = plusDays(today, GRACE_DAYS);
      return { on: until < limit ? until : limit, grace: leg.on, points: leg.points };
    });
    for (const target of [...targets].sort((a, b) => (a.on < b.on ? -1 : 1))) {
      if (target.on < today) continue;
      const repaid = Math.min(this.debt, target.points);
      this.debt -= repaid;
      this.put({ ...target, points: target.points - repaid });
    }
  }

  /** `back` is what goes back of each line, empty without lines. Answers the points that are taken back. */
  refund(one: Bought, amount: number, back: readonly number[], today: string): number {
    const staysBefore = one.paid - one.refunded;
    one.refunded += amount;
    back.forEach((fen, i) => (one.back[i] = (one.back[i] ?? 0) + fen));
    const points = one.total - this.pointsOf(one) - one.taken;
    one.taken += points;
    const month = one.day.slice(0, 7);
    const lost = growthOf(staysBefore) - growthOf(staysBefore - amount);
    this.growth.set(month, (this.growth.get(month) ?? 0) - lost);
    if (one.resting !== null) return points;
    const lots = this.inOrder(today);
    const isOwn = (lot: Lot): boolean => lot.on === monthsEnd(one.day, MONTHS) && lot.grace === null;
    const { missing } = this.take(points, [...lots.filter(isOwn), ...lots.filter((lot) => !isOwn(lot))]);
    this.debt += missing;
    return points;
  }

  /** What the days that have begun bring: points that have rested arrive, a level is looked at. */
  wake(today: string): void {
    const due = this.bought.filter(({ resting }) => resting !== null && resting < today);
    for (const one of due) {
      one.resting = null;
      this.credit(one.total - one.taken, one.day);
    }
    if (this.review !== null && this.review <= today) {
      this.level = LEVELS.filter(({ from }) => from <= this.grown(today)).length;
      this.review = this.level > 1 ? nextYear(this.review) : null;
    }
  }
}
