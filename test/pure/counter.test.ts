import { fen, instant, MINUTE_MS, type Id } from '../../shared/kernel';
import { deriveCode, numberFrom, stepOf, type CodeSource } from '../../shared/rules';
import { couponOfAct, settle } from '../../server/counter/checkout.rules';
import {
  codeSubject,
  judgeCode,
  nextMinuteText,
  readScanned,
  spokenTime,
  stepKey,
} from '../../server/counter/counter.rules';
import { storeObstacle } from '../../server/counter/counter.staff';
import type { CouponRow } from '../../server/coupons';

const NOW = instant(Date.UTC(2026, 10, 22, 10, 5, 30));
const SECRET = new Uint8Array(32).fill(7);
const CARD = numberFrom('123456789');
const SOURCE: CodeSource = { secret: SECRET, kind: 'member', number: CARD };
const STORE = {
  id: 'sto_1' as Id<'store'>,
  merchant_id: 'mer_1' as Id<'merchant'>,
  timezone: 'Asia/Shanghai',
};

function otpAt(at: number): string {
  return deriveCode({ ...SOURCE, at: instant(at) }).slice(12);
}

function coupon(change: Partial<CouponRow> = {}): CouponRow {
  return {
    id: 'cpn_1',
    template_id: 'tpl_1',
    merchant_id: STORE.merchant_id,
    member_id: 'mem_1',
    number: CARD,
    state: 'issued',
    snapshot: {
      title: '满 20 减 5',
      value: { kind: 'amount_off', threshold_fen: 2_000, amount_fen: 500 },
      scope: { store_ids: [], new_members_only: false },
      times: { weekdays: [], from_minute: null, to_minute: null },
      merchant_id: STORE.merchant_id,
    },
    valid_from_at: instant(NOW - MINUTE_MS),
    valid_to_at: instant(NOW + MINUTE_MS),
    own_end_at: null,
    claimed_at: instant(NOW - MINUTE_MS),
    day: '2026-11-22' as CouponRow['day'],
    source: 'claim',
    source_id: null,
    locked_by: null,
    redeemed_at: null,
    sorted_at: instant(NOW + MINUTE_MS),
    redeemed_store_id: null,
    redeemed_staff_id: null,
    redeemed_by: null,
    ...change,
  };
}

describe('what was scanned', () => {
  it('S2: reads 18 digits however they are grouped', () => {
    const code = deriveCode({ ...SOURCE, at: NOW });
    const grouped = `${code.slice(0, 4)} ${code.slice(4, 12)}-${code.slice(12)}\n`;
    for (const text of [code, grouped]) {
      expect(readScanned(text)).toEqual({
        kind: 'code',
        code: { kind: 'member', number: CARD, otp: code.slice(12) },
      });
    }
  });

  it("S2: reads a channel's code bare, in a link and in a mini-program path", () => {
    const channel = { kind: 'channel', channel_code: 'Ab3dEf9h' };
    expect(readScanned('Ab3dEf9h')).toEqual(channel);
    expect(readScanned('https://x.cn/app/#/pages/landing/index?scene=Ab3dEf9h')).toEqual(channel);
    expect(readScanned('pages/landing/index?a=1&scene=Ab3dEf9h&b=2')).toEqual(channel);
    expect(readScanned('pages/landing/index?scene=%41b3dEf9h')).toEqual(channel);
  });

  it('S2: takes nothing else for a code', () => {
    const wrongDigit = `66${CARD.slice(0, 9)}${(Number(CARD[9]) + 1) % 10}123456`;
    const paymentCode = '134567890123456789';
    for (const text of ['', 'hello', wrongDigit, paymentCode, '?scene=r.abcdefghijkl', '?scene=%E0%A4%A']) {
      expect(readScanned(text)).toEqual({ kind: 'malformed' });
    }
  });

  it('M7: accepts one step of skew, knows what has run out, and nothing else', () => {
    const judge = (otp: string) => judgeCode({ ...SOURCE, otp, at: NOW });
    const step = stepOf(NOW);
    expect(judge(otpAt(NOW))).toEqual({ step });
    expect(judge(otpAt(NOW - MINUTE_MS))).toEqual({ step: step - 1 });
    expect(judge(otpAt(NOW + MINUTE_MS))).toEqual({ step: step + 1 });
    for (let minutes = 2; minutes <= 30; minutes += 1)
      expect(judge(otpAt(NOW - minutes * MINUTE_MS))).toBe('expired');
    expect(judge(otpAt(NOW - 40 * MINUTE_MS))).toBe('unknown');
    expect(judge(otpAt(NOW + 2 * MINUTE_MS))).toBe('unknown');
  });

  it('M7: tells members, coupons and steps apart', () => {
    expect(codeSubject('member', CARD)).toBe(`66${CARD}`);
    expect(codeSubject('coupon', CARD)).toBe(`67${CARD}`);
    expect(stepKey(codeSubject('member', CARD), 'scan', 5)).not.toBe(
      stepKey(codeSubject('coupon', CARD), 'scan', 5),
    );
  });
});

