import { addDays, startOfDay, type Day, type Id } from '../../shared/kernel';
import { expiryOfAccount, graceOfAccount } from '../../server/ledger';
import { SeededRandom } from '../../server/platform/random';
import { SignInModel } from '../api/sign-ins.support';
import { Book, type Bought, type Line, type Lot } from './book';
import {
  beforeScan,
  buy,
  byHand,
  DOUBLE_DAYS,
  legsOf,
  openTown,
  pass,
  refund,
  RULES,
  run,
  STEPS,
  today,
  ZONE,
  type Town,
} from './town';

/** Goal: whatever happens to members' points, in whatever order, they have, owe and lose what a plain model says. */

const SEEDS = (process.env['LIUKE_HISTORIES'] ?? '1,2').split(',');
const ACTS = 110;
const PEOPLE = 3;

interface Life {
  readonly book: Book;
  readonly signIns: SignInModel;
  readonly purchases: { readonly id: Id<'purchase'>; readonly merchant: number; readonly one: Bought }[];
  readonly spent: { readonly reference: string; readonly legs: Lot[] }[];
}

class History {
  private readonly lives: Life[];
  private exchanges = 0;

  constructor(
    private readonly town: Town,
    private readonly random: SeededRandom,
  ) {
    const joined = today(town);
    this.lives = town.customers.map(() => ({
      book: new Book(),
      signIns: new SignInModel(joined),
      purchases: [],
      spent: [],
    }));
  }

  /** One thing happens to somebody. */
  async act(): Promise<void> {
    const who = this.random.int(PEOPLE);
    const acts = [
      () => this.buy(who),
      () => this.buy(who),
      () => this.refund(who),
      () => this.refund(who),
      () => this.spend(who),
      () => this.spend(who),
      () => this.giveBack(who),
      () => this.signIn(who),
      () => this.makeUp(who),
      () => this.byHand(who),
      () => this.waive(who),
      () => this.pass(),
      () => this.pass(),
    ];
    await acts[this.random.int(acts.length)]!();
    await this.compare(who);
  }

  async compareAll(): Promise<void> {
    for (let who = 0; who < PEOPLE; who += 1) await this.compare(who);
  }

  private async compare(who: number): Promise<void> {
    const { app } = this.town;
    const { book } = this.lives[who]!;
    const token = await app.asPerson(this.town.customers[who]!.openid);
    const day = today(this.town);
    const shown = await app.ok('GET /me/points', { token });
    expect({ ...shown, next_arrival: null, next_expiry: null }).toEqual({
      balance: book.balance(day),
      pending: book.pending(day),
      debt: book.debt,
      next_arrival: null,
      next_expiry: null,
      expiries: book.expiries(day),
    });
    const tier = await app.ok('GET /me/tier', { token });
    expect([tier.tier?.level, tier.growth, tier.review?.on ?? null]).toEqual([
      book.level,
      book.grown(day),
      book.review,
    ]);
  }

  private async buy(who: number): Promise<void> {
    const merchant = this.random.int(RULES.length);
    const counter = this.town.counters[merchant]!;
    const customer = this.town.customers[who]!;
    const life = this.lives[who]!;
    const lines: Line[] = Array.from({ length: this.random.int(4) }, () => ({
      category: ['香烟', '茶', null][this.random.int(3)]!,
      paid: 1 + this.random.int(12_000),
    }));
    const paid =
      lines.length === 0 ? 1 + this.random.int(30_000) : lines.reduce((sum, one) => sum + one.paid, 0);
    await beforeScan(this.town);
    await pass(this.town, 0);
    const day = today(this.town);
    this.wake(day);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    const doubled = DOUBLE_DAYS.includes(weekday) ? 20_000 : 10_000;
    const campaign = merchant === 0 ? doubled : 15_000;
    const owed = life.book.debt;
    const one = life.book.buy(`${merchant}`, RULES[merchant]!, { paid, lines, campaign_bp: campaign }, day);
    const answer = await buy(this.town, counter, customer, lines, paid);
    const rests = one.resting !== null;
    expect(answer.earning.total).toBe(rests ? one.total : one.total - Math.min(owed, one.total));
    expect(answer.earning.parts.reduce((sum, part) => sum + part.points, 0)).toBe(answer.earning.total);
    expect(answer.earning.resting_until_at === null).toBe(!rests);
    life.purchases.push({ id: answer.purchase_id, merchant, one });
  }

  private async refund(who: number): Promise<void> {
    const life = this.lives[who]!;
    const open = life.purchases.filter(({ one }) => one.refunded < one.paid);
    const chosen = open[this.random.int(Math.max(1, open.length))];
    if (!chosen) return;
    const { one } = chosen;
    const stays = one.lines.map((line, i) => line.paid - (one.back[i] ?? 0));
    const indices = stays.flatMap((fen, index) => (fen > 0 ? [index] : []));
    const byLine = indices.length > 0 && this.random.int(2) === 0;
    const index = indices[this.random.int(Math.max(1, indices.length))] ?? 0;
    const most = byLine ? stays[index]! : one.paid - one.refunded;
    const amount = this.random.int(3) === 0 ? most : 1 + this.random.int(most);
    const ask = byLine ? { lines: [{ index, amount_fen: amount }] } : { amount_fen: amount };
    const { answer, back } = await refund(this.town, this.town.counters[chosen.merchant]!, chosen.id, ask);
    expect(back.reduce((sum, fen) => sum + fen, 0)).toBe(one.lines.length === 0 ? 0 : amount);
    const whole = stays.reduce((sum, fen) => sum + fen, 0);
    // each line's part, to less than a fen of what is pro rata
    if (!byLine)
      back.forEach((fen, i) => expect(Math.abs(fen - (amount * stays[i]!) / whole)).toBeLessThan(1));
    const resting = one.resting !== null;
    const points = life.book.refund(one, amount, back, today(this.town));
    expect(resting ? answer.points.voided : answer.points.taken + answer.points.owed).toBe(points);
  }

