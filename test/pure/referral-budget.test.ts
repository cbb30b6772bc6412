import { DAY_MS, instant, makeId, type Id } from '../../shared/kernel';
import { account, owner } from '../../server/ledger';
import {
  budgetRefs,
  giveBack,
  holdFriend,
  leftOfBudget,
  spendHeld,
} from '../../server/referrals/budget.parts';
import { NOW } from './coupons.support';
import { Books } from './parts.support';

const PROGRAM: Id<'referral_program'> = makeId('referral_program', '0'.repeat(26), 1);
const INVITE: Id<'invite'> = makeId('invite', '0'.repeat(26), 2);

class Budget {
  readonly books = new Books(NOW, owner.referral(PROGRAM));

  constructor(friends: number, milestone = 0) {
    this.books.load(budgetRefs(PROGRAM, [3]));
    this.grant(friends);
    if (milestone > 0) this.grant(milestone, 3);
  }

  left(milestone?: number): number {
    return leftOfBudget(this.books.set, this.of(milestone));
  }

  hold(milestone?: number): Id<'transfer'> | null {
    const held = holdFriend(this.books.next(), {
      ...this.of(milestone),
      reference: INVITE,
      deadline_at: instant(NOW + DAY_MS),
    });
    if (held) this.books.apply(held.parts);
    return held?.hold_id ?? null;
  }

  spend(holdId: Id<'transfer'>): void {
    this.books.apply(spendHeld(this.books.next(), holdId));
  }

  giveBack(holdId: Id<'transfer'>, milestone?: number): void {
    this.books.apply(
      giveBack(this.books.next(), { ...this.of(milestone), hold_id: holdId, reference: INVITE }),
    );
  }

  private of(milestone?: number) {
    return { program_id: PROGRAM, ...(milestone === undefined ? {} : { milestone }) };
  }

  private grant(amount: number, milestone?: number): void {
    this.books.next();
    const credit = account.referralBudget(PROGRAM, milestone);
    const granted = { kind: 'single', code: 'referral.granted', debit: account.budgetGranted } as const;
    this.books.apply({ transfers: [{ ...granted, credit, amount }], writes: [], events: [] });
  }
}

describe('the budget of a referral program', () => {
  it('R5: promises as many as there are, and not one more', () => {
    const budget = new Budget(2, 1);
    expect([budget.hold(), budget.hold(), budget.hold()]).toEqual([
      expect.any(String),
      expect.any(String),
      null,
    ]);
    expect([budget.left(), budget.left(3)]).toEqual([0, 1]);
    expect([budget.hold(3), budget.hold(3)]).toEqual([expect.any(String), null]);
  });

  it('R5: one friend spends one, however many of their rewards are claimed', () => {
    const budget = new Budget(2);
    const hold = budget.hold()!;
    budget.spend(hold);
    budget.spend(hold);
    expect(budget.left()).toBe(1);
    expect(budget.books.set.hold(hold)).toMatchObject({ state: 'posted', posted_amount: 1 });
  });

  it('R6: gives back what was held as well as what was spent, of its own budget', () => {
    const budget = new Budget(1, 1);
    const held = budget.hold()!;
    budget.giveBack(held);
    budget.giveBack(held);
    expect(budget.left()).toBe(1);
    const spent = budget.hold(3)!;
    budget.spend(spent);
    budget.giveBack(spent, 3);
    expect([budget.left(), budget.left(3)]).toEqual([1, 1]);
  });

  it('R6: what is void cannot be spent, and a hold has to be loaded: our bugs', () => {
    const budget = new Budget(1);
    const hold = budget.hold()!;
    budget.giveBack(hold);
    expect(() => budget.spend(hold)).toThrow(/is void/);
    expect(() => budget.spend(makeId('transfer', '9'.repeat(26), 1))).toThrow(/not loaded/);
  });
});