describe('what is said aloud', () => {
  it("C6: says when in the store's own time", () => {
    expect(spokenTime(NOW, 'Asia/Shanghai')).toBe('11月22日 18:05');
    expect(spokenTime(NOW, 'America/New_York')).toBe('11月22日 05:05');
  });

  it('M7: says from which minute on a code can be tried again, never one that is too early', () => {
    const minute = NOW - (NOW % MINUTE_MS);
    const until = (ms: number): string => nextMinuteText(instant(minute + ms), 'Asia/Shanghai');
    expect([until(0), until(1), until(MINUTE_MS), until(MINUTE_MS + 1)]).toEqual([
      ...['18:05', '18:06', '18:06', '18:07'],
    ]);
    expect(until(355 * MINUTE_MS)).toBe('00:00');
  });
});

describe('a bill', () => {
  it('C6: comes to the same with and without lines', () => {
    const lines = [
      { name: '拿铁', quantity: 1, amount_fen: 2_000 },
      { name: '司康', quantity: 1, amount_fen: 1_000 },
    ];
    const { settlement, obstacle } = settle(coupon(), { amount_fen: 3_000, lines }, STORE, NOW);
    expect(obstacle).toBeNull();
    expect(settlement).toEqual({
      original_fen: 3_000,
      discount_fen: 500,
      paid_fen: 2_500,
      line_discounts_fen: [333, 167],
    });
    expect(settle(coupon(), { amount_fen: 3_000 }, STORE, NOW).settlement.discount_fen).toBe(fen(500));
  });

  it('C6: says why a coupon is no good and what the bill is without it', () => {
    const far = { ...STORE, merchant_id: 'mer_2' as Id<'merchant'> };
    const cases = [
      [settle(coupon(), { amount_fen: 1_999 }, STORE, NOW), 'coupon_below_threshold'],
      [settle(coupon(), null, STORE, NOW), 'coupon_not_usable'],
      [settle(coupon(), { amount_fen: 3_000 }, far, NOW), 'coupon_wrong_store'],
      [settle(coupon({ state: 'redeemed' }), { amount_fen: 3_000 }, STORE, NOW), 'coupon_redeemed'],
      [settle(coupon({ state: 'revoked' }), { amount_fen: 3_000 }, STORE, NOW), 'coupon_not_usable'],
      [settle(coupon({ valid_to_at: NOW }), { amount_fen: 3_000 }, STORE, NOW), 'coupon_expired'],
    ] as const;
    for (const [{ settlement, obstacle }, code] of cases) {
      expect(obstacle?.code).toBe(code);
      expect(settlement.discount_fen).toBe(0);
      expect(settlement.paid_fen).toBe(settlement.original_fen);
    }
  });

  it('S3: must add up, with a coupon or without', () => {
    const bill = { amount_fen: 3_000, lines: [{ name: '拿铁', quantity: 1, amount_fen: 2_999 }] };
    for (const with_ of [coupon(), null]) {
      expect(settle(with_, bill, STORE, NOW).obstacle?.code).toBe('lines_do_not_add_up');
    }
  });

  it('C1: an exchange needs no bill, anything else does', () => {
    const exchange = coupon();
    exchange.snapshot.value = { kind: 'exchange', item: '拿铁', value_fen: 2_000 };
    expect(settle(exchange, null, STORE, NOW)).toEqual({
      settlement: { original_fen: 0, discount_fen: 0, paid_fen: 0, line_discounts_fen: [] },
      obstacle: null,
    });
  });
});

describe('whose act it is', () => {
  it('C6: an act has at most one coupon, and a coupon scan names its own', () => {
    const [one, other] = ['cpn_1', 'cpn_2'] as Id<'coupon'>[] as [Id<'coupon'>, Id<'coupon'>];
    expect(couponOfAct(null, undefined)).toEqual({ ok: true, coupon_id: null });
    expect(couponOfAct(null, [one])).toEqual({ ok: true, coupon_id: one });
    expect(couponOfAct(one, undefined)).toEqual({ ok: true, coupon_id: one });
    expect(couponOfAct(one, [one])).toEqual({ ok: true, coupon_id: one });
    expect(couponOfAct(one, [other])).toEqual({ ok: false });
    expect(couponOfAct(null, [one, other])).toEqual({ ok: false });
  });

  it('S4: nobody does anything where they do not work', () => {
    expect(storeObstacle([STORE.id], STORE.id)).toBeNull();
    expect(storeObstacle([], STORE.id)).toBe('staff_without_store');
    expect(storeObstacle(['sto_2'], STORE.id)).toBe('wrong_store');
  });
});
