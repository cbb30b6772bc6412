import { readCode128, type Pixels } from '../../support/code128';

/** A picture of modules, `scale` pixels each, between two quiet zones. */
function picture(bits: string, scale = 2, ink = 0): Pixels {
  const line = `${'0'.repeat(10)}${bits}${'0'.repeat(10)}`;
  const [width, height] = [line.length * scale, 4];
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (line[Math.floor(x / scale)] === '1') data.fill(ink, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height };
}

/** The example of the standard's explanations: start A, P J J 1 2 3 C, check sign 54, stop. */
const PJJ123C = [
  '11010000100',
  '11101110110',
  '10110111000',
  '10110111000',
  '10011100110',
  '11001110010',
  '11001011100',
  '10001000110',
  '11101011000',
  '1100011101011',
];
/** Start C, 12 34, check sign (105 + 12 + 2 × 34) mod 103 = 82, stop. */
const C1234 = ['11010011100', '10110011100', '10001011000', '10010011110', '1100011101011'];

describe('the reader of bar codes', () => {
  it('reads known codes of set A and set C', () => {
    expect(readCode128(picture(PJJ123C.join('')))).toBe('PJJ123C');
    expect(readCode128(picture(C1234.join('')))).toBe('1234');
  });

  it('reads set B, and a change of sets within a code', () => {
    // start B, H, to C, 42, check sign (104 + 40 + 2 × 99 + 3 × 42) mod 103 = 56
    const bits =
      '11010010000' + '11000101000' + '10111011110' + '10110111000' + '11100010110' + '1100011101011';
    expect(readCode128(picture(bits))).toBe('H42');
  });

  it('reads grey bars on white', () => {
    expect(readCode128(picture(C1234.join(''), 3, 150))).toBe('1234');
  });

  it.each([
    ['a wrong check sign', [...C1234.slice(0, 3), '10010111100', C1234[4]!]],
    ['two digits swapped', [C1234[0]!, C1234[2]!, C1234[1]!, ...C1234.slice(3)]],
    ['no stop sign', C1234.slice(0, 4)],
    ['no start sign', C1234.slice(1)],
    ['a damaged bar', [C1234[0]!, '10111111100', ...C1234.slice(2)]],
    ['nothing', []],
  ])('does not read a code with %s', (_, symbols) => {
    expect(readCode128(picture(symbols.join('')))).toBeUndefined();
  });
});
