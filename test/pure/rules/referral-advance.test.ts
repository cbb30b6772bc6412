import fc from 'fast-check';
import { DAY_MS, instant, MINUTE_MS, type Instant } from '../../../shared/kernel';
import {
  advanceStep,
  INVITE_EDGES,
  INVITE_STATES,
  isInTime,
  isInviteEdge,
  isPast,
  isRewardEdge,
  milestonesFallen,
  milestonesReached,
  REST_MIN_MS,
  REVIEW_FROM,
  REWARD_EDGES,
  REWARD_STATES,
  type AdvanceStep,
  type AdvancingFacts,
  type AdvancingInvite,
} from '../../../shared/rules';

const T0 = 1_800_000_000_000;
const at = (ms: number): Instant => instant(T0 + ms);
const DAY = DAY_MS;

const BOUND: AdvancingInvite = {
  state: 'bound',
  review: 'none',
  joined_at: at(0),
  qualify_until_at: at(30 * DAY),
  rests_until_at: null,
  due_at: at(30 * DAY),
};
const QUALIFIED: AdvancingInvite = {
  ...BOUND,
  state: 'qualified',
  rests_until_at: at(8 * DAY),
  due_at: at(8 * DAY),
};
const CONFIRMED: AdvancingInvite = { ...QUALIFIED, state: 'confirmed', due_at: at(38 * DAY) };
const FACTS: AdvancingFacts = {
  protect_days: 7,
  claim_days: 30,
  acted_at: null,
  fallen: null,
  score: 0,
  claim_until_at: null,
};

function step(invite: AdvancingInvite, facts: Partial<AdvancingFacts>, now: Instant): AdvanceStep {
  return advanceStep(invite, { ...FACTS, ...facts }, now);
}

describe('a friend who joined', () => {
  it('R4: waits until the end of their time, to the millisecond', () => {
    expect(step(BOUND, {}, at(0))).toEqual({ to: 'stays' });
    expect(step(BOUND, {}, at(30 * DAY))).toEqual({ to: 'stays' });
    expect(step(BOUND, {}, at(30 * DAY + 1))).toEqual({ to: 'expired' });
  });

  it('R4: qualifies by what was done in time, however late somebody looks', () => {
    const late = step(BOUND, { acted_at: at(30 * DAY) }, at(90 * DAY));
    expect(late).toEqual({
      to: 'qualified',
      qualified_at: at(30 * DAY),
      rests_until_at: at(37 * DAY),
      waits: false,
    });
    expect(step(BOUND, { acted_at: at(30 * DAY + 1) }, at(30 * DAY + 1))).toEqual({ to: 'expired' });
    expect(step(BOUND, { acted_at: at(0) }, at(0))).toMatchObject({ to: 'qualified' });
    expect(step(BOUND, { acted_at: at(-1) }, at(1))).toEqual({ to: 'stays' });
  });

  it('R6: a reward rests whole days of 24 hours from the act, and a minute where the program says none', () => {
    expect(step(BOUND, { acted_at: at(5), protect_days: 1 }, at(6))).toMatchObject({
      rests_until_at: at(DAY + 5),
    });
    expect(step(BOUND, { acted_at: at(5), protect_days: 0 }, at(6))).toMatchObject({
      rests_until_at: at(REST_MIN_MS + 5),
    });
  });

  it('R7: what speaks against it makes it wait from the score on', () => {
    expect(step(BOUND, { acted_at: at(5), score: REVIEW_FROM - 1 }, at(6))).toMatchObject({ waits: false });
    expect(step(BOUND, { acted_at: at(5), score: REVIEW_FROM }, at(6))).toMatchObject({ waits: true });
  });
});

describe('a friend who qualified', () => {
  it('R6: rests to the millisecond, then the rewards can be claimed for whole days', () => {
    expect(step(QUALIFIED, {}, at(8 * DAY - 1))).toEqual({ to: 'stays' });
    expect(step(QUALIFIED, {}, at(8 * DAY))).toEqual({ to: 'confirmed', claim_until_at: at(38 * DAY) });
    expect(step(QUALIFIED, {}, at(9 * DAY))).toEqual({ to: 'confirmed', claim_until_at: at(39 * DAY) });
  });

  it.each(['refunded', 'undone'] as const)(
    'R6: is void when the act was %s, before and after the rest',
    (fallen) => {
      for (const now of [at(1), at(8 * DAY), at(99 * DAY)])
        for (const review of ['none', 'waiting', 'released'] as const)
          expect(step({ ...QUALIFIED, review }, { fallen }, now)).toEqual({ to: 'voided', reason: fallen });
    },
  );

  it('R7: waits for a person, and goes on once released whatever speaks against it', () => {
    const facts = { score: REVIEW_FROM };
    expect(step(QUALIFIED, facts, at(8 * DAY - 1))).toEqual({ to: 'stays' });
    expect(step(QUALIFIED, facts, at(8 * DAY))).toEqual({ to: 'waits' });
    expect(step({ ...QUALIFIED, review: 'waiting' }, { score: 0 }, at(99 * DAY))).toEqual({ to: 'stays' });
    expect(step({ ...QUALIFIED, review: 'released' }, facts, at(8 * DAY))).toMatchObject({ to: 'confirmed' });
  });
});

