import fc from 'fast-check';
import jsqr from 'jsqr';
import { encode } from 'uqr';
import { code128 } from '@/components/code-image/code128';
import {
  base64,
  bitmapUri,
  paint,
  svgUri,
  withQuietZone,
  type Modules,
} from '@/components/code-image/picture';
import { readCode128 } from '../../support/code128';

const eighteen = fc.stringMatching(/^[0-9]{18}$/);

/** RGBA pixels of a 1-bit bitmap, read as any program would read the file. */
function pixelsOf(uri: string): { data: Uint8ClampedArray; width: number; height: number } {
  const file = Buffer.from(uri.replace('data:image/bmp;base64,', ''), 'base64');
  expect(file.toString('latin1', 0, 2)).toBe('BM');
  expect(file.readUInt32LE(2)).toBe(file.length);
  const [start, width, height] = [file.readUInt32LE(10), file.readInt32LE(18), file.readInt32LE(22)];
  const stride = Math.ceil(width / 32) * 4;
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const byte = file[start + stride * (height - 1 - y) + (x >> 3)]!;
      const value = file[54 + ((byte >> (7 - (x & 7))) & 1) * 4]!;
      data.fill(value, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return { data, width, height };
}

/** A canvas in memory. */
class Paper {
  readonly data: Uint8ClampedArray;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.data = new Uint8ClampedArray(width * height * 4).fill(128);
  }

  readonly fill = (colour: string, x: number, y: number, width: number, height: number): void => {
    const value = { '#000000': 0, '#ffffff': 255 }[colour]!;
    for (let row = y; row < y + height; row += 1) {
      this.data.fill(value, (row * this.width + x) * 4, (row * this.width + x + width) * 4);
    }
  };

  /** One row, dark or not. */
  row(y: number): boolean[] {
    return Array.from({ length: this.width }, (_, x) => this.data[(y * this.width + x) * 4] === 0);
  }
}

describe('codes as pictures', () => {
  it('M7: the QR of a code is read back from the bitmap that phones without SVG show', () => {
    fc.assert(
      fc.property(eighteen, (digits) => {
        const modules = withQuietZone(encode(digits, { ecc: 'M', border: 0 }).data, 2, true);
        const { data, width, height } = pixelsOf(bitmapUri(modules, { x: 4, y: 4 }));
        expect(jsqr(data, width, height)?.data).toBe(digits);
      }),
      { numRuns: 20 },
    );
  });

  it('M7: the QR of a code is read back from a canvas of any size, drawn in whole pixels', () => {
    fc.assert(
      fc.property(eighteen, fc.integer({ min: 120, max: 700 }), (digits, size) => {
        const modules = withQuietZone(encode(digits, { ecc: 'M', border: 0 }).data, 2, true);
        const paper = new Paper(size, size);
        paint(paper, modules);
        expect(jsqr(paper.data, size, size)?.data).toBe(digits);
      }),
      { numRuns: 20 },
    );
  });

  it('M7: the bars of a code keep their widths on a canvas, over its whole height', () => {
    fc.assert(
      fc.property(eighteen, fc.integer({ min: 175, max: 1_300 }), (digits, width) => {
        const paper = new Paper(width, 30);
        const modules = withQuietZone([code128(digits)], 10, false);
        paint(paper, modules);
        expect(paper.row(29)).toEqual(paper.row(0));
        const size = Math.floor(width / modules[0]!.length);
        expect(paper.row(0).indexOf(true)).toBeGreaterThanOrEqual(10 * size);
        expect(readCode128(paper)).toBe(digits);
      }),
      { numRuns: 30 },
    );
  });

  it('paints nothing where a module would be less than a pixel', () => {
    const modules = withQuietZone([code128('123456789012345678')], 10, false);
    expect(() => paint(new Paper(150, 20), modules)).toThrow(RangeError);
  });

  it('M7: the bar code of a code is read back from the bitmap', () => {
    fc.assert(
      fc.property(eighteen, (digits) => {
        const modules = withQuietZone([code128(digits)], 10, false);
        expect(readCode128(pixelsOf(bitmapUri(modules, { x: 3, y: 8 })))).toBe(digits);
      }),
      { numRuns: 30 },
    );
  });

  it('a known bar code: "00" is start C, value 0, check sign 2, stop (by hand, ISO/IEC 15417)', () => {
    // start C 211232, value 0 212222, check (105 + 0) mod 103 = 2 222221, stop 2331112
    const widths = '211232' + '212222' + '222221' + '2331112';
    const expected = Array.from(widths).flatMap((w, i) => new Array<boolean>(Number(w)).fill(i % 2 === 0));
    expect(code128('00')).toEqual(expected);
  });

  it.each(['', '1', '12a4', '123'])('refuses %j', (text) => {
    expect(() => code128(text)).toThrow(RangeError);
  });

  it('the SVG paints exactly the black modules', () => {
    const modules: Modules = [
      [true, true, false],
      [false, false, true],
    ];
    const svg = decodeURIComponent(svgUri(modules).replace('data:image/svg+xml,', ''));
    expect(svg).toContain('viewBox="0 0 3 2"');
    expect(svg).toContain('d="M0 0h2v1h-2zM2 1h1v1h-1z"');
  });

  it('writes base64 as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) =>
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64')),
      ),
    );
  });
});
