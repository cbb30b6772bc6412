import { instant } from '../../../shared/kernel';
import { canClaim, type ClaimCounts, type ClaimTerms } from '../../../shared/rules';

const terms: ClaimTerms = {
  state: 'active',
  listed: true,
  claim_from_at: instant(1000),
  claim_to_at: instant(2000),
  validity: { kind: 'relative', days: 7, start_after_days: 0 },
  scope: { store_ids: [], new_members_only: false },
  limits: { per_member: null, per_member_day: null, per_day: null, per_phone: null },
  stock_left: 10,
};
const counts: ClaimCounts = {
  issued_today: 0,
  by_member: 0,
  by_member_today: 0,
  by_phone: 0,
  has_phone: false,
  purchases_count: 0,
};
const limits = (some: Partial<ClaimTerms['limits']>) => ({ limits: { ...terms.limits, ...some } });
const ask = (
  changedTerms: Partial<ClaimTerms> = {},
  changedCounts: Partial<ClaimCounts> = {},
  moment = 1500,
) => {
  const answer = canClaim({ ...terms, ...changedTerms }, { ...counts, ...changedCounts }, instant(moment));
  return answer.ok ? 'ok' : answer.code;
};

describe('whether a coupon can be claimed', () => {
  it('C4: without limits, as long as there is stock', () => {
    expect(ask({}, { issued_today: 999, by_member: 999, by_member_today: 999, purchases_count: 3 })).toBe(
      'ok',
    );
    expect(ask({ stock_left: 1 })).toBe('ok');
    expect(ask({ stock_left: 0 })).toBe('sold_out');
  });

  it('C4: what is paused or not listed is not on offer; a channel may give what is not listed', () => {
    expect(ask({ state: 'paused' })).toBe('not_found');
    expect(ask({ listed: false })).toBe('not_found');
    expect(canClaim({ ...terms, listed: false }, counts, instant(1500), 'gift')).toEqual({ ok: true });
    expect(canClaim({ ...terms, state: 'paused' }, counts, instant(1500), 'gift')).toMatchObject({
      code: 'not_found',
    });
  });

  it('C4: the claim window includes its first millisecond and excludes its end', () => {
    expect([999, 1000, 1999, 2000].map((moment) => ask({}, {}, moment))).toEqual([
      'not_started',
      'ok',
      'ok',
      'ended',
    ]);
    expect(ask({ claim_from_at: null, claim_to_at: null }, {}, 0)).toBe('ok');
  });

  it('C2: a template whose coupons would be over already has ended', () => {
    const validity = {
      kind: 'fixed',
      from_at: '1970-01-01T00:00:00.000Z',
      to_at: '1970-01-01T00:00:01.500Z',
    } as const;
    expect(ask({ validity }, {}, 1499)).toBe('ok');
    expect(ask({ validity }, {}, 1500)).toBe('ended');
  });

  it('C4: limits refuse the one beyond, and say the limit', () => {
    expect(ask(limits({ per_day: 5 }), { issued_today: 4 })).toBe('ok');
    expect(ask(limits({ per_day: 5 }), { issued_today: 5 })).toBe('sold_out_today');
    expect(ask(limits({ per_member: 2 }), { by_member: 1 })).toBe('ok');
    const reached = canClaim(
      { ...terms, ...limits({ per_member: 2 }) },
      { ...counts, by_member: 2 },
      instant(1500),
    );
    expect(reached).toEqual({ ok: false, code: 'limit_reached', params: { limit: 2 } });
    const today = canClaim(
      { ...terms, ...limits({ per_member_day: 1 }) },
      { ...counts, by_member_today: 1 },
      instant(1500),
    );
    expect(today).toEqual({ ok: false, code: 'limit_reached_today', params: { limit: 1 } });
  });

  it('C4: a limit per phone needs a phone, and counts it', () => {
    expect(ask(limits({ per_phone: 1 }))).toBe('phone_required');
    expect(ask(limits({ per_phone: 1 }), { has_phone: true })).toBe('ok');
    expect(ask(limits({ per_phone: 1 }), { has_phone: true, by_phone: 1 })).toBe('limit_reached');
  });

  it('C3: a new member is one without a purchase', () => {
    const scope = { store_ids: [], new_members_only: true };
    expect(ask({ scope })).toBe('ok');
    expect(ask({ scope }, { purchases_count: 1 })).toBe('not_eligible');
  });

  it('C4: the first reason wins', () => {
    const worst = {
      ...limits({ per_day: 1, per_member: 1, per_member_day: 1, per_phone: 1 }),
      scope: { store_ids: [], new_members_only: true },
    };
    const all = { issued_today: 1, by_member: 1, by_member_today: 1, purchases_count: 1 };
    const without = (...keys: (keyof typeof all)[]) =>
      ask(worst, { ...all, ...Object.fromEntries(keys.map((key) => [key, 0])) });
    expect(ask({ ...worst, stock_left: 0 }, all)).toBe('sold_out');
    expect(without()).toBe('sold_out_today');
    expect(without('issued_today')).toBe('limit_reached');
    expect(without('issued_today', 'by_member')).toBe('limit_reached_today');
    expect(without('issued_today', 'by_member', 'by_member_today')).toBe('not_eligible');
    expect(without('issued_today', 'by_member', 'by_member_today', 'purchases_count')).toBe('phone_required');
  });
});
