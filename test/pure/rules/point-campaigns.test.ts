import { day, instant, makeId, wallClock, type Id } from '../../../shared/kernel';
import { bestCampaign, campaignFits, type CampaignTerms } from '../../../shared/rules';

const ZONE = 'Asia/Shanghai';
const idOf = (n: number): Id<'point_campaign'> => makeId('point_campaign', '0'.repeat(26), n);
const HERE: Id<'store'> = makeId('store', '0'.repeat(26), 1);
const THERE: Id<'store'> = makeId('store', '0'.repeat(26), 2);

const ALWAYS: CampaignTerms = {
  id: idOf(0),
  multiplier_bp: 20_000,
  weekdays: [],
  store_ids: [],
  from_day: day('2026-11-01'),
  to_day: null,
  from_minute: null,
  to_minute: null,
  state: 'active',
};

/** A wall clock in Shanghai; 24 November 2026 is a Tuesday. */
function wall(text: string, zone = ZONE) {
  return wallClock(instant(Date.parse(`${text}+08:00`)), zone);
}

const NOON = '2026-11-24T12:00:00.000';

describe('point campaigns', () => {
  it.each<[string, Partial<CampaignTerms>, string, boolean]>([
    ['all days and stores', {}, NOON, true],
    ['paused', { state: 'paused' }, NOON, false],
    ['on its weekday', { weekdays: [2] }, NOON, true],
    ['on another weekday', { weekdays: [1, 3] }, NOON, false],
    ['at its store', { store_ids: [THERE, HERE] }, NOON, true],
    ['at another store', { store_ids: [THERE] }, NOON, false],
    ['in the last millisecond before its first day', {}, '2026-10-31T23:59:59.999', false],
    ['at the start of its first day', {}, '2026-11-01T00:00:00.000', true],
    ['to the end of its last day', { to_day: day('2026-11-24') }, '2026-11-24T23:59:59.999', true],
    ['not a moment longer', { to_day: day('2026-11-24') }, '2026-11-25T00:00:00.000', false],
    ['before its first minute', { from_minute: 720, to_minute: 780 }, '2026-11-24T11:59:59.999', false],
    ['in its first minute', { from_minute: 720, to_minute: 780 }, NOON, true],
    ['in its last minute', { from_minute: 720, to_minute: 780 }, '2026-11-24T12:59:59.999', true],
    ['after it', { from_minute: 720, to_minute: 780 }, '2026-11-24T13:00:00.000', false],
    ['past midnight', { weekdays: [1], from_minute: 1320, to_minute: 120 }, '2026-11-24T01:59:59.999', true],
    ['no longer', { weekdays: [1], from_minute: 1320, to_minute: 120 }, '2026-11-24T02:00:00.000', false],
    ['until midnight', { from_minute: 0, to_minute: 1440 }, '2026-11-24T23:59:59.999', true],
  ])('P1: %s', (_, change, at, fits) => {
    expect(campaignFits({ ...ALWAYS, ...change }, HERE, wall(at))).toBe(fits);
  });

  it('P1: the clock is that of the store', () => {
    const tuesday = { ...ALWAYS, weekdays: [2] };
    const at = '2026-11-25T01:00:00.000'; // Wednesday in Shanghai, still Tuesday in Urumqi
    expect(campaignFits(tuesday, HERE, wall(at))).toBe(false);
    expect(campaignFits(tuesday, HERE, wall(at, 'Asia/Urumqi'))).toBe(true);
  });

  it('P1: of several that fit the largest counts, of equal ones the older, of none none', () => {
    const small = { ...ALWAYS, id: idOf(1), multiplier_bp: 15_000 };
    const large = { ...ALWAYS, id: idOf(2), multiplier_bp: 30_000 };
    const elsewhere = { ...ALWAYS, id: idOf(3), multiplier_bp: 90_000, store_ids: [THERE] };
    const twin = { ...large, id: idOf(4) };
    expect(bestCampaign([small, elsewhere, twin, large], HERE, wall(NOON))).toBe(large);
    expect(bestCampaign([elsewhere], HERE, wall(NOON))).toBeNull();
  });
});
