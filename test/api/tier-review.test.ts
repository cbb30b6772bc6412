import fc from 'fast-check';
import { addDays, day, type Day } from '../../shared/kernel';
import { useTestApp, type TestApp } from '../support/app';
import { joinCustomer, openCounter, type Counter } from './counter.support';
import { buy, eventsOf, hear, ladder, liveOn, setLadder, tierOf } from './tiers.support';

let app: TestApp;
let counter: Counter;

useTestApp(
  async (started) => {
    app = started;
    hear(app);
    counter = await openCounter(app);
    await setLadder(app);
  },
  { life: 'test' },
);

const SOON = 'member.tier_review_soon';
const CHANGED = 'member.tier_changed';

describe('the review of a level', () => {
  it('M4: reminds once, thirty days before, and lets the level fall on its day only', async () => {
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 350);
    await liveOn(app, '2027-10-20');
    expect(eventsOf(app, customer, SOON)).toEqual([]);
    await liveOn(app, '2027-10-21');
    await buy(app, counter, customer, 120);
    for (const date of ['2027-10-22', '2027-10-23', '2027-11-19']) await liveOn(app, date);
    const reminder = { on: '2027-11-20', level: 3, missing: 300 };
    expect(eventsOf(app, customer, SOON)).toEqual([reminder]);
    expect(await tierOf(app, customer)).toMatchObject({
      tier: { level: 3 },
      growth: 120,
      review: { on: '2027-11-20', missing: 180 },
    });
    await liveOn(app, '2027-11-20');
    expect(await tierOf(app, customer)).toMatchObject({
      tier: { level: 2 },
      growth: 120,
      review: { on: '2028-11-20', missing: 100 },
    });
    await liveOn(app, '2028-11-20');
    expect(await tierOf(app, customer)).toMatchObject({ tier: { level: 1 }, growth: 0, review: null });
    expect(eventsOf(app, customer, CHANGED).map(({ from, to }) => [from, to])).toEqual([
      [0, 3],
      [3, 2],
      [2, 1],
    ]);
  });

  it('M4: lets a level stand for another year that growth supports, and reminds anew in that', async () => {
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 150);
    await liveOn(app, '2027-10-25');
    await buy(app, counter, customer, 100);
    await liveOn(app, '2027-11-20');
    expect(await tierOf(app, customer)).toMatchObject({
      tier: { level: 2 },
      review: { on: '2028-11-20', missing: 100 },
    });
    await liveOn(app, '2028-10-30');
    expect(eventsOf(app, customer, SOON)).toEqual([
      { on: '2027-11-20', level: 2, missing: 100 },
      { on: '2028-11-20', level: 2, missing: 100 },
    ]);
    expect(eventsOf(app, customer, CHANGED)).toHaveLength(1);
  });

  it('M4: of a level that was reached on a leap day is on 28 February', async () => {
    await liveOn(app, '2028-02-29');
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 150);
    expect((await tierOf(app, customer)).review?.on).toBe('2029-02-28');
    await liveOn(app, '2029-02-27');
    expect((await tierOf(app, customer)).tier?.level).toBe(2);
    await liveOn(app, '2029-02-28');
    expect((await tierOf(app, customer)).tier?.level).toBe(1);
  });

  it('M4: a rise begins a new year', async () => {
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 150);
    await liveOn(app, '2027-06-01');
    await buy(app, counter, customer, 200);
    expect(await tierOf(app, customer)).toMatchObject({ tier: { level: 3 }, review: { on: '2028-06-01' } });
    await liveOn(app, '2027-11-20');
    expect((await tierOf(app, customer)).tier?.level).toBe(3);
  });

  it('M4: is made up for when no server ran on the day, once', async () => {
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 150);
    await liveOn(app, '2028-01-15');
    expect((await tierOf(app, customer)).tier?.level).toBe(1);
    await liveOn(app, '2028-01-16');
    expect(eventsOf(app, customer, CHANGED)).toHaveLength(2);
    expect(eventsOf(app, customer, SOON)).toEqual([]);
  });

  it('M4: a ladder that is raised lowers nobody before, and one that is lowered is followed at the review', async () => {
    const customer = await joinCustomer(app);
    await buy(app, counter, customer, 150);
    const { tiers } = ladder();
    await setLadder(app, { tiers: tiers.map((one) => ({ ...one, growth_from: one.growth_from * 10 })) });
    expect((await tierOf(app, customer)).tier?.level).toBe(2);
    expect((await buy(app, counter, customer, 1)).tier).toMatchObject({ level: 2, risen: false });
    await setLadder(app, { tiers: [], window_months: 36 });
    expect(await tierOf(app, customer)).toMatchObject({ tier: null, review: null });
    await setLadder(app, { tiers, window_months: 36 });
    expect((await tierOf(app, customer)).tier?.level).toBe(2);
    const other = await joinCustomer(app);
    await buy(app, counter, other, 250);
    await setLadder(app, {
      tiers: tiers.map((one) => ({ ...one, growth_from: Math.floor(one.growth_from / 2) })),
      window_months: 36,
    });
    expect((await tierOf(app, other)).tier?.level).toBe(2);
    await liveOn(app, '2027-11-20');
    expect([(await tierOf(app, customer)).tier?.level, (await tierOf(app, other)).tier?.level]).toEqual([
      3, 3,
    ]);
  });

  it('M4: any history ends where a plain model ends', async () => {
    const acts = fc.array(
      fc.record({
        days: fc.integer({ min: 1, max: 200 }),
        yuan: fc.integer({ min: 1, max: 220 }),
        refunds: fc.boolean(),
      }),
      { minLength: 3, maxLength: 9 },
    );
    let today: Day = day('2026-11-21');
    await fc.assert(
      fc.asyncProperty(acts, async (list) => {
        today = addDays(today, 1);
        await liveOn(app, today);
        const customer = await joinCustomer(app);
        const model = new Model();
        for (const { days, yuan, refunds } of list) {
          today = addDays(today, days);
          await liveOn(app, today);
          model.reviewOn(today);
          const bought = await buy(app, counter, customer, yuan);
          model.grow(yuan, today);
          expect(bought.tier).toMatchObject({ level: model.level, growth: model.growth(today) });
          if (refunds) {
            const half = Math.ceil(yuan / 2);
            await app.ok('POST /staff/purchases/{id}/refunds', {
              token: await app.asPerson(counter.clerk.openid),
              params: { id: bought.purchase_id },
              body: { amount_fen: half * 100, reason: '退货' },
            });
            model.grow(-half, today);
          }
          const seen = await tierOf(app, customer);
          expect([seen.tier?.level, seen.growth, seen.review?.on ?? null]).toEqual([
            model.level,
            model.growth(today),
            model.review,
          ]);
        }
      }),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

/** Every act of growth with its day; the level is moved by the words of the rule. */
class Model {
  level = 1;
  review: Day | null = null;
  private readonly acts: { readonly on: Day; readonly growth: number }[] = [];

  /** Of the calendar months from eleven before that of `date`. */
  growth(date: Day): number {
    const monthNo = (of: Day): number => Number(of.slice(0, 4)) * 12 + Number(of.slice(5, 7));
    return this.acts.reduce((sum, act) => (monthNo(act.on) > monthNo(date) - 12 ? sum + act.growth : sum), 0);
  }

  grow(growth: number, today: Day): void {
    this.acts.push({ on: today, growth });
    const level = this.supported(today);
    if (growth <= 0 || level <= this.level) return;
    this.level = level;
    this.review = this.yearAfter(today);
  }

  reviewOn(today: Day): void {
    while (this.review !== null && this.review <= today) {
      const on: Day = this.review;
      this.level = this.supported(on);
      this.review = this.level > 1 ? this.yearAfter(on) : null;
    }
  }

  private supported(date: Day): number {
    const growth = this.growth(date);
    return growth >= 300 ? 3 : growth >= 100 ? 2 : 1;
  }

  private yearAfter(date: Day): Day {
    const moved = `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
    return (moved.endsWith('02-29') ? moved.replace('02-29', '02-28') : moved) as Day;
  }
}
