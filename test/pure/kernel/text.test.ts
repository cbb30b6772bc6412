import fc from 'fast-check';
import {
  err,
  fen,
  formatDiscount,
  formatYuan,
  groupDigits,
  groupThousands,
  ID_PREFIX,
  idPattern,
  makeId,
  maskPhone,
  ok,
  unreachable,
  type IdKind,
} from '../../../shared/kernel';

describe('money in words', () => {
  it.each([
    [0, '0', '0.00'],
    [1, '0.01', '0.01'],
    [10, '0.10', '0.10'],
    [1250, '12.50', '12.50'],
    [3000, '30', '30.00'],
    [123_456_789, '1,234,567.89', '1,234,567.89'],
    [-5, '-0.05', '-0.05'],
    [-100_000, '-1,000', '-1,000.00'],
  ])('%i fen is %s', (amount, short, always) => {
    expect(formatYuan(fen(amount))).toBe(short);
    expect(formatYuan(fen(amount), true)).toBe(always);
  });

  it.each([
    [2000, '8折'],
    [1500, '8.5折'],
    [1200, '8.8折'],
    [100, '9.9折'],
    [1, '9.999折'],
    [1505, '8.495折'],
    [9500, '0.5折'],
    [9000, '1折'],
  ])('%i basis points off is %s', (off, expected) => {
    expect(formatDiscount(off)).toBe(expected);
  });

  it('a discount in words says exactly what is kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (off) => {
        const text = formatDiscount(off);
        expect(text).toMatch(/^\d+(\.\d{0,2}[1-9])?折$/);
        expect(Math.round(Number(text.slice(0, -1)) * 1000)).toBe(10_000 - off);
      }),
    );
  });

  it('groups digits', () => {
    expect([0, 999, 1000, -1234, 1_234_567].map(groupThousands)).toEqual([
      '0',
      '999',
      '1,000',
      '-1,234',
      '1,234,567',
    ]);
    expect(groupDigits('123456789012345678')).toBe('1234 5678 9012 3456 78');
    expect(groupDigits('12345678')).toBe('1234 5678');
  });
});

describe('what staff may see', () => {
  it('M6: the middle of a phone number is hidden', () => {
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskPhone('123456789')).toBe('****');
    expect(maskPhone('')).toBe('****');
  });

  it('M6: at least three digits of any phone number are hidden', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{0,20}$/), (phone) => {
        expect(maskPhone(phone).replace(/\D/g, '').length).toBeLessThanOrEqual(Math.max(phone.length - 3, 0));
      }),
    );
  });
});

describe('identifiers', () => {
  const ulid = '01HZXW3J9V4B7T8K2M5N6P7Q8R';

  it('carry their kind, and fit the pattern of no other', () => {
    const kinds = Object.keys(ID_PREFIX) as IdKind[];
    expect(new Set(Object.values(ID_PREFIX)).size).toBe(kinds.length);
    for (const kind of kinds) {
      const id = makeId(kind, ulid, 7);
      expect(kinds.filter((other) => idPattern(other).test(id))).toEqual([kind]);
    }
  });

  it('of one command are all different and keep its order', () => {
    const ids = Array.from({ length: 1024 }, (_, i) => makeId('coupon', ulid, i));
    expect(new Set(ids).size).toBe(1024);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every((id) => idPattern('coupon').test(id))).toBe(true);
  });

  it('beyond 1,024 rows in one command are a bug', () => {
    for (const ordinal of [-1, 1024, 0.5]) expect(() => makeId('coupon', ulid, ordinal)).toThrow(RangeError);
  });
});

describe('results', () => {
  it('say whether it went well', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(err('no')).toEqual({ ok: false, error: 'no' });
    expect(() => unreachable('x' as never)).toThrow('unreachable: "x"');
  });
});
