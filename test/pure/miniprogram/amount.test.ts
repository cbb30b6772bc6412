import fc from 'fast-check';
import { AMOUNT_MAX_FEN, amountOf, press, type PadKey } from '@/components/amount-pad/amount';

const type = (keys: string): string => Array.from(keys).reduce((text, key) => press(text, key as PadKey), '');
const KEYS: PadKey[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', 'delete', 'clear'];

describe('the amount pad', () => {
  it.each([
    ['48', 4_800],
    ['42.5', 4_250],
    ['0.05', 5],
    ['.5', 50],
    ['19.99', 1_999],
    ['12.345', 1_234],
    ['1.2.3', 123],
    ['007', 700],
  ])('%s is %i fen', (keys, fen) => expect(amountOf(type(keys))).toBe(fen));

  it.each(['', '0', '0.00', '.'])('%j is no amount yet', (keys) => expect(amountOf(type(keys))).toBeNull());

  it('takes back one key, or all', () => {
    expect(press('42.5', 'delete')).toBe('42.');
    expect(press('42.5', 'clear')).toBe('');
    expect(press('', 'delete')).toBe('');
  });

  it('whatever is typed stays an integer of fen within the limit', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...KEYS), { maxLength: 30 }), (keys) => {
        const text = keys.reduce(press, '');
        const fen = amountOf(text) ?? 0;
        expect(Number.isSafeInteger(fen)).toBe(true);
        expect(fen).toBeLessThanOrEqual(AMOUNT_MAX_FEN);
        expect(text).toMatch(/^(0|[1-9]\d*)?(\.\d{0,2})?$/);
      }),
    );
  });
});
