import fc from 'fast-check';
import { linesAddUp, priceCoupon, type Bill, type CouponValue } from '../../../shared/rules';

const off = (amount: number, threshold = 0): CouponValue => ({
  kind: 'amount_off',
  threshold_fen: threshold,
  amount_fen: amount,
});
const percent = (bp: number, cap: number | null = null, threshold = 0): CouponValue => ({
  kind: 'percent_off',
  threshold_fen: threshold,
  percent_off_bp: bp,
  cap_fen: cap,
});
const latte: CouponValue = { kind: 'exchange', item: '拿铁', value_fen: 2800 };
const line = (name: string, quantity: number, amount: number) => ({ name, quantity, amount_fen: amount });
const billOf = (...lines: ReturnType<typeof line>[]): Bill => ({
  amount_fen: lines.reduce((sum, { amount_fen }) => sum + amount_fen, 0),
  lines,
});

describe('what a coupon takes off a bill', () => {
  it.each<[string, CouponValue, number, number]>([
    ['满 30 减 10, exactly 30', off(1000, 3000), 3000, 1000],
    ['满 30 减 10, 30.01', off(1000, 3000), 3001, 1000],
    ['no threshold, bill below the amount', off(1000), 999, 999],
    ['no threshold, bill of one fen', off(1000), 1, 1],
    ['8.5折 of 99.99, rounded down', percent(1500), 9999, 1499],
    ['8折 with a cap it does not reach', percent(2000, 2000), 9999, 1999],
    ['8折 with a cap it reaches', percent(2000, 2000), 10_001, 2000],
    ['1 % of 99 fen is nothing', percent(100), 99, 0],
    ['free of charge', percent(10_000), 12_345, 12_345],
    ['half off the largest bill', percent(5000), 100_000_000, 50_000_000],
    ['an exchange beside the bill', latte, 5000, 0],
  ])('C1: %s', (_, value, amount, discount) => {
    expect(priceCoupon(value, { amount_fen: amount })).toEqual({
      ok: true,
      discount_fen: discount,
      paid_fen: amount - discount,
      line_discounts_fen: [],
    });
  });

  it('C1: below the threshold says how much is missing, in yuan', () => {
    expect(priceCoupon(off(1000, 3000), { amount_fen: 2999 })).toEqual({
      ok: false,
      code: 'coupon_below_threshold',
      params: { threshold: '30', missing: '0.01' },
    });
    expect(priceCoupon(percent(2000, null, 3050), { amount_fen: 1000 })).toMatchObject({
      params: { threshold: '30.50', missing: '20.50' },
    });
  });

  it('C1: an exchange makes one unit of the item free, of the dearest line of that name', () => {
    const bill = billOf(line('可颂', 2, 2600), line(' 拿铁 ', 3, 8500), line('拿铁', 1, 2800));
    expect(priceCoupon(latte, bill)).toEqual({
      ok: true,
      discount_fen: 2833,
      paid_fen: 11_067,
      line_discounts_fen: [0, 2833, 0],
    });
  });

  it('C1: an exchange whose item is not on the bill is refused, an item that costs nothing is not', () => {
    expect(priceCoupon(latte, billOf(line('可颂', 2, 2600)))).toEqual({
      ok: false,
      code: 'coupon_item_missing',
      params: {},
    });
    expect(priceCoupon(latte, billOf(line('可颂', 2, 2600), line('拿铁', 1, 0)))).toMatchObject({
      ok: true,
      discount_fen: 0,
    });
  });

  it('C1: without a bill only an exchange can be redeemed', () => {
    expect(priceCoupon(latte, null)).toEqual({
      ok: true,
      discount_fen: 0,
      paid_fen: 0,
      line_discounts_fen: [],
    });
    expect(priceCoupon(off(1000), null)).toMatchObject({ ok: false, code: 'coupon_not_usable' });
    expect(priceCoupon(percent(1000), null)).toMatchObject({ ok: false, code: 'coupon_not_usable' });
  });

  it('C7a: the discount is spread by largest remainder, earlier lines first', () => {
    const bill = billOf(line('a', 1, 1000), line('b', 1, 1000), line('c', 1, 1000));
    expect(priceCoupon(off(1000), bill)).toMatchObject({ line_discounts_fen: [334, 333, 333] });
  });

  it('C7a: lines that do not sum to the bill are refused', () => {
    const bill = { ...billOf(line('拿铁', 1, 2800)), amount_fen: 2801 };
    expect(linesAddUp(bill)).toBe(false);
    for (const value of [latte, off(1), percent(1)]) {
      expect(priceCoupon(value, bill)).toMatchObject({ ok: false, code: 'lines_do_not_add_up' });
    }
  });

  const amounts = fc.integer({ min: 0, max: 1_000_000 });
  const lines = fc.array(
    fc.record({
      name: fc.constantFrom('拿铁', '可颂', '贝果'),
      quantity: fc.integer({ min: 1, max: 99 }),
      amount_fen: amounts,
    }),
    { minLength: 1, maxLength: 20 },
  );
  const values = fc.oneof(
    fc.record({ kind: fc.constant('amount_off' as const), threshold_fen: amounts, amount_fen: amounts }),
    fc.record({
      kind: fc.constant('percent_off' as const),
      threshold_fen: amounts,
      percent_off_bp: fc.integer({ min: 1, max: 10_000 }),
      cap_fen: fc.option(amounts),
    }),
    fc.constant(latte),
  );

  it('C7a: never more than a line or the bill, never below 0, and the parts sum to the whole', () => {
    fc.assert(
      fc.property(values, lines, (value, items) => {
        const bill = billOf(...items);
        const price = priceCoupon(value, bill);
        if (!price.ok) return;
        expect(price.discount_fen + price.paid_fen).toBe(bill.amount_fen);
        expect(price.paid_fen).toBeGreaterThanOrEqual(0);
        expect(price.line_discounts_fen.reduce((sum, part) => sum + part, 0)).toBe(price.discount_fen);
        price.line_discounts_fen.forEach((part, i) => {
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(items[i]!.amount_fen);
        });
        const whole = priceCoupon(value, { amount_fen: bill.amount_fen });
        if (value.kind !== 'exchange') expect(price.discount_fen).toBe(whole.ok && whole.discount_fen);
      }),
    );
  });

  it('C1: a larger bill is never refused where a smaller one is not, and never costs less', () => {
    fc.assert(
      fc.property(values, amounts, amounts, (value, one, other) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const [less, more] = [
          priceCoupon(value, { amount_fen: small }),
          priceCoupon(value, { amount_fen: large }),
        ];
        if (!less.ok) return;
        expect(more.ok && more.paid_fen >= less.paid_fen).toBe(true);
      }),
    );
  });
});
