import fc from 'fast-check';

/**
 * A ledger in a few plain maps, written from domain.md and not from the engine: what the engine must answer and
 * how the accounts must stand after a history of toy commands that are decided one after another.
 */

export type Op =
  | { readonly op: 'print'; readonly template: number; readonly amount: number }
  | { readonly op: 'claim'; readonly template: number; readonly member: number; readonly limit: number }
  | { readonly op: 'earn'; readonly member: number; readonly amount: number; readonly on: string | null }
  | { readonly op: 'spend'; readonly member: number; readonly amount: number }
  | { readonly op: 'move'; readonly from: number; readonly to: number; readonly amount: number }
  | {
      readonly op: 'rest';
      readonly member: number;
      readonly amount: number;
      readonly hours: number;
      readonly on_deadline: 'post' | 'void';
    }
  | { readonly op: 'set_aside'; readonly template: number; readonly amount: number; readonly hours: number }
  /** `of`: how many commands ago the hold was opened. */
  | { readonly op: 'resolve'; readonly of: number; readonly how: 'post' | 'void'; readonly part: number }
  /** An hour passes, then what is due lapses. */
  | { readonly op: 'lapse' }
  /** The command of `of` commands ago once more, with its key. */
  | { readonly op: 'again'; readonly of: number }
  /** Its key with other content. */
  | { readonly op: 'reuse'; readonly of: number };

/** `hold` stands for the id of the hold that the command at that position opened. */
export type Answer =
  | { readonly ok: true; readonly replayed: boolean; readonly answer: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly code: string };

interface Balance {
  debit: number;
  credit: number;
  debitHeld: number;
  creditHeld: number;
}

interface Held {
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
  readonly due: number;
  readonly then: 'post' | 'void';
  open: boolean;
}

const mem = (n: number): string => `mem_${String(n).padStart(28, '0')}`;
const tpl = (n: number): string => `tpl_${String(n).padStart(28, '0')}`;
const no = (code: string): Answer => ({ ok: false, code });
const yes = (answer: Readonly<Record<string, unknown>>): Answer => ({ ok: true, replayed: false, answer });

export class Model {
  readonly balances = new Map<string, Balance>();
  readonly holds = new Map<number, Held>();
  private readonly accepted = new Map<number, Answer & { ok: true }>();
  private hour = 0;

  /** Decides the command at `position`, a plain one. */
  run(position: number, op: Op): Answer {
    const answer = this.decide(position, op);
    if (answer.ok) this.accepted.set(position, answer);
    return answer;
  }

  /** The same key and content again. */
  again(position: number, op: Op): Answer {
    const first = this.accepted.get(position);
    return first ? { ...first, replayed: true } : this.run(position, op);
  }

  /** The same key with other content `op`. */
  reuse(position: number, op: Op): Answer {
    return this.accepted.has(position) ? no('idempotency_key_reused') : this.run(position, op);
  }

  lapse(): void {
    this.hour += 1;
    for (const [position, held] of this.holds) {
      if (held.open && held.due <= this.hour) this.settle(position, held.then === 'post' ? held.amount : 0);
    }
  }

  balance(name: string): Balance {
    const found = this.balances.get(name) ?? { debit: 0, credit: 0, debitHeld: 0, creditHeld: 0 };
    this.balances.set(name, found);
    return found;
  }

  private free(name: string): number {
    const { debit, credit, debitHeld } = this.balance(name);
    return credit - debit - debitHeld;
  }

  private shift(debit: string, credit: string, amount: number): void {
    this.balance(debit).debit += amount;
    this.balance(credit).credit += amount;
  }

  private hold(position: number, held: Omit<Held, 'open'>): void {
    this.balance(held.debit).debitHeld += held.amount;
    this.balance(held.credit).creditHeld += held.amount;
    this.holds.set(position, { ...held, open: true });
  }

  private settle(position: number, posted: number): void {
    const held = this.holds.get(position)!;
    held.open = false;
    this.balance(held.debit).debitHeld -= held.amount;
    this.balance(held.credit).creditHeld -= held.amount;
    if (posted > 0) this.shift(held.debit, held.credit, posted);
  }

