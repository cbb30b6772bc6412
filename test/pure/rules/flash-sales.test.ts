import { HOUR_MS, instant, MINUTE_MS } from '../../../shared/kernel';
import {
  isOrderEdge,
  offerObstacle,
  opensAt,
  ORDER_EDGES,
  ORDER_STATES,
  type OfferTaker,
  type OfferTerms,
} from '../../../shared/rules';

const START = instant(Date.parse('2026-11-20T02:00:00.000Z'));
const END = instant(START + HOUR_MS);
const TERMS: OfferTerms = {
  sale_kind: 'flash',
  sale_state: 'active',
  offer_state: 'active',
  starts_at: START,
  ends_at: END,
  min_tier_level: 0,
  new_members_only: false,
  per_member: 2,
  stock_left: 1,
  waiting: 0,
};
const TAKER: OfferTaker = {
  level: 1,
  early_access_minutes: 0,
  purchases_count: 0,
  taken: 0,
  lapsed: 0,
  kept: false,
};
const says = (terms: Partial<OfferTerms>, taker: Partial<OfferTaker> = {}, at = START as number) =>
  offerObstacle({ ...TERMS, ...terms }, { ...TAKER, ...taker }, instant(at));

describe('who may claim a piece', () => {
  it.each([
    ['F1: at the first moment', says({}), null],
    ['F1: a moment before', says({}, {}, START - 1), 'not_started'],
    ['F1: at the last moment', says({}, {}, END - 1), null],
    ['F1: at the end', says({}, {}, END), 'ended'],
    ['F1: with early access', says({}, { early_access_minutes: 5 }, START - 5 * MINUTE_MS), null],
    ['F1: before it', says({}, { early_access_minutes: 5 }, START - 5 * MINUTE_MS - 1), 'not_started'],
    ['F1: a paused sale', says({ sale_state: 'paused' }), 'not_found'],
    ['F1: a paused offer', says({ offer_state: 'paused' }), 'not_found'],
    ['F1: below the level', says({ min_tier_level: 2 }), 'not_eligible'],
    ['F1: at the level', says({ min_tier_level: 2 }, { level: 2 }), null],
    ['F1: a customer of old', says({ new_members_only: true }, { purchases_count: 1 }), 'not_eligible'],
    ['F1: somebody new', says({ new_members_only: true }), null],
    ['F4: one below the limit', says({}, { taken: 1 }), null],
    ['F4: at the limit', says({}, { taken: 2 }), 'limit_reached'],
    ['F4: above one that was lowered', says({ per_member: 1 }, { taken: 2 }), 'limit_reached'],
    ['F5: after one lapse', says({}, { lapsed: 1 }), null],
    ['F5: after two', says({}, { lapsed: 2 }), 'barred'],
    ['P9: after two in a mall', says({ sale_kind: 'mall' }, { lapsed: 2 }), null],
    ['F5: while others wait', says({ waiting: 1 }), 'sold_out'],
    ['F5: with a piece kept', says({ waiting: 1, stock_left: 0 }, { kept: true }), null],
    ['F5: with a piece kept that outlives the sale', says({}, { kept: true }, END), null],
    ['F5: with a piece kept above the limit', says({}, { kept: true, taken: 2 }), 'limit_reached'],
    ['F3: without stock', says({ stock_left: 0 }), 'sold_out'],
    ['F3: without stock, before the start', says({ stock_left: 0 }, {}, START - 1), 'not_started'],
    ['F3: without stock, after the end', says({ stock_left: 0 }, {}, END), 'ended'],
  ])('%s', (_name, found, expected) => {
    expect(found).toBe(expected);
  });

  it('F1: early access never leads before the beginning of time', () => {
    expect(opensAt({ starts_at: instant(5) }, { early_access_minutes: 1_440 })).toBe(0);
  });
});

describe('states of an order', () => {
  it('F5: out of what has ended leads nothing but money that comes late, and back to the hold nothing', () => {
    expect(ORDER_EDGES.refunded).toEqual([]);
    for (const over of ['cancelled', 'lapsed'] as const) expect(ORDER_EDGES[over]).toEqual(['paid']);
    expect(ORDER_STATES.filter((from) => isOrderEdge(from, 'held'))).toEqual([]);
    expect(ORDER_STATES.filter((from) => isOrderEdge(from, 'lapsed'))).toEqual(['held', 'paying']);
  });
});