  private async spend(who: number): Promise<void> {
    const { book, spent } = this.lives[who]!;
    const balance = book.balance(today(this.town));
    const points = 1 + this.random.int(Math.max(1, Math.floor(balance * 1.2)));
    this.exchanges += 1;
    const reference = `exchange-${this.exchanges}`;
    const answer = await run(this.town, { member_id: this.town.customers[who]!.id, reference, points });
    const legs = book.spend(points, today(this.town));
    expect(answer?.balance_after).toBe(legs === null ? undefined : book.balance(today(this.town)));
    if (legs === null) return;
    const taken = (await legsOf(this.town, reference)).map((leg): Lot => ({
      on: String(expiryOfAccount(leg.account_id)),
      grace: graceOfAccount(leg.account_id) ?? null,
      points: leg.points,
    }));
    const inOrder = (lots: readonly Lot[]): string[] => lots.map((lot) => JSON.stringify(lot)).sort();
    expect(inOrder(taken)).toEqual(
      inOrder(legs.map(({ on, grace, points: some }) => ({ on, grace, points: some }))),
    );
    spent.push({ reference, legs });
  }

  private async giveBack(who: number): Promise<void> {
    const { book, spent } = this.lives[who]!;
    const [chosen] = spent.splice(this.random.int(Math.max(1, spent.length)), 1);
    if (!chosen) return;
    const input = {
      member_id: this.town.customers[who]!.id,
      reference: `${chosen.reference}-back`,
      legs: await legsOf(this.town, chosen.reference),
    };
    await run(this.town, input);
    book.giveBack(chosen.legs, today(this.town));
  }

  private async signIn(who: number): Promise<void> {
    const { app, customers } = this.town;
    const { book, signIns } = this.lives[who]!;
    const day = today(this.town);
    const before = signIns.balance;
    const said = signIns.signIn(day);
    const answer = await app.call('POST /me/sign-ins', { token: await app.asPerson(customers[who]!.openid) });
    expect(answer.status === 201 ? answer.body.bonus : answer.body.code).toBe(said);
    book.credit(signIns.balance - before, day);
  }

  private async makeUp(who: number): Promise<void> {
    const { app, customers } = this.town;
    const { book, signIns } = this.lives[who]!;
    const now = today(this.town);
    const day = addDays(now, -this.random.int(5));
    const before = signIns.balance;
    const said = signIns.makeUp(day, now);
    const token = await app.asPerson(customers[who]!.openid);
    const answer = await app.call('POST /me/sign-ins/make-ups', { token, body: { day } });
    expect(answer.status === 201 ? answer.body.bonus : answer.body.code).toBe(said);
    book.credit(signIns.balance - before, now);
  }

  private async byHand(who: number): Promise<void> {
    const { book } = this.lives[who]!;
    const day = today(this.town);
    const { id } = this.town.customers[who]!;
    const most = Math.min(200, book.balance(day));
    const takes = most > 0 && this.random.int(2) === 0;
    const points = 1 + this.random.int(takes ? most : 200);
    await byHand(this.town, id, 'adjustments', takes ? -points : points);
    if (takes) book.spend(points, day);
    else book.credit(points, day);
  }

  private async waive(who: number): Promise<void> {
    const { book } = this.lives[who]!;
    if (book.debt === 0) return;
    const points = 1 + this.random.int(book.debt);
    await byHand(this.town, this.town.customers[who]!.id, 'debt-waivers', points);
    book.debt -= points;
  }

  /** Hours, days, a month, or to the last millisecond of a day and over it. */
  private async pass(): Promise<void> {
    const midnight = startOfDay(addDays(today(this.town), 1), ZONE) - this.town.app.clock.now();
    const spans = [
      STEPS.hour * (1 + this.random.int(10)),
      STEPS.day * (1 + this.random.int(6)),
      STEPS.day * (20 + this.random.int(20)),
      midnight - 1,
      midnight,
    ];
    await pass(this.town, spans[this.random.int(spans.length)]!);
    this.wake(today(this.town));
  }

  private wake(day: Day): void {
    for (const { book } of this.lives) book.wake(day);
  }
}

describe.each(SEEDS)('history %s', (seed) => {
  let town: Town;
  beforeAll(async () => {
    town = await openTown(PEOPLE);
  });
  afterAll(() => town.app.close());

  it('P1 P2 P3 P4 P5 P6 P7 P8 M4: balances, debts, expiries and levels are what a plain model says', async () => {
    const history = new History(town, new SeededRandom(`history ${seed}`));
    for (let n = 0; n < ACTS; n += 1) {
      await history.act();
      if (n % 20 === 19) await town.app.audit();
    }
    await pass(town, STEPS.day * 70);
    await town.app.audit();
  });
});