  private decide(position: number, op: Op): Answer {
    switch (op.op) {
      case 'print':
        this.shift('stock.printed', `stock.available:${tpl(op.template)}`, op.amount);
        return yes({ stock: this.free(`stock.available:${tpl(op.template)}`) });
      case 'claim':
        return this.claim(op);
      case 'earn': {
        const into = `points.member:${mem(op.member)}:${op.on ?? 'never'}`;
        this.shift('points.issued', into, op.amount);
        return yes({ balance: this.free(into) });
      }
      case 'spend':
        return this.spend(op);
      case 'move': {
        const [from, to] = [`points.member:${mem(op.from)}:never`, `points.member:${mem(op.to)}:never`];
        if (this.free(from) < op.amount) return no('points_insufficient');
        this.shift(from, to, op.amount);
        return yes({ from: this.free(from), to: this.free(to) });
      }
      case 'rest': {
        const credit = `points.member:${mem(op.member)}:never`;
        const due = this.hour + op.hours;
        this.hold(position, { debit: 'points.issued', credit, amount: op.amount, due, then: op.on_deadline });
        return yes({ hold: position });
      }
      case 'set_aside': {
        const debit = `stock.available:${tpl(op.template)}`;
        if (this.free(debit) < op.amount) return no('sold_out');
        const credit = `stock.issued:${tpl(op.template)}`;
        this.hold(position, { debit, credit, amount: op.amount, due: this.hour + op.hours, then: 'void' });
        return yes({ hold: position, left: this.free(debit) });
      }
      case 'resolve': {
        const held = this.holds.get(position - op.of);
        if (!held) return no('not_found');
        if (!held.open) return no('ended');
        const amount = op.how === 'void' ? 0 : Math.max(1, Math.floor((held.amount * op.part) / 4));
        this.settle(position - op.of, amount);
        return yes({ state: op.how === 'void' ? 'voided' : 'posted', amount });
      }
      case 'lapse':
      case 'again':
      case 'reuse':
        throw new Error(`${op.op} is not decided`);
    }
  }

  private claim({ template, member, limit }: Extract<Op, { op: 'claim' }>): Answer {
    const stock = `stock.available:${tpl(template)}`;
    const quota = `quota.member:${mem(member)}:${tpl(template)}`;
    const { credit: granted } = this.balance(quota);
    if (this.free(quota) + Math.max(0, limit - granted) <= 0) return no('limit_reached');
    if (this.free(stock) <= 0) return no('sold_out');
    if (limit > granted) this.shift('quota.granted', quota, limit - granted);
    this.shift(quota, 'quota.used', 1);
    this.shift(stock, `stock.issued:${tpl(template)}`, 1);
    return yes({ left: this.free(stock) });
  }

  private spend({ member, amount }: Extract<Op, { op: 'spend' }>): Answer {
    const lots = [...this.balances.keys()]
      .filter((name) => name.startsWith(`points.member:${mem(member)}:`))
      .sort();
    const all = lots.reduce((sum, lot) => sum + this.free(lot), 0);
    if (all < amount) return no('points_insufficient');
    let missing = amount;
    for (const lot of lots) {
      const part = Math.min(missing, this.free(lot));
      if (part > 0) this.shift(lot, 'points.spent', part);
      missing -= Math.max(0, part);
    }
    return yes({ rest: all - amount });
  }
}

const small = fc.integer({ min: 1, max: 3 });
const amount = fc.integer({ min: 1, max: 12 });
const hours = fc.integer({ min: 1, max: 4 });
const back = fc.integer({ min: 1, max: 8 });

/** Commands whose `prepare` reads nothing: submitted together, they are decided in the order they were asked. */
export const plainOp: fc.Arbitrary<Op> = fc.oneof(
  fc.record({ op: fc.constant('print' as const), template: small, amount }),
  fc.record({
    op: fc.constant('claim' as const),
    template: small,
    member: small,
    limit: fc.integer({ min: 0, max: 4 }),
  }),
  fc.record({
    op: fc.constant('earn' as const),
    member: small,
    amount,
    on: fc.constantFrom(null, null, '2027-12-31', '2028-12-31'),
  }),
  fc.record({ op: fc.constant('spend' as const), member: small, amount }),
  fc
    .record({ op: fc.constant('move' as const), from: small, to: small, amount })
    .filter(({ from, to }) => from !== to),
  fc.record({
    op: fc.constant('rest' as const),
    member: small,
    amount,
    hours,
    on_deadline: fc.constantFrom('post' as const, 'void' as const),
  }),
  fc.record({ op: fc.constant('set_aside' as const), template: small, amount, hours }),
);

/** Everything, repeated keys, resolutions and the passing of time included. */
export const anyOp: fc.Arbitrary<Op> = fc.oneof(
  { weight: 6, arbitrary: plainOp },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('resolve' as const),
      of: back,
      how: fc.constantFrom('post' as const, 'void' as const),
      part: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('lapse' as const) }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('again' as const), of: back }) },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('reuse' as const), of: back }) },
);