describe('a friend whose reward was earned', () => {
  it.each(['refunded', 'undone'] as const)('R6: is taken back when the act was %s', (fallen) => {
    for (const due_at of [null, at(38 * DAY)])
      expect(step({ ...CONFIRMED, due_at }, { fallen }, at(9 * DAY))).toEqual({
        to: 'taken_back',
        reason: fallen,
      });
  });

  it('R6: is looked at again when a claim may end, and then no more', () => {
    const until = at(38 * DAY);
    expect(step(CONFIRMED, { claim_until_at: until }, at(38 * DAY - 1))).toEqual({ to: 'stays' });
    expect(step(CONFIRMED, { claim_until_at: until }, until)).toEqual({ to: 'looked_at', due_at: null });
    const sooner = { ...CONFIRMED, due_at: at(9 * DAY) };
    expect(step(sooner, { claim_until_at: until }, at(9 * DAY))).toEqual({ to: 'looked_at', due_at: until });
    expect(step(sooner, {}, at(9 * DAY))).toEqual({ to: 'looked_at', due_at: null });
    expect(step({ ...CONFIRMED, due_at: null }, {}, at(99 * DAY))).toEqual({ to: 'stays' });
  });
});

const arbitraryAt = fc.integer({ min: -DAY, max: 60 * DAY }).map(at);
const orNull = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(of, { nil: null });
const arbitraryInvite: fc.Arbitrary<AdvancingInvite> = fc.record({
  state: fc.constantFrom(...INVITE_STATES),
  review: fc.constantFrom('none', 'waiting', 'released', 'refused'),
  joined_at: fc.constant(at(0)),
  qualify_until_at: fc.integer({ min: DAY, max: 40 * DAY }).map(at),
  rests_until_at: orNull(arbitraryAt),
  due_at: orNull(arbitraryAt),
});
const arbitraryFacts: fc.Arbitrary<AdvancingFacts> = fc.record({
  protect_days: fc.integer({ min: 0, max: 90 }),
  claim_days: fc.integer({ min: 1, max: 365 }),
  acted_at: orNull(arbitraryAt),
  fallen: fc.constantFrom(null, 'refunded', 'undone'),
  score: fc.integer({ min: 0, max: 200 }),
  claim_until_at: orNull(arbitraryAt),
});

it('R6: every step is along an edge and has its reason', () => {
  fc.assert(
    fc.property(arbitraryInvite, arbitraryFacts, arbitraryAt, (invite, facts, now) => {
      const next = advanceStep(invite, facts, now);
      const is = (to: string): boolean => next.to === to;
      const moves = INVITE_STATES.find((state) => is(state));
      if (moves) expect(INVITE_EDGES[invite.state]).toContain(moves);
      if (next.to === 'qualified') {
        expect(isInTime(invite, next.qualified_at)).toBe(true);
        expect(next.rests_until_at - next.qualified_at).toBeGreaterThanOrEqual(MINUTE_MS);
        expect(next.waits).toBe(facts.score >= REVIEW_FROM);
      }
      if (is('expired')) expect(isPast(invite.qualify_until_at, now)).toBe(true);
      if (next.to === 'confirmed') {
        expect(facts.fallen).toBeNull();
        expect(invite.rests_until_at).not.toBeNull();
        expect(now).toBeGreaterThanOrEqual(invite.rests_until_at ?? Infinity);
        expect(invite.review).not.toBe('waiting');
        if (facts.score >= REVIEW_FROM) expect(invite.review).not.toBe('none');
        expect(next.claim_until_at - now).toBe(facts.claim_days * DAY);
      }
      if (next.to === 'voided' || next.to === 'taken_back') expect(next.reason).toBe(facts.fallen);
      if (INVITE_EDGES[invite.state].length === 0) expect(is('stays')).toBe(true);
      if (next.to === 'looked_at' && next.due_at !== null) expect(next.due_at).toBeGreaterThan(now);
    }),
    { numRuns: 2_000 },
  );
});

