import fc from 'fast-check';
import {
  findingSays,
  findingsOf,
  REVIEW_FROM,
  REVIEW_REASONS,
  scoreOf,
  type ReviewReason,
  type SignalFacts,
} from '../../../shared/rules';

/** A friend like most. */
const HONEST: SignalFacts = {
  risk_rank: 0,
  phone_seen: false,
  recorded_by_inviter: false,
  inviter_works_there: false,
  friends_at_store: 1,
  friends_in_a_row: 1,
  friends_qualified: 3,
  friends_refunded: 0,
};

const reasonsOf = (facts: Partial<SignalFacts>): ReviewReason[] =>
  findingsOf({ ...HONEST, ...facts }).map(({ reason }) => reason);
const scoreWith = (facts: Partial<SignalFacts>): number => scoreOf(findingsOf({ ...HONEST, ...facts }));

it('R7: nothing speaks against an honest friend', () => {
  expect(findingsOf(HONEST)).toEqual([]);
  expect(findingsOf({ ...HONEST, risk_rank: null })).toEqual([]);
  expect(scoreOf([])).toBe(0);
});

it.each<[ReviewReason, Partial<SignalFacts>, Partial<SignalFacts>, number]>([
  ['risk_rank', { risk_rank: 4 }, { risk_rank: 2 }, 4],
  ['phone_seen', { phone_seen: true }, {}, 0],
  ['recorded_by_inviter', { recorded_by_inviter: true }, {}, 0],
  ['inviter_works_there', { inviter_works_there: true }, {}, 0],
  ['burst_at_store', { friends_at_store: 5 }, { friends_at_store: 4 }, 5],
  ['friends_in_a_row', { friends_in_a_row: 10 }, { friends_in_a_row: 4 }, 10],
  [
    'refund_pattern',
    { friends_qualified: 6, friends_refunded: 3 },
    { friends_qualified: 7, friends_refunded: 3 },
    3,
  ],
])(
  'R7: %s alone makes an invite wait, and what is just below does not speak at all',
  (reason, some, below, seen) => {
    const found = findingsOf({ ...HONEST, ...some });
    expect(found).toEqual([{ reason, score: expect.any(Number) as number, seen }]);
    expect(scoreOf(found)).toBeGreaterThanOrEqual(REVIEW_FROM);
    expect(findingsOf({ ...HONEST, ...below })).toEqual([]);
  },
);

it('R7: a doubtful rank or a quick row pass alone and wait together', () => {
  expect(scoreWith({ risk_rank: 3 })).toBeLessThan(REVIEW_FROM);
  expect(scoreWith({ friends_in_a_row: 9 })).toBeLessThan(REVIEW_FROM);
  expect(scoreWith({ risk_rank: 3, friends_in_a_row: 5 })).toBeGreaterThanOrEqual(REVIEW_FROM);
});

it('R7: two refunds are bad luck, however few the friends', () => {
  expect(reasonsOf({ friends_qualified: 2, friends_refunded: 2 })).toEqual([]);
  expect(reasonsOf({ friends_qualified: 3, friends_refunded: 3 })).toEqual(['refund_pattern']);
});

it('R7: all together say all, the heaviest first, and their score is their sum', () => {
  const found = findingsOf({
    risk_rank: 4,
    phone_seen: true,
    recorded_by_inviter: true,
    inviter_works_there: true,
    friends_at_store: 20,
    friends_in_a_row: 20,
    friends_qualified: 20,
    friends_refunded: 20,
  });
  expect(found.map(({ reason }) => reason).sort()).toEqual([...REVIEW_REASONS].sort());
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
  expect(scoreOf(found)).toBe(370);
});

it('R7: more of anything never makes an invite less suspicious', () => {
  const facts = fc.record({
    risk_rank: fc.integer({ min: 0, max: 3 }),
    phone_seen: fc.boolean(),
    recorded_by_inviter: fc.boolean(),
    inviter_works_there: fc.boolean(),
    friends_at_store: fc.nat(30),
    friends_in_a_row: fc.nat(30),
    friends_qualified: fc.nat(50),
    friends_refunded: fc.nat(50),
  });
  fc.assert(
    fc.property(facts, (some) => {
      const before = scoreOf(findingsOf(some));
      const worse: SignalFacts[] = [
        { ...some, risk_rank: some.risk_rank + 1 },
        { ...some, phone_seen: true },
        { ...some, recorded_by_inviter: true },
        { ...some, inviter_works_there: true },
        { ...some, friends_at_store: some.friends_at_store + 1 },
        { ...some, friends_in_a_row: some.friends_in_a_row + 1 },
        { ...some, friends_refunded: some.friends_refunded + 1 },
      ];
      for (const each of worse) expect(scoreOf(findingsOf(each))).toBeGreaterThanOrEqual(before);
    }),
  );
});

it('R7: each reason says in Chinese what was seen', () => {
  for (const reason of REVIEW_REASONS) {
    const says = findingSays({ reason, seen: 12 });
    expect(says).toMatch(/^[\p{Script=Han}0-9 ，（）]+$/u);
  }
  expect(findingSays({ reason: 'burst_at_store', seen: 20 })).toContain('20');
});