/** What the command makes of a step. */
function after(invite: AdvancingInvite, next: AdvanceStep): AdvancingInvite {
  switch (next.to) {
    case 'stays':
      return invite;
    case 'qualified':
      return {
        ...invite,
        state: 'qualified',
        rests_until_at: next.rests_until_at,
        review: next.waits ? 'waiting' : 'none',
        due_at: next.waits ? null : next.rests_until_at,
      };
    case 'waits':
      return { ...invite, review: 'waiting', due_at: null };
    case 'confirmed':
      return { ...invite, state: 'confirmed', due_at: next.claim_until_at };
    case 'looked_at':
      return { ...invite, due_at: next.due_at };
    case 'expired':
    case 'voided':
    case 'taken_back':
      return { ...invite, state: next.to, due_at: null };
  }
}

it('R6: whoever looks at whatever moments, the steps end, and nothing is confirmed that fell before', () => {
  const moments = fc.array(
    fc.record({
      now: fc.integer({ min: 0, max: 120 * DAY }).map(at),
      score: fc.constantFrom(0, REVIEW_FROM),
    }),
    { minLength: 1, maxLength: 12 },
  );
  const fallsAt = orNull(arbitraryAt);
  fc.assert(
    fc.property(orNull(arbitraryAt), fallsAt, moments, (actedAt, fallsFrom, looks) => {
      let invite = BOUND;
      for (const { now, score } of [...looks].sort((one, other) => one.now - other.now)) {
        const isDone = actedAt !== null && actedAt <= now;
        const isFallen = fallsFrom !== null && fallsFrom <= now;
        const facts: AdvancingFacts = {
          ...FACTS,
          score,
          acted_at: isDone && !isFallen ? actedAt : null,
          fallen: isFallen ? 'refunded' : null,
        };
        let steps = 0;
        for (let next = advanceStep(invite, facts, now); next.to !== 'stays';) {
          const from = invite.state;
          invite = after(invite, next);
          if (invite.state !== from) expect(isInviteEdge(from, invite.state)).toBe(true);
          if (invite.state === 'confirmed' && from !== 'confirmed') expect(isFallen).toBe(false);
          steps += 1;
          expect(steps).toBeLessThan(5);
          next = advanceStep(invite, facts, now);
        }
        if (isFallen) expect(['bound', 'expired', 'voided', 'taken_back']).toContain(invite.state);
        if (invite.review !== 'waiting' && invite.due_at !== null)
          expect(invite.due_at).toBeGreaterThanOrEqual(now);
      }
    }),
    { numRuns: 1_000 },
  );
});

it('R6: no edge leads out of an end, and each state is reached', () => {
  for (const ended of ['expired', 'voided', 'taken_back'] as const) expect(INVITE_EDGES[ended]).toEqual([]);
  for (const ended of ['voided', 'expired', 'taken_back'] as const) expect(REWARD_EDGES[ended]).toEqual([]);
  // only undoing the use of a coupon
  expect(REWARD_EDGES.lost).toEqual(['taken_back']);
  for (const to of INVITE_STATES.filter((state) => state !== 'bound'))
    expect(INVITE_STATES.some((from) => isInviteEdge(from, to))).toBe(true);
  for (const to of REWARD_STATES.filter((state) => state !== 'promised'))
    expect(REWARD_STATES.some((from) => isRewardEdge(from, to))).toBe(true);
});

describe('milestones', () => {
  const view = (friends: number, state: string | null) => ({ friends, state });

  it('R5: are reached from their number on, once', () => {
    const all = [view(2, 'claimed'), view(3, null), view(5, null), view(4, 'expired')];
    expect(milestonesReached(2, all)).toEqual([]);
    expect(milestonesReached(3, all)).toEqual([view(3, null)]);
    expect(milestonesReached(9, all)).toEqual([view(3, null), view(5, null)]);
  });

  it('R6: fall when friends fall away below their number, unless there is nothing to take', () => {
    const all = [
      view(2, 'claimed'),
      view(3, 'claimable'),
      view(4, 'expired'),
      view(5, 'lost'),
      view(6, null),
    ];
    expect(milestonesFallen(3, all)).toEqual([]);
    expect(milestonesFallen(2, all)).toEqual([view(3, 'claimable')]);
    expect(milestonesFallen(0, all)).toEqual([view(2, 'claimed'), view(3, 'claimable')]);
  });
});
